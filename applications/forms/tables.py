"""Tables as people type them: cells, rows, and what is wrong with a cell; both of the 报告书."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from applications.choices import InvestmentCategory, SectionName
from applications.services.tables import Row, TableRefused
from portal.numbers import (
    NumberRefused,
    format_amount,
    format_count,
    format_figure,
    parse_amount,
    parse_count,
    read_key,
)
from portal.text import clean_line

MAX_ROWS = 1000
#: What SQLite, which keeps a decimal as a double, gives back as it was.
FIGURE_DIGITS = 15
NUMERALS = "一二三四五六七八九十"


# --- columns -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its head, what is typed into it.

    A ``long`` text has a box of several lines, a ``figure`` is a number that is not summed, a
    ``choice`` is one of ``choices`` (value and word) or nothing.
    """

    name: str
    label: str
    kind: str = "text"
    max_length: int = 0
    unit: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def is_number(self) -> bool:
        return self.kind in ("amount", "count", "figure")

    @property
    def is_summed(self) -> bool:
        return self.kind in ("amount", "count")

    @property
    def title(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    def read(self, text: str) -> Any:
        """The value typed as ``text``; raises NumberRefused with the sentence."""
        return READERS[self.kind](self, text)

    def show(self, value: Any) -> str:
        if self.choices:
            return dict(self.choices).get(value, "")
        return SHOWN.get(self.kind, str)(value)


TERM = re.compile(
    r"(\d{4})[年.\-/](\d{1,2})月?(?:(?:-|–|—|——|~|～|至|到)(\d{4})[年.\-/](\d{1,2})月?)?"
)


def read_line(column: Column, text: str) -> str:
    text = clean_line(text)
    if len(text) > column.max_length:
        raise NumberRefused(f"最多{column.max_length}个字符，现为{len(text)}个，请删减。")
    return text


def read_term(column: Column, text: str) -> str:
    """Two months become «2021.03—2022.10»; any other text stays as it is."""
    text = read_line(column, text)
    found = TERM.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if not found:
        return text
    numbers = [int(part) for part in found.groups() if part]
    months = list(zip(numbers[::2], numbers[1::2], strict=True))
    if wrong := [month for _, month in months if not 1 <= month <= 12]:
        raise NumberRefused(f"月份应为1至12，现为{wrong[0]}，请核对。")
    if months[-1] < months[0]:
        raise NumberRefused("结束月份早于起始月份，请核对。")
    return "—".join(f"{year}.{month:02d}" for year, month in months)


def read_choice(column: Column, text: str) -> str:
    """The value of a word of the list; the value itself is taken, too."""
    text = clean_line(text)
    for value, word in column.choices:
        if text in (value, word):
            return value
    if not text:
        return ""
    words = "、".join(word for _, word in column.choices)
    raise NumberRefused(f"没有“{text}”这一项，请填写：{words}。")


def read_figure(column: Column, text: str) -> Decimal | None:
    """A number of any unit: up to thirteen digits before the point, two behind it."""
    return parse_amount(text, max_digits=FIGURE_DIGITS)


READERS = {
    "text": read_line,
    "long": read_line,
    "term": read_term,
    "choice": read_choice,
    "amount": lambda column, text: parse_amount(text),
    "count": lambda column, text: parse_count(text),
    "figure": read_figure,
}
SHOWN = {"amount": format_amount, "count": format_count, "figure": format_figure}

# --- tables ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its part of the record, its columns, and its categories if it has any.

    ``unit`` is that of all amounts, for the caption.
    """

    section: str
    columns: tuple[Column, ...]
    categories: tuple[tuple[str, str], ...] = (("", ""),)
    unit: str = ""

    @property
    def numbers(self) -> tuple[Column, ...]:
        """The columns that have a sum."""
        return tuple(column for column in self.columns if column.is_summed)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _amount(name: str, label: str) -> Column:
    return Column(name, label, "amount", unit="万元")


def _people(name: str, label: str) -> Column:
    return Column(name, label, "count", unit="人")


TABLES = {
    SectionName.INVESTMENT: Table(
        SectionName.INVESTMENT,
        (
            Column("purpose", "投资用途", max_length=100),
            Column("term", "投资期限", "term", 50, help="如2021.03—2022.10"),
            _amount("amount_wan", "实际投资金额"),
            _amount("paid_wan", "实际付款金额"),
            _amount("unpaid_wan", "未付款金额"),
            Column("remark", "备注", max_length=200),
        ),
        tuple(
            (str(category.value), f"{NUMERALS[category.value - 1]}、{category.label}")
            for category in InvestmentCategory
        ),
        unit="万元",
    ),
    SectionName.STAFFING: Table(
        SectionName.STAFFING,
        (
            Column(
                "form", "用工形式", max_length=50, help="如全日制劳动合同、劳务派遣、季节性用工"
            ),
            _people("contracted", "签订劳务合同人数"),
            _people("paid", "发放工资人数"),
            _people("insured", "社会参保人数"),
            _people("taxed", "个税申报人数"),
            Column("remark", "备注", max_length=200),
        ),
    ),
}

# --- rows --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row as it stands on the page; ``key`` is its name there, ``pk`` its stored line."""

    key: str
    cells: Mapping[str, str]
    category: str = ""
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class CellError:
    """One cell that cannot be stored, and why."""

    row: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """What a page sent: rows to store, and cells that are refused."""

    rows: list[Row]
    errors: list[CellError] = field(default_factory=list)


def rows_of_json(table: Table, rows: Any) -> list[TypedRow]:
    """The rows a script sent; raises TableRefused when it is no list of rows."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TableRefused("页面内容不完整，请刷新后重试。")
    typed = [
        TypedRow(
            key=str(row.get("key", "")),
            cells={column.name: _text(row.get(column.name)) for column in table.columns},
            category=str(row.get("category") or ""),
            pk=row["id"] if isinstance(row.get("id"), int) else None,
        )
        for row in rows
    ]
    return _acceptable(table, typed)


def rows_of_post(table: Table, data: Any) -> list[TypedRow]:
    """The rows of a plain form: ``row`` repeated, and ``KEY-FIELD``."""
    typed = [
        TypedRow(
            key=key,
            cells={column.name: data.get(f"{key}-{column.name}", "") for column in table.columns},
            category=data.get(f"{key}-category", ""),
            pk=read_key(key),
        )
        for key in data.getlist("row")
    ]
    return _acceptable(table, typed)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _acceptable(table: Table, rows: Sequence[TypedRow]) -> list[TypedRow]:
    """The rows in which something was typed, if together they are a table of this kind."""
    filled = [row for row in rows if any(text.strip() for text in row.cells.values())]
    if len(filled) > MAX_ROWS:
        raise TableRefused(f"一张表最多{MAX_ROWS}行，现为{len(filled)}行，请合并同类项目后保存。")
    known = {category for category, _ in table.categories}
    if len({row.key for row in filled}) < len(filled) or {r.category for r in filled} - known:
        raise TableRefused("页面内容不完整，请刷新后重试。")
    return filled


def read_rows(table: Table, typed: Iterable[TypedRow]) -> ReadTable:
    """Rows to be stored; a refused cell is reported and left out of its row."""
    read = ReadTable([])
    for row in typed:
        values = {}
        for column in table.columns:
            try:
                values[column.name] = column.read(row.cells[column.name])
            except NumberRefused as refusal:
                read.errors.append(CellError(row.key, column.name, str(refusal)))
        if row.category:
            values["category"] = int(row.category)
        read.rows.append(Row(row.key, prefilled(values), row.pk))
    return read


def prefilled(values: dict[str, Any]) -> dict[str, Any]:
    """未付款金额 left blank is what 实际投资金额 leaves over 实际付款金额."""
    amount, paid = values.get("amount_wan"), values.get("paid_wan")
    blank = "unpaid_wan" in values and values["unpaid_wan"] is None
    if blank and amount is not None and paid is not None and amount >= paid:
        return {**values, "unpaid_wan": amount - paid}
    return values


# --- what is shown -----------------------------------------------------------------------


def typed_of_lines(table: Table, lines: Iterable[Any]) -> list[TypedRow]:
    """Stored lines as rows of the page."""
    return [
        TypedRow(
            key=str(line.pk),
            cells={
                column.name: column.show(getattr(line, column.name)) for column in table.columns
            },
            category=str(getattr(line, "category", "")),
            pk=line.pk,
        )
        for line in lines
    ]


def totals(table: Table, lines: Sequence[Any]) -> dict[str, dict[str, str]]:
    """Sums of stored lines by category, and of the whole table under the empty name."""
    groups: dict[str, list[Any]] = {category: [] for category, _ in table.categories}
    for line in lines:
        groups[str(getattr(line, "category", ""))].append(line)
    return {name: _sums(table, rows) for name, rows in {**groups, "": list(lines)}.items()}


def _sums(table: Table, lines: Sequence[Any]) -> dict[str, str]:
    start = {"amount": Decimal(0), "count": 0}
    return {
        column.name: column.show(
            sum((getattr(line, column.name) or 0 for line in lines), start[column.kind])
        )
        for column in table.numbers
    }
