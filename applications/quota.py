"""At most N units of one city are recommended in a batch (T10), the best first.

A city's places are numbered 1..quota. A nomination keeps a place for a candidate, a
recommended application holds it: of one city no two stand in the same place, whoever was a
moment later. ``applications.nominations`` writes what is asked here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from applications.choices import Status
from applications.models import Application, Batch, Nomination, QuotaBoard
from portal.models import Region
from portal.problems import Problem
from scoring.choices import SheetStatus
from scoring.models import ScoreSheet

NO_PLACE = "本市本批次的推荐名额已被占用，不能再推荐，请先核对已推荐的单位。"
NONE_STATED = "本市已声明本批不推荐，如需推荐请先在推荐名额页收回声明。"
#: Handed in, and the 初评 is not signed yet.
AWAITING_REVIEW = (
    Status.SUBMITTED,
    Status.CITY_RETURNED,
    Status.REVIEWING,
    Status.COSIGNING,
)


def board_url(batch: int, city: str) -> str:
    """The page of a city's places, also before anything is written there."""
    return reverse("applications:board", args=[batch, city])


# --- places --------------------------------------------------------------------------


def holders(application: Application) -> list[Application]:
    """The applications of the same city and batch that hold a place, in order of place."""
    return list(
        _rivals(application)
        .filter(place__isnull=False)
        .select_related("organisation")
        .order_by("place")
    )


def placed(application: Application) -> list[Nomination]:
    """The other candidates that stand in the city's slots and are not recommended yet."""
    rows = Nomination.objects.filter(
        board__batch=application.batch_id,
        board__city=application.city_id,
        application__place__isnull=True,
    )
    rows = rows.exclude(application=application.pk)
    return list(rows.select_related("application__organisation").order_by("slot"))


def free_place(application: Application) -> int | None:
    """Its own slot, else the lowest that is nobody's; None when the quota is used up."""
    held = {other.place for other in holders(application)}
    if (own := slot_of(application)) and own not in held:
        return own
    taken = held | {other.slot for other in placed(application)}
    return next((n for n in range(1, application.quota + 1) if n not in taken), None)


def slot_of(application: Application) -> int | None:
    """The slot that a candidate stands in; None where it stands in none."""
    nomination = Nomination.objects.filter(application=application.pk).first()
    return nomination and nomination.slot


def no_place_left(application: Application) -> list[Problem]:
    """Why the city cannot recommend one more."""
    if free_place(application):
        return []
    others, candidates = holders(application), placed(application)
    most = f"每市每批次最多推荐{application.quota}家，"
    if len(others) >= application.quota:
        names = _named(other.organisation.name for other in others)
        return [Problem(f"{most}本市已推荐{names}，不能再推荐。")]
    names = _named(other.application.organisation.name for other in candidates)
    url = board_url(application.batch_id, application.city_id)
    return [Problem(f"{most}名额已排入{names}，如推荐本单位，请先在推荐名额页移出。", url)]


def stated_none(application: Application) -> list[Problem]:
    """A city that has said 本批不推荐 takes that back before it recommends somebody."""
    boards = QuotaBoard.objects.filter(batch=application.batch_id, city=application.city_id)
    if not boards.filter(none_at__isnull=False).exists():
        return []
    url = board_url(application.batch_id, application.city_id)
    return [Problem(NONE_STATED, url)]


def _rivals(application: Application):
    rows = Application.objects.filter(batch=application.batch_id, city=application.city_id)
    return rows.exclude(pk=application.pk)


def _named(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


# --- who stands above whom -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit whose 初评 is fixed: its points, and the slot that it stands in, if any."""

    application: Application
    points: int
    slot: int | None

    def __str__(self) -> str:
        return f"“{self.application.organisation.name}”（{self.points}分）"


def standings(batch: Batch, city: Region) -> list[Standing]:
    """The units of a city that can be compared, most points first; three queries.

    The 初评 has been handed to 会签 or signed: its marks are fixed. Whoever has been passed
    over since is still compared, so that nobody is put out of the way without a reason;
    whoever has withdrawn is not.
    """
    rows = Application.objects.filter(batch=batch, city=city).exclude(status=Status.WITHDRAWN)
    rows = list(rows.select_related("organisation", "nomination"))
    fixed = ScoreSheet.objects.with_totals().filter(status=SheetStatus.LOCKED)
    sheets = fixed.in_bulk([row.first_review_id for row in rows])
    found = [
        Standing(row, sheets[row.first_review_id].points or 0, row.place or _slot(row))
        for row in rows
        if row.first_review_id in sheets
    ]
    return sorted(found, key=lambda one: -one.points)


def _slot(application: Application) -> int | None:
    nomination = getattr(application, "nomination", None)
    return nomination and nomination.slot


def outranking(rows: list[Standing], application: Application, slot: int) -> list[Standing]:
    """Whom ``application`` in ``slot`` passes by, so that the city has to say why.

    Who has as many points or more and stands in no slot; who has more and stands in a
    later one. Of two candidates with equal points neither passes the other by. Units
    without a fixed 初评 cannot be compared; the page and the paper say how many there are.
    """
    own = next((one.points for one in rows if one.application.pk == application.pk), 0)
    return [
        one
        for one in rows
        if one.application.pk != application.pk
        and (one.points >= own if one.slot is None else one.points > own and one.slot > slot)
    ]


def passed_by(application: Application) -> list[Standing]:
    """``outranking`` of one application where it stands, or would stand now."""
    rows = standings(application.batch, application.city)
    slot = application.place or free_place(application) or application.quota
    return outranking(rows, application, slot)


def wants_explanation(rivals: list[Standing]) -> str:
    """The sentence that asks for a reason why these are not recommended before."""
    names = "、".join(map(str, rivals))
    return f"{names}的初评得分不低于本单位，请说明推荐本单位的理由。"
