"""A city's month out of a workbook: whose row it is, what each cell says, which cells are wrong.

Nothing is compared here with what is stored; reports.resources does.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from portal.choices import RegionKind
from portal.models import Region
from portal.text import clean_line
from portal.worksheets import CellTrouble, Head, ImportRefused, SheetRow, SheetTable, read_book
from reports import roster
from reports.models import CityMonth
from reports.naming import Finder, Match

#: The columns of annex 2 that are stored, by field.
COLUMNS = {
    "goal": "年度目标",
    "tasks": "年度重点任务",
    "schedule": "工作进度安排",
    "progress": "本月工作进展",
}
NUMERALS = {"十二": "12", "十一": "11", "十": "10"} | {
    numeral: str(number) for number, numeral in enumerate("一二三四五六七八九", start=1)
}
SPOKEN_MONTH = "|".join(NUMERALS)
#: How the head of a column of another time begins.
OTHER_TIME = "[上下次]个?月|下一?步|下阶段|[去上往]年"
YEAR_HEADS = (
    Head("kind", "单位类型", ("单位类别", "类别", "类型"), required=False),
    Head("unit", "单位名称", ("单位", "单位全称", "填报单位", "名称")),
    Head(
        "goal",
        "年度目标",
        ("年度工作目标", "全年目标", "目标"),
        never=OTHER_TIME,
        required=False,
    ),
    Head(
        "tasks",
        "年度重点任务",
        ("重点任务", "年度任务", "年度重点工作", "年度重点工作任务"),
        never=OTHER_TIME,
        required=False,
    ),
    Head(
        "schedule",
        "工作进度安排",
        ("进度安排", "工作安排", "进度计划"),
        never=OTHER_TIME,
        required=False,
    ),
)


def heads_of(month: date) -> tuple[Head, ...]:
    """The columns of annex 2; of several months side by side that of ``month`` is meant."""
    number = month.month
    spoken = next(numeral for numeral, text in NUMERALS.items() if text == str(number))
    progress = Head(
        "progress",
        f"（{number}）月份工作进展",
        ("本月工作进展", "工作进展", "工作进展情况", "本月进展", "进展情况"),
        pattern=rf".*月份?(重点)?工作进展(情况)?|.*进展(情况)?({SPOKEN_MONTH}|\d{{1,2}})月份?",
        never=OTHER_TIME,
        prefers=rf"(?<![\d十~～至到—–-])(0?{number}|{spoken})[)）]?月|[本当]月",
    )
    return (*YEAR_HEADS, progress)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the file: whose it is (None: nobody's), and the text of each filled cell.

    ``troubles`` are what is wrong by column, ``places`` the cell of each column.
    """

    sheet: str
    number: int
    organisation: Any | None
    name: str
    texts: dict[str, str]
    places: dict[str, str]
    troubles: dict[str, list[CellTrouble]]
    hints: list[str]

    def refuse(self, column: str, message: str) -> None:
        self.troubles[column].append(CellTrouble(self.places[column], message))


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a file says; ``missing`` are organisations of the city that it lacks."""

    rows: list[LedgerRow]
    missing: list[Any]
    notes: list[str]


def read_ledger(file: IO[bytes], month: CityMonth, *, template: str) -> Ledger:
    """Read a workbook as the ledger of ``month``; ``template`` is the mark of our own form.

    Raises ImportRefused for a file that is no ledger, or one of another month or city.
    """
    tables = read_book(
        file,
        heads=heads_of(month.month),
        version=template,
        groups=("kind",),
        key="unit",
        once=("goal", "schedule", "progress"),
    )
    read, notes = _of_month(tables, month.month)
    refuse_other_city(read, month.city, "台账")
    notes += other_years(read, month.month.year)
    everybody = roster.read(roster.everybody())
    members = roster.in_month(
        [unit for unit in everybody if unit.city_id == month.city_id], month.month
    )
    others = [unit for unit in everybody if unit not in members]
    absent = f"{month.month.year}年{month.month.month}月不在册，无需填报"
    finder = Finder(month.city_id, members, others, "台账", absent)
    found = [_row(table, row, finder, month.month) for table in read for row in table.rows]
    if not found:
        raise ImportRefused("表中没有填写单位，请填写后上传。")
    rows = [_joined(same) for same in _of_one_unit(found)]
    _refuse_twins(rows)
    listed = {row.organisation for row in rows}
    notes += [note for table in read for note in table.notes]
    return Ledger(rows, [unit for unit in members if unit not in listed], notes)


# --- whose row it is -----------------------------------------------------------------------


def _row(table: SheetTable, row: SheetRow, finder: Finder, month: date) -> LedgerRow:
    name = str(row.values.get("unit", ""))
    match = finder.find(name)
    read = LedgerRow(
        sheet=table.sheet,
        number=row.number,
        organisation=match.organisation,
        name=match.organisation.name if match.organisation else name,
        texts={column: str(row.values[column]) for column in COLUMNS if column in row.values},
        places=row.places,
        troubles=_by_column(table, row),
        hints=[hint for hint in (match.hint, _kind_hint(row, match, month)) if hint],
    )
    if match.problem and "unit" not in read.troubles:
        read.refuse("unit", match.problem)
    return read


def _kind_hint(row: SheetRow, match: Match, month: date) -> str:
    if match.organisation is None:
        return ""
    written = "".join(str(row.values.get("kind", "")).split())
    label = roster.kind_in(match.organisation, month).label
    if not written or label.endswith(written):
        return ""
    return f"单位类型写作“{written}”，在册类型为“{label}”，以在册类型为准"


def _of_one_unit(rows: Iterable[LedgerRow]) -> list[list[LedgerRow]]:
    """Rows together that repeat a name before each of its tasks, one below the other."""
    found: list[list[LedgerRow]] = []
    for row in rows:
        if found and _is_next_task(found[-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _is_next_task(above: Sequence[LedgerRow], row: LedgerRow) -> bool:
    """Whether ``row`` has another task of the same unit, and no other goal."""
    first, tasks = above[0], [one.texts.get("tasks") for one in above]
    return (
        row.organisation is not None
        and (row.organisation, row.sheet) == (first.organisation, first.sheet)
        and row.texts.get("tasks") not in (None, *tasks)
        and row.texts.get("goal", first.texts.get("goal")) == first.texts.get("goal")
    )


def _joined(rows: Sequence[LedgerRow]) -> LedgerRow:
    """One row out of those of one unit; a text that is repeated is said once."""
    first, *more = rows
    if not more:
        return first
    for column in COLUMNS:
        texts = dict.fromkeys(row.texts[column] for row in rows if column in row.texts)
        if texts:
            first.texts[column] = "\n".join(texts)
    for row in more:
        for column, troubles in row.troubles.items():
            first.troubles[column] += troubles
    numbers = "、".join(str(row.number) for row in more)
    first.hints.append(f"第{numbers}行是同一单位的其他任务，已合为一条，请核对")
    return first


def _refuse_twins(rows: Iterable[LedgerRow]) -> None:
    """An organisation stands in a file once; both cells are named."""
    places: dict[Any, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        if row.organisation:
            places[row.organisation].append(row)
    for same in places.values():
        for row in same if len(same) > 1 else ():
            twins = "、".join(twin.places["unit"] for twin in same if twin is not row)
            row.refuse("unit", f"“{row.name}”在{twins}又出现一次，请合并为一行。")


def _by_column(table: SheetTable, row: SheetRow) -> dict[str, list[CellTrouble]]:
    """The troubles of the reader; a record of several rows may have some far below its name."""
    fields = {letter: name for name, letter in table.columns.items()}
    found: dict[str, list[CellTrouble]] = defaultdict(list)
    for trouble in row.troubles:
        found[fields[trouble.place.rpartition("!")[2].rstrip("0123456789")]].append(trouble)
    return found


# --- whose month it is ---------------------------------------------------------------------

SPOKEN = re.compile(f"({SPOKEN_MONTH})(?=月)")
#: 2026年3月, 3月, (3)月, 1-3月 (the last one counts), 2026-03; no day behind it.
NAMED = re.compile(
    r"(?<![\d.])(?:(?P<year>20\d\d)年)?(?:\d{1,2}月?[-—–~至到])?(?P<month>1[0-2]|0?[1-9])\)?月"
    r"(?!\d{1,2}[日号]|底|初|前)"
    r"|(?<!\d)(?P<year2>20\d\d)[-./](?P<month2>1[0-2]|0?[1-9])(?![\d./-])"
)
#: A year, but of no document's number.
YEAR = re.compile(r"(?<![〔\[(\d])(20\d\d)年")
#: Lines that name the day on which somebody filled in the table.
DATED = re.compile("时间|日期")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A month that a text of the file names; ``year`` None where it names none."""

    year: int | None
    number: int
    text: str

    def is_of(self, month: date) -> bool:
        return self.number == month.month and self.year in (None, month.year)

    @property
    def word(self) -> str:
        return f"{self.year}年{self.number}月" if self.year else f"{self.number}月份"


def _of_month(tables: Iterable[SheetTable], month: date) -> tuple[list[SheetTable], list[str]]:
    """The tables of ``month``, and notes about sheets of other months beside them."""
    read, notes, wrong = [], [], []
    for table in tables:
        claim = next((claim for claim in _claims(table) if not claim.is_of(month)), None)
        if claim is None:
            read.append(table)
        else:
            wrong.append(claim)
            notes.append(f"工作表“{table.sheet}”是{claim.word}的，没有读取。")
    if not read:
        raise ImportRefused(
            f"文件是{wrong[0].word}的（“{wrong[0].text}”），本页是{month.year}年{month.month}月台账，"
            "没有导入。请到文件所属月份的台账页面导入；月份没有改的，请改正表头和标题后重新上传。"
        )
    return read, notes


def _claims(table: SheetTable) -> list[_Claim]:
    """The months that head and titles name; the name of the sheet where they name none."""
    texts = [table.labels["progress"], *(t for t in table.titles if not DATED.search(t))]
    claims = [claim for text in texts for claim in _named(text)]
    return claims or list(_named(table.sheet))


def _named(text: str) -> Iterator[_Claim]:
    for found in NAMED.finditer(SPOKEN.sub(lambda spoken: NUMERALS[spoken[0]], _plain(text))):
        year, number = found["year"] or found["year2"], found["month"] or found["month2"]
        yield _Claim(int(year) if year else None, int(number), text)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def other_years(tables: Iterable[SheetTable], year: int) -> list[str]:
    """A sentence about each title that names years, and this one not among them."""
    titles = dict.fromkeys(title for table in tables for title in table.titles)
    return [
        f"标题“{title}”写的是{named[0]}年，本页是{year}年，请核对文件是否选错。"
        for title in titles
        if (named := YEAR.findall(_plain(title))) and str(year) not in named
    ]


def refuse_other_city(tables: Iterable[SheetTable], own: Region, paper: str) -> None:
    """A title that names another city and not this one."""
    names = Region.objects.filter(kind=RegionKind.CITY).values_list("name", flat=True)
    others = [name for name in names if name != own.name]
    for title in (title for table in tables for title in table.titles):
        for name in others:
            if name in title and own.name not in title:
                raise ImportRefused(
                    f"文件是{name}的（“{title}”），本页是{own.name}{paper}，没有导入，"
                    "请核对后上传本市的文件。"
                )


# --- 年度重点任务 ---------------------------------------------------------------------------

ITEM = re.compile(r"(?:^|(?<=[\s;；。]))[（(]?(\d{1,2})(?:[.．](?!\d)|[、)）:：])\s*")
BULLET = re.compile(
    r"^(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[①-⑳]|[•●■◆▪*-])\s*"
)


def task_titles(text: str) -> list[str]:
    """The tasks of a cell, without their numbers: the inverse of ``contents.tasks_text``.

    Items that are numbered from 1 on, also within a line; otherwise one task a paragraph.
    """
    parts = _numbered(text) or text.split("\n")
    titles = (clean_line(BULLET.sub("", part.strip())) for part in parts)
    return [title for title in titles if title]


def _numbered(text: str) -> list[str]:
    """The texts behind 1., 2., 3. … and what stands before them; none where they do not count."""
    starts = []
    for found in ITEM.finditer(text):
        if int(found[1]) == len(starts) + 1:
            starts.append(found)
    if not starts:
        return []
    ends = [found.start() for found in starts[1:]] + [len(text)]
    before = text[: starts[0].start()]
    return [before, *(text[one.end() : end] for one, end in zip(starts, ends, strict=True))]
