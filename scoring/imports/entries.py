"""One row of the workbook on its way into a document: what its cells say, and what is wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.worksheets import CellTrouble, SheetRow, SheetTable, Value
from scoring.choices import NodeKind, ValueColumn
from scoring.columns import CERTAINTIES, DEPTHS, KINDS
from scoring.notation import NotationProblem, rule_code
from scoring.numbering import NumberProblem, Points, read_points, trailing_points

#: A line that goes on: no list, no sentence of its own.
_GOES_ON = re.compile(r"\n(?![①-⑳a-zA-Z0-9一二三四五六七八九十（(]{1,3}[.、)）．:：]|[-•·])")
_BETWEEN_WORDS = re.compile(r"(?<=[0-9A-Za-z,.])\n(?=[0-9A-Za-z])")
#: In characters; what is longer is no number.
LONGEST_NUMBER = 20
_NOTE = re.compile("[（(]?[注说备附填]")


@dataclass(slots=True)
class Entry:
    """A row; ``number`` as it will stand in the document, "" for a row below a leaf.

    ``points`` None where the row has none. ``words`` are the parameters as they were written.
    ``inferred`` are the fields that nobody filled in.
    """

    places: dict[str, str]
    given_number: Value | None = None
    text: str = ""
    points: Points | None = None
    column: str | None = None
    kind: str = ""
    rule: str = ""
    words: str = ""
    certainty: str = "I"
    parent: str = ""
    evidence: str = ""
    help: str = ""
    crosscheck: list[str] = field(default_factory=list)

    number: str = ""
    key: str = ""
    above: "Entry | None" = None
    below: list["Entry"] = field(default_factory=list)
    children: list["Entry"] = field(default_factory=list)
    leaf: dict | None = None
    troubles: list[CellTrouble] = field(default_factory=list)
    inferred: set[str] = field(default_factory=set)

    @property
    def value(self) -> int | None:
        return self.points.high if self.points else None

    @property
    def depth(self) -> int:
        return self.above.depth + 1 if self.above else 1

    def place(self, name: str) -> str:
        return self.places.get(name) or self.places.get("text") or next(iter(self.places.values()))

    def trouble(self, name: str, message: str) -> None:
        self.troubles.append(CellTrouble(self.place(name), message))


def entries_of(table: SheetTable) -> Iterator[Entry]:
    """The rows of a table, each read by itself."""
    for row in table.rows:
        texts = {name: str(value) for name, value in row.values.items()}
        number = row.values.get("number")
        if isinstance(number, str) and _is_text(number):  # a note, or a text moved left
            texts["text"], number = f"{number}{texts.get('text', '')}", None
        entry = Entry(
            places=row.places,
            given_number=number,
            text=joined(texts.get("text") or texts.get("help", "")),
            words=texts.get("params", ""),
            parent=texts.get("parent", ""),
            evidence=joined(texts.get("evidence", "")),
            help=joined(texts.get("help", "")),
            crosscheck=[x for x in re.split(r"[、，,；;\s]+", texts.get("crosscheck", "")) if x],
            troubles=list(row.troubles),
        )
        _read_points(entry, row)
        _read_words(entry, texts)
        yield entry


def _is_text(number: str) -> bool:
    return len(number) > LONGEST_NUMBER or bool(_NOTE.match(number))


def joined(text: str) -> str:
    """A text without the line breaks of a narrow column; lists keep theirs."""
    return _GOES_ON.sub("", _BETWEEN_WORDS.sub(" ", text))


def _read_points(entry: Entry, row: SheetRow) -> None:
    filled = [name for name in ("points", *DEPTHS) if name in row.values]
    if len(filled) > 1:
        entry.trouble(filled[1], "一行填了两个分值，请只在一栏填写。")
    for name in filled[:1]:
        entry.column = DEPTHS.get(name)
        entry.places = entry.places | {"points": row.places[name]}
        try:
            entry.points = read_points(row.values[name])
        except NumberProblem as problem:
            entry.trouble("points", str(problem))


def take_trailing_points(entry: Entry) -> bool:
    """Points that stand in the text: 「资源吸引力（65分）」."""
    has_own = entry.points is not None or any(
        t.place == entry.place("points") for t in entry.troubles
    )
    if has_own or entry.kind:
        return False
    try:
        entry.points = trailing_points(entry.text)
    except NumberProblem as problem:
        entry.trouble("text", str(problem))
    return entry.points is not None


def _read_words(entry: Entry, texts: dict[str, str]) -> None:
    """Words that come from a list: 分值栏, 行类别, 规则, 明确度."""
    if column := texts.get("column", "").removesuffix("分值"):
        entry.column = _chosen(entry, "column", column, {v: v for v in ValueColumn.values if v})
    if kind := texts.get("kind", ""):
        entry.kind = _chosen(entry, "kind", kind, KINDS | {v: v for v in NodeKind.values})
    if certainty := texts.get("certainty", "").upper():
        known = CERTAINTIES | {letter: letter for letter in CERTAINTIES.values()}
        entry.certainty = _chosen(entry, "certainty", certainty, known)
    if rule := texts.get("rule", ""):
        try:
            entry.rule = rule_code(rule)
        except NotationProblem as problem:
            entry.trouble("rule", str(problem))


def _chosen(entry: Entry, name: str, word: str, known: dict[str, str]) -> str:
    if word not in known:
        entry.trouble(name, f"“{word}”不在可选范围内，请从{'、'.join(known)}中选择。")
    return known.get(word, "I" if name == "certainty" else "")
