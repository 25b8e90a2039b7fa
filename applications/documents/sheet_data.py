"""One sheet as JSON, for whoever compares it: marks with what was entered, and every sum."""

import json
from typing import Any

from applications.documents.proof_builder import code_of, marks_by_leaf, veil_over
from applications.proofs import Edition, Filled
from scoring.models import Mark
from scoring.outline import outline_of
from scoring.totals import sum_up


def sheet_data(filled: Filled, *, edition: Edition) -> dict[str, Any]:
    """Standard, version, column, marks by number and the sums of scoring.totals.

    The nameless edition has no names in what was entered either.
    """
    sheet, marks = filled.sheet, marks_by_leaf(filled)
    totals = sum_up(
        outline_of(sheet.ruleset).tree, {number: mark.value for number, mark in marks.items()}
    )
    data = {
        "standard": sheet.ruleset.code,
        "version": sheet.ruleset.version,
        "column": filled.column.value,
        "status": sheet.status,
        "check_code": code_of(marks),
        "total": totals.total,
        "maximum": totals.whole.maximum,
        "complete": totals.is_complete,
        "missing": list(totals.missing),
        "nodes": totals.nodes,
        "marks": {number: _mark(mark) for number, mark in marks.items()},
    }
    if edition is Edition.NAMED:
        return data
    editors = {mark.editor.name for mark in marks.values() if mark.editor}
    return json.loads(veil_over(filled, editors)(json.dumps(data, ensure_ascii=False)))


def _mark(mark: Mark) -> dict[str, Any]:
    names = ("value", "inputs", "reason", "version")
    return {name: getattr(mark, name) for name in names}
