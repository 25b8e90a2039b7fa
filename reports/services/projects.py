"""Write the table of 重大项目 of one organisation."""

from collections.abc import Sequence

from django.db import transaction

from applications.services.tables import Row, SavedTable, replace_lines
from portal import audit, clock
from portal.access import require
from portal.editing import EditConflict
from portal.locking import lock_record
from portal.models import Organisation, User
from reports.models import Project, ProjectList
from reports.permissions import can_write_plan


@transaction.atomic
def save_projects(
    *, organisation: Organisation, rows: Sequence[Row], version: int, actor: User
) -> SavedTable:
    """Make the table equal to ``rows``, in their order; amounts are in 万元.

    Raises EditConflict when somebody else has saved since ``version``, PermissionDenied.
    """
    require(can_write_plan(actor, organisation))
    ProjectList.objects.get_or_create(organisation=organisation)
    lists = ProjectList.objects.select_related("saved_by")
    table = lock_record(lists, organisation=organisation)
    if table.version != version:
        raise EditConflict(
            who=table.saved_by, when=table.saved_at, version=table.version, fields={}
        )
    lines = replace_lines(Project, rows, organisation=organisation)
    table.version, table.saved_by, table.saved_at = version + 1, actor, clock.now()
    table.save(update_fields=["version", "saved_by", "saved_at"])
    audit.record(actor, "save_projects", table, label="保存重大项目", rows=len(rows))
    return SavedTable(table.version, table.saved_at, lines)
