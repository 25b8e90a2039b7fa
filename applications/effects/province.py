"""What follows 受理, 公示 and 公布 of an application (T15, T19, T21)."""

from typing import Any

from applications import people
from applications.models import Application, Receipt
from portal.choices import OrganisationKind, OrganisationStanding
from portal.models import KindPeriod
from portal.notices import notify
from portal.workflow import Details, TransitionRefused

#: 晋文旅发〔2023〕27号: 推荐报告、报告书和其他印证材料各5套.
PAPER_SETS = 5


def check_receipt(application: Application, actor: Any, details: Details) -> dict[str, Any]:
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
