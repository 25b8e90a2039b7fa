"""审阅 of several cities at once: looked at first, then done."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views import View

from portal.access import require
from reports.permissions import can_merge
from reports.services.calendar import said_month
from reports.services.reviews import review_months, waiting
from reports.views.province import crumbs, month_begun, month_url


class ReviewMonth(View):
    """GET lists the cities that wait, POST reads those that were listed."""

    def dispatch(self, request, year, month):
        require(can_merge(request.user))
        return super().dispatch(request, month_begun(year, month))

    def get(self, request, month):
        rows = list(waiting(month))
        context = {
            "heading": f"审阅{said_month(month)}各市台账",
            "crumbs": crumbs(month),
            "question": f"将{len(rows)}个市的台账标为已审阅？" if rows else "各市台账",
            "consequences": ["审阅后仍可退回更正；有问题的市请先打开其台账退回。"],
            "rows": rows,
            "problems": [] if rows else ["没有待审阅的台账，各市报送后再办理。"],
            "submit_label": "审阅",
            "cancel_url": month_url(month),
        }
        return render(request, "reports/province/review.html", context)

    def post(self, request, month):
        cities = request.POST.getlist("city")
        done = review_months(month=month, cities=cities, actor=request.user)
        if done:
            messages.success(request, f"已审阅：{'、'.join(row.city.name for row in done)}。")
        else:
            messages.warning(request, "所选的市已由他人办理，没有改动。")
        return redirect(month_url(month))
