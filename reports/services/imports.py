"""Store a ledger that came out of a workbook, as its preview showed it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from import_export.exceptions import ImportError as RowFailed

from applications.services.tables import TableRefused
from portal import audit
from portal.access import require
from portal.editing import EditConflict
from portal.models import User
from portal.worksheets import ImportRefused
from reports.models import CityMonth
from reports.permissions import can_import_month
from reports.resources import LedgerResource, PlannedRow, Stored, dataset_of, stored_in
from reports.services.months import LineRefused, open_month

CLOSED = "本月台账已报省，不能导入，如需更正请联系省文化和旅游厅退回。"


@transaction.atomic
def import_ledger(*, city: str, month: date, rows: Sequence[PlannedRow], actor: User) -> CityMonth:
    """Store all of ``rows`` or none, with the trace that the pages leave.

    Raises ImportRefused when the month is closed, or when a row has changed since its preview;
    PermissionDenied.
    """
    city_month = open_month(city=city, month=month)
    require(can_import_month(actor, city_month))
    if not city_month.is_open:
        raise ImportRefused(CLOSED)
    stored = stored_in(city_month)
    _refuse_older(rows, stored)
    resource = LedgerResource(city_month, stored, actor)
    dataset = dataset_of(row.cells for row in rows)
    try:
        resource.import_data(dataset, raise_errors=True, use_transactions=True)
    except RowFailed as failed:
        raise _told(failed.error) from failed
    names = "、".join(stored[row.organisation].organisation.name for row in rows)
    audit.record(actor, "import_ledger", city_month, label="从Excel导入", note=names)
    return city_month


def _refuse_older(rows: Iterable[PlannedRow], stored: Mapping[int, Stored]) -> None:
    """Somebody has saved one of ``rows`` since its preview, or it has left the month."""
    for row in rows:
        now = stored.get(row.organisation)
        if now is None:
            raise ImportRefused("预览之后本市在册单位有调整，没有导入，请重新上传文件并核对预览。")
        if now.versions != row.versions:
            raise ImportRefused(
                f"“{now.organisation.name}”在预览之后有人修改过，没有导入，请重新上传文件并核对预览。"
            )


def _told(error: Exception) -> Exception:
    """What the page says of a row that could not be stored; an unknown error stays what it is."""
    if isinstance(error, ValidationError):
        return ImportRefused("".join(error.messages))
    if isinstance(error, EditConflict | LineRefused | TableRefused):
        return ImportRefused(f"没有导入：{error}")
    return error
