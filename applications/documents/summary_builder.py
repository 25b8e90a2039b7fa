"""Fills the batch summary (O11) in a constant number of queries, however many units there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Sum

from applications.choices import Status
from applications.documents.score_table import Marks, Triple
from applications.documents.summary import (
    BatchSummary,
    ContactRow,
    MaterialRow,
    SummaryItem,
    SummaryUnit,
)
from applications.models import (
    Application,
    Attachment,
    Batch,
    CatalogueItem,
    NotApplicable,
    Snapshot,
)
from applications.permissions import can_administer, can_see_marks
from portal import clock
from portal.models import User
from scoring.choices import Column, NodeKind
from scoring.models import Leaf, Mark, Node
from scoring.totals import Branch, Totals, sum_up, tree_of


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a unit declared in the version submitted last."""

    version: int
    check_code: str
    basics: Mapping[str, Any]
    self_check: Marks

    def amount(self, name: str) -> Decimal | None:
        value = self.basics[name]
        return None if value is None else Decimal(value)


def batch_summary(batch: Batch, *, reader: User) -> BatchSummary:
    """The batch as ``reader`` may see it, cities in the order of their codes.

    Figures and 自检 are those of the version submitted last; of a draft only its
    existence shows. Contacts are for 省文化和旅游厅 alone.
    """
    applications = list(
        Application.objects.visible_to(reader)
        .filter(batch=batch)
        .select_related("organisation", "city", "result")
        .order_by("city__code", "organisation__name", "pk")
    )
    submitted = _submitted(applications)
    later = _later_marks(applications, reader)
    tree = tree_of(batch.ruleset_id)
    handed_in = [(a, submitted[a.pk]) for a in applications if a.pk in submitted]
    return BatchSummary(
        batch=batch.name,
        notice_number=batch.notice_number,
        rehearsal=batch.is_rehearsal,
        printed_at=clock.now(),
        year_label=batch.full_year_label,
        half_year_label=batch.half_year_label,
        units=tuple(_unit(a, submitted.get(a.pk), later, tree) for a in applications),
        sections=_sections(batch),
        leaves=_leaves(batch),
        materials=tuple(_materials(batch, handed_in)),
        contacts=_contacts(handed_in) if can_administer(reader) else None,
    )


def _submitted(applications: Iterable[Application]) -> dict[int, Submitted]:
    """The last version of each application that is more than a draft; one query."""
    wanted = [a.pk for a in applications if a.status != Status.DRAFTING]
    versions = Snapshot.objects.filter(application__in=wanted).order_by("number")
    rows = versions.values_list(
        "application_id", "number", "check_code", "data__basics", "data__self_check"
    )
    return {
        pk: Submitted(number, code, basics, {n: mark["value"] for n, mark in marks.items()})
        for pk, number, code, basics, marks in rows
    }


def _later_marks(applications: Iterable[Application], reader: User) -> dict[int, dict]:
    """初评 and 评定 by sheet, only those that ``reader`` may see; one query."""
    sheets = [
        sheet
        for application in applications
        for column, sheet in _later_sheets(application)
        if sheet and can_see_marks(reader, application, column)
    ]
    found: dict[int, dict] = {sheet: {} for sheet in sheets}
    rows = Mark.objects.filter(sheet__in=sheets).values_list("sheet", "leaf__number", "value")
    for sheet, number, value in rows:
        found[sheet][number] = value
    return found


def _later_sheets(application: Application) -> tuple[tuple[str, int | None], ...]:
    return (
        (Column.FIRST_REVIEW, application.first_review_id),
        (Column.FINAL_SCORE, application.final_score_id),
    )


def _unit(
    application: Application,
    submitted: Submitted | None,
    later: Mapping[int, Marks],
    tree: Sequence[Branch],
) -> SummaryUnit:
    organisation = application.organisation
    place = {
        "city": application.city.name,
        "region_code": application.city.code,
        "state": application.get_status_display(),
    }
    if submitted is None:
        return SummaryUnit(unit=organisation.name, zone=organisation.zone_name, **place)
    columns = [submitted.self_check, *(later.get(s, {}) for _, s in _later_sheets(application))]
    basics = submitted.basics
    return SummaryUnit(
        **place,
        **_scores(columns, tree),
        unit=basics["unit_name"],
        zone=basics["zone_name"],
        credit_code=basics["credit_code"],
        version=submitted.version,
        check_code=submitted.check_code,
        area_km2=submitted.amount("area_km2"),
        invested_wan=submitted.amount("invested_wan"),
        audited_wan=_audited(application),
        employees=basics["employees"],
        year_revenue_wan=submitted.amount("revenue_year_wan"),
        year_visits=basics["visits_year"],
        half_year_revenue_wan=submitted.amount("revenue_half_wan"),
        half_year_visits=basics["visits_half"],
    )


def _scores(columns: Sequence[Marks], tree: Sequence[Branch]) -> dict[str, Any]:
    """The three columns side by side: in all, by 大项 and leaf by leaf."""
    totals = [_totals(tree, marks) for marks in columns]
    return {
        "totals": _triple(None if t is None else t.total for t in totals),
        "sections": {
            row.number: _triple(None if t is None else t.nodes[row.number] for t in totals)
            for row in tree
            if row.parent is None
        },
        "marks": {
            row.number: _triple(marks.get(row.number) for marks in columns)
            for row in tree
            if row.is_leaf
        },
    }


def _totals(tree: Sequence[Branch], marks: Marks) -> Totals | None:
    """The sums of one column; None while it holds no mark."""
    given = {number: mark for number, mark in marks.items() if mark is not None}
    return sum_up(tree, given) if given else None


def _triple(values: Iterable[int | None]) -> Triple:
    self_check, first_review, final_score = values
    return (self_check, first_review, final_score)


def _audited(application: Application) -> Decimal | None:
    result = getattr(application, "result", None)
    return result.audited_wan if result else None


def _sections(batch: Batch) -> tuple[SummaryItem, ...]:
    rows = Node.objects.filter(ruleset=batch.ruleset_id, kind=NodeKind.SECTION)
    return tuple(SummaryItem(row.number, row.text, row.points, row.text) for row in rows)


def _leaves(batch: Batch) -> tuple[SummaryItem, ...]:
    rows = Leaf.objects.filter(ruleset=batch.ruleset_id).select_related("section")
    return tuple(SummaryItem(row.number, row.text, row.points, row.section.text) for row in rows)


def _materials(
    batch: Batch, handed_in: Sequence[tuple[Application, Submitted]]
) -> Iterator[MaterialRow]:
    """Every slot of the catalogue for every application; three queries."""
    applications = [application for application, _ in handed_in]
    files = {
        (row["application"], row["item"]): row
        for row in Attachment.objects.filter(application__in=applications, replaced_at=None)
        .values("application", "item")
        .order_by()
        .annotate(files=Count("pk"), sheets=Sum("pages"), last=Max("uploaded_at"))
    }
    waived = {
        (application, item): reason
        for application, item, reason in NotApplicable.objects.filter(
            application__in=applications
        ).values_list("application", "item", "reason")
    }
    catalogue = list(CatalogueItem.objects.filter(batch=batch))
    for application, submitted in handed_in:
        for item in catalogue:
            key = (application.pk, item.pk)
            yield _material(application, submitted, item, files.get(key, {}), waived.get(key, ""))


def _material(
    application: Application,
    submitted: Submitted,
    item: CatalogueItem,
    files: Mapping[str, Any],
    waived: str,
) -> MaterialRow:
    return MaterialRow(
        city=application.city.name,
        unit=submitted.basics["unit_name"],
        code=item.code,
        title=item.title,
        supplier=item.get_supplier_display(),
        required=item.is_required,
        files=files.get("files", 0),
        pages=files.get("sheets"),
        last_upload=files.get("last"),
        waived=waived,
    )


def _contacts(handed_in: Iterable[tuple[Application, Submitted]]) -> tuple[ContactRow, ...]:
    return tuple(
        ContactRow(
            city=application.city.name,
            unit=submitted.basics["unit_name"],
            zone=submitted.basics["zone_name"],
            contact=submitted.basics["contact_name"],
            phone=submitted.basics["contact_phone"],
            email=submitted.basics["email"],
            address=submitted.basics["address"],
        )
        for application, submitted in handed_in
    )
