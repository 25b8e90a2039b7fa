"""The head of a table: in which rows it stands, which column carries which field."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from openpyxl.utils import get_column_letter

from portal.text import clean_line
from portal.worksheets.cells import HEAD_WITHIN, TEXT, Sheet
from portal.worksheets.merges import Range
from portal.worksheets.tables import VERSION_MARK, Head, ImportRefused

#: Rows that one head may take.
HEAD_HEIGHT = 3
#: A longer text, with all its notes, is no head.
HEAD_CHARACTERS = 100
#: As much of a text above the head as is kept.
TITLE_CHARACTERS = 500
#: Spelling this close is taken for the head, when every rival is further off by the margin.
CLOSE, MARGIN = 0.75, 0.1
#: How close a head is that holds the official one whole, as 「2026年度目标」 does.
HOLDING = 0.85
#: Spelling is only guessed at in rows that hold as many heads for certain.
CERTAIN = 2
#: Closer than this is worth showing in a refusal.
NEAR = 0.4


@dataclass(slots=True)
class FoundHead:
    """A head in the rows ``first`` to ``last``: the column of each field, and its text there.

    ``readings`` are the texts that each column could be read as, the whole one first;
    ``titles`` stand above; ``doubled`` says which head two columns claim.
    """

    first: int
    last: int
    readings: dict[int, list[str]]
    columns: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    doubled: str = ""

    @property
    def free(self) -> dict[int, list[str]]:
        """The readings of the columns that carry no field."""
        taken = set(self.columns.values())
        return {column: texts for column, texts in self.readings.items() if column not in taken}

    def missing(self, heads: Sequence[Head]) -> list[Head]:
        """The required heads that have no column."""
        return [head for head in heads if head.required and head.name not in self.columns]

    def take(self, head: Head, column: int, text: str) -> None:
        self.columns[head.name] = column
        self.labels[head.name] = text


def plain(text: str) -> str:
    """A head without blanks, stars, and units and notes in brackets."""
    return re.sub(r"[（(].*?[)）]", "", _unspaced(text)).rstrip("*：:").lstrip("*")


# --- the official head, letter by letter ---------------------------------------------


def find_exact(sheet: Sheet, heads: Mapping[str, str]) -> tuple[int, dict[str, int]] | list[str]:
    """The head's row and the column of each field; else the labels that come nearest missing."""
    nearest = list(heads.values())
    for row in range(1, HEAD_WITHIN + 1):
        labels = {column: plain(text) for column, text in _texts(sheet, row).items()}
        missing = [label for label in heads.values() if label not in labels.values()]
        if not missing:
            return row, {name: _column_of(label, labels) for name, label in heads.items()}
        nearest = min(nearest, missing, key=len)
    return nearest


def _column_of(label: str, labels: Mapping[int, str]) -> int:
    columns = [column for column, text in labels.items() if text == label]
    if len(columns) > 1:
        raise ImportRefused(f"表头“{label}”出现了两次，请只保留一列。")
    return columns[0]


def _texts(sheet: Sheet, row: int) -> dict[int, str]:
    """The texts of a row by column that are short enough for a head."""
    cells = sheet.rows.get(row, {})
    return {
        column: text
        for column, cell in sorted(cells.items())
        if cell.kind == TEXT and len(cell.value) <= HEAD_CHARACTERS
        if (text := clean_line(cell.value))
    }


# --- a head that people wrote --------------------------------------------------------


def find(sheet: Sheet, heads: Sequence[Head]) -> FoundHead | None:
    """The fewest rows in which most of ``heads`` are found; None where there is not one of them.

    Raises ImportRefused where two columns claim the same head, or one spans several columns.
    """
    tries = (
        _try(sheet, heads, row, row + more)
        for more in range(HEAD_HEIGHT)
        for row in sorted(sheet.rows)
        if row + more <= HEAD_WITHIN
    )
    best = max(tries, key=lambda found: len(found.columns), default=None)
    if best is None or not best.columns:
        return None
    best = _whole(sheet, heads, best)
    if best.doubled:
        raise ImportRefused(f"工作表“{sheet.title}”中{best.doubled}，请只保留一列后上传。")
    _refuse_wide(sheet, best)
    best.titles = tuple(_titles(sheet, best.first))
    return best


def nearest(found: FoundHead, head: Head) -> tuple[int, str] | None:
    """The column whose text comes closest to a ``head`` that is missing, and the text."""
    ranked = [
        (_closeness(head, text), column, text)
        for column, texts in found.free.items()
        for text in texts
    ]
    closeness, column, text = max(ranked, default=(0, 0, ""))
    return (column, text) if closeness >= NEAR else None


def _titles(sheet: Sheet, first: int) -> Iterator[str]:
    for row in sorted(row for row in sheet.rows if row < first):
        for _, cell in sorted(sheet.rows[row].items()):
            if cell.kind == TEXT and not cell.value.startswith(VERSION_MARK):
                yield clean_line(cell.value[:TITLE_CHARACTERS])


def _whole(sheet: Sheet, heads: Sequence[Head], found: FoundHead) -> FoundHead:
    """The head with all the rows that its cells reach: what stands below may tell columns apart."""
    last = max(_reaches(sheet, found))
    whole = _try(sheet, heads, found.first, last)
    if len(whole.columns) >= len(found.columns):
        return whole
    found.last = last
    return found


def _refuse_wide(sheet: Sheet, found: FoundHead) -> None:
    """Several filled columns under one head: which of them is meant is not guessed at."""
    filled = {c for row, cells in sheet.rows.items() if row > found.last for c in cells}
    for name, column in found.columns.items():
        for row, held in _held(sheet, found, column):
            under = sorted(filled & set(range(held.first_column, held.last_column + 1)))
            text = clean_line(str(sheet.rows[row][held.first_column].value))
            if len(under) > 1 and text == found.labels[name]:
                letters = "、".join(map(get_column_letter, under))
                raise ImportRefused(
                    f"工作表“{sheet.title}”的表头“{text}”下有{letters}几列，请只保留一列后上传。"
                )


def _held(sheet: Sheet, found: FoundHead, column: int) -> Iterator[tuple[int, Range]]:
    """The merged cells with a text that hold ``column`` in the rows of the head, with their row."""
    for row in range(found.first, found.last + 1):
        held = sheet.merges.of(row, column)
        if held and held.first_row == row and held.first_column in sheet.rows.get(row, {}):
            yield row, held


def _reaches(sheet: Sheet, found: FoundHead) -> Iterator[int]:
    """The last rows of the head's cells; one that is merged far down is no cell of a head.

    A row with nothing but what stands below cells over several columns is one more.
    """
    yield found.last
    wide = {
        place
        for column in found.readings
        for _, held in _held(sheet, found, column)
        for place in range(held.first_column, held.last_column + 1)
        if held.is_wide
    }
    below = sheet.rows.get(found.last + 1, {}).keys()
    if len(below) > 1 and below <= wide:
        yield found.last + 1
    for column in found.columns.values():
        for row in range(found.first, found.last + 1):
            held = sheet.merges.of(row, column)
            if held and held.last_row < found.first + HEAD_HEIGHT:
                yield held.last_row


def _try(sheet: Sheet, heads: Sequence[Head], first: int, last: int) -> FoundHead:
    """What is found when the head stands in the rows ``first`` to ``last``."""
    found = FoundHead(first, last, _readings(sheet, range(first, last + 1)))
    for accepts in (_is_official, _is_known):
        for head in heads:
            if head.name not in found.columns:
                _claim(found, head, accepts)
    if len(found.columns) >= CERTAIN:
        _guess(found, [head for head in heads if head.name not in found.columns])
    return found


def _readings(sheet: Sheet, rows: range) -> dict[int, list[str]]:
    """What each column's head may be: its own texts joined, those it stands under, one alone."""
    texts = {row: _texts(sheet, row) for row in rows}
    readings = {}
    for column in sorted({column for row in texts.values() for column in row}):
        own = [texts[row][column] for row in rows if column in texts[row]]
        over = [texts[row].get(_anchor(sheet, row, column), "") for row in rows]
        readings[column] = list(dict.fromkeys(("".join(own), "".join(over), own[-1], own[0])))
    return readings


def _anchor(sheet: Sheet, row: int, column: int) -> int:
    """The column of the text that stands over ``column`` in ``row``."""
    held = sheet.merges.of(row, column)
    return held.first_column if held and held.first_row == row else column


def _claim(found: FoundHead, head: Head, accepts: Callable[[Head, str], bool]) -> None:
    claims = {
        column: text
        for column, texts in found.free.items()
        for text in reversed(texts)
        if accepts(head, text) and not _is_ruled_out(head, text)
    }
    preferred = [column for column, text in claims.items() if _is_preferred(head, text)]
    if len(preferred) == 1:
        claims = {column: claims[column] for column in preferred}
    if len(claims) > 1:
        columns = "和".join(f"{get_column_letter(c)}列“{text}”" for c, text in claims.items())
        found.doubled = f"{columns}都是“{head.label}”"
    for column, text in list(claims.items())[:1]:
        found.take(head, column, text)


def _is_ruled_out(head: Head, text: str) -> bool:
    return bool(head.never and re.match(head.never, _unspaced(text)))


def _is_preferred(head: Head, text: str) -> bool:
    return bool(head.prefers and re.search(head.prefers, _unspaced(text)))


def _unspaced(text: str) -> str:
    return re.sub(r"\s", "", text)


def _is_official(head: Head, text: str) -> bool:
    return plain(text) == plain(head.label)


def is_renamed(head: Head, text: str) -> bool:
    """Whether somebody should look if the column is what it was taken for."""
    return not _is_official(head, text) and not _is_shaped(head, text)


def _is_known(head: Head, text: str) -> bool:
    return plain(text) in map(plain, head.aliases) or _is_shaped(head, text)


def _is_shaped(head: Head, text: str) -> bool:
    """Whether the pattern matches, which may also speak of what stands in brackets."""
    shapes = (plain(text), _unspaced(text))
    return bool(head.pattern) and any(re.fullmatch(head.pattern, shape) for shape in shapes)


def _guess(found: FoundHead, heads: Sequence[Head]) -> None:
    """Take what is spelled nearly so, where nothing else comes near."""
    free = found.free
    ranks = {
        (head.name, column): max(
            ((_closeness(head, text), text) for text in texts), default=(0, "")
        )
        for head in heads
        for column, texts in free.items()
    }
    for head in heads:
        for column in free:
            rank, text = ranks[head.name, column]
            rivals = [
                other
                for (name, place), (other, _) in ranks.items()
                if (name == head.name) != (place == column)
            ]
            if rank >= CLOSE and rank - max(rivals, default=0) >= MARGIN:
                found.take(head, column, text)


def _closeness(head: Head, text: str) -> float:
    """From 0 to 1, where 1 is the same."""
    if _is_ruled_out(head, text):
        return 0
    text = plain(text)
    names = [plain(name) for name in (head.label, *head.aliases)]
    holds = any(len(name) > 2 and name in text for name in names)
    ratio = max(SequenceMatcher(None, name, text).ratio() for name in names)
    return max(ratio, HOLDING if holds else 0)
