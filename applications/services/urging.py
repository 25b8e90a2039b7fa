"""催办 of applications by hand: what is owed, by whom, and a message to those who can do it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from applications import deadlines, reminding, unstarted
from applications.choices import Status, UrgeAbout, UrgeStep
from applications.listing import with_missing_scan
from applications.models import Application, Batch, ReturnRound, Urge
from applications.permissions import can_urge, is_province
from applications.reminding import Case
from applications.standing import CIVIL, CULTURE, PANEL, PROVINCE, UNIT, with_holder
from portal import audit, clock
from portal.access import require
from portal.models import User
from portal.notices import notify
from portal.urging import Directory, by_hand, known_keys, or_again
from scoring.choices import SeatRole

ONCE_A_DAY = "今天已催办过，请明天再催。"
NOBODY = "没有可以接收消息的账号，请另行联系。"


@dataclass(frozen=True, slots=True)
class Message:
    """One text to those who read the same; ``url`` is where they do it."""

    people: tuple[User, ...]
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Target:
    """What 催办 of one application would send now; ``refusal`` says why nothing, or is empty.

    The application may be one of ``unstarted.blank``.
    """

    application: Application
    about: UrgeAbout | None
    messages: tuple[Message, ...] = ()
    refusal: str = ""

    @property
    def key(self) -> str:
        """One a day for an application and a duty, whoever clicks."""
        row = self.application
        whose = row.pk or f"{row.batch_id}-{row.organisation_id}"
        return f"{UrgeStep.MANUAL}:{self.about}:{whose}:{clock.today()}"

    @property
    def people(self) -> list[User]:
        """Everybody who hears of it, once."""
        return list({one.pk: one for message in self.messages for one in message.people}.values())


# --- what is owed ------------------------------------------------------------------------------


def read_cases(rows: Sequence[Application]) -> dict[int, Case]:
    """What reminders have to know of rows of ``with_holder``, batches and units at hand; three
    queries."""
    dates = deadlines.read(rows)
    rounds = ReturnRound.objects.filter(
        application__in=[row.pk for row in rows], answered_at__isnull=True, by_province=False
    )
    answers = dict(rounds.order_by("number").values_list("application", "due_at"))
    return {row.pk: _case(row, dates[row.pk], answers.get(row.pk)) for row in rows}


def _case(row: Application, dates: deadlines.Dates, answer: datetime | None) -> Case:
    return Case(
        application=row.pk,
        unit=row.organisation.name,
        batch=row.batch_id,
        batch_name=str(row.batch),
        city=row.city_id,
        status=Status(row.status),
        lies_with=row.lies_with,
        dates=dates,
        answer=answer,
    )


# --- 催办 by hand -------------------------------------------------------------------------------

# fmt: off
#: What 市文化和旅游局 asks of its units and of the signer beside it; a signed paper is asked for
#: while it is missing.
BY_CITY = {
    # status                  in whose hands
    (Status.DRAFTING,          UNIT):     UrgeAbout.SUBMISSION,
    (Status.CITY_RETURNED,     UNIT):     UrgeAbout.ANSWER,
    (Status.COSIGNING,         CIVIL):    UrgeAbout.COSIGNING,
    (Status.PROVINCE_RETURNED, UNIT):     UrgeAbout.MENDING,
    (Status.PROVINCE_RETURNED, CIVIL):    UrgeAbout.COSIGNING_AGAIN,
}
#: What 省文化和旅游厅 asks of the cities and of the panel.
BY_PROVINCE = {
    (Status.DRAFTING,          UNIT):     UrgeAbout.UNITS,
    (Status.CITY_RETURNED,     UNIT):     UrgeAbout.UNITS,
    (Status.SUBMITTED,         CULTURE):  UrgeAbout.RECOMMENDATION,
    (Status.REVIEWING,         CULTURE):  UrgeAbout.RECOMMENDATION,
    (Status.COSIGNING,         CIVIL):    UrgeAbout.COSIGNING,
    (Status.REVIEWED,          CULTURE):  UrgeAbout.RECOMMENDATION,
    (Status.PROVINCE_RETURNED, UNIT):     UrgeAbout.SUPPLEMENT,
    (Status.PROVINCE_RETURNED, CIVIL):    UrgeAbout.COSIGNING_AGAIN,
    (Status.PROVINCE_RETURNED, CULTURE):  UrgeAbout.SUPPLEMENT,
    (Status.ACCEPTED,          PROVINCE): UrgeAbout.DECLARATION,
    (Status.EVALUATING,        PANEL):    UrgeAbout.SHEET,
}
#: What is due by 市级截止时间.
TO_SUBMIT = (UrgeAbout.START, UrgeAbout.SUBMISSION, UrgeAbout.ANSWER, UrgeAbout.UNITS)
#: What has no date but that of the 补正, and goes on when it has passed.
OF_SUPPLEMENT = (UrgeAbout.SUPPLEMENT, UrgeAbout.MENDING, UrgeAbout.COSIGNING_AGAIN)
# fmt: on


def targets(numbers: Iterable[int], actor: User) -> list[Target]:
    """What ``actor`` would send about these applications now, in official order.

    Rows that the actor may not know are left out. Constant queries.
    """
    rows = list(rows_of(numbers, actor).for_list().order_by("-batch__opens_at", "city", "pk"))
    cases, directory = read_cases(rows), Directory.read()
    return _looked_up([_target(row, cases[row.pk], directory, actor) for row in rows])


def rows_of(numbers: Iterable[int], actor: User) -> QuerySet[Application]:
    """Those of these applications that ``actor`` may know, as ``is_worth_urging`` reads them."""
    rows = with_missing_scan(with_holder(Application.objects.visible_to(actor)))
    return rows.filter(pk__in=list(numbers)).with_seats()


def targets_unstarted(batch: Batch, numbers: Iterable[int], actor: User) -> list[Target]:
    """The same of units, by number, that have not begun in ``batch``. Constant queries."""
    found = unstarted.of(batch, actor).filter(pk__in=list(numbers)).select_related("city")
    rows = [unstarted.blank(batch, unit) for unit in found]
    dates = deadlines.by_city(batch, {row.city_id for row in rows})
    directory = Directory.read()
    return _looked_up(
        [_target(row, _case(row, dates[row.city_id], None), directory, actor) for row in rows]
    )


def _looked_up(found: list[Target]) -> list[Target]:
    """With a refusal where it went out today."""
    known = known_keys(Urge, [one.key for one in found if not one.refusal])
    return [_once_a_day(one, known) for one in found]


def _once_a_day(target: Target, known: set[str]) -> Target:
    if target.refusal or target.key not in known:
        return target
    return Target(target.application, target.about, refusal=ONCE_A_DAY)


def _target(row: Application, case: Case, directory: Directory, actor: User) -> Target:
    if not (decision := can_urge(actor, row)):
        return Target(row, None, refusal=decision.reason)
    about = _about(row, actor)
    if about is None:
        return Target(row, None, refusal=f"当前为“{row.get_status_display()}”，无需催办。")
    due = _due(about, case)
    if due and clock.now() > due and about not in OF_SUPPLEMENT:
        return Target(row, about, refusal="截止时间已过，需要继续办理的请先延期。")
    messages = tuple(one for one in _messages(row, about, case, directory) if one.people)
    return Target(row, about, messages, "" if messages else NOBODY)


def is_worth_urging(row: Application, actor: User) -> bool:
    """Whether 催办 is offered beside a row of ``with_holder`` and ``with_seats``.

    The page itself says why it cannot be now: too late, once a day, no account. A missing scan
    shows only on rows of ``with_missing_scan``.
    """
    return bool(can_urge(actor, row)) and _about(row, actor) is not None


def _asked_by(actor: User, row: Application) -> UrgeAbout | None:
    if is_province(actor):
        return BY_PROVINCE.get((row.status, row.lies_with))
    if row.pk is None:
        return UrgeAbout.START
    is_missing = getattr(row, "missing_scan", False)
    return UrgeAbout.SCAN if is_missing else BY_CITY.get((row.status, row.lies_with))


def _about(row: Application, actor: User) -> UrgeAbout | None:
    """A panel is asked only while somebody in it owes something."""
    about = _asked_by(actor, row)
    return None if about in PANEL_DEEDS and not _owing(row) else about


def _due(about: UrgeAbout, case: Case) -> Any:
    dates = case.dates
    if about in TO_SUBMIT:
        return dates.submission
    if about in OF_SUPPLEMENT:
        return dates.supplement
    return None if about in PANEL_DEEDS else dates.recommendation


PANEL_DEEDS = {
    UrgeAbout.DECLARATION: "请作出回避声明，作出声明后方可查阅申报材料。",
    UrgeAbout.SHEET: "请填写成员计分并提交。",
}


def _owing(row: Application) -> list[Any]:
    """The seats that owe a declaration or a member's sheet."""
    seats = row.panel.seats.all() if row.panel_id else []
    return [seat for seat in seats if _owes(seat, row)]


def _owes(seat: Any, row: Application) -> bool:
    if seat.declared_at is None:
        return True
    is_scoring = row.status == Status.EVALUATING and seat.role == SeatRole.MEMBER
    return is_scoring and seat.may_judge and not seat.is_handed_in


def _messages(
    row: Application, about: UrgeAbout, case: Case, directory: Directory
) -> list[Message]:
    if about in PANEL_DEEDS:
        return [_to_seat(row, seat) for seat in _owing(row)]
    text = _text(about, [case], _due(about, case))
    return [Message(reached(about, row, directory), text, _address(about, row))]


def _address(about: UrgeAbout, row: Application) -> str:
    """The application; of one that nobody has begun, where the unit begins or the city looks."""
    if row.pk:
        return row.get_absolute_url()
    if about in reminding.TO_UNIT:
        return reverse("applications:list")
    return reverse("applications:unstarted", args=[row.batch_id])


def _text(about: UrgeAbout, cases: Sequence[Case], due: Any) -> str:
    """A supplement may have no date."""
    if due is None:
        return reminding.deed(about, cases)
    return reminding.text_of(about, cases, due, clock.now())


def _to_seat(row: Application, seat: Any) -> Message:
    is_silent = seat.declared_at is None
    deed = PANEL_DEEDS[UrgeAbout.DECLARATION if is_silent else UrgeAbout.SHEET]
    url = (
        reverse("applications:declaration", args=[seat.pk])
        if is_silent
        else reverse("applications:sheet", args=[row.pk, "member"])
    )
    people = (seat.user,) if seat.user.is_active else ()
    return Message(people, f"{row.batch}“{row.organisation.name}”的评定：{deed}", url)


def reached(about: UrgeAbout, row: Application, directory: Directory) -> tuple[User, ...]:
    """Who hears of ``about``: the unit, or one of the two bureaus of its city."""
    if about in reminding.TO_UNIT:
        return tuple(directory.units[row.organisation_id].values())
    bureaus = directory.civil if about in reminding.TO_CIVIL else directory.culture
    return tuple(bureaus[row.city_id].values())


def urge(*, application: int, note: str, actor: User) -> Target | None:
    """催办 of one application, as ``urge_all``; None where the actor may not know it."""
    return next(iter(urge_all([application], note=note, actor=actor)), None)


def urge_all(numbers: Collection[int], *, note: str, actor: User) -> list[Target]:
    """催办 of those that the actor may know; answers of each what was sent, or why nothing was.

    Raises PermissionDenied when ``actor`` may not urge one. Reads as much for one as for many.
    """
    return or_again(partial(_urge, partial(targets, numbers, actor), note, actor))


def urge_unstarted(batch: Batch, units: Collection[int], *, note: str, actor: User) -> list[Target]:
    """The same of units, by number, without those that have begun in ``batch``."""
    return or_again(partial(_urge, partial(targets_unstarted, batch, units, actor), note, actor))


@transaction.atomic
def _urge(look: Callable[[], list[Target]], note: str, actor: User) -> list[Target]:
    found = look()
    for target in found:
        require(can_urge(actor, target.application))
    going = [target for target in found if not target.refusal]
    Urge.objects.bulk_create(_written(target, note, actor) for target in going)
    for target in going:
        _tell(target, note, actor)
    return found


def _written(target: Target, note: str, actor: User) -> Urge:
    row = target.application
    unit = {"batch": row.batch, "organisation": row.organisation}
    return Urge(
        key=target.key,
        **({"application": row} if row.pk else unit),
        step=UrgeStep.MANUAL,
        about=target.about,
        recipients=len(target.people),
        note=note,
        sent_by=actor,
        sent_at=clock.now(),
    )


def _tell(target: Target, note: str, actor: User) -> None:
    row = target.application
    record = row if row.pk else row.batch
    for message in target.messages:
        text = by_hand(actor, "催办", message.text, note)
        notify(message.people, text, message.url, record=record)
    told = {"about": target.about, "unit": row.organisation.name}
    audit.record(actor, "urge", record, label="催办", note=note, **told)
