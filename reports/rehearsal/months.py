"""Months of the ledger as eleven cities might have filled them in: invented, repeatable, whole.

Lines are written in bulk; every 报送 and 审阅 goes through the lifecycle, so that versions,
digests and times are those of real ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal import clock
from portal.choices import OrganisationKind
from portal.models import KindPeriod, Organisation, Region, User
from reports import roster
from reports.choices import Stage
from reports.lifecycle import city_month_lifecycle
from reports.models import (
    CityMonth,
    LedgerLine,
    Liaison,
    Project,
    TaskFigure,
    YearPlan,
    YearTask,
)
from reports.periods import last_day
from reports.rehearsal import month_words as words
from reports.rehearsal.invention import credit_code, dice, person, place_name

#: Numbers of invented units of the ledger begin here, apart from those of a batch.
FIRST_NUMBER = 500


@dataclass(slots=True)
class Months:
    """A rehearsal of the ledger: who takes part, and who acts for each city and the province."""

    seed: int
    organisations: list[Organisation]
    officers: dict[str, User]
    province: User
    tasks: dict[tuple[int, int], list[YearTask]] = field(default_factory=dict)
    progress: dict[int, str] = field(default_factory=dict)
    counted: set[int] = field(default_factory=set)


def found_units(seed: int, count: int, since: date) -> list[Organisation]:
    """``count`` invented 示范区 and 创建单位 over all cities, in the ledger from ``since`` on."""
    cities = list(Region.objects.filter(kind="city"))
    made = []
    for index in range(count):
        city, number = cities[index % len(cities)], FIRST_NUMBER + index
        place = place_name(index + 1)
        kind = (
            OrganisationKind.ZONE
            if index // len(cities) % 3 == 0
            else OrganisationKind.CREATING_UNIT
        )
        made.append(
            Organisation(
                name=f"{city.name.removesuffix('市')}{place}康养文旅有限公司",
                kind=kind,
                city=city,
                county=city.children.first(),
                credit_code=credit_code(seed, number),
                zone_name=f"{place}文旅康养示范区",
            )
        )
    made = Organisation.objects.bulk_create(made)
    KindPeriod.objects.bulk_create(
        KindPeriod(organisation=unit, kind=unit.kind, since=since) for unit in made
    )
    return made


@transaction.atomic
def play(rehearsal: Months, months: Sequence[date]) -> None:
    """Fill in and report ``months`` (past ones, in order)."""
    for month in months:
        play_month(rehearsal, month)


def play_month(rehearsal: Months, month: date, *, report: bool = True) -> None:
    """One month of every city; without ``report`` only some units have filled it in."""
    units = roster.in_month(rehearsal.organisations, month)
    _plan_year(rehearsal, units, month.year)
    for city in sorted({unit.city_id for unit in units}):
        ours = [unit for unit in units if unit.city_id == city]
        chance = dice(rehearsal.seed, "month", city, month)
        if not report:
            ours = ours[len(ours) // 2 :]
        city_month = _fill_in(rehearsal, city, month, ours)
        if report:
            _report(rehearsal, city_month, chance)
        else:
            city_month.lines.update(checked_by=None, checked_at=None)


# --- the year ------------------------------------------------------------------------------


def _plan_year(rehearsal: Months, units: Iterable[Organisation], year: int) -> None:
    new = [unit for unit in units if (unit.pk, year) not in rehearsal.tasks]
    moment = timezone.make_aware(datetime.combine(date(year, 1, 10), time(9)))
    plans = YearPlan.objects.bulk_create(
        YearPlan(
            organisation=unit,
            year=year,
            goal=_say(dice(rehearsal.seed, "goal", unit.pk, year), words.GOALS),
            schedule=_say(dice(rehearsal.seed, "schedule", unit.pk, year), words.SCHEDULES),
            version=1,
            saved_by=rehearsal.officers[unit.city_id],
            saved_at=moment,
        )
        for unit in new
    )
    tasks = [task for plan in plans for task in _tasks(rehearsal.seed, plan)]
    for task in YearTask.objects.bulk_create(tasks):
        key = (task.plan.organisation_id, year)
        rehearsal.tasks.setdefault(key, []).append(task)


def _tasks(seed: int, plan: YearPlan) -> list[YearTask]:
    """Three tasks, the first two with figures."""
    chance = dice(seed, "tasks", plan.organisation_id, plan.year)
    counted = chance.sample(words.COUNTED_TASKS, 2)
    tasks = [
        YearTask(
            plan=plan,
            position=position,
            title=title,
            indicator=indicator,
            unit_word=unit,
            target=Decimal(chance.randrange(least, most)),
        )
        for position, (title, indicator, unit, least, most, _) in enumerate(counted, start=1)
    ]
    return [*tasks, YearTask(plan=plan, position=3, title=chance.choice(words.PLAIN_TASKS))]


def _say(chance: Random, sentences: Sequence[str]) -> str:
    return chance.choice(sentences).format(n=chance.randint(2, 9), m=chance.randint(12, 90))


# --- the lines -----------------------------------------------------------------------------


def _fill_in(rehearsal: Months, city: str, month: date, units: list[Organisation]) -> CityMonth:
    city_month = CityMonth.objects.create(city_id=city, month=month)
    lines = LedgerLine.objects.bulk_create(
        _line(rehearsal, city_month, unit, month) for unit in units
    )
    TaskFigure.objects.bulk_create(
        figure for line in lines if line.progress for figure in _figures(rehearsal, line, month)
    )
    return city_month


def _line(rehearsal: Months, city_month: CityMonth, unit: Any, month: date) -> LedgerLine:
    chance = dice(rehearsal.seed, "line", unit.pk, month)
    officer = rehearsal.officers[unit.city_id]
    written = _moment(last_day(month) - timedelta(days=chance.randint(2, 6)), chance)
    written = min(written, clock.now())
    line = LedgerLine(
        city_month=city_month,
        organisation=unit,
        version=1,
        saved_by=officer,
        saved_at=written,
        checked_by=officer,
        checked_at=written + timedelta(hours=5),
    )
    fate, last = chance.random(), rehearsal.progress.get(unit.pk, "")
    if fate < 0.03:
        line.missing_reason = "多次催报仍未报送"
        return line
    line.handed_in_by, line.handed_in_at = officer, written
    line.progress = last if last and fate < 0.13 else _two(chance, words.PROGRESS)
    line.is_unchanged, line.is_identical = (
        bool(last) and fate < 0.09,
        bool(last) and 0.09 <= fate < 0.13,
    )
    if chance.random() < 0.2:
        line.problems = chance.choice(words.PROBLEMS)
    if chance.random() < 0.15:
        line.request_kind, line.requests = chance.choice(words.REQUESTS)
    rehearsal.progress[unit.pk] = line.progress
    return line


def _two(chance: Random, sentences: Sequence[str]) -> str:
    numbers = {"n": chance.randint(2, 12), "m": chance.randint(30, 360)}
    return "".join(sentence.format(**numbers) for sentence in chance.sample(sentences, 2))


def _figures(rehearsal: Months, line: LedgerLine, month: date) -> list[TaskFigure]:
    """About a twelfth of the target, at first all months so far; some units lag behind."""
    pace = dice(rehearsal.seed, "pace", line.organisation_id, month.year).uniform(0.55, 1.15)
    chance = dice(rehearsal.seed, "figures", line.organisation_id, month)
    figures = []
    for task in rehearsal.tasks[line.organisation_id, month.year]:
        if task.has_figures:
            months = 1 if task.pk in rehearsal.counted else month.month
            share = Decimal(pace * chance.uniform(0.7, 1.3)) * months / 12
            amount = round(task.target * share, words.DECIMALS[task.indicator])
            figures.append(TaskFigure(line=line, task=task, amount=amount))
            rehearsal.counted.add(task.pk)
    return figures


# --- the report ----------------------------------------------------------------------------


def _report(rehearsal: Months, month: CityMonth, chance: Random) -> None:
    """Most cities in time, some late; the province reads what came."""
    late = chance.randint(1, 6) if chance.random() < 0.12 else -chance.randint(0, 2)
    moment = _moment(last_day(month.month) + timedelta(days=late), chance)
    with clock.at(moment):
        city_month_lifecycle.perform(month, "report", actor=rehearsal.officers[month.city_id])
    with clock.at(moment + timedelta(days=3)):
        city_month_lifecycle.perform(month, "review", actor=rehearsal.province)


def _moment(day: date, chance: Random) -> datetime:
    return timezone.make_aware(
        datetime.combine(day, time(chance.randint(9, 17), chance.randint(0, 59)))
    )


# --- people and projects -------------------------------------------------------------------


def name_liaisons(rehearsal: Months, since: date) -> None:
    """One 工作联络员 for every organisation that has none; numbers that nobody can dial."""
    named = set(Liaison.objects.current().values_list("organisation", flat=True))
    Liaison.objects.bulk_create(
        Liaison(
            organisation=unit,
            name=person(dice(rehearsal.seed, "liaison", unit.pk)),
            position="办公室主任",
            phone=f"0351-{unit.pk % 10}000000",
            since=since,
            added_by=rehearsal.officers[unit.city_id],
            added_at=clock.now(),
        )
        for unit in rehearsal.organisations
        if unit.pk not in named
    )


def begin_projects(rehearsal: Months) -> None:
    """One or two 重大项目 for every organisation, amounts in 万元."""
    Project.objects.bulk_create(
        project for unit in rehearsal.organisations for project in _projects(rehearsal.seed, unit)
    )


def _projects(seed: int, unit: Organisation) -> list[Project]:
    chance = dice(seed, "projects", unit.pk)
    names = chance.sample(words.PROJECTS, chance.randint(1, 2))
    projects = []
    for position, name in enumerate(names, start=1):
        investment = Decimal(chance.randrange(3_000, 90_000))
        projects.append(
            Project(
                organisation=unit,
                position=position,
                name=name,
                investment_wan=investment,
                completed_wan=round(investment * Decimal(chance.uniform(0.1, 0.9)), 2),
                stage=chance.choice(list(Stage)),
                progress=chance.choice(words.STEPS),
            )
        )
    return projects
