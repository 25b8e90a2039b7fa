"""What a move writes beside the status, and what follows it, in the same transaction."""

from typing import Any

from applications import digests, guards, people, quota, snapshots
from applications.choices import QualificationItem, SectionName
from applications.models import (
    Application,
    Batch,
    CoSignature,
    QualificationCheck,
    Receipt,
    Result,
    ReturnRound,
    ReviewOpinion,
    Section,
)
from portal import clock
from portal.choices import OrganisationKind, OrganisationStanding
from portal.models import KindPeriod
from portal.notices import notify
from portal.workflow import Details, TransitionRefused
from scoring.choices import Column
from scoring.lifecycle import sheet_lifecycle
from scoring.services import open_member_sheets, open_sheet

Values = dict[str, Any]
#: 晋文旅发〔2023〕27号: 推荐报告、报告书和其他印证材料各5套.
PAPER_SETS = 5


# --- T1, T2, T5: the unit ----------------------------------------------------------


def confirm_declaration(application: Application, actor: Any, details: Details) -> Values:
    """The submitting person confirms part 一 on the screen (U-10)."""
    if details.get("declared") is not True:
        raise TransitionRefused(["请勾选“对填报数据和材料的真实性负责”后再提交。"])
    return {"submitted_at": clock.now()}


def submit(application: Application, actor: Any, details: Details) -> None:
    sheet_lifecycle.perform(application.self_check, "lock", actor=actor)
    snapshot = snapshots.seal(application, actor)
    text = f"{application.organisation.name}已提交申报（第{snapshot.number}版），请受理。"
    notify(people.of_city_culture(application), text, application.get_absolute_url())


def resubmit(application: Application, actor: Any, details: Details) -> None:
    application.return_rounds.filter(answered_at__isnull=True).update(answered_at=clock.now())
    submit(application, actor, details)


def reopen_self_check(application: Application, actor: Any, details: Details) -> None:
    sheet_lifecycle.perform(application.self_check, "reopen", actor=actor)


# --- T3, T4, T6: the city's review -------------------------------------------------


def open_review(application: Application, actor: Any, details: Details) -> Values:
    """An empty sheet the first time; after a return the earlier marks stand."""
    if application.first_review_id:
        return {"first_reviewer": actor}
    sheet = open_sheet(application.batch.ruleset, Column.FIRST_REVIEW)
    return {"first_review": sheet, "first_reviewer": actor}


def prepare_review(application: Application, actor: Any, details: Details) -> None:
    ReviewOpinion.objects.get_or_create(application=application)
    QualificationCheck.objects.bulk_create(
        [QualificationCheck(application=application, item=item) for item in QualificationItem],
        ignore_conflicts=True,
    )
    Section.objects.bulk_create(
        [
            Section(application=application, name=name)
            for name in (SectionName.QUALIFICATION, SectionName.OPINION)
        ],
        ignore_conflicts=True,
    )
    text = f"市文化和旅游局已受理“{application.dossier.zone_name}”的申报，开始初评。"
    notify(people.of_unit(application), text, application.get_absolute_url())


def open_return_round(application: Application, actor: Any, details: Details) -> None:
    ReturnRound.objects.create(
        application=application,
        number=application.return_rounds.count() + 1,
        category=details["category"],
        note=details["note"],
        sections=list(details.get("sections", [])),
        returned_by=actor,
        returned_at=clock.now(),
    )
    reopen_self_check(application, actor, details)
    text = f"申报被退回修改：{details['note']}"
    notify(people.of_unit(application), text, application.get_absolute_url())


def freeze_review(application: Application, actor: Any, details: Details) -> Values:
    """Lock the sheet first, so that the digest is of what cannot change any more."""
    sheet_lifecycle.perform(application.first_review, "lock", actor=actor)
    return {"review_digest": digests.review_digest(application), "first_reviewer": actor}


def ask_for_cosignature(application: Application, actor: Any, details: Details) -> None:
    text = f"“{application.dossier.zone_name}”初评已完成，请会签。"
    notify(people.of_city_civil(application), text, application.get_absolute_url())


# --- T7, T8, T9: 会签 --------------------------------------------------------------


def check_signed_version(application: Application, actor: Any, details: Details) -> Values:
    """The version that the signer saw is the one that stands."""
    if details.get("digest") != application.review_digest:
        raise TransitionRefused(["您看到的初评版本已更新，请刷新页面、核对后再会签。"])
    return {}


def cosign(application: Application, actor: Any, details: Details) -> None:
    _sign(application, actor, details, agreed=True, digest=application.review_digest)
    text = f"市民政局已会签“{application.dossier.zone_name}”的初评意见。"
    notify(people.of_city_culture(application), text, application.get_absolute_url())
    notify(people.of_unit(application), text, application.get_absolute_url())


def release_review(application: Application, actor: Any, details: Details) -> Values:
    """Open the city's sheet again; the digest falls with it."""
    sheet_lifecycle.perform(application.first_review, "reopen", actor=actor)
    return {"review_digest": ""}


def decline_cosignature(application: Application, actor: Any, details: Details) -> None:
    _sign(application, actor, details, agreed=False, digest=details.get("digest", ""))
    text = f"市民政局退回了“{application.dossier.zone_name}”的初评：{details['note']}"
    notify(people.of_city_culture(application), text, application.get_absolute_url())


def cancel_cosignature(application: Application, actor: Any, details: Details) -> None:
    application.cosignatures.filter(agreed=True, cancelled_at__isnull=True).update(
        cancelled_at=clock.now()
    )
    text = f"“{application.dossier.zone_name}”的初评已撤回，原会签失效。"
    notify(people.of_city_civil(application), text, application.get_absolute_url())


def _sign(application: Application, actor: Any, details: Details, *, agreed: bool, digest: str):
    CoSignature.objects.create(
        application=application,
        digest=digest,
        agreed=agreed,
        opinion=details.get("opinion") or details.get("note", ""),
        signer=actor,
        signer_name=details.get("signer_name") or actor.name,
        signer_position=details.get("signer_position") or actor.position,
        signed_at=clock.now(),
    )


# --- T10, T11: recommendation -------------------------------------------------------


def take_place(application: Application, actor: Any, details: Details) -> Values:
    """The lowest free place; the database refuses whoever comes a moment later."""
    return {"place": quota.free_place(application)}


def announce_recommendation(application: Application, actor: Any, details: Details) -> None:
    name = f"“{application.dossier.zone_name}”（{application.organisation.name}）"
    url = application.get_absolute_url()
    notify(people.of_province(), f"{application.city.name}推荐{name}，请受理。", url)
    notify(people.of_unit(application), f"{name}已由本市推荐报省。", url)


def tell_not_recommended(application: Application, actor: Any, details: Details) -> None:
    text = f"本批次未推荐“{application.dossier.zone_name}”：{details['note']}"
    notify(people.of_unit(application), text, application.get_absolute_url())


# --- T15, T16, T17, T19, T21: the province -------------------------------------------


def check_receipt(application: Application, actor: Any, details: Details) -> Values:
    """Nothing is accepted without all the paper, nor with a scan of another version (A-05)."""
    problems = []
    if details["paper_sets"] < PAPER_SETS:
        problems.append(f"纸质材料应为各{PAPER_SETS}套，请收齐后再受理。")
    if details["scans_match"] is not True:
        problems.append("请核对盖章扫描件上的校验码，一致的方可受理。")
    if problems:
        raise TransitionRefused(problems)
    return {}


def write_receipt(application: Application, actor: Any, details: Details) -> None:
    Receipt.objects.update_or_create(
        application=application,
        defaults={
            name: details[name]
            for name in ("paper_sets", "received_on", "number", "platform_number", "scans_match")
        },
    )
    text = f"省文化和旅游厅已受理“{application.dossier.zone_name}”。"
    recipients = {*people.of_unit(application), *people.of_city_culture(application)}
    notify(recipients, text, application.get_absolute_url())


def open_final_score(application: Application, actor: Any, details: Details) -> Values:
    return {"final_score": open_sheet(application.batch.ruleset, Column.FINAL_SCORE)}


def call_panel(application: Application, actor: Any, details: Details) -> None:
    """Every member gets a sheet of the own; the chair fills in the column."""
    open_member_sheets(panel=application.panel, ruleset=application.batch.ruleset)
    text = f"“{application.dossier.zone_name}”评定已启动，可以查阅材料。"
    experts = [seat.user for seat in application.panel.seats.select_related("user")]
    notify(experts, text, application.get_absolute_url())


def freeze_final_score(application: Application, actor: Any, details: Details) -> Values:
    """A mark that came between the guards and the lock would not be the one that was signed."""
    sheet_lifecycle.perform(application.final_score, "lock", actor=actor)
    if problems := guards.evaluation_not_complete(application):
        raise TransitionRefused(problems)
    return {}


def announce_score(application: Application, actor: Any, details: Details) -> None:
    Result.objects.get_or_create(application=application)
    text = f"“{application.dossier.zone_name}”评定完成，请录入审定投资额和是否拟评定。"
    notify(people.of_province(), text, application.get_absolute_url())


def tell_listed(application: Application, actor: Any, details: Details) -> None:
    text = f"“{application.dossier.zone_name}”已列入公示。"
    recipients = {*people.of_unit(application), *people.of_city_culture(application)}
    notify(recipients, text, application.get_absolute_url())


def designate(application: Application, actor: Any, details: Details) -> None:
    """The organisation becomes a 示范区 from the month of publication on."""
    organisation = application.organisation
    organisation.kind = OrganisationKind.ZONE
    organisation.standing = OrganisationStanding.DESIGNATED
    organisation.zone_name = application.dossier.zone_name
    organisation.save(update_fields=["kind", "standing", "zone_name"])
    since = application.batch.published_on.replace(day=1)
    KindPeriod.objects.update_or_create(
        organisation=organisation, since=since, defaults={"kind": OrganisationKind.ZONE}
    )
    text = f"“{application.dossier.zone_name}”已被评定为文旅康养示范区。"
    recipients = {*people.of_unit(application), *people.of_city_culture(application)}
    notify(recipients, text, application.get_absolute_url())


# --- the batch -----------------------------------------------------------------------


def announce_batch(batch: Batch, actor: Any, details: Details) -> None:
    text = f"{batch}（{batch.notice_number}）开始申报。"
    notify(people.of_every_unit_and_city(), text, batch.get_absolute_url())


def set_publicity_period(batch: Batch, actor: Any, details: Details) -> Values:
    return {name: details[name] for name in ("publicity_from", "publicity_to")}


def set_publication(batch: Batch, actor: Any, details: Details) -> Values:
    return {name: details[name] for name in ("published_number", "published_on")}
