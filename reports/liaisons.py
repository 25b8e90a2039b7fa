"""工作联络员 as one reader may see them: a city's list, one organisation, the whole province (O8).

Lists are in official order; the number of queries does not grow with them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse

from applications.documents.masks import masked_phone
from portal import clock
from portal.choices import LEDGER_KINDS
from portal.models import AuditEntry, Organisation, Region, User
from reports import roster
from reports.builders import filler_of, stamp_of
from reports.choices import CellState, Duty, LiaisonListStatus
from reports.contents import KIND_LABELS
from reports.documents import LiaisonGroup, LiaisonPaper, LiaisonRow
from reports.due_dates import DueDates
from reports.lights import state_of
from reports.models import Liaison, LiaisonConfirmation, LiaisonList, LiaisonVersion
from reports.periods import FIRST_MONTH, month_of, year_of
from reports.permissions import can_see_phones, is_of_unit

FORMAT = 1
MOVES = ("report", "confirm", "return", "revise")
REPORTED = (LiaisonListStatus.SUBMITTED, LiaisonListStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Person:
    """One 联络员 as printed; ``phone`` is masked for readers who need not see it."""

    name: str
    position: str
    phone: str
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation of a list; without ``persons`` the list cannot be reported."""

    pk: int
    name: str
    kind: str
    persons: tuple[Person, ...]
    city: Region | None = None
    is_confirmed: bool = False

    @property
    def url(self) -> str:
        return reverse("reports:liaisons_of", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def height(self) -> int:
        """Rows in a table: one for each person, one for nobody."""
        return len(self.persons) or 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of annex 1; the unit's cell stands beside its first."""

    unit: Unit
    person: Person | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One 类别 of annex 1 with its organisations."""

    label: str
    units: tuple[Unit, ...]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(unit, person, is_first=place == 0)
            for unit in self.units
            for place, person in enumerate(unit.persons or (None,))
        ]


# --- which persons -------------------------------------------------------------------------


def is_year(year: int) -> bool:
    """Lists exist from the notice's year to the present one."""
    return FIRST_MONTH.year <= year <= clock.today().year


def is_past(year: int) -> bool:
    """A year that is over is read and not written."""
    return year < clock.today().year


def persons_of(year: int) -> QuerySet[Liaison]:
    """The persons in force: now, or on the last day of a year that is over."""
    if not is_past(year):
        return Liaison.objects.current()
    day = date(year, 12, 31)
    return Liaison.objects.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


def units_of(organisations: QuerySet[Organisation], year: int, reader: User | None) -> list[Unit]:
    """Organisations of the list of ``year`` with their persons; two queries.

    ``organisations`` come from ``roster``. ``reader`` None reads for the record: in full.
    """
    confirmed = LiaisonConfirmation.objects.filter(organisation=OuterRef("pk"), year=year)
    rows = roster.read(organisations.annotate(is_confirmed=Exists(confirmed)))
    persons = _persons(rows, year, reader)
    month = date(year, 12, 1) if is_past(year) else month_of(clock.today())
    return [
        Unit(row.pk, row.name, kind.value, tuple(persons[row.pk]), row.city, row.is_confirmed)
        for row in rows
        if (kind := roster.kind_in(row, month))
    ]


def _persons(rows: list[Organisation], year: int, reader: User | None) -> dict[int, list[Person]]:
    city_of = {row.pk: row.city_id for row in rows}
    found: dict[int, list[Person]] = defaultdict(list)
    for person in persons_of(year).filter(organisation__in=city_of):
        in_full = reader is None or can_see_phones(reader, city_of[person.organisation_id])
        found[person.organisation_id].append(_shown(person, in_full=in_full))
    return found


def _shown(person: Liaison, *, in_full: bool) -> Person:
    phone = person.phone if in_full else masked_phone(person.phone)
    return Person(person.name, person.position, phone, person.pk)


def sees_in_full(reader: User, organisation: Organisation) -> bool:
    """市文旅局 of the city, 省文旅厅, and the organisation itself."""
    return is_of_unit(reader, organisation) or can_see_phones(reader, organisation.city_id)


def with_phones(persons: Iterable[Liaison], reader: User, organisation: Organisation) -> list:
    """``persons`` of one organisation with ``shown_phone``, as ``reader`` may see it."""
    in_full = sees_in_full(reader, organisation)
    persons = list(persons)
    for person in persons:
        person.shown_phone = person.phone if in_full else masked_phone(person.phone)
    return persons


# --- the list of a city --------------------------------------------------------------------


def grouped(units: Iterable[Unit]) -> list[Group]:
    """The three groups of annex 1 in its order, also those that are empty."""
    units = list(units)
    return [
        Group(kind.label, tuple(unit for unit in units if unit.kind == kind))
        for kind in LEDGER_KINDS
    ]


def contents(liaison_list: LiaisonList) -> dict[str, Any]:
    """What a city answers for, as plain JSON values, numbers in full: sealed at 报送."""
    units = units_of(roster.of_city(liaison_list.city_id), liaison_list.year, None)
    return {
        "format": FORMAT,
        "city": liaison_list.city.name,
        "year": liaison_list.year,
        "groups": [
            {
                "kind": kind.value,
                "units": [_sealed(unit) for unit in units if unit.kind == kind],
            }
            for kind in LEDGER_KINDS
        ],
    }


def _sealed(unit: Unit) -> dict[str, Any]:
    persons = [
        {"name": person.name, "position": person.position, "phone": person.phone}
        for person in unit.persons
    ]
    return {"organisation": unit.pk, "unit": unit.name, "persons": persons}


def sealed_groups(data: dict[str, Any], *, in_full: bool) -> list[Group]:
    """The groups of a reported version; a masked copy unless ``in_full``."""
    return [
        Group(
            KIND_LABELS[group["kind"]],
            tuple(
                Unit(
                    pk=unit["organisation"],
                    name=unit["unit"],
                    kind=group["kind"],
                    persons=tuple(
                        Person(
                            person["name"],
                            person["position"],
                            person["phone"] if in_full else masked_phone(person["phone"]),
                        )
                        for person in unit["persons"]
                    ),
                )
                for unit in group["units"]
            ),
        )
        for group in data["groups"]
    ]


def liaison_paper(
    liaison_list: LiaisonList, *, reader: User, version: int | None = None
) -> LiaisonPaper:
    """O8 as ``reader`` may see it: a reported version, or the list while the city is writing.

    ``version`` None is the newest of a list that is with the province. An organisation without
    anybody keeps a blank line. Raises LiaisonVersion.DoesNotExist for an unknown number.
    """
    sealed = _version(liaison_list, version)
    in_full = can_see_phones(reader, liaison_list.city_id)
    groups = sealed_groups(sealed.data if sealed else contents(liaison_list), in_full=in_full)
    return LiaisonPaper(
        filler=filler_of(liaison_list.city),
        year=liaison_list.year,
        groups=tuple(
            LiaisonGroup(group.label, tuple(_printed(row) for row in group.rows))
            for group in groups
        ),
        stamp=stamp_of(sealed),
    )


def _version(liaison_list: LiaisonList, number: int | None) -> LiaisonVersion | None:
    if number:
        return liaison_list.versions.get(number=number)
    return liaison_list.versions.last() if liaison_list.status in REPORTED else None


def _printed(row: Row) -> LiaisonRow:
    person = row.person or Person("", "", "")
    return LiaisonRow(row.unit.name, person.name, person.position, person.phone)


# --- how far the cities are ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a city's list of one year is, and whether it came in time."""

    liaison_list: LiaisonList
    due: datetime
    state: CellState

    @property
    def left(self) -> str:
        return clock.left(self.due, clock.now())

    @property
    def is_late(self) -> bool:
        """Not reported, and past the day."""
        return self.state == CellState.MISSING

    @property
    def is_revised(self) -> bool:
        """Changed after it was reported, and not yet reported again."""
        reported = self.liaison_list.first_submitted_at is not None
        return reported and self.liaison_list.status == LiaisonListStatus.FILLING


def standing_of(liaison_list: LiaisonList, due_dates: DueDates) -> Standing:
    """Late follows the first 报送 against the due date in force."""
    due = due_dates.moment(year_of(liaison_list.year), liaison_list.city_id)
    state = state_of(
        due=due,
        reported_at=liaison_list.first_submitted_at,
        excused=False,
        now=clock.now(),
    )
    return Standing(liaison_list, due, state)


def due_dates_of(year: int) -> DueDates:
    """3月15日 of ``year``, or as moved; one query."""
    return DueDates.of(Duty.LIAISON, [year_of(year)])


def with_last_note(rows: QuerySet[LiaisonList]) -> QuerySet[LiaisonList]:
    """With ``last_note``: why a list came back, empty or None after any other move."""
    moves = AuditEntry.objects.filter(
        target_type=LiaisonList._meta.label_lower,
        target_id=Cast(OuterRef("pk"), CharField()),
        action__in=MOVES,
    )
    return rows.annotate(last_note=Subquery(moves.order_by("-pk").values("note")[:1]))


@dataclass(frozen=True, slots=True)
class CityRow:
    """One city in the province's view."""

    standing: Standing
    units: tuple[Unit, ...]

    @property
    def city(self) -> Region:
        return self.standing.liaison_list.city

    @property
    def persons(self) -> int:
        return sum(len(unit.persons) for unit in self.units)

    @property
    def nobody(self) -> list[Unit]:
        return [unit for unit in self.units if not unit.persons]

    @property
    def unconfirmed(self) -> list[Unit]:
        return [unit for unit in self.units if unit.persons and not unit.is_confirmed]


def province(year: int, reader: User) -> list[CityRow]:
    """Every city that has organisations, in the order of codes; four queries."""
    by_city: dict[Region, list[Unit]] = defaultdict(list)
    for unit in units_of(roster.everybody(), year, reader):
        by_city[unit.city].append(unit)
    lists = {row.city_id: row for row in LiaisonList.objects.filter(year=year)}
    due_dates = due_dates_of(year)
    return [
        CityRow(_standing(lists.get(city.pk), city, year, due_dates), tuple(units))
        for city, units in by_city.items()
    ]


def _standing(found: LiaisonList | None, city: Region, year: int, due_dates: DueDates) -> Standing:
    liaison_list = found or LiaisonList(year=year)
    liaison_list.city = city
    return standing_of(liaison_list, due_dates)


def totals(rows: Iterable[CityRow]) -> dict[str, int]:
    """How many cities and organisations there are, and what is still open."""
    rows = list(rows)
    return {
        "cities": len(rows),
        "reported": sum(row.standing.liaison_list.status in REPORTED for row in rows),
        "units": sum(len(row.units) for row in rows),
        "nobody": sum(len(row.nobody) for row in rows),
        "unconfirmed": sum(len(row.unconfirmed) for row in rows),
    }
