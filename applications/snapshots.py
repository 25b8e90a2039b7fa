"""Sealed versions of the 报告书: what was submitted, provably and for ever."""

from datetime import date
from decimal import Decimal
from typing import Any

from applications import digests, evidence
from applications.choices import SectionName, Supplier
from applications.models import Application, ScoringFigures, Snapshot
from applications.places import record_of
from portal import clock

#: 2 holds 评分佐证数据, which versions of format 1 do not have.
FORMAT = 2
FIELDS = {
    SectionName.DECLARATION: ("head_name", "declared_on"),
    SectionName.BASICS: (
        "zone_name",
        "unit_name",
        "credit_code",
        "nature",
        "nature_other",
        "contact_name",
        "contact_phone",
        "address",
        "email",
        "area_km2",
        "invested_wan",
        "employees",
        "opened_on",
        "opened_has_day",
        "revenue_year_wan",
        "revenue_half_wan",
        "visits_year",
        "visits_half",
        "honours",
    ),
    SectionName.ACHIEVEMENTS: ("achievements",),
    SectionName.OPERATIONS: ("operations",),
    SectionName.DIRECTION: ("direction",),
    SectionName.FIGURES: tuple(
        field.name for field in ScoringFigures._meta.concrete_fields if not field.primary_key
    ),
}
INVESTMENT_FIELDS = (
    "category",
    "purpose",
    "term",
    "amount_wan",
    "paid_wan",
    "unpaid_wan",
    "remark",
)
STAFFING_FIELDS = ("form", "contracted", "paid", "insured", "taxed", "remark")


def contents(application: Application) -> dict[str, Any]:
    """Everything the unit answers for, as plain JSON values.

    Amounts and dates are strings, so that the canonical text never depends on a
    number format. Scans of signed papers are left out: they show this version. So are the
    papers of the city, which answers for them itself.
    """
    return {
        "format": FORMAT,
        "batch": _batch(application),
        **{section.value: _fields(application, section) for section in FIELDS},
        SectionName.INVESTMENT.value: [
            _plain_row(row) for row in application.investment_lines.values(*INVESTMENT_FIELDS)
        ],
        SectionName.STAFFING.value: [
            _plain_row(row) for row in application.staffing_lines.values(*STAFFING_FIELDS)
        ],
        SectionName.SELF_CHECK.value: digests.marks(application.self_check),
        "evidence": evidence.sealed(application),
        SectionName.ATTACHMENTS.value: _attachments(application),
        "waivers": list(
            application.waivers.order_by("item__position").values("item__code", "reason")
        ),
    }


def _batch(application: Application) -> dict[str, Any]:
    batch = application.batch
    return {
        "name": batch.name,
        "notice_number": batch.notice_number,
        "full_year": batch.full_year,
        "standard": batch.ruleset.code,
        "city": application.city.name,
    }


def _fields(application: Application, section: SectionName) -> dict[str, Any]:
    record = record_of(application, section)
    return {name: _plain(getattr(record, name)) for name in FIELDS[section]}


def _attachments(application: Application) -> list[dict[str, Any]]:
    files = application.attachments.filter(
        replaced_at__isnull=True, item__binding="", item__supplier=Supplier.UNIT
    )
    return list(
        files.order_by("item__position", "pk").values(
            "item__code", "name", "sha256", "size", "pages"
        )
    )


def _plain_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value


def seal(application: Application, actor: Any) -> Snapshot:
    """Freeze what stands now as the next version. Call under the application's lock."""
    data = contents(application)
    sha256 = digests.sha256_of(data)
    return Snapshot.objects.create(
        application=application,
        number=application.snapshots.count() + 1,
        data=data,
        sha256=sha256,
        check_code=digests.check_code(sha256),
        sealed_at=clock.now(),
        sealed_by=actor,
    )


def current(application: Application) -> Snapshot | None:
    """The version that was submitted last."""
    return application.snapshots.order_by("number").last()


def is_intact(snapshot: Snapshot) -> bool:
    """Whether the stored contents still have the digest that they were sealed with."""
    return digests.sha256_of(snapshot.data) == snapshot.sha256
