"""What the people of a panel declare before they judge, and record at the end."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse

from applications import people
from applications.models import Application
from applications.permissions import can_write_final_score
from portal.access import require
from portal.models import User
from portal.notices import notify
from scoring import services as scoring
from scoring.models import Seat


@transaction.atomic
def declare(*, seat: Seat, application: Application, recused: bool, reason: str = "") -> bool:
    """Make the 回避声明 of ``seat``; False when it was made before.

    The province hears of a recusal, which leaves a seat empty, and of the last declaration,
    after which 评定 can begin.
    """
    if not scoring.declare(seat=seat, recused=recused, reason=reason):
        return False
    zone = application.dossier.zone_name
    url = reverse("applications:panel", args=[application.pk])
    if recused:
        text = f"{seat.user.name}声明应当回避“{zone}”的评定，请更换专家。"
        notify(people.of_province(), text, url)
    elif not seat.panel.seats.exclude(recused=False).exists():
        text = f"“{zone}”评定组全体成员已作回避声明，可以启动评定。"
        notify(people.of_province(), text, application.get_absolute_url())
    return True


@transaction.atomic
def record_attendance(
    *, application: Application, attendance: Mapping[int, str], actor: User
) -> None:
    """The chair notes who took part; keys are seats of this application's panel.

    Raises PermissionDenied unless ``actor`` chairs a panel that is at work, as things
    stand under the application's lock.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    require(can_write_final_score(actor, locked))
    scoring.record_attendance(panel=locked.panel, attendance=attendance, actor=actor)
