"""What the province decides about dates: moved due dates, excused months, the rules of the lights."""

from datetime import date
from typing import Any

from django.db import transaction

from applications.services.stale import refuse_stale
from portal import audit, clock
from portal.access import require
from portal.choices import UNIT_ROLES, Role
from portal.locking import lock_record
from portal.models import Organisation, Region, User
from portal.notices import notify
from reports import people
from reports.choices import Duty
from reports.due_dates import due_on as due_date_of
from reports.models import DueDate, Excuse, LightRule
from reports.periods import period_word
from reports.permissions import can_set_calendar

LIGHT_LABELS = {"yellow_points": "黄灯：落后超过", "red_points": "红灯：落后超过"}


class CalendarRefused(Exception):
    """Nothing was changed; the text says why and what to do."""


def said(day: date) -> str:
    """2026年4月7日"""
    return f"{day.year}年{day.month}月{day.day}日"


def said_month(month: date) -> str:
    """2026年4月"""
    return f"{month.year}年{month.month}月"


@transaction.atomic
def move_due_date(
    *,
    duty: Duty,
    period: date,
    city: Region | None,
    due_on: date,
    reason: str,
    document_number: str,
    actor: User,
) -> DueDate:
    """Set the last day of one duty and period anew, for one city or (None) for all.

    Also after the period has begun or passed: lateness follows from the last word, only what
    stands in sealed versions stays. Raises CalendarRefused when that is the day already.
    """
    require(can_set_calendar(actor))
    before = _before(duty, period, city, due_on)
    row = DueDate.objects.create(
        duty=duty,
        period=period,
        city=city,
        due_on=due_on,
        reason=reason,
        document_number=document_number,
        moved_by=actor,
        moved_at=clock.now(),
    )
    audit.record(
        actor,
        "move_due_date",
        row,
        label="调整截止日期",
        note=reason,
        before=str(before),
        after=str(due_on),
    )
    text = f"{period_word(duty, period)}的截止日期由{said(before)}调整为{said(due_on)}：{reason}"
    notify(_concerned(duty, period, city), text)
    return row


def consequences(*, duty: Duty, period: date, city: Region | None, due_on: date) -> list[str]:
    """What moving that date changes and for how many, in sentences, before it is done.

    Raises CalendarRefused when that is the day already.
    """
    before = _before(duty, period, city, due_on)
    where = city.name if city else "全部市"
    head = f"{period_word(duty, period)}：{where}的截止日期由{said(before)}调整为{said(due_on)}。"
    own = {} if city else {row.city.name: row.due_on for row in _own(duty, period)}
    return [
        head,
        *(f"{name}已单独调整为{said(day)}，不随本次改变。" for name, day in own.items()),
        f"将通知{_concerned(duty, period, city).count()}人。",
        "按时、逾期、亮灯和催报按新的截止日期重新计算；已封存版本上的逾期标记不变。",
    ]


def _before(duty: Duty, period: date, city: Region | None, due_on: date) -> date:
    before = due_date_of(duty, period, city and city.pk)
    if before == due_on:
        raise CalendarRefused(f"截止日期已经是{said(due_on)}，没有改变，请核对。")
    return before


def _own(duty: Duty, period: date) -> Any:
    """The dates that single cities have of their own, the last word last."""
    rows = DueDate.objects.filter(duty=duty, period=period, city__isnull=False)
    return rows.select_related("city")


def _concerned(duty: Duty, period: date, city: Region | None) -> Any:
    """The units and 市文化和旅游局 of ``city``, or of all that have no date of their own."""
    roles = (Role.CITY_OFFICER, *UNIT_ROLES)
    if city:
        return User.objects.holding(*roles, city=city)
    apart = _own(duty, period).order_by().values("city")
    return User.objects.holding(*roles).exclude(memberships__organisation__city__in=apart)


@transaction.atomic
def grant_excuse(
    *,
    organisation: Organisation,
    since: date,
    until: date,
    reason: str,
    document_number: str,
    actor: User,
) -> Excuse:
    """免报 from month ``since`` to month ``until``, both included (first days of months).

    Raises CalendarRefused when one of these months is excused already.
    """
    require(can_set_calendar(actor))
    lock_record(Organisation.objects, pk=organisation.pk)
    if Excuse.objects.over(since, until).filter(organisation=organisation).exists():
        raise CalendarRefused(
            f"“{organisation.name}”在这段时间已有免报月份，请核对，或先取消原有的免报。"
        )
    excuse = Excuse.objects.create(
        organisation=organisation,
        since=since,
        until=until,
        reason=reason,
        document_number=document_number,
        granted_by=actor,
        granted_at=clock.now(),
    )
    audit.record(actor, "grant_excuse", excuse, label="免报", note=reason)
    _tell(excuse, f"{_words(excuse)}调度台账免报：{reason}")
    return excuse


@transaction.atomic
def end_excuse(*, excuse: Excuse, actor: User) -> bool:
    """取消免报: its months count again, also the past ones. False when somebody has done it before."""
    require(can_set_calendar(actor))
    ended = (
        Excuse.objects.in_force().filter(pk=excuse.pk).update(ended_by=actor, ended_at=clock.now())
    )
    if ended:
        audit.record(actor, "end_excuse", excuse, label="取消免报")
        _tell(excuse, f"{_words(excuse)}的免报已取消，请按月填报。")
    return bool(ended)


def _words(excuse: Excuse) -> str:
    return f"“{excuse.organisation.name}”{said_month(excuse.since)}至{said_month(excuse.until)}"


def _tell(excuse: Excuse, text: str) -> None:
    unit = excuse.organisation
    notify({*people.of_organisation(unit), *people.of_culture(unit.city_id)}, text)


def light_texts(rule: LightRule) -> dict[str, str]:
    """The two thresholds in words, by field."""
    return {name: str(getattr(rule, name)) for name in LIGHT_LABELS}


@transaction.atomic
def set_light_rule(*, year: int, yellow: int, red: int, seen: int, actor: User) -> LightRule:
    """From how many points behind the calendar a light of ``year`` is yellow, and red.

    ``seen`` marks what the form was filled from; raises EditConflict when somebody else has
    changed it meanwhile.
    """
    require(can_set_calendar(actor))
    LightRule.objects.get_or_create(year=year)
    rule = lock_record(LightRule.objects, year=year)
    before = light_texts(rule)
    wanted = light_texts(LightRule(yellow_points=yellow, red_points=red))
    refuse_stale(
        rule, seen=seen, stored=before, mine=wanted, labels=LIGHT_LABELS, deed="set_light_rule"
    )
    rule.yellow_points, rule.red_points = yellow, red
    rule.set_by, rule.set_at = actor, clock.now()
    rule.save()
    audit.record(actor, "set_light_rule", rule, label="设定亮灯规则", before=before, after=wanted)
    return rule
