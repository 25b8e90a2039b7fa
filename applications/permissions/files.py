"""Who may put a file into a slot of the catalogue."""

from applications.choices import (
    SectionName,
    Status,
    Supplier,
)
from applications.models import Application, CatalogueItem
from applications.permissions.city import can_review
from applications.permissions.opening import Opening, opening_of
from applications.permissions.province import can_write_final_score
from applications.permissions.unit import can_edit_section
from applications.permissions.whose import is_of_unit
from portal.access import ALLOWED, Decision, refuse
from portal.models import User

#: The signed papers follow the version that they show, so they come after submission.
SCANS_OF_UNIT = (
    Status.SUBMITTED,
    Status.REVIEWING,
    Status.COSIGNING,
    Status.REVIEWED,
    Status.PROVINCE_RETURNED,
)
PAPERS_OF_CITY = (Status.REVIEWING, Status.COSIGNING, Status.REVIEWED, Status.PROVINCE_RETURNED)


def can_upload(
    user: User, application: Application, item: CatalogueItem, *, opening: Opening | None = None
) -> Decision:
    """Put a file into one slot of the catalogue; a return opens those that it names.

    ``opening`` saves its two queries where many slots are asked.
    """
    if item.supplier == Supplier.PANEL:
        return can_write_final_score(user, application)
    opening = opening or opening_of(application)
    if item.supplier == Supplier.CITY:
        return _can_upload_for_city(user, application, item, opening)
    if item.binding and is_of_unit(user, application) and application.status in SCANS_OF_UNIT:
        return ALLOWED
    decision = can_edit_section(user, application, SectionName.ATTACHMENTS, opening=opening)
    return _if_opened(item, opening) if decision else decision


def _can_upload_for_city(
    user: User, application: Application, item: CatalogueItem, opening: Opening
) -> Decision:
    if not (decision := can_review(user, application)):
        return decision
    if application.status not in PAPERS_OF_CITY:
        return refuse(f"当前状态为“{application.get_status_display()}”，不能上传市级材料。")
    return _if_opened(item, opening)


def _if_opened(item: CatalogueItem, opening: Opening) -> Decision:
    """A scan follows its version, so no return has to name it."""
    if item.binding or opening.opens_item(item):
        return ALLOWED
    return refuse(f"本次退回未开放“{item}”，不能修改。")
