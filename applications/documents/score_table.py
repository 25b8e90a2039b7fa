"""Part 六: the printed score sheet, three columns side by side (O1, O2)."""

from dataclasses import dataclass, field

#: The printed columns of a row's own value, in the order of the sheet.
VALUE_COLUMNS = ("大项", "分项", "次分项", "小项")


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One of the 247 rows, verbatim; ``cells`` are the three score cells as printed.

    A leaf shows its mark, a group the sum of its leaves, a chosen level «√». An
    empty cell is a blank, or a column that the reader may not see.
    """

    number: str
    text: str
    kind: str
    values: tuple[str, str, str, str]
    cells: tuple[str, str, str]
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """All rows in source order, and the totals of 自检, 初评, 评定 (None: not to be shown)."""

    rows: tuple[ScoreRow, ...]
    totals: tuple[int | None, int | None, int | None] = (None, None, None)


@dataclass(frozen=True, slots=True)
class ColumnMarks:
    """What one sheet gives: by node key the printed cell, and the total."""

    cells: dict[str, str] = field(default_factory=dict)
    total: int | None = None


HIDDEN = ColumnMarks()
