"""汇总: put the month of all cities together, from what they have sealed."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from portal import audit, clock
from portal.access import require
from portal.models import User
from reports.models import CityMonth, LedgerVersion, Merge
from reports.permissions import can_merge


class NothingToMerge(Exception):
    """No city has reported the month; the text says so."""


@transaction.atomic
def merge_month(*, month: date, actor: User) -> Merge:
    """Take the newest version of every city that has reported ``month``.

    When nothing has come since the last merge, that one is answered: a second click makes no
    second one. Raises NothingToMerge.
    """
    require(can_merge(actor))
    # A city that reports at this moment waits, and so does a second click.
    list(CityMonth.objects.select_for_update().filter(month=month))
    versions = newest_numbers(month)
    if not versions:
        raise NothingToMerge("还没有市报送本月台账，暂时不能汇总，请先催报。")
    last = Merge.objects.filter(month=month).last()
    if last and last.versions == versions:
        return last
    merge = Merge.objects.create(
        month=month, versions=versions, merged_by=actor, merged_at=clock.now()
    )
    audit.record(actor, "merge_month", merge, label="汇总台账", versions=versions)
    return merge


def newest_numbers(month: date) -> dict[str, int]:
    """The number of the newest version of every city that has reported, by code; one query."""
    rows = LedgerVersion.objects.filter(city_month__month=month).order_by("city_month__city")
    return dict(rows.values_list("city_month__city").annotate(Max("number")))
