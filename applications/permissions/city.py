"""What 市文化和旅游局 and 市民政局 may do."""

from applications.choices import CITY_SECTIONS, Status
from applications.models import Application
from applications.permissions.whose import is_of_city_civil, is_of_city_culture
from portal import audit
from portal.access import ALLOWED, Decision, refuse
from portal.choices import Role
from portal.models import AuditEntry, User

#: Under which names the audit keeps that somebody gave marks; locking a sheet is none.
MARKING = ("mark", "fill_blanks")


def can_review(user: User, application: Application) -> Decision:
    """T3, T4, T6, T9-T12, T14, T14a: 市文化和旅游局 of the unit's city."""
    if not is_of_city_culture(user, application):
        return refuse("只有本市文化和旅游局可以办理。")
    return ALLOWED


def can_write_review(user: User, application: Application) -> Decision:
    """Fill in 初评计分, 资格核查 and 初评意见."""
    if not (decision := can_review(user, application)):
        return decision
    if application.status != Status.REVIEWING:
        return refuse(f"当前状态为“{application.get_status_display()}”，初评内容不能修改。")
    return ALLOWED


def can_cosign(user: User, application: Application) -> Decision:
    """T7, T8, T14b, T14c: civil affairs of the same city, and nobody who had a hand in the 初评."""
    if not is_of_city_civil(user, application):
        return refuse("只有本市民政局可以会签。")
    if user.pk == application.first_reviewer_id:
        return refuse("会签人与初评人不能是同一人。")
    if wrote_review(user, application):
        return refuse("您参与过本次初评的计分、资格核查或初评意见，请由本局其他人员会签。")
    if was_of_city_culture(user, application):
        return refuse("您在初评期间是市文化和旅游局人员，请由本局其他人员会签。")
    return ALLOWED


def wrote_review(user: User, application: Application) -> bool:
    """Whether ``user`` has ever given a mark of this 初评, or saved 资格核查 or 初评意见."""
    sections = application.sections.filter(name__in=CITY_SECTIONS)
    saved = [str(pk) for pk in sections.values_list("pk", flat=True)]
    deeds = AuditEntry.objects.filter(actor=user)
    marks = {"target_type": "scoring.scoresheet", "target_id": str(application.first_review_id)}
    return (
        sections.filter(saved_by=user).exists()
        or deeds.filter(target_type="applications.section", target_id__in=saved).exists()
        or deeds.filter(action__in=MARKING, **marks).exists()
    )


def was_of_city_culture(user: User, application: Application) -> bool:
    """Whether ``user`` held 市文化和旅游局's role in this city at any time since the 初评 began."""
    held = user.memberships.filter(
        role=Role.CITY_OFFICER, organisation__city=application.city_id
    ).values_list("ended_at", flat=True)
    if not (ends := list(held)):
        return False
    began = audit.history(application).filter(action="begin_review").first()
    return began is None or any(end is None or end >= began.at for end in ends)
