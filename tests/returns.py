"""Returns as they come about: noted, sent, answered."""

from typing import Any

from applications.choices import ReturnCategory, SectionName, Status
from applications.lifecycle import application_lifecycle
from applications.models import Application, CatalogueItem, ReturnPoint
from applications.returns import Spot
from applications.services.returns import answer_point, note_point
from applications.services.stale import mark_of

NOTE = "请按各处意见逐项修改后重新提交。"


def note(
    application: Application,
    actor: Any,
    section: str,
    *,
    leaf: str = "",
    item: CatalogueItem | None = None,
) -> ReturnPoint:
    """A point about one place."""
    return note_point(
        application=application,
        spot=Spot(SectionName(section), leaf, item),
        category=ReturnCategory.INCONSISTENT,
        comment="与佐证材料不一致，请核对。",
        actor=actor,
    )


def send(application: Application, actor: Any, **details: Any) -> None:
    """退回修改, or 退回补正, with everything that was noted."""
    is_late = application.status == Status.RECOMMENDED
    move = "return_for_supplement" if is_late else "return_to_unit"
    details = {"category": ReturnCategory.INCONSISTENT, **details}
    application_lifecycle.perform(application, move, actor=actor, note=NOTE, details=details)
    application.refresh_from_db()


def answer(point: ReturnPoint, actor: Any, text: str = "已核对并改正。") -> ReturnPoint:
    """What was mended at a point that nobody has answered yet."""
    return answer_point(point=point, answer=text, seen=mark_of({"answer": ""}), actor=actor)


def answer_all(application: Application, actor: Any) -> None:
    """A word on every point of the unit that waits for one."""
    for point in application.return_points.filter(round__isnull=False, answer=""):
        if point.is_of_unit:
            answer(point, actor)
