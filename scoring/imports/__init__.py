"""A standard out of a workbook: read as people wrote it, with every problem at its cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from portal.worksheets import CellTrouble, ImportRefused, Rows, read_rows
from scoring.choices import NodeKind
from scoring.columns import ABOUT, EXAMPLE, FACTS, HEADS, TABLE, YES
from scoring.imports.entries import Entry, entries_of
from scoring.imports.leaves import complete
from scoring.imports.tree import Tree
from scoring.numbering import NumberProblem, read_points
from scoring.rules import KINDS, RuleProblem, build
from scoring.standard_checks import LENGTHS, findings_of
from scoring.standards import Document, spelling

UPLOAD = "上传页"


@dataclass(frozen=True, slots=True)
class Guess:
    """A leaf whose rule nobody wrote down: where, which, and how it will be scored."""

    place: str
    number: str
    text: str
    name: str
    words: str


@dataclass(slots=True)
class Reading:
    """What a workbook says; ``document`` may be stored when there are no ``troubles``."""

    document: Document
    troubles: list[CellTrouble] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)


def read_standard(file: IO[bytes], given: Mapping[str, str]) -> Reading:
    """Read the workbook; ``given`` (标准号, 名称, 依据) holds where it says nothing itself.

    Raises ImportRefused for a file without such a table.
    """
    rows = read_rows(
        file,
        heads=HEADS,
        facts=FACTS,
        title="text",
        exact=("number", "points"),
        prefers=TABLE,
    )
    tables = [table for table in rows.tables if table.sheet != EXAMPLE] or rows.tables
    if not any(table.rows for table in tables):
        raise ImportRefused("表头下面没有可以导入的行，请填写后上传。")
    tree = Tree(entry for table in tables for entry in entries_of(table))
    made = {entry.key: complete(entry) for entry in tree.rows if entry.kind == NodeKind.LEAF}
    entries = list(_in_order(tree, made))
    for entry in entries:
        if not entry.kind:
            entry.kind = NodeKind.RULE_TEXT
    about = _About(rows, given, tree)
    document = about.document([_row(entry, n) for n, entry in enumerate(entries, 1)])
    notes = [*about.notes, *(note for table in tables for note in table.notes), *tree.notes]
    troubles = [*about.troubles, *(trouble for entry in entries for trouble in entry.troubles)]
    if not about.troubles:
        troubles += _findings(document, entries)
    guesses = [_guess(entry) for entry in entries if _is_guessed(entry)]
    return Reading(document, troubles, notes, guesses)


def _in_order(tree: Tree, made: Mapping[str, list[Entry]]) -> Iterator[Entry]:
    """The rows of the sheet, and below a leaf those that only its parameters name."""
    for entry in tree.rows:
        yield entry
        yield from made.get(entry.key, ()) if entry.number else ()


def _row(entry: Entry, position: int) -> dict[str, Any]:
    row = {
        "key": entry.key,
        "number": entry.number,
        "parent": entry.above.key if entry.above else None,
        "position": position,
        "text": entry.text,
        "column": entry.column or "",
        "points": entry.value,
        "node": entry.kind,
    }
    return row if entry.leaf is None else row | {"leaf": entry.leaf}


def _is_guessed(entry: Entry) -> bool:
    return "rule" in entry.inferred and not entry.troubles


def _guess(entry: Entry) -> Guess:
    leaf = entry.leaf or {}
    try:
        words = build(leaf["rule"], entry.value or 0, leaf["params"], leaf["certainty"]).explain()
    except RuleProblem as problem:
        words = str(problem)
    name = KINDS[leaf["rule"]].name
    return Guess(entry.place("rule"), entry.number, entry.text, name, words)


# --- problems ------------------------------------------------------------------------------------


def _findings(document: Document, entries: list[Entry]) -> Iterator[CellTrouble]:
    """What is wrong with the whole, but for what follows from a cell that cannot be read."""
    by_key = {entry.key: entry for entry in entries}
    troubled = {entry.key for entry in entries if entry.troubles}
    unsummed = {key for entry in entries if _lacks_points(entry) for key in _upwards(entry)}
    keys = {*by_key}  # that two keys are one follows from their numbers
    spoilt = {"key": keys, "points": unsummed, "params": troubled, "": unsummed and {""}}
    for finding in findings_of(document):
        entry = by_key.get(finding.key)
        if finding.key not in spoilt.get(finding.field, ()):
            yield CellTrouble(entry.place(finding.field) if entry else TABLE, finding.message)


def _lacks_points(entry: Entry) -> bool:
    return any(trouble.place == entry.place("points") for trouble in entry.troubles)


def _upwards(entry: Entry) -> Iterator[str]:
    found: Entry | None = entry
    while found:
        yield found.key
        found = found.above


# --- what the standard is called -------------------------------------------------------------------


class _About:
    """标准号, 名称, 依据, 总分, 严格二值: of the workbook, else of the page."""

    def __init__(self, rows: Rows, given: Mapping[str, str], tree: Tree) -> None:
        self.facts = rows.facts
        self.given = given
        self.notes: list[str] = []
        self.troubles: list[CellTrouble] = []
        titles = [title for table in rows.tables for title in table.titles]
        self.head: dict[str, Any] = {
            "code": spelling(self._text("code")),
            "title": self._text("title", titles),
            "source": self._text("source", needed=False),
            "strict_binary": self._text("strict_binary", needed=False).upper() in YES,
            "total": self._total(tree),
        }

    def document(self, rows: list[dict[str, Any]]) -> Document:
        return {**self.head, "rows": rows}

    def _text(self, name: str, titles: list[str] = (), *, needed: bool = True) -> str:
        text, place = self.facts.get(name, ("", ""))
        text = text or self.given.get(name, "")
        if not text and titles:
            text = titles[0][: LENGTHS[name]]
            self.notes.append(f"标准名称取自表头上方的“{text}”，请核对。")
        label = FACTS[name][0]
        if not text and needed:
            sentence = f"没有{label}，请在“{ABOUT}”工作表写明，或在上传时填写。"
            self.troubles.append(CellTrouble(UPLOAD, sentence))
        elif len(text) > LENGTHS.get(name, len(text)):
            sentence = f"{label}超过{LENGTHS[name]}字，请精简。"
            self.troubles.append(CellTrouble(place or UPLOAD, sentence))
        return text

    def _total(self, tree: Tree) -> int:
        """The total that is stated, else that of the last row."""
        text, place = self.facts.get("total", ("", ""))
        if not text and tree.total:
            text, place = tree.total.text, tree.total.place("text")
        try:
            return read_points(text).high
        except NumberProblem as problem:
            self.troubles.append(CellTrouble(place, str(problem)))
            return 0
