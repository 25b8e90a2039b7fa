"""What follows 会签, its withdrawal and 会签 after a 补正 (T7-T9, T14a-c)."""

from typing import Any

from applications import digests, guards, people
from applications.effects.review import freeze_review
from applications.models import Application, CoSignature
from portal import clock
from portal.notices import notify
from portal.workflow import Details, TransitionRefused


def check_signed_version(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """The version that the signer saw is the one that stands."""
    if details.get("digest") != application.review_digest:
        raise TransitionRefused(["您看到的初评版本已更新，请刷新页面、核对后再会签。"])
    return {}


def cosign(application: Application, actor: Any, details: Details) -> None:
    _sign(application, actor, details, agreed=True, digest=application.review_digest)
    text = f"市民政局已会签“{application.dossier.zone_name}”的初评意见。"
    notify(people.of_city_culture(application), text, application.get_absolute_url())
    notify(people.of_unit(application), text, application.get_absolute_url())


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


def freeze_review_again(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """T14a: lock the sheet where the return had opened it, and name what is to be signed."""
    if guards.is_open(application):
        return freeze_review(application, actor, details)
    return {"review_digest": digests.review_digest(application), "first_reviewer": actor}


def ask_to_cosign_again(application: Application, actor: Any, details: Details) -> None:
    """A signature for exactly this 初评 stands; any other falls."""
    earlier = application.cosignatures.filter(agreed=True, cancelled_at__isnull=True)
    earlier.exclude(digest=application.review_digest).update(cancelled_at=clock.now())
    if not guards.is_signed(application, application.review_digest):
        text = f"“{application.dossier.zone_name}”补正后的初评已完成，请重新会签。"
        notify(people.of_city_civil(application), text, application.get_absolute_url())


def _sign(application: Application, actor: Any, details: Details, *, agreed: bool, digest: str):
    CoSignature.objects.create(
        application=application,
        digest=digest,
        content=digests.review_content(application),
        agreed=agreed,
        opinion=details.get("opinion") or details.get("note", ""),
        signer=actor,
        signer_name=details.get("signer_name") or actor.name,
        signer_position=details.get("signer_position") or actor.position,
        signed_at=clock.now(),
    )
