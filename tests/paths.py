"""How an application gets to a status: through the real lifecycle, complete and legal.

``bring(application, to=Status.RECOMMENDED)`` lets the right people make every move on the
way. Everybody is found by role, in the cast where there is one, else somebody is made up.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from applications import people
from applications.choices import (
    BatchStatus,
    Binding,
    ReturnCategory,
    SectionName,
    Status,
    Supplier,
    Verdict,
)
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Application, Batch, Result
from applications.returns import Spot
from applications.services import panel, returns
from applications.services.stale import mark_of
from applications.services.withdrawals import ask_to_withdraw
from portal import clock, workdays
from portal.choices import OrganisationKind, Role
from portal.models import Organisation, User
from scoring.choices import Attendance, SeatRole
from scoring.services import declare, record_attendance, seat_panel
from tests.factories.content import complete, hand_in, hand_in_scan
from tests.factories.portal import BureauFactory, DepartmentFactory, MembershipFactory, UserFactory
from tests.factories.scoring import fill

MEMBERS = ("member", "second_member")

# --- who acts ------------------------------------------------------------------------


def head_of(application: Application) -> User:
    organisation = application.organisation
    known = User.objects.holding(Role.UNIT_HEAD, organisation=organisation).first()
    return known or _hired(Role.UNIT_HEAD, organisation)


def city_of(application: Application) -> User:
    bureau = {"city": application.city}
    known = people.of_city_culture(application).order_by("pk").first()
    return known or _hired(Role.CITY_OFFICER, BureauFactory(**bureau))


def civil_of(application: Application) -> User:
    known = people.of_city_civil(application).order_by("pk").first()
    if known:
        return known
    name = f"{application.city.name}民政局"
    kind = OrganisationKind.CITY_CIVIL
    return _hired(Role.CIVIL_OFFICER, BureauFactory(name=name, kind=kind, city=application.city))


def province() -> User:
    known = people.of_province().order_by("pk").first()
    return known or _hired(Role.PROVINCE_OFFICER, DepartmentFactory())


def expert(username: str) -> User:
    """The expert of that name; three of them sit in every panel."""
    known = User.objects.filter(username=username).first()
    kind = OrganisationKind.EXPERT_EMPLOYER
    employer = {"name": "三晋康养研究所", "kind": kind}
    return known or _hired(Role.EXPERT, DepartmentFactory(**employer), username=username)


def _hired(role: Role, organisation: Organisation, **fields: Any) -> User:
    return MembershipFactory(user=UserFactory(**fields), organisation=organisation, role=role).user


# --- one step a status -----------------------------------------------------------------


def submit(application: Application) -> None:
    complete(application)
    _move(application, "submit", head_of(application), declared=True)


def resubmit(application: Application) -> None:
    _move(application, "resubmit", head_of(application), declared=True)


def return_to_unit(application: Application) -> None:
    details = {"category": ReturnCategory.INCOMPLETE, "all_open": True}
    note = "请补充近一年的经营数据和佐证材料。"
    _move(application, "return_to_unit", city_of(application), note=note, **details)


def begin_review(application: Application) -> None:
    _move(application, "begin_review", city_of(application))


def request_cosign(application: Application) -> None:
    write_review(application)
    _move(application, "request_cosign", city_of(application))


def write_review(application: Application) -> None:
    """Everything that 会签 asks of the city: marks, 资格核查 and 初评意见."""
    fill(application.first_review)
    application.qualification_checks.update(verdict=Verdict.FITS)
    opinion = application.opinion
    opinion.text, opinion.recommends, opinion.dated = "符合条件，同意推荐。", True, clock.today()
    opinion.save()


def cosign(application: Application, move: str = "cosign") -> None:
    signature = {"signer_name": "祁安然", "signer_position": "科长", "opinion": "同意"}
    digest = application.review_digest
    _move(application, move, civil_of(application), digest=digest, **signature)


def recommend(application: Application) -> None:
    hand_in_papers(application)
    _move(application, "recommend", city_of(application), **REASONS)


#: What a city says of the unit that it recommends.
REASONS = {
    "reason": "产品和服务成熟，带动就业明显。",
    "higher_reason": "与同分单位相比，用工和经营情况更好。",
}


def hand_in_papers(application: Application) -> None:
    """The scans and the 推荐报告 without which nothing is recommended."""
    hand_in_scan(application, Binding.SUBMISSION)
    hand_in_scan(application, Binding.REVIEW)
    hand_in(application, Supplier.CITY)


def pass_over(application: Application) -> None:
    _move(application, "pass_over", city_of(application), note="本批次条件尚不成熟。")


def return_for_supplement(application: Application) -> None:
    """The province asks for one part of the 报告书 again, within ten days."""
    point = {"category": ReturnCategory.CONTENT, "comment": "请补充发展方向。"}
    spot = Spot(SectionName.DIRECTION)
    returns.note_point(application=application, spot=spot, actor=province(), **point)
    details = {"category": ReturnCategory.CONTENT, "due_at": clock.now() + timedelta(days=10)}
    note = "请补充发展方向后重新报送。"
    _move(application, "return_for_supplement", province(), note=note, **details)


def hand_back(application: Application) -> None:
    """The unit answers every point and hands back what it has changed."""
    application.dossier.direction = application.dossier.direction.replace("。", "，已补充。", 1)
    application.dossier.save(update_fields=["direction"])
    unit = head_of(application)
    for point in application.return_points.filter(round__isnull=False, answer=""):
        seen = mark_of({"answer": ""})
        returns.answer_point(point=point, answer="已补充。", seen=seen, actor=unit)
    returns.hand_back(application=application, actor=unit, declared=True)
    application.refresh_from_db()


def request_cosign_again(application: Application) -> None:
    hand_back(application)
    _move(application, "request_cosign_again", city_of(application))


def sign_again(application: Application) -> None:
    """市民政局 signs what the 补正 has changed, and the papers show it."""
    request_cosign_again(application)
    cosign(application, "cosign_again")
    hand_in_papers(application)


def finish_supplement(application: Application) -> None:
    sign_again(application)
    _move(application, "finish_supplement", city_of(application))


def fail(application: Application) -> None:
    _move(application, "fail", province(), note="现场验收与申报情况出入较大。")


def end(application: Application) -> None:
    """T23: the unit has asked, and the city grants it."""
    reason = "项目用地调整，本批次不再申报。"
    ask_to_withdraw(application=application, reason=reason, actor=head_of(application))
    _move(application, "end", city_of(application))


def accept(application: Application) -> None:
    receipt = {"paper_sets": 5, "received_on": clock.today(), "scans_match": True}
    numbers = {"number": f"受理{application.pk}号", "platform_number": ""}
    _move(application, "accept", province(), **receipt, **numbers)


def start_evaluation(application: Application) -> None:
    seat(application)
    for chair in application.panel.seats.select_related("user"):
        declare(seat=chair, recused=False)
    _move(application, "start_evaluation", province())


def seat(application: Application) -> None:
    """A chair and two members who have not yet declared anything."""
    application.panel = seat_panel(
        panel=None,
        chair=expert("chair"),
        members=[expert(name) for name in MEMBERS],
        actor=province(),
        visit_on=clock.today(),
        defence_on=clock.today(),
    )
    application.save(update_fields=["panel"])


def confirm_score(application: Application) -> None:
    fill(application.final_score)
    hand_in_marks(application)
    members = application.panel.seats.filter(role=SeatRole.MEMBER)
    attendance = {member.pk: Attendance.PRESENT for member in members}
    record_attendance(panel=application.panel, attendance=attendance, actor=expert("chair"))
    hand_in_scan(application, Binding.FINAL)
    _move(application, "confirm_score", expert("chair"))


def hand_in_marks(application: Application, *, who: Iterable[str] = MEMBERS) -> None:
    """Those of ``who`` who are still scoring give what stands in the chair's column."""
    final = dict(application.final_score.marks.values_list("leaf__number", "value"))
    for seat in application.panel.seats.filter(user__username__in=who):
        if not seat.is_handed_in:
            fill(seat.sheet, **{f"n{n}": v for n, v in final.items() if v is not None})
            panel.hand_in(application=application, actor=seat.user)


def list_publicly(application: Application) -> None:
    """Through the batch: 转入评定 after the last deadline, then 公示."""
    decided = {"audited_wan": Decimal("3100.00"), "proposed": True}
    Result.objects.update_or_create(application=application, defaults=decided)
    batch = application.batch
    with clock.at(batch.province_deadline + timedelta(days=1)):
        if batch.status == BatchStatus.OPEN:
            _move_batch(batch, "start_evaluation")
        if batch.status == BatchStatus.EVALUATING:
            _move_batch(batch, "start_publicity", **publicity_period())
        else:
            _move(application, "list_publicly", province())


def publicity_period() -> dict[str, Any]:
    """Long enough whatever holidays lie ahead."""
    return {"publicity_from": clock.today(), "publicity_to": workdays.add(clock.today(), 5)}


def publish(application: Application) -> None:
    """Through the batch, at noon of the day after the last day of 公示."""
    batch = application.batch
    day_after = batch.publicity_to + timedelta(days=1)
    with clock.at(timezone.make_aware(datetime.combine(day_after, time(12)))):
        details = {"published_number": "晋文旅发〔2023〕99号", "published_on": clock.today()}
        _move_batch(batch, "publish", **details)


def _move(application: Application, name: str, actor: User, *, note: str = "", **details: Any):
    application_lifecycle.perform(application, name, actor=actor, note=note, details=details)


def _move_batch(batch: Batch, name: str, **details: Any) -> None:
    batch_lifecycle.perform(batch, name, actor=province(), details=details)


# --- the roads -------------------------------------------------------------------------

#: To each status: from where, and by which step.
ROADS = {
    Status.SUBMITTED: (Status.DRAFTING, submit),
    Status.CITY_RETURNED: (Status.SUBMITTED, return_to_unit),
    Status.REVIEWING: (Status.SUBMITTED, begin_review),
    Status.COSIGNING: (Status.REVIEWING, request_cosign),
    Status.REVIEWED: (Status.COSIGNING, cosign),
    Status.NOT_RECOMMENDED: (Status.REVIEWED, pass_over),
    Status.RECOMMENDED: (Status.REVIEWED, recommend),
    Status.PROVINCE_RETURNED: (Status.RECOMMENDED, return_for_supplement),
    Status.ACCEPTED: (Status.RECOMMENDED, accept),
    Status.EVALUATING: (Status.ACCEPTED, start_evaluation),
    Status.EVALUATED: (Status.EVALUATING, confirm_score),
    Status.PUBLICISED: (Status.EVALUATED, list_publicly),
    Status.DESIGNATED: (Status.PUBLICISED, publish),
    Status.FAILED: (Status.EVALUATED, fail),
    Status.WITHDRAWN: (Status.DRAFTING, end),
}
#: What was returned comes again first.
AGAIN = {Status.CITY_RETURNED: resubmit, Status.PROVINCE_RETURNED: finish_supplement}


def bring(application: Application, *, to: Status) -> Application:
    """Drive ``application`` forward to ``to`` and answer it, read afresh.

    Raises KeyError where no road leads: nothing goes backwards here.
    """
    application.refresh_from_db()
    _walk(application, to)
    application.refresh_from_db()
    return application


def _walk(application: Application, to: Status) -> None:
    if application.status == to:
        return
    if again := AGAIN.get(application.status):
        again(application)
        return _walk(application, to)
    before, step = ROADS[to]
    _walk(application, before)
    step(application)
    application.refresh_from_db()
