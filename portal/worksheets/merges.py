"""Merged cells: which range holds a cell, and which cell holds its text."""

from collections.abc import Iterable
from typing import NamedTuple

from openpyxl.utils import range_boundaries

from portal.worksheets.tables import ImportRefused


class Range(NamedTuple):
    """A merged range, all four ends inclusive, counted from 1; its text is in the first cell."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    @property
    def is_wide(self) -> bool:
        """Whether it spans several columns."""
        return self.last_column > self.first_column


class Merges:
    """The merged ranges of one sheet, asked by the cell."""

    def __init__(self, references: Iterable[str], *, last_row: int, last_column: int):
        """Cells beyond ``last_row`` and ``last_column`` are not looked after."""
        self._held: dict[tuple[int, int], Range] = {}
        for reference in references:
            merged = Range(*range_boundaries(reference))
            if merged[:2] == merged[2:]:
                continue
            for row in range(merged.first_row, min(merged.last_row, last_row) + 1):
                for column in range(merged.first_column, min(merged.last_column, last_column) + 1):
                    self._hold(row, column, merged)

    def _hold(self, row: int, column: int, merged: Range) -> None:
        """A cell in two ranges is a broken file, and could be made to cost hours."""
        if (row, column) in self._held:
            raise ImportRefused(
                "合并单元格互相重叠，文件可能已损坏，请用WPS或Office重新另存为.xlsx后上传。"
            )
        self._held[row, column] = merged

    def of(self, row: int, column: int) -> Range | None:
        """The merged range that holds the cell."""
        return self._held.get((row, column))
