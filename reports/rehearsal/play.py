"""Drives invented units from the empty 报告书 to publication, hand by hand.

Every deed goes through the service or the lifecycle that the page calls, with the same
permissions, guards and audit records; only the calendar is set.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from applications.choices import (
    Binding,
    QualificationItem,
    ReturnCategory,
    SectionName,
    Status,
    Supplier,
)
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Application, Batch
from applications.returns import Spot
from applications.services import batches, dossier, results, review, tables
from applications.services.returns import answer_point, note_point
from applications.services.stale import mark_of
from portal import clock
from portal.choices import OrganisationKind, RegionKind, Role
from portal.models import Organisation, Region, User
from portal.workflow import TransitionRefused
from reports.rehearsal import panel, proof, scores, words
from reports.rehearsal.cast import Casting
from reports.rehearsal.deeds import hand_in, hand_in_scan, move
from reports.rehearsal.figures import invent_figures
from reports.rehearsal.invention import InventedUnit, dice, invent_unit
from reports.rehearsal.performance import (
    CITY_DEADLINE,
    FILLING,
    PROVINCE_DEADLINE,
    PUBLICATION,
    PUBLICITY,
    RECEIVING,
    RECOMMENDING,
    REVIEWING,
    VISITING,
    Performance,
)
from reports.rehearsal.script import Part, cast_parts
from scoring.models import RuleSet, ScoreSheet

PUBLICITY_DAYS = 7


def play(seed: int, count: int, ruleset: RuleSet, say: Callable[[str], None]) -> Performance:
    """The whole batch with ``count`` units; answers what became of them."""
    performance = Performance(seed, say)
    cities = list(Region.objects.filter(kind=RegionKind.CITY))
    parts = cast_parts(count, cities)
    _open(performance, parts, ruleset)
    let_units_apply(performance, parts)
    let_cities_review(performance, parts)
    let_cities_recommend(performance, parts)
    let_panels_begin(performance)
    _judge(performance)
    _publish(performance)
    return performance


# --- the batch opens -----------------------------------------------------------------


def _open(performance: Performance, parts: list[Part], ruleset: RuleSet) -> None:
    serial = Batch.objects.filter(is_rehearsal=True).count() + 1
    casting = Casting(performance.seed, f"rehearsal{serial}")
    with performance.scene("建立批次、单位和账号", 0):
        performance.casting = casting
        performance.cast = casting.cast_for(sorted({part.city for part in parts}, key=str))
        for part in parts:
            _found_unit(performance, casting, part, serial)
        notice = {"name": f"演练批次{serial}", "notice_number": f"演练通知第{serial}号"}
        open_batch(performance, ruleset, **notice)


def open_batch(performance: Performance, ruleset: RuleSet, **notice: str) -> None:
    """A batch of its own; ``notice`` is its name and number."""
    values = {
        **notice,
        "full_year": performance.full_year,
        "ruleset": ruleset,
        "quota": 1,
        "opens_at": performance.moment(0, 8),
        "city_deadline": performance.moment(CITY_DEADLINE, 23, 59),
        "province_deadline": performance.moment(PROVINCE_DEADLINE, 23, 59),
        "is_rehearsal": True,
    }
    province = performance.cast.province
    performance.batch = batches.create_batch(values=values, actor=province)
    batch_lifecycle.perform(performance.batch, "open", actor=province)


def _found_unit(performance: Performance, casting: Casting, part: Part, serial: int) -> None:
    unit = invent_unit(performance.seed, part.number, part.city.name, performance.full_year)
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


def let_units_apply(performance: Performance, parts: list[Part]) -> None:
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
                move(application, "withdraw", performance.clerks[part.number], "补充一份材料")
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
        "figures": invent_figures(
            dice(performance.seed, "figures", unit.number), unit, performance.full_year
        ),
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
    hand_in(application, Supplier.UNIT, clerk)
    proof.point_out(application, clerk)


def _submit(performance: Performance, part: Part, move: str) -> None:
    application, head = performance.applications[part.number], performance.heads[part.number]
    application_lifecycle.perform(application, move, actor=head, details={"declared": True})


# --- the cities review ----------------------------------------------------------------


def let_cities_review(performance: Performance, parts: list[Part]) -> None:
    with performance.scene("各市受理，个别退回修改后重新提交", FILLING + 2):
        for part in parts:
            move(*performance.at_city(part, "begin_review"))
            if part.is_returned_once:
                _return_and_resubmit(performance, part)
    with performance.scene("各市初评、资格核查、初评意见，市民政局会签", REVIEWING):
        for part in parts:
            _write_review(performance, part)
            _cosign(performance, part)
            if part.is_reopened_once:
                application, _, officer = performance.at_city(part, "reopen_review")
                move(application, "reopen_review", officer, "补充一项扣分依据")
                _cosign(performance, part)


def _return_and_resubmit(performance: Performance, part: Part) -> None:
    application, _, officer = performance.at_city(part)
    spot, category = Spot(SectionName.ACHIEVEMENTS), ReturnCategory.INCONSISTENT
    subject = {"application": application, "spot": spot, "category": category}
    point = note_point(**subject, comment=words.REASONS["point"], actor=officer)
    move(application, "return_to_unit", officer, words.REASONS["return"], category=category)
    clerk, unit = performance.clerks[part.number], performance.units[part.number]
    dossier.save_section(
        application=application,
        name="achievements",
        values={"achievements": unit.achievements.replace("。", "，已核对。", 1)},
        version=1,
        actor=clerk,
    )
    answer = {"point": point, "answer": words.REASONS["answer"], "seen": mark_of({"answer": ""})}
    answer_point(**answer, actor=clerk)
    _submit(performance, part, "resubmit")
    move(*performance.at_city(part, "begin_review"))


def _write_review(performance: Performance, part: Part) -> None:
    application, _, officer = performance.at_city(part)
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
    application, _, officer = performance.at_city(part)
    signer = performance.cast.civil[part.city.code]
    move(application, "request_cosign", officer)
    signature = {"signer_name": signer.name, "signer_position": signer.position}
    if part.is_declined_once and not application.cosignatures.exists():
        move(application, "decline_cosign", signer, words.REASONS["decline"], **signature)
        move(application, "request_cosign", officer)
    digest = application.review_digest
    move(application, "cosign", signer, "同意初评意见。", digest=digest, **signature)


# --- the cities recommend --------------------------------------------------------------


def let_cities_recommend(performance: Performance, parts: list[Part]) -> None:
    with performance.scene("各市上传盖章件、推荐报省", RECOMMENDING):
        for part in parts:
            application, _, officer = performance.at_city(part)
            if part.is_passed_over:
                move(application, "pass_over", officer, words.REASONS["pass_over"])
                continue
            hand_in_scan(application, Binding.SUBMISSION, performance.clerks[part.number])
            hand_in_scan(application, Binding.REVIEW, officer)
            hand_in(application, Supplier.CITY, officer)
            try:
                move(application, "recommend", officer, **words.RECOMMENDATION)
            except TransitionRefused as refusal:
                performance.say(f"　　{application.organisation.name}未能推荐：{refusal}")


# --- the province evaluates ------------------------------------------------------------


def let_panels_begin(performance: Performance) -> None:
    """Receive the papers, seat the panels, and let each begin."""
    province, batch = performance.cast.province, performance.batch
    with performance.scene("省级截止，转入评定；受理并组建评定组", RECEIVING):
        batch_lifecycle.perform(batch, "start_evaluation", actor=province)
        for number, application in performance.in_state(Status.RECOMMENDED):
            panel.receive(performance, number, application)
    with performance.scene("专家回避声明，启动评定", VISITING - 1):
        for _, application in performance.in_state(Status.ACCEPTED):
            panel.begin(performance, application)


def _judge(performance: Performance) -> None:
    """The first panel enters every mark at the desk, the others what stands on their paper."""
    with performance.scene("现场评定、成员计分、组长确认", VISITING):
        rows = performance.in_state(Status.EVALUATING)
        for place, (number, application) in enumerate(rows):
            panel.judge(performance, number, application, on_paper=place > 0)


def _publish(performance: Performance) -> None:
    province, batch = performance.cast.province, performance.batch
    with performance.scene("审定投资额、拟评定、公示", PUBLICITY):
        for _, application in performance.in_state(Status.EVALUATED):
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


# --- what came of it --------------------------------------------------------------------


def sheet_totals(application: Application) -> dict[str, int | None]:
    """The three totals; None for a column that was never opened."""
    sheets: dict[str, ScoreSheet | None] = {
        "self_check": application.self_check,
        "first_review": application.first_review,
        "final_score": application.final_score,
    }
    return {name: scores.total(sheet) if sheet else None for name, sheet in sheets.items()}
