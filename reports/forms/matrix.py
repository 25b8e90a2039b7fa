"""What of the completeness matrix is shown; it stands in the address."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from portal.choices import LEDGER_KINDS
from reports.choices import CellState, Light
from reports.lights import Cell
from reports.matrix import Matrix, Row

STATES = (CellState.LATE, CellState.MISSING, CellState.EXCUSED)
LIGHTS = (Light.RED, Light.YELLOW)
MARKS = {"unchanged": "本月无变化", "identical": "与上月相同"}
#: A row is shown when one of its months is so.
TESTS: dict[str, Callable[[Cell], bool]] = {
    **{one.value: (lambda cell, one=one: cell.state == one) for one in STATES},
    **{one.value: (lambda cell, one=one: cell.light == one) for one in LIGHTS},
    "unchanged": lambda cell: cell.is_unchanged,
    "identical": lambda cell: cell.is_identical,
}
STATE_CHOICES = [
    ("", "全部"),
    *((one.value, f"有{one.label}") for one in (*STATES, *LIGHTS)),
    *((key, f"有{label}") for key, label in MARKS.items()),
]


class MatrixFilter(forms.Form):
    """By city, group and what a month looks like. A value that does not exist filters nothing."""

    city = forms.ChoiceField(label="市", required=False)
    group = forms.ChoiceField(
        label="单位类型",
        required=False,
        choices=[("", "全部"), *((kind.value, kind.label) for kind in LEDGER_KINDS)],
    )
    state = forms.ChoiceField(label="情况", required=False, choices=STATE_CHOICES)

    def __init__(self, data: Any, *, matrix: Matrix) -> None:
        super().__init__(data)
        self.matrix = matrix
        cities = [(region.pk, region.name) for region, _ in matrix.cities]
        self.fields["city"].choices = [("", "全部"), *cities]

    @property
    def is_filtering(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def shown(self) -> Matrix:
        """The matrix with the rows that were asked for."""
        if not self.is_filtering:
            return self.matrix
        return replace(self.matrix, rows=tuple(filter(self._is_wanted, self.matrix.rows)))

    def _is_wanted(self, row: Row) -> bool:
        wanted = self.cleaned_data
        return (
            wanted["city"] in ("", row.organisation.city_id)
            and wanted["group"] in ("", row.kind, *row.former)
            and _has(row.cells, wanted["state"])
        )


def _has(cells: Sequence[Cell], state: str) -> bool:
    return not state or any(map(TESTS[state], cells))
