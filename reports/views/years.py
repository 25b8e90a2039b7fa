"""The page of one organisation's year."""

from django.shortcuts import render
from django.urls import reverse
from django.views import View

from portal import clock
from portal.numbers import read_key
from reports.periods import FIRST_MONTH, month_of
from reports.permissions import can_read_city, can_write_plan
from reports.views.plans import find_organisation, refuse_year
from reports.years import read_year


class OrganisationYear(View):
    """Plan, figures, months, changes; ``task`` in the address chooses the chart."""

    def get(self, request, pk, year):
        organisation = find_organisation(request.user, pk)
        refuse_year(year)
        found = read_year(organisation, year)
        context = {
            "heading": f"{organisation.name}{year}年重点工作",
            "crumbs": crumbs(request.user, organisation),
            "organisation": organisation,
            "year": found,
            "chart": found.chart(read_key(request.GET.get("task"))),
            "can_write": can_write_plan(request.user, organisation),
            "month_numbers": range(1, 13),
            "other_years": [
                other
                for other in (year - 1, year + 1)
                if FIRST_MONTH.year <= other <= clock.today().year + 1
            ],
        }
        return render(request, "reports/plans/year.html", context)


def crumbs(user, organisation):
    """The way up: to this month of the city, for those who read all of it."""
    if not can_read_city(user, organisation.city_id):
        return [("月调度台账", reverse("reports:ledger"))]
    month = month_of(clock.today())
    url = reverse("reports:city_month", args=[organisation.city_id, month.year, month.month])
    return [(f"{organisation.city.name}月调度台账", url)]
