"""Reminders: the ladder that the clock climbs, and 催报 by hand. Each goes out once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from portal import audit, clock
from portal.access import require
from portal.models import Organisation, User
from portal.notices import notify
from portal.urging import Directory, by_hand, known_keys, or_again
from reports import reminding, roster
from reports.choices import Duty
from reports.models import Reminder
from reports.outstanding import at_hand, cases
from reports.permissions import can_urge, can_urge_city
from reports.reminding import Case, Wanted

# --- the ladder ----------------------------------------------------------------------------


def send_due_reminders() -> int:
    """Send every step of the ladder that is due and not yet sent; answers how many.

    Safe to run at any time, any number of times and by several workers: what goes out and the
    rows that say so are one transaction, and a key is stored once.
    """
    return or_again(_send_due)


@transaction.atomic
def _send_due() -> int:
    today = clock.today()
    units = roster.read(roster.everybody())
    found = [
        wanted
        for duty in Duty
        for case in cases(duty, at_hand(duty), units)
        for wanted in reminding.wanted(case, today)
    ]
    known = _sent(found)
    new = [wanted for wanted in found if wanted.key not in known]
    if not new:
        return 0
    directory, names = Directory.read(), _names(units)
    rows = _record(new, directory, sent_by=None, note="")
    for wanted in new:
        text, url = message(wanted, names, today)
        notify(reached_by(wanted, directory), text, url)
    _tell_province(new, directory, names)
    audit.record(None, "send_reminders", rows[0], label="到期提醒", count=len(rows))
    return len(rows)


def _sent(found: Iterable[Wanted]) -> set[str]:
    return known_keys(Reminder, [wanted.key for wanted in found])


def reached_by(wanted: Wanted, directory: Directory) -> list[User]:
    """Who is asked to do something: the persons of the unit, or of 市文化和旅游局."""
    if wanted.organisation:
        return list(directory.units[wanted.organisation].values())
    return list(directory.culture[wanted.case.city].values())


def _record(
    found: Sequence[Wanted], directory: Directory, *, sent_by: User | None, note: str
) -> list[Reminder]:
    """The rows of the log. Raises IntegrityError when one of them has been sent meanwhile."""
    return Reminder.objects.bulk_create(
        Reminder(
            key=wanted.key,
            duty=wanted.case.duty,
            period=wanted.case.period,
            city_id=wanted.case.city,
            organisation_id=wanted.organisation,
            step=wanted.step,
            recipients=len(reached_by(wanted, directory)),
            note=note,
            sent_by=sent_by,
            sent_at=clock.now(),
        )
        for wanted in found
    )


def message(wanted: Wanted, names: Mapping[Any, str], today: date) -> tuple[str, str]:
    """What the unit or the city reads, and where it leads."""
    case = wanted.case
    if wanted.organisation:
        return reminding.to_unit(case, today), unit_url(case, wanted.organisation)
    return reminding.to_city(case, names, today), city_url(case)


def _names(units: Iterable[Organisation]) -> dict[Any, str]:
    """Units by number, their cities by code."""
    return {
        key: name
        for unit in units
        for key, name in ((unit.pk, unit.name), (unit.city_id, unit.city.name))
    }


def _tell_province(found: Iterable[Wanted], directory: Directory, names: Mapping[Any, str]) -> None:
    """One message a duty and period, however many cities owe it."""
    by_period: dict[tuple[Duty, date], list[Case]] = defaultdict(list)
    for wanted in found:
        if wanted.step in reminding.TO_PROVINCE:
            by_period[wanted.case.duty, wanted.case.period].append(wanted.case)
    for owed in by_period.values():
        text = reminding.to_province(owed, names, clock.today())
        notify(directory.province.values(), text, province_url(owed[0]))


# --- where a message leads -----------------------------------------------------------------


def unit_url(case: Case, organisation: int) -> str:
    """Where the unit does what it owes."""
    year = case.period.year
    if case.duty == Duty.LEDGER:
        return reverse("reports:line", args=[organisation, year, case.period.month])
    if case.duty == Duty.LIAISON:
        return reverse("reports:liaisons_of", args=[organisation])
    return reverse("reports:paper", args=[organisation, year, case.duty.value])


def city_url(case: Case) -> str:
    """Where the city sees who is missing, and reports."""
    year = case.period.year
    if case.duty == Duty.LEDGER:
        return reverse("reports:city_month", args=[case.city, year, case.period.month])
    if case.duty == Duty.LIAISON:
        return reverse("reports:liaison_list", args=[case.city, year])
    return reverse("reports:papers", args=[year])


def province_url(case: Case) -> str:
    """Where the province sees all cities."""
    year = case.period.year
    if case.duty == Duty.LEDGER:
        return reverse("reports:month", args=[year, case.period.month])
    if case.duty == Duty.LIAISON:
        return reverse("reports:liaison_province", args=[year])
    return reverse("reports:papers", args=[year])


# --- 催报 by hand ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Urge:
    """Whom somebody wants to 催报 about one duty of one period: units by number, cities by code."""

    duty: Duty
    period: date
    organisations: tuple[int, ...] = ()
    cities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One unit or city of an ``Urge``; ``refusal`` is the sentence why it is left out, or empty."""

    wanted: Wanted
    name: str
    people: tuple[User, ...]
    refusal: str


def targets(urge: Urge, units: Sequence[Organisation]) -> list[Target]:
    """What ``urge`` would send now, cities first; ``units`` are the whole cities that it means."""
    owed = {case.city: case for case in cases(urge.duty, [urge.period], units)}
    city_of = {unit.pk: unit.city_id for unit in units}
    pairs: list[tuple[str, int | None]] = [(city, None) for city in urge.cities]
    pairs += [(city_of[pk], pk) for pk in urge.organisations if pk in city_of]
    today = clock.today()
    wanted = [reminding.by_hand(owed[city], pk, today) for city, pk in pairs if city in owed]
    known, directory = _sent(wanted), Directory.read()
    names = _names(units)
    return [
        Target(
            one,
            names[one.organisation or one.case.city],
            tuple(reached_by(one, directory)),
            _refusal(one, known),
        )
        for one in wanted
    ]


def _whole_cities(urge: Urge) -> Any:
    own = Organisation.objects.filter(pk__in=urge.organisations).values("city")
    return roster.everybody().filter(Q(city__in=own) | Q(city__in=urge.cities))


def _refusal(wanted: Wanted, known: Collection[str]) -> str:
    case, unit = wanted.case, wanted.organisation
    if not case.is_open or (unit and unit not in case.waiting):
        return "已报送、已填报或免报，无需催报。"
    if wanted.key in known:
        return "今天已催报过，请明天再催。"
    return ""


def send_urge(*, urge: Urge, note: str, actor: User) -> list[Target]:
    """催报; answers every target as it was: those without a refusal have been sent.

    Raises PermissionDenied when ``actor`` may not urge one of them; nothing is sent then. A
    target gets at most one 催报 a day, whoever clicks and however often.
    """
    return or_again(partial(_send_urge, urge, note, actor))


@transaction.atomic
def _send_urge(urge: Urge, note: str, actor: User) -> list[Target]:
    units = roster.read(_whole_cities(urge))
    found = targets(urge, units)
    for target in found:
        to_city = target.wanted.organisation is None
        require(can_urge_city(actor) if to_city else can_urge(actor, target.wanted.case.city))
    going = [target for target in found if not target.refusal]
    if going:
        rows = _record([one.wanted for one in going], Directory.read(), sent_by=actor, note=note)
        names = _names(units)
        for target in going:
            text, url = message(target.wanted, names, clock.today())
            notify(target.people, by_hand(actor, "催报", text, note), url)
        audit.record(
            actor,
            "urge",
            rows[0],
            label="催报",
            note=note,
            targets=[target.name for target in going],
        )
    return found
