"""The figures of an application, and what its sheets say, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from applications.choices import SoilGrade, ToiletGrade, WaterClass
from applications.crosschecks.figures import Figures
from applications.figures import investment_total, staffing_totals
from applications.models import Application, ScoringFigures
from applications.models.scoring_figures import names_in
from scoring.models import Mark, ScoreSheet

#: The leaves from which X10 takes what the others are compared with.
CORE, PRODUCT, OTHERS = LENDERS = ("1.1", "1.2", "1.6")
NAMES = frozenset(figure.name for figure in fields(Figures))
FROM_DOSSIER = (
    *("invested_wan", "employees", "visits_year", "revenue_year_wan", "area_km2"),
    *("opened_on", "opened_has_day", "declared_on"),
)
CHOICES = {"water_class": WaterClass, "soil_grade": SoilGrade, "toilet_grade": ToiletGrade}


class Entered(NamedTuple):
    """What stands in a leaf; blank unless told otherwise."""

    value: int | None = None
    inputs: Mapping[str, Any] = {}
    reason: str = ""


Marks = Mapping[str, Entered]
BLANK = Entered()


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
    names = [column.name for column in stored._meta.concrete_fields if column.name in NAMES]
    return {name: _declared(name, getattr(stored, name)) for name in names}


def _declared(name: str, value: Any) -> Any:
    if value in (None, ""):
        return None
    if name in CHOICES:
        return CHOICES[name](value)
    return names_in(value) if name in ScoringFigures.LISTS else value


def marks_in(sheets: Iterable[ScoreSheet], numbers: Iterable[str]) -> dict[int, Marks]:
    """What stands in ``numbers`` and in the leaves that X10 looks at, by sheet; one query."""
    found: dict[int, dict[str, Entered]] = {sheet.pk: {} for sheet in sheets}
    rows = Mark.objects.filter(sheet__in=found, leaf__number__in={*numbers, *LENDERS})
    names = ("sheet", "leaf__number", *Entered._fields)
    for sheet, number, *entered in rows.order_by().values_list(*names):
        found[sheet][number] = Entered(*entered)
    return found


def with_sheet(figures: Figures, marks: Marks) -> Figures:
    """``figures`` and what one sheet says of its core kind."""
    core, product, others = (marks.get(number, BLANK) for number in LENDERS)
    ticked = others.inputs.get("items")
    return replace(
        figures,
        core=core.inputs.get("core") or None,
        ticked=None if ticked is None else tuple(ticked),
        resource_mark=core.value,
        product_mark=product.value,
    )
