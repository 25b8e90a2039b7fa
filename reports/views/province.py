"""The province's side of a month: eleven cities, what was merged of them, 调度排队."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from portal.access import require
from portal.choices import LEDGER_KINDS
from reports import charts, overview, ranking, roster
from reports.builders import corrections_since, merged_versions
from reports.choices import CityMonthStatus, Duty
from reports.completeness import not_a_month
from reports.matrix import matrix
from reports.models import Bulletin, Merge
from reports.periods import (
    default_due_on,
    months_of,
    next_month,
    previous_month,
)
from reports.permissions import can_merge, can_read_province, can_set_calendar
from reports.services.calendar import said_month
from reports.services.merging import NothingToMerge, merge_month
from reports.views.lines import read_month
from reports.views.reminders import log_url

#: So many corrections are shown beside the month; the page of the merge has all.
CORRECTIONS_SHOWN = 20
LINES_A_PAGE = 20


def month_begun(year, month):
    """The first day of a month that has begun; 404 for any other."""
    found = read_month(year, month)
    if not_a_month(found):
        raise Http404
    return found


def month_url(month, name="month"):
    return reverse(f"reports:{name}", args=[month.year, month.month])


def crumbs(month):
    """The way up from a page of the month."""
    return [(f"{said_month(month)}全省月调度", month_url(month))]


class ProvincePage(View):
    """A page of one month for the departments of the province."""

    template = ""

    def get(self, request, year, month):
        require(can_read_province(request.user))
        return render(request, self.template, self.contents(month_begun(year, month)))


class MonthPage(ProvincePage):
    """City by city: how far it is, whom to urge, what was merged and corrected since."""

    template = "reports/province/month.html"

    def contents(self, month):
        user = self.request.user
        rows = overview.cities_of(month)
        merges = merges_of(month, user)
        last = merges[0] if merges else None
        return {
            "heading": f"{said_month(month)}全省月调度",
            "month": month,
            "neighbours": neighbours(month),
            "rows": rows,
            "tiles": tiles(rows),
            "due_on": default_day(rows, month),
            "duty": Duty.LEDGER,
            "period": month,
            "cities": [row.city for row in rows if row.owes],
            "waiting": [unit for row in rows for unit in row.waiting],
            "log_url": log_url(Duty.LEDGER, month),
            "merges": merges,
            "last": last,
            "bulletin": last.bulletin if last else None,
            "may_set": bool(can_set_calendar(user)),
            "may_merge": bool(can_merge(user)),
            "to_read": sum(row.status == CityMonthStatus.SUBMITTED for row in rows),
            **since(last, rows),
        }


def since(merge, rows):
    """What has come after the last merge: cities that reported first, and corrections."""
    if merge is None:
        return {"added": [], "corrections": [], "more": 0}
    merged = [row for row in rows if row.city.pk in merge.versions]
    changed = any(row.version != merge.versions[row.city.pk] for row in merged)
    corrections = corrections_since(merge) if changed else []
    return {
        "added": [row for row in rows if row.version and row.city.pk not in merge.versions],
        "corrections": corrections[:CORRECTIONS_SHOWN],
        "more": len(corrections[CORRECTIONS_SHOWN:]),
    }


def merges_of(month, user):
    """Every merge of the month, the last one first, each with the bulletin's status if readable."""
    bulletins = Bulletin.objects.visible_to(user).filter(month=OuterRef("month"))
    rows = Merge.objects.visible_to(user).filter(month=month).order_by("-merged_at", "-pk")
    rows = rows.annotate(bulletin=Subquery(bulletins.values("status")[:1]))
    return list(rows.select_related("merged_by"))


def neighbours(month, name="month"):
    """The months before and after, as far as there are pages of them."""
    return [
        (said_month(other), month_url(other, name))
        for other in (previous_month(month), next_month(month))
        if not not_a_month(other)
    ]


def tiles(rows):
    """The cities where they lie: units that are 已填 of those that owe the month."""
    return charts.cities(
        "各市报送情况（已填单位/应报单位，亮灯按市级报送时间）",
        [
            charts.City(
                code=row.city.pk,
                name=row.city.name,
                number=f"{row.filled}/{len(row.units)}",
                light=row.light,
                url=city_url(row),
            )
            for row in rows
        ],
    )


def city_url(row):
    return reverse("reports:city_month", args=[row.city.pk, row.month.year, row.month.month])


def default_day(rows, month):
    """The day of most cities: everybody's, beside which single cities may have their own."""
    days = [row.due_on for row in rows] or [default_due_on(Duty.LEDGER, month)]
    return max(days, key=days.count)


# --- 汇总 ----------------------------------------------------------------------------------


class MergeMonth(View):
    """POST only: put together what the cities have reported."""

    def post(self, request, year, month):
        require(can_merge(request.user))
        wanted = month_begun(year, month)
        try:
            merge = merge_month(month=wanted, actor=request.user)
        except NothingToMerge as refusal:
            messages.error(request, str(refusal))
            return redirect(month_url(wanted))
        count = len(merge.versions)
        messages.success(request, f"已按{count}个市最新报送的版本汇总，可以查看或生成汇总台账。")
        return redirect(month_url(wanted))


class MergedPage(View):
    """The merged ledger in official order, as merged, with what was corrected since."""

    def get(self, request, pk):
        require(can_read_province(request.user))
        rows = Merge.objects.visible_to(request.user).select_related("merged_by")
        merge = get_object_or_404(rows, pk=pk)
        versions = merged_versions(merge)
        page = Paginator(merged_lines(versions), LINES_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "heading": f"{said_month(merge.month)}汇总台账",
            "merge": merge,
            "crumbs": crumbs(merge.month),
            "versions": versions,
            "page_obj": page,
            "groups": by_group(page),
            "corrections": corrections_since(merge),
        }
        return render(request, "reports/province/merged.html", context)


def merged_lines(versions):
    """Group, city and line of every unit: the three groups, in each the cities by code."""
    return [
        (kind.label, version.city_month.city, line)
        for kind in LEDGER_KINDS
        for version in versions
        for group in version.data["groups"]
        if group["kind"] == kind
        for line in group["lines"]
    ]


def by_group(lines):
    """The lines of one page under their groups."""
    found = {}
    for label, city, line in lines:
        found.setdefault(label, []).append((city, line))
    return list(found.items())


# --- 调度排队 -------------------------------------------------------------------------------


class RankingPage(ProvincePage):
    """Places over the year up to the month."""

    template = "reports/province/ranking.html"

    def contents(self, month):
        months = months_of(month.year)[: month.month]
        found = ranking.ranking(matrix(roster.everybody(), months))
        return {
            "heading": f"{said_month(month)}调度排队",
            "crumbs": crumbs(month),
            "neighbours": neighbours(month, "ranking"),
            "cities": with_lights(found.cities),
            "units": with_lights(found.units),
            "rule": ranking.RULE,
        }


def with_lights(places):
    """Each place with its light as it is shown."""
    return [(place, charts.LIGHTS[place.light]) for place in places]
