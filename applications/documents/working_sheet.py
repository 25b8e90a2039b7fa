"""A sheet to be written on where there is no network, and a member's sheet on paper (P-09)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from applications.documents.proof_builder import account_of, code_of, marks_by_leaf
from applications.documents.stamp import line_of, minute, watermark_of
from applications.models import Batch
from applications.proofs import Filled
from portal import clock
from scoring.models import Mark, RuleSet
from scoring.outline import Heading, Item, outline_of
from scoring.rules import Rule
from scoring.rules.all_or_nothing import AllOrNothing
from scoring.rules.counted import Counted
from scoring.rules.levels import Levels
from scoring.rules.zero_condition import AllOrNothingWithZero
from scoring.totals import Totals, sum_up

#: Room to write.
BLANK = "_" * 14
#: One of the marks that these offer is ticked; the other kinds of rule are said in words.
CHOSEN_FROM = (Levels, AllOrNothing)
#: What is printed below these leaves is what can be ticked.
REPEATED = (Levels, Counted)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """``kind`` is part, heading or leaf; ``choices`` are to be ticked, ``lines`` stand below."""

    kind: str
    number: str
    text: str
    maximum: int
    rule: str = ""
    choices: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    mark: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkingSheet:
    """``facts`` say whose sheet it is, or leave room to write it."""

    title: str
    batch: str
    rehearsal: bool
    facts: tuple[tuple[str, str], ...]
    rows: tuple[WorkRow, ...]
    total: str
    maximum: int
    data_version: str
    line: str

    @property
    def watermark(self) -> str:
        return watermark_of(rehearsal=self.rehearsal)


def blank_sheet(batch: Batch) -> WorkingSheet:
    """For the standard of ``batch``, without anybody's data."""
    outline = outline_of(batch.ruleset)
    totals = sum_up(outline.tree, {})
    names = ("示范区名称", "申报单位", "计分人", "日期")
    return WorkingSheet(
        title="现场评分记录表",
        batch=batch.name,
        rehearsal=batch.is_rehearsal,
        facts=(*((name, BLANK) for name in names), ("栏", "□自检　□初评　□评定　□成员")),
        rows=tuple(_rows(batch.ruleset, {}, totals)),
        total="",
        maximum=totals.whole.maximum,
        data_version="空白表",
        line=_line(batch, str(batch.ruleset), "空白表"),
    )


def member_sheet(filled: Filled) -> WorkingSheet:
    """What a member has given so far, in the same form; blanks stay to be filled by hand."""
    application, sheet = filled.application, filled.sheet
    marks = marks_by_leaf(filled)
    totals = sum_up(outline_of(sheet.ruleset).tree, {n: mark.value for n, mark in marks.items()})
    code = code_of(marks)
    facts = (
        ("示范区名称", application.dossier.zone_name or application.organisation.zone_name),
        ("申报单位", application.dossier.unit_name or application.organisation.name),
        ("计分人", filled.seat.user.name),
        ("状态", f"{sheet.get_status_display()}，{totals.whole}"),
    )
    return WorkingSheet(
        title="评定组成员评分表",
        batch=application.batch.name,
        rehearsal=application.batch.is_rehearsal,
        facts=facts,
        rows=tuple(_rows(sheet.ruleset, marks, totals)),
        total=str(totals.total) if totals.whole.marked else "",
        maximum=totals.whole.maximum,
        data_version=f"计分校验码 {code}",
        line=_line(application.batch, f"计分校验码 {code}", minute(clock.now())),
    )


def _line(batch: Batch, *parts: str) -> str:
    return line_of(batch.name, *parts, rehearsal=batch.is_rehearsal)


def _rows(ruleset: RuleSet, marks: Mapping[str, Mark], totals: Totals) -> Iterator[WorkRow]:
    outline = outline_of(ruleset)
    for part in outline.parts:
        if part.number not in outline.items:
            yield _sum_row("part", part, totals)
        for row in part.rows:
            if isinstance(row, Heading):
                yield _sum_row("heading", row, totals)
            else:
                yield _leaf_row(row, marks.get(row.number))


def _sum_row(kind: str, row, totals: Totals) -> WorkRow:
    points = str(totals.nodes[row.number]) if totals.whole.marked else ""
    return WorkRow(kind, row.number, row.text, row.points, mark=points)


def _leaf_row(item: Item, mark: Mark | None) -> WorkRow:
    value = mark.value if mark else None
    choices = tuple(_choices(item.rule, value))
    is_repeated = choices and type(item.rule) in REPEATED
    return WorkRow(
        kind="leaf",
        number=item.number,
        text=item.text,
        maximum=item.points,
        rule="" if type(item.rule) in CHOSEN_FROM else item.rule.explain(),
        choices=choices,
        lines=() if is_repeated else tuple(line.text for line in item.lines),
        mark="" if value is None else str(value),
        notes=_notes(item, mark),
    )


def _choices(rule: Rule, value: int | None) -> Iterator[str]:
    """What is ticked on paper: a mark to choose, the kinds to count, the resources there are."""
    if type(rule) in CHOSEN_FROM:
        for mark, label in rule.choices():
            yield f"{'√' if mark == value else '□'}{label}"
    elif isinstance(rule, Counted):
        yield from (f"□{kind}" for kind in rule.kinds)
    elif isinstance(rule, AllOrNothingWithZero):
        yield from (f"□{resource}" for resource in rule.resources)


def _notes(item: Item, mark: Mark | None) -> tuple[str, ...]:
    if mark is None or mark.value is None:
        return ()
    account = account_of(item.rule, mark) if mark.inputs else ""
    return tuple(text for text in (account, mark.reason, mark.remark) if text)
