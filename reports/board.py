"""The months on the home page (G-02): what to write, check, report, urge, and until when.

One function a role, each with a fixed number of queries; every lookup is limited to what the
role may see.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from portal import clock
from portal.board import Task
from portal.choices import UNIT_ROLES, Role
from portal.models import AuditEntry, Region, User
from reports import roster
from reports.choices import (
    PAPER_DUTIES,
    CityMonthStatus,
    Duty,
    LiaisonListStatus,
    LineState,
    PaperStatus,
)
from reports.due_dates import DueDates
from reports.matrix import excused_slots
from reports.models import (
    Bulletin,
    CityMonth,
    LedgerLine,
    LiaisonConfirmation,
    LiaisonList,
    Merge,
    YearlyPaper,
    YearPlan,
    paper_title,
)
from reports.periods import FIRST_MONTH, month_of, period_word, previous_month, year_of

#: A yearly paper becomes a task so many days before it is due.
PAPER_DAYS = 45
HANDED_IN = (LineState.HANDED_IN, LineState.CHECKED)


def months_at_hand() -> list[date]:
    """Last month, which may still be open, and this one."""
    month = month_of(clock.today())
    return [m for m in (previous_month(month), month) if m >= FIRST_MONTH]


def _returned_because(records: Iterable[Any]) -> dict[str, str]:
    """The last reason for which each of ``records`` came back, by its number; one query."""
    records = list(records)
    if not records:
        return {}
    entries = AuditEntry.objects.filter(
        target_type=records[0]._meta.label_lower,
        target_id__in=[str(record.pk) for record in records],
        action__in=("return", "return_to_unit"),
    )
    return dict(entries.order_by("at", "pk").values_list("target_id", "note"))


# --- the unit ------------------------------------------------------------------------------


def for_unit(user: User) -> Iterator[Task]:
    """单位: this month's line, the yearly papers."""
    own = user.organisation_ids(*UNIT_ROLES)
    units = roster.read(roster.organisations_for(user).filter(pk__in=own))
    months = months_at_hand()
    lines = {
        (line.organisation_id, line.city_month.month): line
        for line in LedgerLine.objects.visible_to(user)
        .filter(organisation__in=units, city_month__month__in=months)
        .select_related("city_month")
    }
    excused = excused_slots([unit.pk for unit in units], months)
    due = _due_dates(Duty.LEDGER, Duty.LIAISON, *PAPER_DUTIES)
    for month in months:
        for unit in roster.in_month(units, month):
            if (unit.pk, month) not in excused:
                yield from _line_task(unit, month, lines.get((unit.pk, month)), due)
    yield from _paper_tasks(user, units, due)
    yield from _persons_tasks(units, due[Duty.LIAISON])
    yield from _plan_tasks(units)


def _due_dates(*duties: Duty) -> dict[Duty, DueDates]:
    """Of the months at hand and of this year; one query."""
    year = [year_of(clock.today().year)]
    return DueDates.read(
        {duty: months_at_hand() if duty == Duty.LEDGER else year for duty in duties}
    )


def _line_task(unit: Any, month: date, line: Any, due: dict[Duty, DueDates]) -> Iterator[Task]:
    if line and (line.state in HANDED_IN or not line.city_month.is_open):
        return
    yield Task(
        f"填写{month.month}月工作进展",
        reverse("reports:line", args=[unit.pk, month.year, month.month]),
        unit.name,
        note="写好后交市文化和旅游局核对。",
        due=due[Duty.LEDGER].moment(month, unit.city_id),
    )


def _paper_tasks(user: User, units: list[Any], due: dict[Duty, DueDates]) -> Iterator[Task]:
    """Papers that came back, and those that will soon be due and nobody has handed in."""
    year = clock.today().year
    papers = {
        (paper.organisation_id, paper.duty): paper
        for paper in YearlyPaper.objects.visible_to(user).filter(organisation__in=units, year=year)
    }
    back = [paper for paper in papers.values() if paper.status == PaperStatus.RETURNED]
    reasons = _returned_because(back)
    for duty in PAPER_DUTIES:
        for unit in roster.in_month(units, month_of(clock.today())):
            paper = papers.get((unit.pk, duty))
            status = paper.status if paper else PaperStatus.DRAFT
            day = due[duty].day(year_of(year), unit.city_id)
            soon = (day - clock.today()).days <= PAPER_DAYS
            if status == PaperStatus.RETURNED or (status == PaperStatus.DRAFT and soon):
                yield Task(
                    f"上传{paper_title(duty, roster.kind_in(unit, month_of(day)) or unit.kind)}",
                    reverse("reports:paper", args=[unit.pk, year, duty.value]),
                    unit.name,
                    due=due[duty].moment(year_of(year), unit.city_id),
                    reason=reasons.get(str(paper.pk), "") if paper else "",
                )


def _persons_tasks(units: list[Any], due: DueDates) -> Iterator[Task]:
    """Once a year somebody of the unit says that its 联络员 are right."""
    year = clock.today().year
    confirmed = set(
        LiaisonConfirmation.objects.filter(organisation__in=units, year=year).values_list(
            "organisation", flat=True
        )
    )
    for unit in roster.in_month(units, month_of(clock.today())):
        if unit.pk not in confirmed:
            yield Task(
                "核对并确认本年度工作联络员",
                reverse("reports:liaisons_of", args=[unit.pk]),
                unit.name,
                due=due.moment(year_of(year), unit.city_id),
            )


def _plan_tasks(units: list[Any]) -> Iterator[Task]:
    """A new year begins without 年度目标, 重点任务 and 进度安排."""
    year = clock.today().year
    written = set(
        YearPlan.objects.filter(organisation__in=units, year=year)
        .exclude(goal="")
        .values_list("organisation", flat=True)
    )
    for unit in roster.in_month(units, month_of(clock.today())):
        if unit.pk not in written:
            yield Task(
                f"填写{year}年年度目标、重点任务和进度安排",
                reverse("reports:plan", args=[unit.pk, year]),
                unit.name,
                note="一年填写一次，可以沿用上年内容修改。",
            )


# --- the city ------------------------------------------------------------------------------


def for_city(user: User) -> Iterator[Task]:
    """市文化和旅游局: check and report the months, forward papers, report the 回执表."""
    own = user.city_ids(Role.CITY_OFFICER)
    members = roster.read(roster.organisations_for(user).filter(city__in=own))
    cities = list({unit.city_id: unit.city for unit in members}.values())
    months = months_at_hand()
    found = {
        (row.city_id, row.month): row
        for row in CityMonth.objects.visible_to(user).filter(city__in=own, month__in=months)
    }
    states = _states_of(found.values())
    back = [row for row in found.values() if row.status == CityMonthStatus.RETURNED]
    reasons = _returned_because(back)
    due = _due_dates(Duty.LEDGER, Duty.LIAISON)
    for city in cities:
        for month in months:
            units = [unit for unit in roster.in_month(members, month) if unit.city_id == city.pk]
            row = found.get((city.pk, month))
            if units and (row is None or row.is_open):
                counts = states[row.pk] if row else Counter()
                yield Task(
                    f"核对并报送{month.month}月调度台账",
                    reverse("reports:city_month", args=[city.pk, month.year, month.month]),
                    city.name,
                    note=_progress_note(len(units), counts),
                    due=due[Duty.LEDGER].moment(month, city.pk),
                    reason=reasons.get(str(row.pk), "") if row else "",
                )
    yield from _papers_to_forward(user)
    yield from _lists_to_report(cities, members, due[Duty.LIAISON])


def _states_of(rows: Iterable[CityMonth]) -> dict[int, Counter]:
    """How many lines of each month are how far; one query."""
    counts: dict[int, Counter] = defaultdict(Counter)
    for line in LedgerLine.objects.filter(city_month__in=[row.pk for row in rows]):
        counts[line.city_month_id][line.state] += 1
    return counts


def _progress_note(units: int, counts: Counter) -> str:
    filled = counts[LineState.HANDED_IN] + counts[LineState.CHECKED]
    return f"{units}家单位，已填{filled}家，已核{counts[LineState.CHECKED]}家。"


def _papers_to_forward(user: User) -> Iterator[Task]:
    waiting = YearlyPaper.objects.visible_to(user).filter(status=PaperStatus.SUBMITTED)
    yield from _counted(waiting, "审核年度材料并报省")


def _counted(papers: QuerySet, label: str) -> Iterator[Task]:
    """One task for all papers of a year that wait for the same thing."""
    for year, count in sorted(Counter(papers.values_list("year", flat=True)).items()):
        url = reverse("reports:papers", args=[year])
        yield Task(label, url, f"{year}年", note=f"{count}份待办理。")


def _lists_to_report(cities: list[Region], members: list[Any], due: DueDates) -> Iterator[Task]:
    year = clock.today().year
    lists = {row.city_id: row for row in LiaisonList.objects.filter(city__in=cities, year=year)}
    back = [row for row in lists.values() if row.status == LiaisonListStatus.FILLING]
    reasons = _returned_because(back)
    peopled = {unit.city_id for unit in roster.in_month(members, month_of(clock.today()))}
    for city in cities:
        row = lists.get(city.pk)
        if city.pk in peopled and (row is None or row.status == LiaisonListStatus.FILLING):
            yield Task(
                "核对并报送工作联络员回执表",
                reverse("reports:liaison_list", args=[city.pk, year]),
                f"{city.name}{year}年",
                due=due.moment(year_of(year), city.pk),
                reason=reasons.get(str(row.pk), "") if row else "",
            )


# --- the province --------------------------------------------------------------------------


def for_province(user: User) -> Iterator[Task]:
    """省文化和旅游厅: read what came, urge what did not, write the bulletin."""
    months = months_at_hand()
    rows = list(CityMonth.objects.visible_to(user).filter(month__in=months))
    members = roster.read(roster.everybody())
    due = DueDates.of(Duty.LEDGER, months)
    merged = set(Merge.objects.filter(month__in=months).values_list("month", flat=True))
    for month in months:
        if cities := {unit.city_id for unit in roster.in_month(members, month)}:
            own = [row for row in rows if row.month == month]
            yield _month_task(month, own, cities, due, is_merged=month in merged)
    yield from _bulletin_tasks(user, sorted(merged))
    waiting = YearlyPaper.objects.visible_to(user).filter(status=PaperStatus.FORWARDED)
    yield from _counted(waiting, "审阅年度材料")
    yield from _lists_to_confirm(user)


def _month_task(
    month: date, rows: list[CityMonth], cities: set[str], due: DueDates, *, is_merged: bool
) -> Task:
    """One month in one line: urge what is late, read what came, merge what is complete."""
    counts = Counter(row.status for row in rows)
    came = counts[CityMonthStatus.SUBMITTED] + counts[CityMonthStatus.REVIEWED]
    to_read = counts[CityMonthStatus.SUBMITTED]
    reported = {row.city_id for row in rows if not row.is_open}
    late = [city for city in cities - reported if due.moment(month, city) < clock.now()]
    is_complete = cities <= reported
    deeds = {"催报": late, "审阅": to_read, "汇总": is_complete and not is_merged, "查看": True}
    word = next(word for word, wanted in deeds.items() if wanted)
    return Task(
        f"{word}{period_word(Duty.LEDGER, month)}",
        reverse("reports:month", args=[month.year, month.month]),
        note=f"已报送{came}市，待审阅{to_read}市，逾期未报{len(late)}市。",
        due=None if is_complete else due.moment(month, None),
        waits=word == "查看",
    )


def _bulletin_tasks(user: User, merged: list[date]) -> Iterator[Task]:
    """A month that was merged wants its bulletin."""
    drafted = dict(
        Bulletin.objects.visible_to(user).filter(month__in=merged).values_list("month", "issued_on")
    )
    for month in merged:
        if drafted.get(month) is None:
            label = "修改并印发" if month in drafted else "起草"
            page = "reports:bulletin" if month in drafted else "reports:bulletin_new"
            url = reverse(page, args=[month.year, month.month])
            yield Task(f"{label}{month.year}年{month.month}月调度通报", url)


def _lists_to_confirm(user: User) -> Iterator[Task]:
    lists = LiaisonList.objects.visible_to(user).filter(status=LiaisonListStatus.SUBMITTED)
    for year, count in sorted(Counter(lists.values_list("year", flat=True)).items()):
        url = reverse("reports:liaison_province", args=[year])
        yield Task("确认工作联络员回执表", url, f"{year}年", note=f"{count}市待确认。")
