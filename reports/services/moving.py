"""调整所属市、县: a unit registered under the wrong city, with its application and its month (A-04).

Months that the former city has reported stay with it (``roster.of_city``). The unit is in the
ledger of the new city from this month on, or from the next where this one has been reported;
accounts, plans, 联络员 and papers are the unit's and go along.
"""

from datetime import date

from django.db import transaction
from django.urls import reverse

from applications.services import moving
from portal import audit, clock
from portal.access import require
from portal.locking import lock_record
from portal.models import KindPeriod, Organisation, Region, User
from portal.notices import notify
from portal.problems import Problem
from reports import people
from reports.choices import REPORTED_MONTH
from reports.models import CityMonth, LedgerLine
from reports.periods import month_of, next_month
from reports.permissions import can_move_unit
from reports.services.months import open_month


class MoveRefused(ValueError):
    """The unit stays where it is; the text says why."""


def not_movable(unit: Organisation, city: Region) -> list[Problem]:
    """Why ``unit`` cannot go to ``city`` now; within its city it always may."""
    if city.pk == unit.city_id:
        return []
    twin = Organisation.objects.filter(city=city, name=unit.name).exists()
    return [
        *moving.not_movable(unit),
        *(_closed(city) if first_month(unit) == month_of(clock.today()) else []),
        *([Problem(f"{city}已有同名单位，请核对是否重复登记。")] if twin else []),
    ]


def first_month(unit: Organisation) -> date:
    """From which month on another city would answer for ``unit``."""
    month = month_of(clock.today())
    reported = LedgerLine.objects.filter(
        organisation=unit,
        city_month__month=month,
        city_month__city=unit.city_id,
        city_month__first_submitted_at__isnull=False,
    )
    return next_month(month) if reported.exists() else month


def _closed(city: Region) -> list[Problem]:
    month = CityMonth.objects.filter(
        city=city, month=month_of(clock.today()), status__in=REPORTED_MONTH
    ).first()
    if month is None:
        return []
    sentence = f"{month}已报省，本月不能增加单位，请在下月1日以后调整，或先退回该市台账。"
    return [Problem(sentence, month.get_absolute_url())]


@transaction.atomic
def move_unit(*, unit: Organisation, county: Region, note: str, seen: str, actor: User) -> None:
    """Put ``unit`` into ``county`` and its city; a second click does nothing.

    ``seen`` names the place that was on the page (``mark_of``). Raises MoveRefused.
    """
    require(can_move_unit(actor))
    moving.hold(unit)
    locked = lock_record(Organisation.objects, pk=unit.pk)
    before, city = locked.city, county.parent
    if locked.county_id == county.pk:
        return
    if seen != mark_of(locked):
        raise MoveRefused("本单位的所属市、县刚刚有变化，请核对后重新办理。")
    if problems := not_movable(locked, city):
        raise MoveRefused("".join(map(str, problems)))
    since = first_month(locked)
    locked.city, locked.county = city, county
    locked.save(update_fields=["city", "county"])
    if city != before:
        _move_month(locked, before, city, since)
        moving.move_applications(organisation=locked, city=city, actor=actor)
        _tell(locked, before, city, note)
    place = {"before": before.name, "after": county.full_name, "since": since.isoformat()}
    audit.record(actor, "move_unit", locked, label="调整所属市、县", note=note, **place)


def mark_of(unit: Organisation) -> str:
    """Where the unit lies, as the page carries it."""
    return f"{unit.city_id}/{unit.county_id or ''}"


def _move_month(unit: Organisation, before: Region, city: Region, since: date) -> None:
    """In the new city's ledger from ``since`` on, with what was written for it, to be checked anew."""
    unit.kind_periods.all().delete()
    KindPeriod.objects.create(organisation=unit, kind=unit.kind, since=since)
    if since > clock.today():
        return
    target = open_month(city=city.pk, month=since)
    if target.status in REPORTED_MONTH:
        raise MoveRefused("".join(map(str, _closed(city))))
    lines = LedgerLine.objects.filter(organisation=unit, city_month__month=since)
    lines.filter(city_month__city=before).update(
        city_month=target, checked_by=None, checked_at=None
    )


def _tell(unit: Organisation, before: Region, city: Region, note: str) -> None:
    text = f"“{unit.name}”由{before}调整到{city}：{note}"
    own = f"{text}今后的申报截止时间和月度台账以{city}为准。"
    notify(people.of_organisation(unit), own, reverse("home"))
    for place in (before, city):
        notify(people.of_culture(place), f"{text}请核对本市单位、联络员和台账。", reverse("home"))
