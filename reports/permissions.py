"""Who may ask for which generated file; what stands in it is decided where it is filled."""

from applications.models import Application, Batch
from applications.permissions import can_administer, can_read_dossier
from portal.access import ALLOWED, Decision, refuse
from portal.choices import READER_ROLES
from portal.models import User


def can_print_dossier(user: User, application: Application) -> Decision:
    """O1: everybody who may read the 报告书 on screen."""
    return can_read_dossier(user, application)


def can_export_summary(user: User, batch: Batch) -> Decision:
    """O11: 省文化和旅游厅; 省民政厅 and 省财政厅 without contacts."""
    if user.has_role(*READER_ROLES) or can_administer(user, batch):
        return ALLOWED
    return refuse("只有省文化和旅游厅、省民政厅、省财政厅可以导出批次汇总。")
