"""A unit that was registered under the wrong city: its open application goes along (A-04)."""

from typing import Any

from django.db.models import Q, QuerySet

from applications import snapshots
from applications.choices import BEFORE_REVIEW, ENDED, Status
from applications.models import Application
from portal import audit
from portal.models import Organisation, Region, User
from portal.problems import Problem


def running(organisation: Organisation) -> QuerySet[Application]:
    """What has not ended; results of earlier batches stay with the city that answered for them."""
    rows = Application.objects.filter(organisation=organisation).exclude(status__in=ENDED)
    return rows.select_related("batch")


def hold(organisation: Organisation) -> None:
    """Nobody moves what has not ended, until the transaction does; before the unit itself is locked."""
    list(running(organisation).select_for_update(of=("self",)).order_by("pk"))


def not_movable(organisation: Organisation) -> list[Problem]:
    """An application with a 初评 stays where it is."""
    begun = running(organisation).filter(
        Q(first_review__isnull=False) | ~Q(status__in=BEFORE_REVIEW)
    )
    return [
        Problem(
            f"{row.batch}的申报已开始初评（当前为“{row.get_status_display()}”），"
            "不能调整所属市，请先退回并撤回申报。",
            row.get_absolute_url(),
        )
        for row in begun
    ]


def move_applications(*, organisation: Organisation, city: Region, actor: User) -> None:
    """Give the open applications to ``city``; one that was submitted is sealed anew in its name.

    Call inside the transaction that moves the unit, after ``hold`` and ``not_movable``.
    """
    for application in running(organisation):
        names: dict[str, Any] = {"before": application.city.name, "after": city.name}
        application.city = city
        application.save(update_fields=["city"])
        if application.status == Status.SUBMITTED:
            names["version"] = snapshots.seal(application, actor).number
        audit.record(actor, "move_city", application, label="调整所属市", **names)
