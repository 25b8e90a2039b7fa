"""Who may clear a rehearsal away."""

from applications.models import Batch
from applications.permissions.whose import is_province
from portal.access import ALLOWED, Decision, refuse
from portal.models import User


def can_wipe(user: User, batch: Batch) -> Decision:
    """The province, and only what was a rehearsal from the beginning."""
    if not is_province(user):
        return refuse("只有省文化和旅游厅可以办理。")
    if not batch.is_rehearsal:
        return refuse("正式批次不能清除，只能归档。")
    return ALLOWED
