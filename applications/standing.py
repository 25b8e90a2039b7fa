"""Where an application stands: the steps of its way, what happened, what others have decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from applications import permissions as may
from applications.choices import EDITABLE, ENDED, UNIT_SECTIONS, Status, Supplier
from applications.deadlines import spoken
from applications.facts import spoken_date
from applications.lifecycle import application_lifecycle
from applications.models import Application, CoSignature, ReturnPoint
from portal import audit, clock
from portal.choices import Role
from portal.models import AuditEntry, User
from portal.workflow import Offer
from scoring.choices import Column

# --- the way --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One station: done, current, todo or stopped; who has it, and since when."""

    label: str
    state: str
    who: str = ""
    since: datetime | None = None
    note: str = ""


#: The stations and the statuses in which an application waits at each.
WAY = (
    ("填报", (Status.DRAFTING, Status.CITY_RETURNED)),
    ("市级受理", (Status.SUBMITTED,)),
    ("初评", (Status.REVIEWING,)),
    ("会签", (Status.COSIGNING,)),
    ("推荐", (Status.REVIEWED,)),
    ("省级受理", (Status.RECOMMENDED, Status.PROVINCE_RETURNED)),
    ("评定", (Status.ACCEPTED, Status.EVALUATING, Status.EVALUATED)),
    ("公示", (Status.PUBLICISED,)),
    ("公布", (Status.DESIGNATED,)),
)
STATION = {status: place for place, (_, statuses) in enumerate(WAY) for status in statuses}
UNIT, CULTURE, CIVIL, PANEL, PROVINCE = "unit", "culture", "civil", "panel", "province"
#: In whose hands it lies.
HOLDER = {
    Status.DRAFTING: UNIT,
    Status.SUBMITTED: CULTURE,
    Status.CITY_RETURNED: UNIT,
    Status.REVIEWING: CULTURE,
    Status.COSIGNING: CIVIL,
    Status.REVIEWED: CULTURE,
    Status.RECOMMENDED: PROVINCE,
    Status.PROVINCE_RETURNED: CULTURE,
    Status.ACCEPTED: PROVINCE,
    Status.EVALUATING: PANEL,
    Status.EVALUATED: PROVINCE,
    Status.PUBLICISED: PROVINCE,
}
#: What comes next, as the reader is told.
MEND_FIRST = "单位按补正意见逐条修改、说明，由负责人交回市文化和旅游局，再由市里办理补正完成。"
TOO_LATE = "市级截止时间已过，没有提交；确需延期的，由市、省文化和旅游部门办理。"
SIGN_AGAIN = "市民政局对补正后的初评重新会签后，由市文化和旅游局办理补正完成。"
NEXT = {
    Status.DRAFTING: "填报完成后，由本单位负责人提交，市文化和旅游局受理。",
    Status.SUBMITTED: "市文化和旅游局受理并开始初评，或退回修改。",
    Status.CITY_RETURNED: "单位按退回意见修改后，由负责人重新提交。",
    Status.REVIEWING: "市文化和旅游局完成初评后，提交市民政局会签。",
    Status.COSIGNING: "市民政局会签同意后，初评完成。",
    Status.REVIEWED: "市文化和旅游局在本市各单位中择优推荐报省。",
    Status.RECOMMENDED: "省文化和旅游厅收到纸质材料后受理。",
    Status.PROVINCE_RETURNED: "按省级补正意见修改、补充后，由市文化和旅游局办理补正完成。",
    Status.ACCEPTED: "省文化和旅游厅组建评定组，启动现场评定。",
    Status.EVALUATING: "评定组现场验收、汇报答辩后，由组长确认评定计分。",
    Status.EVALUATED: "省文化和旅游厅确定拟评定名单并公示。",
    Status.PUBLICISED: "公示期满后，省文化和旅游厅公布结果。",
    Status.DESIGNATED: "已公布为文旅康养示范区。",
    Status.NOT_RECOMMENDED: "本批次未推荐，申报结束；材料保留备查，可以在下一批次申报。",
    Status.FAILED: "未通过评定，申报结束；材料保留备查，可以在下一批次申报。",
    Status.WITHDRAWN: "申报已撤回，本批次不能恢复，也不能重新申报；材料保留备查，可以在下一批次申报。",
}


def steps(
    application: Application, entries: Iterable[AuditEntry], *, who: str = "", note: str = ""
) -> list[Step]:
    """All stations in order, from the application's own moves.

    ``who`` has it at the present one, and ``note`` stands there.
    """
    reached = {
        entry.current: entry
        for entry in entries
        if entry.action in MOVES and entry.previous != entry.current
    }
    here = _station(application, reached)
    way = [_step(application, place, here, reached) for place in range(len(WAY))]
    way[here] = replace(way[here], who=who, note=note)
    return way


def _station(application: Application, reached: Mapping[str, AuditEntry]) -> int:
    """Where it waits; after an early end, the station at which it stopped."""
    if application.status in STATION:
        return STATION[application.status]
    last = reached.get(application.status)
    return STATION.get(last.previous, 0) if last else 0


def _step(
    application: Application, place: int, here: int, reached: Mapping[str, AuditEntry]
) -> Step:
    label, statuses = WAY[place]
    if place > here:
        return Step(label, "todo")
    if place < here or application.status == Status.DESIGNATED:
        times = [reached[status].at for status in statuses if status in reached]
        return Step(label, "done", since=max(times, default=None))
    last = reached.get(application.status)
    state = "stopped" if application.status in ENDED else "current"
    return Step(label, state, since=last.at if last else application.started_at)


def here_note(application: Application, supplement: datetime | None) -> str:
    """What is said at the present station: an early end, or a 退回补正 with its date."""
    if application.status in ENDED and application.status != Status.DESIGNATED:
        return application.get_status_display()
    if application.status != Status.PROVINCE_RETURNED:
        return ""
    return f"退回补正，限{spoken(supplement)}前" if supplement else "退回补正"


# --- in whose hands -------------------------------------------------------------------


def with_holder(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Adds ``lies_with``: in whose hands a row is; empty when its life is over."""
    return rows.annotate(lies_with=_lies_with())


@cache
def _lies_with() -> Case:
    """A 退回补正 goes from hand to hand, of everything else the status says it."""
    returned = Q(status=Status.PROVINCE_RETURNED)
    points = ReturnPoint.objects.filter(
        Q(item__supplier=Supplier.UNIT) | Q(item=None, section__in=UNIT_SECTIONS),
        round__application=OuterRef("pk"),
        round__by_province=True,
        round__answered_at=None,
        round__answered_version=None,
    )
    signed = CoSignature.objects.filter(
        application=OuterRef("pk"),
        agreed=True,
        cancelled_at=None,
        digest=OuterRef("review_digest"),
    )
    asked = ~Q(review_digest="") & ~Exists(signed)
    return Case(
        When(returned & Exists(points), then=Value(UNIT)),
        When(returned & asked, then=Value(CIVIL)),
        *(When(status=status, then=Value(key)) for status, key in HOLDER.items()),
        default=Value(""),
    )


def holder_of(row: Application) -> str:
    """Who has a row of ``with_holder``; empty when its life is over."""
    return _names(row)[row.lies_with] if row.lies_with else ""


def next_of(row: Application, submission: datetime | None = None) -> str:
    """What comes next for a row of ``with_holder``, as the reader is told.

    ``submission`` is the unit's date where it is known: after it nothing is handed in.
    """
    if submission and row.status in EDITABLE and clock.now() > submission:
        return TOO_LATE
    in_supplement = row.status == Status.PROVINCE_RETURNED
    mended = {UNIT: MEND_FIRST, CIVIL: SIGN_AGAIN} if in_supplement else {}
    return mended.get(row.lies_with, NEXT[row.status])


def whose(application: Application, submission: datetime | None = None) -> tuple[str, str]:
    """Who has it and what comes next, as in ``next_of``; one query."""
    rows = with_holder(Application.objects.filter(pk=application.pk))
    application.lies_with = rows.values_list("lies_with", flat=True).get()
    return holder_of(application), next_of(application, submission)


def _names(application: Application) -> dict[str, str]:
    city = application.city.name
    return {
        UNIT: application.organisation.name,
        CULTURE: f"{city}文化和旅游局",
        CIVIL: f"{city}民政局",
        PANEL: "省评定组",
        PROVINCE: "省文化和旅游厅",
    }


# --- what happened --------------------------------------------------------------------

MOVES = {"start", *application_lifecycle.transitions}
APPOINTED = "appoint_panel"
#: Beside moves what changes the terms: saving, files and marks are nobody else's business.
TOLD = (
    *(*MOVES, APPOINTED),
    *("hand_back", "ask_to_withdraw", "cancel_request", "refuse_request", "extend"),
)
#: Reasons that stay between the two bureaus of a city and the province.
INTERNAL = {
    "request_cosign",
    "cosign",
    "decline_cosign",
    "reopen_review",
    "recommend",
    "accept",
    "start_evaluation",
    "confirm_score",
    "list_publicly",
    "request_cosign_again",
    "cosign_again",
    "decline_cosign_again",
    "finish_supplement",
    "reevaluate",
}
#: Reasons that stay between the unit and whoever decides.
OF_UNIT = {"ask_to_withdraw", "cancel_request", "refuse_request", "end"}
TONES = {
    "return_to_unit": "returned",
    "decline_cosign": "returned",
    "withdraw": "returned",
    "reopen_review": "returned",
    "withdraw_recommendation": "returned",
    "return_for_supplement": "returned",
    "decline_cosign_again": "returned",
    "reevaluate": "returned",
    "ask_to_withdraw": "returned",
    "pass_over": "stopped",
    "close": "stopped",
    "fail": "stopped",
    "uphold_objection": "stopped",
    "end": "stopped",
    "publish": "done",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline as one reader may see it."""

    at: datetime
    label: str
    actor: str
    role: str
    note: str
    tone: str


def moves_of(application: Application) -> list[AuditEntry]:
    """The application's own moves, oldest first; one query."""
    return list(audit.history(application).filter(action__in=TOLD))


def timeline(application: Application, user: User, entries: Iterable[AuditEntry]) -> list[Event]:
    """Who did what and why, newest first, without names and reasons that are not for ``user``."""
    official = (
        may.is_province(user)
        or may.is_of_city_culture(user, application)
        or may.is_of_city_civil(user, application)
    )
    hidden = set() if official else INTERNAL
    if not official and not may.is_of_unit(user, application):
        hidden = INTERNAL | OF_UNIT
    shown = [e for e in entries if e.action != APPOINTED or sees_panel(user, application)]
    return [_event(entry, user, official, hidden) for entry in reversed(shown)]


def sees_panel(user: User, application: Application) -> bool:
    """Who sits in a panel shows only with its marks."""
    return bool(may.can_see_marks(user, application, Column.FINAL_SCORE))


def _event(entry: AuditEntry, user: User, official: bool, hidden: set[str]) -> Event:
    note = "" if entry.action in hidden else entry.note
    if entry.action == APPOINTED:
        note = _panel_said(**entry.details["panel"])
    actor, role = _told_actor(entry, user, official)
    tone = TONES.get(entry.action, "neutral")
    return Event(entry.at, entry.label, actor, role, note, tone)


def _panel_said(*, chair: str, members: str, visit_on: str, defence_on: str) -> str:
    """«组长古衡岳，成员白松岩、甄若谷；现场验收2026年9月10日，汇报答辩2026年9月12日»."""
    people = f"组长{chair}，成员{members}"
    days = (("现场验收", visit_on), ("汇报答辩", defence_on))
    when = [f"{label}{spoken_date(date.fromisoformat(day))}" for label, day in days if day]
    return "；".join(filter(None, [people, "，".join(when)]))


def _told_actor(entry: AuditEntry, user: User, official: bool) -> tuple[str, str]:
    """A panel is told as a panel; other houses' people as their house."""
    if entry.actor_role == Role.EXPERT.label and not may.is_province(user):
        return "省评定组", ""
    own = user.organisation is not None and entry.actor_organisation == user.organisation.name
    if official or own or not entry.actor_organisation:
        return entry.actor_name, entry.actor_organisation
    return entry.actor_organisation, ""


# --- what can be done, and by whom ------------------------------------------------------

#: Moves that wait for an occasion; until it comes there is nothing to be done for them.
OCCASIONAL = {
    "request_cosign_again",
    "cosign_again",
    "decline_cosign_again",
    "uphold_objection",
    "end",
}


@dataclass(frozen=True, slots=True)
class Other:
    """Moves that exist from here and are not the reader's now: whose they are, or why not."""

    labels: tuple[str, ...]
    reasons: tuple[str, ...]


def offers(application: Application, user: User) -> tuple[list[Offer], list[Other]]:
    """What ``user`` may do now, and 其他环节: without what stands in another's way."""
    own, waiting = [], defaultdict(list)
    offered, elsewhere = application_lifecycle.parted(application, user)
    for offer in offered:
        if _waits(offer):
            waiting[tuple(map(str, offer.problems))].append(offer.move.label)
        else:
            own.append(offer)
    for other in elsewhere:
        waiting[(other.reason,)].append(other.move.label)
    return own, [Other(tuple(labels), reasons) for reasons, labels in waiting.items()]


def _waits(offer: Offer) -> bool:
    """Whether nothing that stands in the way has a place where the reader could mend it."""
    mendable = any(problem.url for problem in offer.problems)
    return offer.move.name in OCCASIONAL and not offer.is_open and not mendable


# --- what others decided --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decided:
    """What came after the submission, as far as one reader may see; None or empty: not yet."""

    cosignature: object | None
    receipt: object | None
    panel: object | None
    seats: list
    result: object | None
    former: list


def decided(application: Application, user: User) -> Decided:
    """会签, 受理, 评定组 and result."""
    sees_review = may.can_see_marks(user, application, Column.FIRST_REVIEW)
    sees_final = sees_panel(user, application)
    cosigned = application.cosignatures.filter(agreed=True, cancelled_at__isnull=True)
    panel = application.panel
    return Decided(
        cosignature=cosigned.first() if sees_review else None,
        receipt=getattr(application, "receipt", None),
        panel=panel,
        seats=list(panel.seats.select_related("user")) if panel and sees_final else [],
        result=getattr(application, "result", None) if may.is_province(user) else None,
        former=list(application.former_results.all()) if may.is_province(user) else [],
    )
