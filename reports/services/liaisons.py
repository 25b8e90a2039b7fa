"""Register, correct, replace and end 工作联络员; every change is made under the city's list.

A change after 报送 opens the list of the present year again, in the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from applications.services.stale import mark_of, refuse_stale
from portal import audit, clock
from portal.access import require
from portal.locking import find_record, lock_record
from portal.models import Organisation
from reports.choices import LiaisonListStatus
from reports.lifecycle import liaison_list_lifecycle
from reports.models import Liaison, LiaisonConfirmation, LiaisonList
from reports.permissions import can_report_list, can_write_liaisons

LABELS = {"name": "姓名", "position": "职务", "phone": "联系方式"}
CORRECT = "correct_liaison"


class LiaisonRefused(ValueError):
    """It cannot be done now; the text is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One person that an import adds, or changes where ``liaison`` is a number."""

    organisation: int
    values: dict[str, str]
    liaison: int | None = None


def boxes(liaison: Liaison) -> dict[str, str]:
    """What a person's form is filled from."""
    return {name: getattr(liaison, name) for name in LABELS}


def mark_of_city(city_id: str) -> int:
    """A number that changes with any person in force of the city."""
    rows = Liaison.objects.current().filter(organisation__city=city_id)
    return mark_of({str(row.pk): "\x1f".join(boxes(row).values()) for row in rows})


@transaction.atomic
def add_liaison(
    *, organisation: Organisation, values: Mapping[str, str], since: date, actor: Any
) -> Liaison:
    """Register a person from ``since`` on. Raises LiaisonRefused for one who is there already."""
    require(can_write_liaisons(actor, organisation))
    liaison_list = open_list(organisation.city_id)
    liaison = _add(organisation.pk, values, since, actor)
    _revise(liaison_list, actor)
    return liaison


@transaction.atomic
def correct_liaison(
    *, liaison: Liaison, values: Mapping[str, str], seen: int, actor: Any
) -> Liaison:
    """Write the same person down better: another number, another 职务, a name misspelt.

    Raises EditConflict with both texts when ``liaison`` is no longer what ``seen`` marks,
    LiaisonRefused when the person has been ended or is there twice.
    """
    liaison_list, stored = _open(liaison, actor)
    before = boxes(stored)
    refuse_stale(stored, seen=seen, stored=before, mine=dict(values), labels=LABELS, deed=CORRECT)
    changed = [name for name in LABELS if before[name] != values[name]]
    if changed:
        _correct(stored, values, actor, changed)
        _revise(liaison_list, actor)
    return stored


@transaction.atomic
def replace_liaison(
    *, liaison: Liaison, values: Mapping[str, str], since: date, seen: int, actor: Any
) -> Liaison:
    """Let another person take over from ``since`` on; who was there stays in the history.

    Raises LiaisonRefused when the person is no longer the one that ``seen`` marks.
    """
    liaison_list, stored = _open(liaison, actor)
    if seen != mark_of(boxes(stored)):
        raise LiaisonRefused("该联络员的信息刚被他人修改过，请核对后再办理。")
    _end(stored, since, actor)
    successor = _add(stored.organisation_id, values, since, actor)
    _revise(liaison_list, actor)
    return successor


@transaction.atomic
def end_liaison(*, liaison: Liaison, until: date, actor: Any) -> None:
    """``until`` is the first day without this person. Raises LiaisonRefused."""
    liaison_list, stored = _open(liaison, actor)
    _end(stored, until, actor)
    _revise(liaison_list, actor)


@transaction.atomic
def confirm_liaisons(*, organisation: Organisation, actor: Any) -> None:
    """«本年度人员无误»: said once a year. Raises LiaisonRefused while there is nobody."""
    require(can_write_liaisons(actor, organisation))
    open_list(organisation.city_id)
    if not Liaison.objects.current().filter(organisation=organisation).exists():
        raise LiaisonRefused("还没有登记联络员，请先登记再确认。")
    _, is_new = LiaisonConfirmation.objects.get_or_create(
        organisation=organisation,
        year=clock.today().year,
        defaults={"confirmed_by": actor, "confirmed_at": clock.now()},
    )
    if is_new:
        audit.record(actor, "confirm_liaisons", organisation, label="确认本年度联络员")


@transaction.atomic
def import_liaisons(*, city_id: str, rows: Sequence[Planned], mark: int, actor: Any) -> int:
    """Store what a preview showed, all or nothing; answers how many persons came or changed.

    Nobody is ended by a workbook. Raises LiaisonRefused when somebody has changed a person of
    the city since the preview, whose state ``mark`` tells.
    """
    liaison_list = open_list(city_id)
    require(can_report_list(actor, liaison_list))
    if mark != mark_of_city(city_id):
        raise LiaisonRefused("预览之后有人修改过本市联络员，没有导入，请重新上传文件并核对预览。")
    persons = Liaison.objects.in_bulk([row.liaison for row in rows if row.liaison])
    for row in rows:
        if row.liaison:
            _correct(persons[row.liaison], row.values, actor, sorted(row.values))
        else:
            _add(row.organisation, row.values, clock.today(), actor)
    if rows:
        audit.record(actor, "import_liaisons", liaison_list, label="从Excel导入联络员")
        _revise(liaison_list, actor)
    return len(rows)


def open_list(city_id: str) -> LiaisonList:
    """The city's list of the present year, locked: two who write wait for each other."""
    stored = stored_list(city_id, clock.today().year)
    return lock_record(LiaisonList.objects, pk=stored.pk)


def stored_list(city_id: str, year: int) -> LiaisonList:
    """The list of a city and year; its row is made by the first who writes."""
    return LiaisonList.objects.get_or_create(city_id=city_id, year=year)[0]


def record_export(user: Any, target: Any, *, kind: str, persons: int) -> None:
    """Who took which persons away as a file (SEC-10)."""
    audit.record(user, "export_liaisons", target, label="导出联络员", kind=kind, persons=persons)


# --- under the lock ------------------------------------------------------------------------


def _open(liaison: Liaison, actor: Any) -> tuple[LiaisonList, Liaison]:
    organisation = liaison.organisation
    require(can_write_liaisons(actor, organisation))
    liaison_list = open_list(organisation.city_id)
    stored = find_record(Liaison.objects, pk=liaison.pk)
    if stored.until:
        raise LiaisonRefused(f"{stored.name}已不再担任联络员，请刷新页面后查看。")
    return liaison_list, stored


def _add(organisation: int, values: Mapping[str, str], since: date, actor: Any) -> Liaison:
    _refuse_twin(organisation, values)
    liaison = Liaison.objects.create(
        organisation_id=organisation,
        since=since,
        added_by=actor,
        added_at=clock.now(),
        **values,
    )
    audit.record(actor, "add_liaison", liaison, label="登记联络员")
    return liaison


def _correct(liaison: Liaison, values: Mapping[str, str], actor: Any, changed: list[str]) -> None:
    for name, value in values.items():
        setattr(liaison, name, value)
    _refuse_twin(liaison.organisation_id, values, liaison.pk)
    liaison.save(update_fields=list(LABELS))
    audit.record(actor, CORRECT, liaison, label="修改联络员", columns=changed)


def _end(liaison: Liaison, until: date, actor: Any) -> None:
    if until < liaison.since:
        day = f"{liaison.since.year}年{liaison.since.month}月{liaison.since.day}日"
        raise LiaisonRefused(f"{liaison.name}自{day}起担任联络员，离任日期不能早于这一天，请核对。")
    liaison.until = until
    liaison.save(update_fields=["until"])
    audit.record(actor, "end_liaison", liaison, label="联络员离任")


def _refuse_twin(organisation: int, values: Mapping[str, str], own: int | None = None) -> None:
    twins = Liaison.objects.current().filter(
        organisation=organisation, name=values["name"], phone=values["phone"]
    )
    if twins.exclude(pk=own).exists():
        raise LiaisonRefused(f"{values['name']}已登记为本单位联络员，联系方式相同，请勿重复添加。")


def _revise(liaison_list: LiaisonList, actor: Any) -> None:
    """A list that is with the province goes back to the city, and is reported anew."""
    if liaison_list.status != LiaisonListStatus.FILLING:
        liaison_list_lifecycle.perform(liaison_list, "revise", actor=actor)
