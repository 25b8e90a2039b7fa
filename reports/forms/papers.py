"""The filters of the yearly papers; what they say stands in the address."""

from typing import Any

from django import forms

from portal.choices import LEDGER_KINDS
from portal.text import clean_line
from reports.choices import PAPER_DUTIES, CellState, PaperStatus
from reports.papers import Cell, Row

#: 报送情况 follows the date, 办理状态 who has the paper.
STATES = (CellState.ON_TIME, CellState.LATE, CellState.MISSING, CellState.PENDING)
STATUSES = tuple(status for status in PaperStatus if status != PaperStatus.DRAFT)
ALL = ("", "全部")


class PaperFilter(forms.Form):
    """By city, group, paper, state and words of the name. An unknown value filters nothing."""

    city = forms.ChoiceField(label="市", required=False)
    group = forms.ChoiceField(
        label="单位类型",
        required=False,
        choices=[ALL, *((kind.value, kind.label) for kind in LEDGER_KINDS)],
    )
    duty = forms.ChoiceField(
        label="材料",
        required=False,
        choices=[ALL, *((duty.value, duty.label) for duty in PAPER_DUTIES)],
    )
    state = forms.ChoiceField(
        label="情况",
        required=False,
        choices=[ALL, *((one.value, one.label) for one in (*STATES, *STATUSES))],
    )
    text = forms.CharField(label="单位名称", required=False)

    def __init__(self, data: Any, *, rows: list[Row]) -> None:
        super().__init__(data)
        self.rows = rows
        cities = {row.organisation.city_id: row.organisation.city.name for row in rows}
        self.fields["city"].choices = [ALL, *cities.items()]
        if len(cities) < 2:
            del self.fields["city"]
        self.is_valid()

    @property
    def is_worthwhile(self) -> bool:
        """A single organisation needs no filters."""
        return len(self.rows) > 1

    def shown(self) -> list[Row]:
        """The rows that were asked for."""
        return [row for row in self.rows if self._is_wanted(row)]

    def _is_wanted(self, row: Row) -> bool:
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        return (
            wanted.get("city", row.organisation.city_id) == row.organisation.city_id
            and wanted.get("group", row.kind) == row.kind
            and clean_line(wanted.get("text", "")) in row.organisation.name
            and self._has(row, wanted.get("duty"), wanted.get("state"))
        )

    def _has(self, row: Row, duty: str | None, state: str | None) -> bool:
        """Whether the paper of that ``duty``, or any of both, is in that ``state``."""
        cells = [row.cell(duty)] if duty else row.cells
        return not state or any(_is_in(cell, state) for cell in cells)


def _is_in(cell: Cell, state: str) -> bool:
    return state in (cell.state.value, cell.paper.status)
