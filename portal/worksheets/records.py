"""Records out of rows: groups that fill down, names that hold for several rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.worksheets.cells import Sheet
from portal.worksheets.heads import FoundHead
from portal.worksheets.lines import Line, lines
from portal.worksheets.tables import CellTrouble, SheetRow

SHARED = "单元格与上面一条合并了，请取消合并后逐格填写。"


@dataclass(slots=True)
class Record:
    """What is known under one name; ``groups`` as text and place."""

    number: int
    groups: dict[str, tuple[str, str]]
    texts: dict[str, list[str]] = field(default_factory=dict)
    troubles: list[CellTrouble] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


class Records:
    """The records of one sheet.

    ``left_out`` are the rows that were not read, ``hidden`` those that nobody sees, ``joined``
    those that were taken for more of the record above, though nothing is merged. ``groups`` are
    the fields that hold until another is filled in, ``key`` names a record, ``once`` are
    filled in once in each: a row with all of them again continues nothing, it lacks its name.
    """

    def __init__(
        self,
        sheet: Sheet,
        head: FoundHead,
        *,
        groups: tuple[str, ...],
        key: str,
        once: tuple[str, ...] = (),
    ):
        self.sheet = sheet
        self.head = head
        self.groups = groups
        self.key = key
        self.once = once
        self.records: list[Record] = []
        self.left_out: list[Line] = []
        self.hidden: list[int] = []
        self.joined: list[int] = []
        self._carried: dict[str, tuple[str, str]] = {}
        #: A row with nothing but a group waits for a record to use it.
        self._waiting: dict[str, Line] = {}

    def read(self) -> list[SheetRow]:
        """All records in order; single texts below the last one are notes.

        What stands below every form, and its blank rows, are left out without a word.
        """
        found = list(lines(self.sheet, self.head, self.groups[0] if self.groups else ""))
        last = max((line.number for line in found if self._is_record(line)), default=0)
        for line in found:
            if line.number > last and line.is_foot:
                continue
            if line.number > last or line.is_empty or self._is_aside(line):
                self._leave_out(line)
            else:
                self._use(line)
        return [self._row(record) for record in self.records]

    def _is_record(self, line: Line) -> bool:
        """Whether the row has a name or more than one cell, for certain."""
        if self._is_aside(line):
            return False
        filled = len(line.texts) + len(line.troubles)
        return self.key in line.texts or bool(line.troubles) or filled > 1 or self._is_held(line)

    def _is_aside(self, line: Line) -> bool:
        return not self._is_held(line) and line.is_aside(self.head, self.groups, self.key)

    def _leave_out(self, line: Line) -> None:
        if line.opening and not line.opening.isdigit() and not self._is_blank(line):
            self.left_out.append(line)

    def _is_blank(self, line: Line) -> bool:
        """Whether nobody filled in this row of the form: it waits for somebody of a group.

        That is the smallest of several groups, or one that is merged over rows.
        """
        if line.is_empty or not self._only_groups(line):
            return False
        held = (self.sheet.merges.of(line.number, self.head.columns[name]) for name in line.texts)
        is_tall = any(found and found.last_row > found.first_row for found in held)
        return is_tall or self.groups[-1] in line.texts.keys() & self.groups[1:]

    def _use(self, line: Line) -> None:
        if line.number in self.sheet.hidden_rows:
            self.hidden.append(line.number)
        self._carry(line)
        if self._continues(line):
            self._add(line)
        elif self._only_groups(line):
            self._waiting |= dict.fromkeys(line.texts, line)
        else:
            self._begin(line)

    # --- groups ------------------------------------------------------------------------

    def _carry(self, line: Line) -> None:
        """A group that is filled in holds from here on; another one ends the smaller ones."""
        for place, name in enumerate(self.groups):
            held, _ = self._carried.get(name, ("", ""))
            if name in line.troubles or line.texts.get(name, held) != held:
                self._stop_waiting(self.groups[place:])
                for ended in self.groups[place:]:
                    self._carried.pop(ended, None)
            if name in line.texts:
                self._carried[name] = (line.texts[name], self._place(line.number, name))

    def _only_groups(self, line: Line) -> bool:
        return not line.troubles and set(line.texts) <= set(self.groups)

    def _stop_waiting(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self._waiting:
                self._leave_out(self._waiting.pop(name))

    # --- records -----------------------------------------------------------------------

    def _is_held(self, line: Line) -> bool:
        """Whether the cell of the name is merged with one above."""
        held = self.sheet.merges.of(line.number, self.head.columns[self.key])
        return held is not None and held.first_row in range(self.head.last + 1, line.number)

    def _continues(self, line: Line) -> bool:
        """Whether the row belongs to the record above: merged with its name, or without one."""
        if not self.records or self.key in line.texts or self.key in line.troubles:
            return False
        if self._is_held(line):
            return True
        if self.once and {*self.once} <= line.texts.keys() & self.records[-1].texts.keys():
            return False
        said = {name: text for name, (text, _) in self.records[-1].groups.items()}
        now = {name: text for name, (text, _) in self._carried.items()}
        if said != now or self._only_groups(line):
            return False
        self.joined.append(line.number)
        return True

    def _begin(self, line: Line) -> None:
        self._waiting.clear()
        self.records.append(Record(line.number, dict(self._carried)))
        for name in self.head.columns:
            if name not in self.groups and self._is_shared(line.number, name):
                line.troubles.setdefault(name, SHARED)
        self._add(line)

    def _is_shared(self, number: int, name: str) -> bool:
        """Whether the cell is merged with one above that says something."""
        held = self.sheet.merges.of(number, self.head.columns[name])
        if held is None or held.first_row not in range(self.head.last + 1, number):
            return False
        return held.first_column in self.sheet.rows.get(held.first_row, {})

    def _add(self, line: Line) -> None:
        record = self.records[-1]
        for name in self.head.columns:
            place = self._place(line.number, name)
            if name in line.troubles:
                record.troubles.append(CellTrouble(place, line.troubles[name]))
                record.places.setdefault(name, place)
            elif name in line.texts and name not in self.groups:
                record.texts.setdefault(name, []).append(line.texts[name])
                record.places.setdefault(name, place)

    def _row(self, record: Record) -> SheetRow:
        values = {name: text for name, (text, _) in record.groups.items()}
        values |= {name: "\n".join(texts) for name, texts in record.texts.items()}
        places = {name: self._place(record.number, name) for name in self.head.columns}
        places |= {name: place for name, (_, place) in record.groups.items()}
        return SheetRow(record.number, values, record.troubles, places | record.places)

    def _place(self, number: int, name: str) -> str:
        return self.sheet.place(number, self.head.columns[name])
