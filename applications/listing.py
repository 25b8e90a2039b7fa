"""The list of applications: what it shows, sorts and filters by, as far as one person may know.

Everything is read by the database, so that a page, a filter, a count and an order agree. What is
the same for everybody is built once: a query copies what it uses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from applications import standing
from applications.choices import (
    AT_CITY,
    RETURNED,
    Binding,
    Deadline,
    Status,
)
from applications.models import (
    Application,
    Attachment,
    CatalogueItem,
    CheckCount,
    Extension,
    QuotaBoard,
    ReturnRound,
    Snapshot,
    Urge,
)
from applications.permissions import (
    SCANS_OF_UNIT,
    contents_shown,
    marks_shown,
    zone_shown,
)
from portal import clock
from portal.models import User
from scoring.choices import Column
from scoring.models import Mark

#: The columns whose totals stand in the list.
TOTALLED = (Column.SELF_CHECK, Column.FIRST_REVIEW)
ROW, BATCH, CITY = OuterRef("pk"), OuterRef("batch"), OuterRef("city")


def listed(user: User) -> QuerySet[Application]:
    """Everything that ``user`` may know, with what a line shows beside the row itself.

    ``lies_with``, ``due``, ``rounds``, ``missing_scan`` and the totals.
    """
    rows = Application.objects.visible_to(user).for_list().with_seats()
    rows = standing.with_holder(rows.select_related("organisation__county"))
    totals = {f"{column}_total": _total(user, column) for column in TOTALLED}
    return with_missing_scan(rows).annotate(due=_due(), rounds=_rounds(), **totals)


# --- dates: what ``deadlines.read`` answers of one row ----------------------------------------


def _last(rows: QuerySet, field: str) -> Subquery:
    return Subquery(rows.values(field)[:1])


def _deadline(kind: Deadline, planned: str) -> Greatest:
    """The latest of the planned moment and the last extension of each scope."""
    moved = Extension.objects.filter(batch=BATCH, kind=kind).order_by("-pk")
    scopes = (
        moved.filter(city__isnull=True, application__isnull=True),
        moved.filter(city=CITY),
        moved.filter(application=ROW),
    )
    return Greatest(planned, *(Coalesce(_last(rows, "until"), planned) for rows in scopes))


def _round_due(**whose: bool) -> Subquery:
    """The date of the open return; an extension counts from the return on."""
    moved = Extension.objects.filter(application=OuterRef("application"), kind=Deadline.SUPPLEMENT)
    of_round = Case(When(granted_at__gte=OuterRef("returned_at"), then="until"))
    moved = moved.order_by("-pk").annotate(of_round=of_round)
    rounds = ReturnRound.objects.filter(application=ROW, answered_at__isnull=True, **whose)
    moved_to = Greatest("due_at", Coalesce(_last(moved, "of_round"), "due_at"))
    return _last(rows=rounds.order_by("-number").annotate(last=moved_to), field="last")


@cache
def _due() -> Case:
    """Until when whoever has it must have done it; None where nobody waits for a date."""
    submission = _deadline(Deadline.SUBMISSION, "batch__city_deadline")
    recommendation = _deadline(Deadline.RECOMMENDATION, "batch__province_deadline")
    answer = Coalesce(_round_due(by_province=False), submission)
    return Case(
        When(status=Status.DRAFTING, then=submission),
        When(status=Status.CITY_RETURNED, then=Least(answer, submission)),
        When(status__in=AT_CITY, then=recommendation),
        When(status=Status.PROVINCE_RETURNED, then=_round_due(by_province=True)),
        output_field=DateTimeField(),
    )


@cache
def _rounds() -> Coalesce:
    rounds = ReturnRound.objects.filter(application=ROW).order_by("-number")
    return Coalesce(_last(rounds, "number"), 0)


# --- totals and papers ------------------------------------------------------------------------


def _total(user: User, column: str) -> Case:
    """The sum of a column that is complete and open to ``user``, else None: no order, no count."""
    marks = Mark.objects.filter(sheet=OuterRef(f"{column}_id")).order_by()
    points = marks.values("sheet").annotate(points=Sum("value")).values("points")
    shown = marks_shown(user, column) & ~Exists(marks.filter(value__isnull=True))
    return Case(When(shown, then=Subquery(points)), output_field=IntegerField())


def with_missing_scan(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Adds ``missing_scan``: a signed paper of the version submitted last is wanted and not there."""
    return rows.annotate(missing_scan=_missing_scan())


@cache
def _missing_scan() -> Case:
    latest = Snapshot.objects.filter(application=OuterRef("application")).order_by("-number")
    scans = Attachment.objects.filter(
        item=OuterRef("pk"),
        application=OuterRef(ROW),
        replaced_at__isnull=True,
        bound_digest=_last(latest, "sha256"),
    )
    wanted = CatalogueItem.objects.filter(
        ~Exists(scans), batch=BATCH, binding=Binding.SUBMISSION, is_required=True
    )
    missing = Q(status__in=SCANS_OF_UNIT) & Exists(wanted)
    return Case(When(missing, then=True), default=False)


# --- what a filter may ask --------------------------------------------------------------------


def conditions(user: User) -> dict[str, dict[str, Q]]:
    """By filter and value, the rows of ``listed`` that it means now."""
    now = clock.now()
    open_places = Q(place__isnull=True, status__in=AT_CITY)
    blocking = CheckCount.objects.filter(application=ROW, blocking__gt=0)
    declared = QuotaBoard.objects.filter(batch=BATCH, city=CITY, none_at__isnull=False)
    return {
        "holder": {key: Q(lies_with=key) for key in HOLDERS},
        "deadline": {
            "passed": Q(due__lt=now),
            "3": Q(due__gte=now, due__lt=_end_of(3)),
            "7": Q(due__gte=now, due__lt=_end_of(7)),
        },
        "returned": {
            "now": Q(status__in=RETURNED),
            "late": Q(status__in=RETURNED, due__lt=now),
        },
        "lack": {
            "scan": contents_shown(user) & Q(missing_scan=True),
            "blocking": contents_shown(user) & Exists(blocking),
        },
        "quota": {
            "held": Q(place__isnull=False),
            "free": open_places & Q(quota__gt=_taken()),
            "full": open_places & Q(quota__lte=_taken()),
            "declared": Exists(declared),
        },
    }


HOLDERS = {
    standing.UNIT: "申报单位",
    standing.CULTURE: "市文化和旅游局",
    standing.CIVIL: "市民政局",
    standing.PROVINCE: "省文化和旅游厅",
    standing.PANEL: "省评定组",
}


def _end_of(days: int) -> datetime:
    """The midnight that ends the calendar day so many days from today."""
    morning = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return morning + timedelta(days=days + 1)


def _taken() -> Coalesce:
    """How many places the city holds in the batch."""
    held = Application.objects.filter(batch=BATCH, city=CITY, place__isnull=False).order_by()
    return Coalesce(Subquery(held.values("batch").annotate(n=Count("pk")).values("n")), 0)


# --- orders -----------------------------------------------------------------------------------

#: The official order: the newest batch, its cities by code.
USUAL = ("-batch__opens_at", "city", "pk")
# fmt: off
ORDERS = {
    # value         label           of what
    "city":         ("市",          USUAL),
    "deadline":     ("截止时间",     (F("due").asc(nulls_last=True), *USUAL)),
    "submitted":    ("提交时间",     (F("submitted_at").desc(nulls_last=True), *USUAL)),
    "self_check":   ("自检总分",     (F("self_check_total").desc(nulls_last=True), *USUAL)),
    "first_review": ("初评总分",     (F("first_review_total").desc(nulls_last=True), *USUAL)),
}
# fmt: on


# --- lines ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; ``urged`` is the last reminder that the reader may know of.

    ``zone`` is the name in the 报告书, or the registered one where that is closed.
    """

    application: Application
    zone: str
    holder: str
    left: str
    is_late: bool
    urged: Urge | None


def lines(rows: Iterable[Application], user: User) -> list[Line]:
    """The lines of ``rows``, which come from ``listed``; one query more."""
    now, found = clock.now(), list(rows)
    urged = _last_urges(found, user)
    return [
        Line(
            application=row,
            zone=zone_shown(user, row),
            holder=standing.holder_of(row),
            left=clock.left(row.due, now) if row.due else "",
            is_late=bool(row.due and row.due < now),
            urged=urged.get(row.pk),
        )
        for row in found
    ]


def _last_urges(rows: list[Application], user: User) -> dict[int, Urge]:
    urges = Urge.objects.visible_to(user).filter(application__in=[row.pk for row in rows])
    return {urge.application_id: urge for urge in urges.order_by("sent_at", "pk")}
