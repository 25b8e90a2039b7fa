"""A ledger from Excel before it is stored: row by row 新增, 修改, 未变 or 拒绝, with the cell."""

from collections import Counter
from dataclasses import dataclass, field
from typing import IO, Any

from import_export.results import RowResult

from portal.models import User
from portal.previews import seal, unseal
from portal.worksheets import CellTrouble
from reports.completeness import is_nothing
from reports.documents import LedgerPaper
from reports.imports import COLUMNS, LedgerRow, read_ledger
from reports.models import CityMonth
from reports.resources import (
    LedgerResource,
    PlannedRow,
    Stored,
    cells_of,
    dataset_of,
    stored_in,
)

#: What becomes of a row, and the tone of its badge.
ACTIONS = {
    RowResult.IMPORT_TYPE_NEW: ("新增", "open"),
    RowResult.IMPORT_TYPE_UPDATE: ("修改", "returned"),
    RowResult.IMPORT_TYPE_SKIP: ("未变", "neutral"),
    RowResult.IMPORT_TYPE_INVALID: ("拒绝", "problem"),
}
STORED = (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: what stands there, what would stand there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What else is to be said of a row; ``place`` names the cell that is wrong."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One row of the file: what would become of it, what would change, why it is refused.

    ``kept`` are the columns that are blank in the file and not in what is stored.
    """

    row: LedgerRow
    kind: str
    changes: list[Change]
    troubles: list[CellTrouble]
    kept: list[str]

    @property
    def action(self) -> str:
        return ACTIONS[self.kind][0]

    @property
    def tone(self) -> str:
        return ACTIONS[self.kind][1]

    @property
    def told(self) -> list[Change | Remark]:
        """Everything that the page says of the row, one line each."""
        told: list[Change | Remark] = [*self.changes]
        told += [Remark(trouble.message, trouble.place) for trouble in self.troubles]
        told = told or [Remark("与系统一致。")]
        told += [Remark(f"{hint}。") for hint in self.row.hints]
        if is_nothing(self.row.texts.get("progress", "")):
            told.append(Remark("只填“无”的，核对前还须写明原因，可写作“无（原因）”。"))
        if self.kept:
            told.append(Remark(f"文件中空白，保留系统中的内容：{'、'.join(self.kept)}。"))
        return told


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; ``missing`` are organisations that the file lacks."""

    lines: list[PreviewLine]
    planned: list[PlannedRow]
    missing: list[Any]
    notes: list[str] = field(default_factory=list)

    @property
    def troubles(self) -> list[CellTrouble]:
        return [trouble for line in self.lines for trouble in line.troubles]

    @property
    def refused(self) -> int:
        """How many rows cannot be taken."""
        return sum(line.kind == RowResult.IMPORT_TYPE_INVALID for line in self.lines)

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = Counter(line.kind for line in self.lines)
        return [(word, found[kind]) for kind, (word, _) in ACTIONS.items()]


def preview_of(file: IO[bytes], month: CityMonth, actor: User) -> Preview:
    """Compare a workbook with what is stored; stores nothing. Raises ImportRefused.

    The number of queries does not grow with the rows.
    """
    ledger = read_ledger(file, month, template=LedgerPaper.template)
    stored = stored_in(month)
    result = LedgerResource(month, stored, actor).import_data(
        dataset_of(_cells(row) for row in ledger.rows), dry_run=True
    )
    for failed in result.error_rows:
        raise failed.errors[0].error
    lines = [_line(row, told, stored) for row, told in zip(ledger.rows, result.rows, strict=True)]
    planned = [
        PlannedRow(
            line.row.organisation.pk, line.row.texts, stored[line.row.organisation.pk].versions
        )
        for line in lines
        if line.kind in STORED
    ]
    return Preview(lines, planned, ledger.missing, ledger.notes)


# --- rows of the engine --------------------------------------------------------------------


def _cells(row: LedgerRow) -> list[Any]:
    number = row.organisation.pk if row.organisation else None
    troubles = {
        column: "".join(trouble.message for trouble in found)
        for column, found in row.troubles.items()
    }
    return cells_of(number, row.texts, troubles)


def _line(row: LedgerRow, told: RowResult, stored: dict[int, Stored]) -> PreviewLine:
    changes, kept = [], []
    if told.import_type != RowResult.IMPORT_TYPE_INVALID:
        before = stored[row.organisation.pk].entry().texts
        after = told.instance.texts
        changes = [
            Change(label, before[column], after[column])
            for column, label in COLUMNS.items()
            if before[column] != after[column]
        ]
        kept = [
            label
            for column, label in COLUMNS.items()
            if column in row.places and column not in row.texts and before[column]
        ]
    return PreviewLine(row, told.import_type, changes, _troubles(row, told), kept)


def _troubles(row: LedgerRow, told: RowResult) -> list[CellTrouble]:
    """Of the reader with their cells, then those of the engine."""
    found = [trouble for troubles in row.troubles.values() for trouble in troubles]
    refused = told.validation_error.message_dict if told.validation_error else {}
    for column, sentences in refused.items():
        if column not in row.troubles:
            found += [CellTrouble(row.places[column], sentence) for sentence in sentences]
    return found


# --- between preview and confirmation ------------------------------------------------------


def sealed(preview: Preview, *, salt: str) -> str:
    """What a preview would store, and how many rows it leaves out."""
    rows = [[row.organisation, row.texts, row.versions] for row in preview.planned]
    return seal({"rows": rows, "refused": preview.refused}, salt=salt)


def unsealed(text: str, *, salt: str) -> tuple[list[PlannedRow], int]:
    """Rows of a confirmed preview and the number of those left out; raises ImportRefused."""
    kept = unseal(text, salt=salt)
    rows = [PlannedRow(number, texts, tuple(seen)) for number, texts, seen in kept["rows"]]
    return rows, kept["refused"]
