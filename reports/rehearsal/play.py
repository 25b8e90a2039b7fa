"""Drives invented units from the empty 报告书 to publication, hand by hand.

Every deed goes through the service or the lifecycle that the page calls, with the same
permissions, guards and audit records; only the calendar is set.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from time import perf_counter

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications import digests
from applications.choices import Binding, QualificationItem, ReturnCategory, Status, Supplier
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Application, Batch
from applications.services import attachments, batches, dossier, results, review, tables
from applications.services.stale import mark_of
from portal import clock
from portal.choices import OrganisationKind, RegionKind, Role
from portal.models import Organisation, Region, User
from portal.workflow import TransitionRefused
from reports.rehearsal import papers, scores, words
from reports.rehearsal.cast import Cast, Casting
from reports.rehearsal.figures import invent_figures
from reports.rehearsal.invention import InventedUnit, dice, invent_unit
from reports.rehearsal.script import Part, cast_parts
from scoring import services as scoring
from scoring.choices import Attendance, SeatRole
from scoring.models import RuleSet, ScoreSheet

FULL_YEAR = 2024
NOTICE_DAY = date(2025, 8, 14)
#: Days after the notice on which each stage is played.
CITY_DEADLINE, PROVINCE_DEADLINE = 11, 17
FILLING, REVIEWING, RECOMMENDING = 5, 12, 16
RECEIVING, VISITING, PUBLICITY, PUBLICATION = 20, 32, 100, 112
PUBLICITY_DAYS = 7


@dataclass(slots=True)
class Performance:
    """One rehearsal: its batch, who plays, and what became of every unit."""

    seed: int
    say: Callable[[str], None]
    batch: Batch | None = None
    cast: Cast | None = None
    casting: Casting | None = None
    units: dict[int, InventedUnit] = field(default_factory=dict)
    heads: dict[int, User] = field(default_factory=dict)
    clerks: dict[int, User] = field(default_factory=dict)
    applications: dict[int, Application] = field(default_factory=dict)

    @contextmanager
    def scene(self, title: str, day: int, hour: int = 9) -> Iterator[None]:
        """Play something ``day`` days after the notice, and say how long it took."""
        started = perf_counter()
        with clock.at(moment(day, hour)):
            yield
        self.say(f"{day_of(day):%Y-%m-%d} {title}：{perf_counter() - started:.1f} 秒")


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day_of(day), time(hour, minute)))


def day_of(day: int) -> date:
    return NOTICE_DAY + timedelta(days=day)


def play(seed: int, count: int, ruleset: RuleSet, say: Callable[[str], None]) -> Performance:
    """The whole batch with ``count`` units; answers what became of them."""
    performance = Performance(seed, say)
    cities = list(Region.objects.filter(kind=RegionKind.CITY))
    parts = cast_parts(count, cities)
    _open_batch(performance, parts, ruleset)
    _fill_in(performance, parts)
    _review(performance, parts)
    _recommend(performance, parts)
    _evaluate(performance)
    _publish(performance)
    return performance


# --- the batch opens -----------------------------------------------------------------


def _open_batch(performance: Performance, parts: list[Part], ruleset: RuleSet) -> None:
    serial = Batch.objects.filter(is_rehearsal=True).count() + 1
    casting = Casting(performance.seed, f"rehearsal{serial}")
    with performance.scene("建立批次、单位和账号", 0):
        performance.casting = casting
        performance.cast = casting.cast_for(sorted({part.city for part in parts}, key=str))
        for part in parts:
            _found_unit(performance, casting, part, serial)
        values = {
            "name": f"演练批次{serial}",
            "notice_number": f"演练通知第{serial}号",
            "full_year": FULL_YEAR,
            "ruleset": ruleset,
            "quota": 1,
            "opens_at": moment(0, 8),
            "city_deadline": moment(CITY_DEADLINE, 23, 59),
            "province_deadline": moment(PROVINCE_DEADLINE, 23, 59),
            "duplex": False,
            "is_rehearsal": True,
        }
        province = performance.cast.province
        performance.batch = batches.create_batch(values=values, actor=province)
        batch_lifecycle.perform(performance.batch, "open", actor=province)


def _found_unit(performance: Performance, casting: Casting, part: Part, serial: int) -> None:
    unit = invent_unit(performance.seed, part.number, part.city.name, FULL_YEAR)
    organisation = Organisation(
        name=unit.name,
        kind=OrganisationKind.CREATING_UNIT,
        city=part.city,
        county=part.city.children.first(),
        credit_code=unit.credit_code,
        nature=unit.nature,
        zone_name=unit.zone_name,
        core_resource=unit.core_resource,
    )
    if Organisation.objects.filter(credit_code=unit.credit_code).exists():
        organisation.credit_code = None
    if Organisation.objects.filter(city=part.city, name=unit.name).exists():
        organisation.name = f"{unit.name}（第{serial}次演练）"
    organisation.full_clean()
    organisation.save()
    performance.units[part.number] = unit
    number = f"unit{part.number}"
    performance.clerks[part.number] = casting.hire(f"{number}.clerk", Role.UNIT_CLERK, organisation)
    performance.heads[part.number] = casting.hire(f"{number}.head", Role.UNIT_HEAD, organisation)


# --- the units fill in ---------------------------------------------------------------


def _fill_in(performance: Performance, parts: list[Part]) -> None:
    with performance.scene("各单位填报、自检、上传材料", FILLING):
        for part in parts:
            clerk = performance.clerks[part.number]
            application = dossier.start_application(
                batch=performance.batch, organisation=clerk.organisation, actor=clerk
            )
            performance.applications[part.number] = application
            _write_report(performance, application, performance.units[part.number], clerk)
    with performance.scene("各单位负责人提交", FILLING + 1):
        for part in parts:
            _submit(performance, part, "submit")
            if part.is_withdrawn_once:
                application = performance.applications[part.number]
                _move(application, "withdraw", performance.clerks[part.number], "补充一份材料")
                _submit(performance, part, "submit")


def _write_report(
    performance: Performance, application: Application, unit: InventedUnit, clerk: User
) -> None:
    sections = {
        "declaration": {"head_name": unit.head_name, "declared_on": clock.today()},
        "basics": {
            **unit.basics,
            "zone_name": unit.zone_name,
            "credit_code": unit.credit_code,
            "contact_name": unit.contact_name,
            "contact_phone": unit.phone,
        },
        "achievements": {"achievements": unit.achievements},
        "operations": {"operations": unit.operations},
        "direction": {"direction": unit.direction},
        "figures": invent_figures(dice(performance.seed, "figures", unit.number), unit, FULL_YEAR),
    }
    for name, values in sections.items():
        dossier.save_section(
            application=application, name=name, values=values, version=0, actor=clerk
        )
    for name, lines in (("investment", unit.investment), ("staffing", unit.staffing)):
        rows = [tables.Row(key=str(number), values=line) for number, line in enumerate(lines)]
        tables.save_table(application=application, name=name, rows=rows, version=0, actor=clerk)
    chance = dice(performance.seed, "self_check", unit.number)
    scores.mark_all(application, application.self_check, clerk, scores.self_check(chance))
    _hand_in(application, Supplier.UNIT, clerk)


def _submit(performance: Performance, part: Part, move: str) -> None:
    application, head = performance.applications[part.number], performance.heads[part.number]
    application_lifecycle.perform(application, move, actor=head, details={"declared": True})


# --- the cities review ----------------------------------------------------------------


def _review(performance: Performance, parts: list[Part]) -> None:
    with performance.scene("各市受理，个别退回修改后重新提交", FILLING + 2):
        for part in parts:
            _move(*_at_city(performance, part, "begin_review"))
            if part.is_returned_once:
                _return_and_resubmit(performance, part)
    with performance.scene("各市初评、资格核查、初评意见，市民政局会签", REVIEWING):
        for part in parts:
            _write_review(performance, part)
            _cosign(performance, part)
            if part.is_reopened_once:
                application, _, officer = _at_city(performance, part, "reopen_review")
                _move(application, "reopen_review", officer, "补充一项扣分依据")
                _cosign(performance, part)


def _return_and_resubmit(performance: Performance, part: Part) -> None:
    application, _, officer = _at_city(performance, part, "")
    details = {"category": ReturnCategory.INCONSISTENT, "sections": ["achievements"]}
    _move(application, "return_to_unit", officer, words.REASONS["return"], **details)
    clerk, unit = performance.clerks[part.number], performance.units[part.number]
    dossier.save_section(
        application=application,
        name="achievements",
        values={"achievements": unit.achievements.replace("。", "，已核对。", 1)},
        version=1,
        actor=clerk,
    )
    _submit(performance, part, "resubmit")
    _move(*_at_city(performance, part, "begin_review"))


def _write_review(performance: Performance, part: Part) -> None:
    application, _, officer = _at_city(performance, part, "")
    chance = dice(performance.seed, "first_review", part.number)
    column = scores.after(application.self_check, chance)
    scores.mark_all(application, application.first_review, officer, column)
    verdicts = {f"{item}_verdict": "fits" for item in QualificationItem.values}
    verdicts |= {"litigation_verdict": "explain", "litigation_remark": "有一起合同纠纷，已和解。"}
    review.save_qualification(application=application, values=verdicts, version=0, actor=officer)
    total = scores.total(application.first_review)
    advice = "不建议本批推荐。" if part.is_passed_over else "建议推荐。"
    text = words.OPINION.format(zone=application.dossier.zone_name, total=total, advice=advice)
    values = {"text": text, "recommends": not part.is_passed_over, "dated": clock.today()}
    review.save_opinion(application=application, values=values, version=0, actor=officer)


def _cosign(performance: Performance, part: Part) -> None:
    application, _, officer = _at_city(performance, part, "")
    signer = performance.cast.civil[part.city.code]
    _move(application, "request_cosign", officer)
    signature = {"signer_name": signer.name, "signer_position": signer.position}
    if part.is_declined_once and not application.cosignatures.exists():
        _move(application, "decline_cosign", signer, words.REASONS["decline"], **signature)
        _move(application, "request_cosign", officer)
    digest = application.review_digest
    _move(application, "cosign", signer, "同意初评意见。", digest=digest, **signature)


# --- the cities recommend --------------------------------------------------------------


def _recommend(performance: Performance, parts: list[Part]) -> None:
    with performance.scene("各市上传盖章件、推荐报省", RECOMMENDING):
        for part in parts:
            application, _, officer = _at_city(performance, part, "")
            if part.is_passed_over:
                _move(application, "pass_over", officer, words.REASONS["pass_over"])
                continue
            _hand_in_scan(application, Binding.SUBMISSION, performance.clerks[part.number])
            _hand_in_scan(application, Binding.REVIEW, officer)
            _hand_in(application, Supplier.CITY, officer)
            try:
                _move(application, "recommend", officer)
            except TransitionRefused as refusal:
                performance.say(f"　　{application.organisation.name}未能推荐：{refusal}")


# --- the province evaluates ------------------------------------------------------------


def _evaluate(performance: Performance) -> None:
    province, batch = performance.cast.province, performance.batch
    with performance.scene("省级截止，转入评定；受理并组建评定组", RECEIVING):
        batch_lifecycle.perform(batch, "start_evaluation", actor=province)
        for number, application in _in_state(performance, Status.RECOMMENDED):
            _accept(performance, number, application)
    with performance.scene("专家回避声明、现场评定、组长确认", VISITING):
        for number, application in _in_state(performance, Status.ACCEPTED):
            for seat in application.panel.seats.select_related("user"):
                scoring.declare(seat=seat, recused=False)
            _move(application, "start_evaluation", province)
            _judge(performance, number, application)


def _accept(performance: Performance, number: int, application: Application) -> None:
    province, experts = performance.cast.province, performance.cast.experts
    receipt = {"paper_sets": 5, "received_on": clock.today(), "scans_match": True}
    numbers = {"number": f"演练受理{number:03d}", "platform_number": f"演练{number:06d}"}
    _move(application, "accept", province, **receipt, **numbers)
    chair, *members = dice(performance.seed, "panel", number).sample(experts, 3)
    results.appoint_panel(
        application=application,
        chair=chair,
        members=members,
        visit_on=day_of(VISITING),
        defence_on=day_of(VISITING + 1),
        seen=mark_of(results.panel_boxes(None)),
        actor=province,
    )


def _judge(performance: Performance, number: int, application: Application) -> None:
    seats = application.panel.seats.select_related("user")
    chair = seats.get(role=SeatRole.CHAIR).user
    chair = User.objects.get(pk=chair.pk)
    chance = dice(performance.seed, "final_score", number)
    column = scores.after(application.first_review, chance)
    scores.mark_all(application, application.final_score, chair, column)
    members = {seat.pk: Attendance.PRESENT for seat in seats if seat.role == SeatRole.MEMBER}
    scoring.record_attendance(panel=application.panel, attendance=members, actor=chair)
    _hand_in_scan(application, Binding.FINAL, chair)
    _move(application, "confirm_score", chair)


def _publish(performance: Performance) -> None:
    province, batch = performance.cast.province, performance.batch
    with performance.scene("审定投资额、拟评定、公示", PUBLICITY):
        for _, application in _in_state(performance, Status.EVALUATED):
            audited = application.dossier.invested_wan * Decimal("0.97")
            values = {"audited_wan": audited.quantize(Decimal("0.01")), "proposed": True}
            seen = mark_of(results.result_boxes(getattr(application, "result", None)))
            results.record_result(application=application, values=values, seen=seen, actor=province)
        period = {
            "publicity_from": clock.today(),
            "publicity_to": clock.today() + timedelta(days=PUBLICITY_DAYS),
        }
        batch_lifecycle.perform(batch, "start_publicity", actor=province, details=period)
    with performance.scene("公布结果", PUBLICATION):
        details = {"published_number": "演练公布文号", "published_on": clock.today()}
        batch_lifecycle.perform(batch, "publish", actor=province, details=details)
    for application in performance.applications.values():
        application.refresh_from_db()


# --- small deeds -----------------------------------------------------------------------


def _at_city(performance: Performance, part: Part, move: str) -> tuple[Application, str, User]:
    return performance.applications[part.number], move, performance.cast.city[part.city.code]


def _move(application: Application, name: str, actor: User, note: str = "", **details) -> None:
    application_lifecycle.perform(application, name, actor=actor, note=note, details=details)


def _in_state(performance: Performance, status: Status) -> list[tuple[int, Application]]:
    for application in performance.applications.values():
        application.refresh_from_db()
    return [
        (number, application)
        for number, application in performance.applications.items()
        if application.status == status
    ]


def _hand_in(application: Application, supplier: Supplier, actor: User) -> None:
    """A file in every required slot of ``supplier`` that no version binds."""
    wanted = application.batch.catalogue.filter(supplier=supplier, is_required=True, binding="")
    for item in wanted:
        _put(application, item, actor, "")


def _hand_in_scan(application: Application, binding: Binding, actor: User) -> None:
    item = application.batch.catalogue.get(binding=binding)
    code = digests.check_code(digests.current_digest(application, binding))
    _put(application, item, actor, code)


def _put(application: Application, item, actor: User, code: str) -> None:
    content = papers.pdf(f"{application.pk}-{item.code}", pages=1 + item.position % 3)
    upload = SimpleUploadedFile(f"{item.code}.pdf", content, "application/pdf")
    attachments.attach_file(
        application=application, item=item, upload=upload, actor=actor, check_code=code
    )


def sheet_totals(application: Application) -> dict[str, int | None]:
    """The three totals; None for a column that was never opened."""
    sheets: dict[str, ScoreSheet | None] = {
        "self_check": application.self_check,
        "first_review": application.first_review,
        "final_score": application.final_score,
    }
    return {name: scores.total(sheet) if sheet else None for name, sheet in sheets.items()}
