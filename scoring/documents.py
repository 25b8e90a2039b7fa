"""A standard as the workbook that an import reads, and the empty one to be filled in."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from scoring.choices import NodeKind, ValueColumn
from scoring.columns import (
    ABOUT,
    CERTAINTIES,
    EXAMPLE,
    FACTS,
    LABELS,
    NOTES,
    TABLE,
    WRITTEN,
)
from scoring.examples import ADVICE, ROWS
from scoring.notation import words_of
from scoring.rules import KINDS
from scoring.standards import Document

WIDTHS = (10, 60, 10, 8, 10, 14, 40, 8, 26, 40, 10)
#: Rows that lists to choose from reach.
LISTED_ROWS = 2000
HEAD_ROW = 0
Cells = Sequence[str | int | None]


def workbook_of(document: Document) -> bytes:
    """The whole standard; an import of it says the same."""
    with _Book() as book:
        book.about(document)
        book.table(TABLE, map(_cells, _with_levels(document["rows"])))
        book.notes()
    return book.content()


def template() -> bytes:
    """An empty table, a table of examples with every rule, and the notes."""
    with _Book() as book:
        book.about({})
        book.table(TABLE, [])
        book.table(EXAMPLE, ROWS)
        book.notes()
    return book.content()


class _Book:
    def __init__(self) -> None:
        self.stream = BytesIO()
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True})
        self.head = self.book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E4F0F2"}
        )
        self.text = self.book.add_format({"num_format": "@", "text_wrap": True, "border": 1})
        self.number = self.book.add_format({"num_format": "0", "border": 1})
        self.wrap = self.book.add_format({"text_wrap": True})

    def __enter__(self) -> "_Book":
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()

    def content(self) -> bytes:
        return self.stream.getvalue()

    def about(self, document: Document) -> None:
        sheet = self.book.add_worksheet(ABOUT)
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 60)
        for place, (name, names) in enumerate(FACTS.items()):
            sheet.write_string(place, 0, names[0], self.head)
            self._write(sheet, place, 1, _said(document.get(name)))

    def table(self, title: str, rows: Iterable[Cells]) -> None:
        sheet = self.book.add_worksheet(title)
        for column, (name, width) in enumerate(zip(WRITTEN, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(HEAD_ROW, column, LABELS[name], self.head)
        for place, cells in enumerate(rows, HEAD_ROW + 1):
            for column, value in enumerate(cells):
                self._write(sheet, place, column, value)
        self._add_lists(sheet)
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)

    def notes(self) -> None:
        sheet = self.book.add_worksheet(NOTES)
        sheet.set_column(0, 0, 110)
        kinds = (f"{code} {kind.name}：{ADVICE.rules[code]}" for code, kind in KINDS.items())
        for place, text in enumerate((*ADVICE.general, *kinds)):
            sheet.write_string(place, 0, text, self.wrap)

    def _write(self, sheet: Any, row: int, column: int, value: str | int | None) -> None:
        if isinstance(value, int):
            sheet.write_number(row, column, value, self.number)
        else:
            sheet.write_string(row, column, value or "", self.text)

    def _add_lists(self, sheet: Any) -> None:
        lists = {
            "column": [value for value in ValueColumn.values if value],
            "kind": [kind.label for kind in NodeKind],
            "rule": [kind.name for kind in KINDS.values()],
            "certainty": list(CERTAINTIES),
        }
        for name, words in lists.items():
            column = WRITTEN.index(name)
            rule = {
                "validate": "list",
                "source": words,
                "error_title": "填写有误",
                "error_message": f"请从列表中选择{LABELS[name]}。",
            }
            sheet.data_validation(HEAD_ROW + 1, column, LISTED_ROWS, column, rule)


def _said(value: Any) -> str | int | None:
    return ("是" if value else "否") if isinstance(value, bool) else value


# --- rows ----------------------------------------------------------------------------------------


def _with_levels(
    rows: Sequence[dict[str, Any]],
) -> Iterable[tuple[dict[str, Any], str | int | None]]:
    """Each row with what stands in its cell of points: of a level of RG that is its range."""
    spans = {
        (row["key"], level["text"]): (level["low"], level["high"])
        for row in rows
        if row.get("leaf") and row["leaf"]["rule"] == "RG"
        for level in row["leaf"]["params"]["levels"]
    }
    for row in rows:
        low, high = spans.get((row["parent"], row["text"]), (0, 0))
        if low == high:
            yield row, row["points"]
        else:
            text = row["text"].removesuffix(f"（{low}—{high}分）")
            yield {**row, "text": text}, f"{low}—{high}"


def _cells(given: tuple[dict[str, Any], str | int | None]) -> Cells:
    row, points = given
    leaf = row.get("leaf") or {}
    names = {letter: word for word, letter in CERTAINTIES.items()}
    values = {
        "number": row["number"],
        "text": row["text"],
        "column": row["column"],
        "points": points,
        "kind": NodeKind(row["node"]).label,
        "rule": KINDS[leaf["rule"]].name if leaf else "",
        "params": words_of(leaf["rule"], leaf["params"], row["points"]) if leaf else "",
        "certainty": names[leaf["certainty"]] if leaf else "",
        "evidence": leaf.get("evidence", ""),
        "help": leaf.get("help", ""),
        "crosscheck": "、".join(leaf.get("crosscheck", ())),
    }
    return [values[name] for name in WRITTEN]
