"""Months of cities, their lines and figures; everything in them is invented."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from portal import clock
from portal.choices import OrganisationStanding
from reports import roster
from reports.lifecycle import city_month_lifecycle, liaison_list_lifecycle
from reports.models import (
    CityMonth,
    LedgerLine,
    Liaison,
    LiaisonList,
    TaskFigure,
    YearPlan,
    YearTask,
)
from tests.factories.portal import UserFactory


def moment(*parts: int) -> datetime:
    """``moment(2026, 3, 31, 23, 59)`` in Asia/Shanghai."""
    return timezone.make_aware(datetime(*parts))


def month_of_city(city, month: date, **fields) -> CityMonth:
    """The row of a city's month; made when nobody has touched the month yet."""
    return CityMonth.objects.get_or_create(city=city, month=month, defaults=fields)[0]


def line_of(organisation, month: date, **fields) -> LedgerLine:
    """What an organisation wrote in a month, in its city's row."""
    fields = {"progress": "步道完成5公里。", **fields}
    city_month = month_of_city(organisation.city, month)
    return LedgerLine.objects.create(city_month=city_month, organisation=organisation, **fields)


def task_of(organisation, year: int, target, **fields) -> YearTask:
    """One more of an organisation's 年度重点任务, counted in 公里."""
    plan, _ = YearPlan.objects.get_or_create(organisation=organisation, year=year)
    fields = {"title": "新建步道", "indicator": "步道", "unit_word": "公里", **fields}
    position = plan.tasks.count() + 1
    return YearTask.objects.create(plan=plan, position=position, target=target, **fields)


def figure_of(line: LedgerLine, task: YearTask, amount, **fields) -> TaskFigure:
    return TaskFigure.objects.create(line=line, task=task, amount=Decimal(amount), **fields)


def report_month(city, month: date, *, by, at: datetime) -> CityMonth:
    """Mark every line of the city as 已核 and make the move 报送 at that moment."""
    record = month_of_city(city, month)
    with clock.at(at):
        record.lines.filter(checked_at=None).update(checked_by=by, checked_at=clock.now())
        city_month_lifecycle.perform(record, "report", actor=by)
    return record


def listed(organisation):
    """``organisation`` as the roster reads it, for services that ask for its group."""
    return roster.read(roster.everybody().filter(pk=organisation.pk))[0]


def disable(organisation) -> None:
    """停用."""
    organisation.standing = OrganisationStanding.DISABLED
    organisation.save(update_fields=["standing"])


# --- 联络员 ----------------------------------------------------------------------------------


def liaison_of(organisation, name: str = "苏晓溪", **fields) -> Liaison:
    """A person in force of an organisation, since March 2026 unless told otherwise."""
    fields = {"position": "主任", "phone": "13900000001", "since": date(2026, 3, 1), **fields}
    return Liaison.objects.create(
        organisation=organisation,
        name=name,
        added_by=fields.pop("added_by", None) or UserFactory(),
        added_at=clock.now(),
        **fields,
    )


def report_list(city, *, by, at: datetime) -> LiaisonList:
    """The city's list of the year of ``at``, reported at that moment."""
    with clock.at(at):
        record, _ = LiaisonList.objects.get_or_create(city=city, year=clock.today().year)
        liaison_list_lifecycle.perform(record, "report", actor=by)
    return record
