"""The completeness matrix: what each organisation did with each month of a year."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from portal import clock
from portal.access import require
from reports import roster
from reports.charts import LIGHTS, Returns, Series, completeness, trend
from reports.charts.base import percent
from reports.choices import Light
from reports.completeness import not_a_month
from reports.forms.matrix import MatrixFilter
from reports.lights import HUNDRED, Cell, Rule, light_of, said
from reports.matrix import Matrix, Tally, matrix
from reports.periods import FIRST_MONTH, months_of
from reports.permissions import (
    can_read_city,
    can_read_months,
    can_read_province,
    can_set_calendar,
)
from reports.services.calendar import said_month

#: 本月无变化, 与上月相同; explained above the table.
MARKS = ("无变化", "同上月")
TOTALS = (("按时", "on_time"), ("逾期", "late"), ("未报", "missing"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as printed: the class of its light, and its words, one a line."""

    light: str
    text: str


class MatrixNow(View):
    """The matrix of this year."""

    def get(self, request):
        require(can_read_months(request.user))
        return redirect("reports:matrix", clock.today().year)


class MatrixPage(View):
    """Organisation by month, as far as the reader may know it; filters stand in the address."""

    def get(self, request, year):
        require(can_read_months(request.user))
        years = range(FIRST_MONTH.year, clock.today().year + 1)
        if year not in years:
            raise Http404
        everything = matrix(roster.organisations_for(request.user), months_of(year))
        form = MatrixFilter(request.GET, matrix=everything)
        found = form.shown()
        context = {
            "heading": f"{year}年月调度报送情况",
            "years": [other for other in years if other != year],
            "year": year,
            "filter": form,
            "is_empty": not everything.rows,
            "heads": list(zip(found.months, month_urls(request.user, everything), strict=True)),
            "rule": everything.rule,
            "may_set": bool(can_set_calendar(request.user)),
            "groups": groups(found),
            "foot": foot(found),
            "charts": charts(found) if found.rows else [],
        }
        return render(request, "reports/province/matrix.html", context)


def month_urls(user, found: Matrix) -> list[str]:
    """Where each head of a month leads: all cities, the own city, the own line; "" before it began."""
    name, *args = place_of(user, found)
    return [
        reverse(name, args=[*args, month.year, month.month])
        if name and not not_a_month(month)
        else ""
        for month in found.months
    ]


def place_of(user, found: Matrix) -> list:
    """The page of a month that this reader knows, and what its address begins with."""
    if can_read_province(user):
        return ["reports:month"]
    cities = found.cities
    if len(cities) == 1 and can_read_city(user, cities[0][0].pk):
        return ["reports:city_month", cities[0][0].pk]
    if len(found.rows) == 1:
        return ["reports:line", found.rows[0].organisation.pk]
    return [""]


# --- cells ---------------------------------------------------------------------------------


def groups(found: Matrix):
    """The groups that have rows, each row with its cells as printed and its totals."""
    kinds = dict.fromkeys(row.kind for row in found.rows)
    return [
        (kind.label, [shown_row(row) for row in found.rows if row.kind == kind]) for kind in kinds
    ]


def shown_row(row):
    tally = row.tally
    return {
        "organisation": row.organisation,
        "former": "、".join(kind.label for kind in row.former),
        "cells": [shown(cell) for cell in row.cells],
        "totals": [getattr(tally, name) for _, name in TOTALS],
        "rate": rate(tally),
    }


def shown(cell: Cell) -> Shown:
    """«●绿 / 按时», and below what else there is to say of the month."""
    words = [cell.state.label]
    if cell.light != Light.NONE:
        words.insert(0, LIGHTS[cell.light].sign)
    if (cell.light, cell.reason) != light_of(cell.state, None, Rule()):
        words.append(f"落后{said(cell.points)}")
    marks = zip(MARKS, (cell.is_unchanged, cell.is_identical), strict=True)
    words += [word for word, is_so in marks if is_so]
    return Shown(cell.light.value, "\n".join(words))


def rate(tally: Tally) -> str:
    """«77.8%»; empty when nothing was due."""
    return percent(tally.on_time, tally.due) if tally.due else ""


def foot(found: Matrix):
    """The totals of the columns: a name, a figure a month, the sum of all."""
    tallies = [*found.columns, found.total]
    lines = [(label, [getattr(one, name) for one in tallies]) for label, name in TOTALS]
    lines.append(("按时率", [rate(one) or "—" for one in tallies]))
    return [(label, figures[:-1], figures[-1]) for label, figures in lines]


# --- charts --------------------------------------------------------------------------------


def charts(found: Matrix):
    """Who has reported, city by city (unit by unit in a single one), and the rate over the year."""
    labels = [said_month(month) for month in found.months]
    rates = [one.rate and one.rate * HUNDRED for one in found.columns]
    return [
        completeness("按时报送情况", returns(found)),
        trend("按时报送率", "%", labels, [Series("按时率", [rounded(one) for one in rates])]),
    ]


def returns(found: Matrix) -> list[Returns]:
    """A bar a city, or a unit where there is one city."""
    cities = found.cities
    parts = [(region.name, [cell for row in rows for cell in row.cells]) for region, rows in cities]
    if len(cities) == 1:
        parts = [(row.organisation.name, list(row.cells)) for row in found.rows]
    return [bar(name, Tally.of(cells)) for name, cells in parts]


def bar(name: str, tally: Tally) -> Returns:
    return Returns(
        name=name,
        on_time=tally.on_time,
        late=tally.late,
        missing=tally.missing,
        excused=tally.excused,
        not_due=tally.pending,
    )


def rounded(value):
    return None if value is None else round(value, 1)
