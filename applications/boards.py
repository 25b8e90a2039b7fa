"""A city's board of places as one person may read it; constant queries but for the filled slots."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from applications import deadlines, guards, overview, quota
from applications.choices import BatchStatus, Status
from applications.models import Application, Batch, CoSignature, Nomination, QuotaBoard
from applications.overview import Row
from applications.quota import Standing
from portal import clock
from portal.choices import RegionKind
from portal.models import Region, User
from portal.problems import Problem, blocking

#: Whose life ended without a recommendation; withdrawn ones are not ranked either.
UNRANKED = (Status.DRAFTING, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unit of the city. ``rank`` is by 初评, 1 the best, None where the sheet has gaps."""

    row: Row
    rank: int | None = None
    cosigned: CoSignature | None = None
    nomination: Nomination | None = None

    @property
    def application(self) -> Application:
        return self.row.application

    @property
    def slot(self) -> int | None:
        """Where it stands: a place that it holds, or a slot that it was put into."""
        return self.application.place or (self.nomination and self.nomination.slot)

    @property
    def can_be_placed(self) -> bool:
        return self.application.status == Status.REVIEWED and self.nomination is None


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the city's places; ``candidate`` None: empty. ``problems`` stop T10 now."""

    number: int
    candidate: Candidate | None = None
    problems: list[Problem] = field(default_factory=list)
    passed_by: list[Standing] = field(default_factory=list)

    @property
    def nomination(self) -> Nomination | None:
        return self.candidate and self.candidate.nomination

    @property
    def is_held(self) -> bool:
        return bool(self.candidate and self.candidate.application.place)

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether the province has not taken it up yet (T12)."""
        return self.is_held and self.candidate.application.status == Status.RECOMMENDED


@dataclass(frozen=True, slots=True)
class Board:
    """All of it. ``waiting`` units have handed in and have no signed 初评 yet.

    ``last`` is the latest moment that holds for anybody of the city: one unit may have been
    given longer than ``due``.
    """

    batch: Batch
    city: Region
    record: QuotaBoard | None
    due: datetime
    last: datetime
    slots: list[Slot]
    candidates: list[Candidate]

    @property
    def states_none(self) -> bool:
        return bool(self.record and self.record.none_at)

    @property
    def waiting(self) -> int:
        return sum(one.application.status in quota.AWAITING_REVIEW for one in self.candidates)

    @property
    def is_empty(self) -> bool:
        return all(slot.candidate is None for slot in self.slots)

    @property
    def has_room(self) -> bool:
        """Whether a unit can be put into a slot."""
        return not self.states_none and any(slot.candidate is None for slot in self.slots)

    @property
    def has_choice(self) -> bool:
        """Whether a unit waits that may be put into a slot."""
        return any(one.can_be_placed for one in self.candidates)

    @property
    def is_open(self) -> bool:
        """Whether the city can still change what it recommends."""
        return self.batch.status == BatchStatus.OPEN and clock.now() <= self.last


def read_board(batch: Batch, city: Region, user: User) -> Board:
    """The board of one city; of its units those that ``user`` may see."""
    candidates = _candidates(batch, city, user)
    standings = quota.standings(batch, city)
    filled = {one.slot: one for one in candidates if one.slot}
    due = deadlines.of_city(batch, city.pk).recommendation
    dates = deadlines.read(one.application for one in candidates).values()
    return Board(
        batch=batch,
        city=city,
        record=QuotaBoard.objects.filter(batch=batch, city=city).select_related("none_by").first(),
        due=due,
        last=max([due, *(found.recommendation for found in dates)]),
        slots=[_filled(n, filled.get(n), standings) for n in range(1, batch.quota + 1)],
        candidates=candidates,
    )


def _candidates(batch: Batch, city: Region, user: User) -> list[Candidate]:
    """The best first, then those without a full 初评 as the overview has them."""
    found = overview.batch_overview(batch, user)
    rows = [row for part in found if part.region.pk == city.pk for row in part.rows]
    pks = [row.application.pk for row in rows]
    signed = CoSignature.objects.filter(agreed=True, cancelled_at__isnull=True)
    signatures = _by_application(signed.filter(application__in=pks))
    nominations = _by_application(
        Nomination.objects.filter(application__in=pks).select_related("board", "placed_by")
    )
    return rank(
        Candidate(row, None, signatures.get(pk), nominations.get(pk))
        for pk, row in zip(pks, rows, strict=True)
    )


def _by_application(records: Iterable[Any]) -> dict[int, Any]:
    return {record.application_id: record for record in records}


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """By 初评 total, most points first; equal points share a rank (1, 1, 3)."""
    candidates = list(candidates)
    full = sorted(filter(_is_ranked, candidates), key=lambda one: -one.row.first_review.points)
    points = [one.row.first_review.points for one in full]
    ranked = [replace(one, rank=points.index(n) + 1) for one, n in zip(full, points, strict=True)]
    return ranked + [one for one in candidates if not _is_ranked(one)]


def _is_ranked(one: Candidate) -> bool:
    cell = one.row.first_review
    return cell is not None and cell.is_complete and one.application.status not in UNRANKED


def _filled(number: int, candidate: Candidate | None, standings: list[Standing]) -> Slot:
    if candidate is None:
        return Slot(number)
    application = candidate.application
    rivals = quota.outranking(standings, application, number)
    if application.place:
        return Slot(number, candidate, passed_by=rivals)
    return Slot(number, candidate, _in_the_way(candidate, rivals), rivals)


def _in_the_way(candidate: Candidate, rivals: list[Standing]) -> list[Problem]:
    """What still stops T10, the explanation of the board included."""
    application, nomination = candidate.application, candidate.nomination
    if application.status != Status.REVIEWED:
        state = application.get_status_display()
        sentence = f"当前状态为“{state}”，会签同意后方可推荐报省。"
        return [Problem(sentence, application.get_absolute_url())]
    problems = blocking(guards.not_ready_to_recommend(application))
    if rivals and not nomination.higher_reason:
        url = nomination.get_absolute_url()
        problems.append(Problem(quota.wants_explanation(rivals), url))
    return problems


# --- all cities ----------------------------------------------------------------------

TONES = {"本批不推荐": "stopped", "已推荐": "done", "已排": "open", "未定": "neutral"}


@dataclass(frozen=True, slots=True)
class CityLine:
    """One city in the province's list: how far its choice is, and until when."""

    city: Region
    quota: int
    taken: int
    placed: int
    handed_in: int
    record: QuotaBoard | None
    due: datetime
    left: str

    @property
    def word(self) -> str:
        if self.record and self.record.none_at:
            return "本批不推荐"
        if self.taken:
            return "已推荐"
        return "已排" if self.placed else "未定"

    @property
    def tone(self) -> str:
        return TONES[self.word]


def city_lines(batch: Batch) -> list[CityLine]:
    """The eleven cities in official order; five queries."""
    cities = list(Region.objects.filter(kind=RegionKind.CITY))
    rows = list(Application.objects.filter(batch=batch).values_list("city", "status", "place"))
    records = {board.city_id: board for board in batch.boards.select_related("none_by")}
    filled = Nomination.objects.filter(board__batch=batch, application__place__isnull=True)
    placed = list(filled.values_list("board__city", flat=True))
    dates = deadlines.by_city(batch, [city.pk for city in cities])
    now = clock.now()
    return [
        CityLine(
            city=city,
            quota=batch.quota,
            taken=sum(place is not None for code, _, place in rows if code == city.pk),
            placed=placed.count(city.pk),
            handed_in=sum(status != Status.DRAFTING for code, status, _ in rows if code == city.pk),
            record=records.get(city.pk),
            due=(due := dates[city.pk].recommendation),
            left=clock.left(due, now),
        )
        for city in cities
    ]
