"""The figures of an application, and what its sheets say, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from applications.choices import SoilGrade, ToiletGrade, WaterClass
from applications.crosschecks.checks import checks_of
from applications.crosschecks.figures import Figures, Names
from applications.crosschecks.judging import Line, judge
from applications.figures import investment_total, staffing_totals
from applications.models import Application, ScoringFigures
from scoring.choices import Column
from scoring.models import ScoreSheet
from scoring.outline import Item

#: Who fills these in knows 审定投资额 and is judged by it (P-07); unit and city are not.
KNOWS_AUDIT = (Column.FINAL_SCORE, Column.MEMBER)
CORE, PRODUCT, OTHERS = "1.1", "1.2", "1.6"
NAMES = frozenset(figure.name for figure in fields(Figures))
FROM_DOSSIER = (
    *("invested_wan", "employees", "visits_year", "revenue_year_wan", "area_km2"),
    *("opened_on", "opened_has_day", "declared_on"),
)
CHOICES = {"water_class": WaterClass, "soil_grade": SoilGrade, "toilet_grade": ToiletGrade}

Marks = Mapping[str, tuple[int | None, Mapping[str, Any]]]


def names_in(text: str) -> Names:
    """The names that a list holds, one a line, each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def read_figures(application: Application, *, with_audit: bool) -> Figures:
    """Everything that ``application`` declares; 审定投资额 only ``with_audit``."""
    result = getattr(application, "result", None) if with_audit else None
    staffing = list(application.staffing_lines.all())
    investment = list(application.investment_lines.all())
    return Figures(
        full_year=application.batch.full_year,
        audited_wan=result and result.audited_wan,
        investment_total=investment_total(investment) if investment else None,
        provable_staff=min(staffing_totals(staffing)) if staffing else None,
        **{name: getattr(application.dossier, name) for name in FROM_DOSSIER},
        **_evidence(getattr(application, "scoring_figures", None)),
    )


def _evidence(stored: ScoringFigures | None) -> dict[str, Any]:
    """What 评分佐证数据 declares; an empty text is nothing."""
    if stored is None:
        return {}
    names = [f.name for f in stored._meta.concrete_fields if f.name in NAMES]
    return {name: _declared(name, getattr(stored, name)) for name in names}


def _declared(name: str, value: Any) -> Any:
    if value in (None, ""):
        return None
    if name in CHOICES:
        return CHOICES[name](value)
    return names_in(value) if name in ScoringFigures.LISTS else value


def marks_in(sheet: ScoreSheet) -> Marks:
    """Value and inputs of the leaves that X10 looks at."""
    rows = sheet.marks.filter(leaf__number__in=(CORE, PRODUCT, OTHERS)).order_by()
    return {
        n: (value, inputs)
        for n, value, inputs in rows.values_list("leaf__number", "value", "inputs")
    }


def with_sheet(figures: Figures, marks: Marks) -> Figures:
    """``figures`` and what one sheet says of its core kind."""
    (resource, said), (product, _), (_, ticked) = (
        marks.get(n, (None, {})) for n in (CORE, PRODUCT, OTHERS)
    )
    return replace(
        figures,
        core=said.get("core") or None,
        ticked=tuple(ticked["items"]) if "items" in ticked else None,
        resource_mark=resource,
        product_mark=product,
    )


def lines_of(items: Iterable[Item], figures: Figures) -> dict[str, tuple[Line, ...]]:
    """The lines of every leaf that has any, by number."""
    found = {
        item.number: tuple(
            judge(check, item, figures) for check in checks_of(item.number, item.checks)
        )
        for item in items
        if item.checks
    }
    return {number: lines for number, lines in found.items() if lines}
