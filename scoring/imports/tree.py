"""What hangs under what: numbers, groups and leaves, rows below a leaf, the row of the total."""

import re
from collections.abc import Iterable

from portal.worksheets.lines import FOOT, REMARK
from scoring.choices import NodeKind, ValueColumn
from scoring.columns import SUBTOTALS, TOTAL_KEY, TOTAL_NUMBER, TOTALS
from scoring.imports.entries import Entry, take_trailing_points
from scoring.numbering import LEADING, Numbering, NumberProblem, Points, parent_of

BY_DEPTH = (ValueColumn.SECTION, ValueColumn.GROUP, ValueColumn.SUBGROUP, ValueColumn.ITEM)
#: A number at the beginning of a text, where the table has no column of numbers.
_IN_TEXT = re.compile(r"(\d+(?:[.．]\d+)+|\d+[、.．])\s*(?=\D)")


class Tree:
    """The rows of a table in their order; ``notes`` say what was guessed at or left out."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.rows: list[Entry] = []
        self.total: Entry | None = None
        self.notes: list[str] = []
        self.numbering = Numbering(self.notes)
        self.by_number: dict[str, Entry] = {}
        self._last: Entry | None = None
        self._from_text: list[str] = []
        for entry in self._without_foot(list(entries)):
            self._add(entry)
        if self._from_text:
            places = "、".join(self._from_text)
            self.notes.append(f"{places}的分值取自文字，请核对。")
        if self.total is None and self.rows:
            self._take_total(self._sum())
        for place, entry in enumerate(self.rows):
            if entry.kind != NodeKind.TOTAL:
                self._finish(entry, place)

    @property
    def tops(self) -> list[Entry]:
        return [entry for entry in self.rows if entry.number and entry.above is None]

    def _without_foot(self, entries: list[Entry]) -> list[Entry]:
        """Notes that stand below the last row of the table are no part of it."""
        last = max((i for i, e in enumerate(entries) if e.points or e.given_number), default=-1)
        for place in range(last + 1, len(entries)):
            opening = entries[place].text
            if (FOOT.match(opening) or REMARK.match(opening)) and not entries[place].kind:
                left = "、".join(entry.place("text") for entry in entries[place:])
                self.notes.append(f"{left}是表后的说明，没有读取。")
                return entries[:place]
        return entries

    def _add(self, entry: Entry) -> None:
        if _is_total(entry):
            self._take_total(entry)
            return
        if entry.text in SUBTOTALS:
            self.notes.append(f"{entry.place('text')}的“{entry.text}”没有读取，由系统计算。")
            return
        if take_trailing_points(entry):
            self._from_text.append(entry.place("text"))
        self._number(entry)
        if entry.number:
            self._hang(entry)
        elif self._last is None:
            if entry.points:
                entry.trouble("number", "这一行有分值但没有序号，请填写序号。")
                self.rows.append(entry)
            else:
                self.notes.append(f"{entry.place('text')}在第一个序号之前，没有读取。")
        else:
            entry.above = self._last
            self._last.below.append(entry)
            self.rows.append(entry)

    # --- numbers ---------------------------------------------------------------------

    def _number(self, entry: Entry) -> None:
        self._take_number_of_text(entry)
        if entry.given_number in (None, ""):
            return
        try:
            entry.number = self.numbering.read(entry.given_number, entry.place("number"))
        except NumberProblem as problem:
            entry.trouble("number", str(problem))

    def _take_number_of_text(self, entry: Entry) -> None:
        if entry.given_number is not None or entry.kind:
            return
        found = LEADING.match(entry.text)
        if found and (entry.text[0] not in "（(" or entry.points):
            self.notes.append(f"{entry.place('text')}的序号取自文字，请核对。")
        elif "number" not in entry.places:
            found = _IN_TEXT.match(entry.text)
        else:
            return
        if found:
            entry.given_number, entry.text = found[1], entry.text[found.end() :].strip()

    def _hang(self, entry: Entry) -> None:
        wanted = entry.parent or parent_of(entry.number)
        entry.above = self.by_number.get(wanted)
        if wanted and entry.above is None:
            entry.trouble(
                "parent" if entry.parent else "number",
                f"“{entry.number}”的上级“{wanted}”不在它之前，请补上这一行，或在“上级”栏写明上级的序号。",
            )
        if entry.above:
            entry.above.children.append(entry)
        self.by_number.setdefault(entry.number, entry)
        self.rows.append(entry)
        self._last = entry

    # --- keys, kinds, columns -----------------------------------------------------------

    def _finish(self, entry: Entry, place: int) -> None:
        if entry.number:
            entry.key = entry.number
            entry.kind = entry.kind or _kind_of(entry)
        else:
            entry.key = _key_below(entry, place)
        if entry.column is None:
            entry.column = _column_of(entry)
        if entry.number and entry.points and entry.points.is_range:
            entry.trouble("points", "有序号的行只填一个分值；区间填在其下的各档。")

    def _sum(self) -> Entry:
        """The row of the total, where the table has none."""
        total = sum(entry.value or 0 for entry in self.tops)
        return Entry(places={"text": self.rows[-1].place("text")}, points=Points(total, total))

    def _take_total(self, entry: Entry) -> None:
        said = entry.points.high if entry.points else None
        entry.number, entry.key, entry.kind = TOTAL_NUMBER, TOTAL_KEY, NodeKind.TOTAL
        if said is not None:
            entry.text = f"{said} 分"
        entry.points, entry.column = None, ValueColumn.TEXT
        self.total = self.total or entry
        self.rows.append(entry)


def _is_total(entry: Entry) -> bool:
    if entry.kind:
        return entry.kind == NodeKind.TOTAL
    words = (str(entry.given_number or ""), entry.text)
    return any(re.sub(r"[\s：:（(].*", "", word) in TOTALS for word in words)


def _kind_of(entry: Entry) -> str:
    if not entry.children:
        return NodeKind.LEAF
    return NodeKind.GROUP if entry.above else NodeKind.SECTION


def _key_below(entry: Entry, place: int) -> str:
    if entry.above is None:
        return f"?{place}"
    rank = entry.above.below.index(entry)
    return f"{entry.above.number}/{chr(ord('a') + rank) if rank < 26 else f'z{rank - 25}'}"


def _column_of(entry: Entry) -> str:
    if entry.points is None:
        return ValueColumn.NONE
    return BY_DEPTH[min(entry.depth, len(BY_DEPTH)) - 1]
