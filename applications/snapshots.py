"""Sealed versions of the 报告书: what was submitted, provably and for ever."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from applications import digests, evidence
from applications.choices import InvestmentCategory, SectionName
from applications.models import Application, ScoringFigures, Snapshot
from applications.places import CHOICES, LABELS, record_of
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
    number format. Scans of signed papers are left out: they show this version.
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
    files = application.attachments.filter(replaced_at__isnull=True, item__binding="")
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


# --- differences -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs between two versions; ``before`` or ``after`` may be empty."""

    section: str
    label: str
    before: str
    after: str


def difference(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """What changed from contents ``old`` to ``new``, in the order of the 报告书."""
    return [
        *(change for section in FIELDS for change in _field_changes(section, old, new)),
        *_row_changes(SectionName.INVESTMENT, old, new, _investment_text),
        *_row_changes(SectionName.STAFFING, old, new, _staffing_text),
        *_mark_changes(old, new),
        *_evidence_changes(old, new),
        *_row_changes(SectionName.ATTACHMENTS, old, new, _attachment_text),
    ]


def changed_leaves(old: dict[str, Any], new: dict[str, Any]) -> frozenset[str]:
    """Numbers of the leaves whose 自检 differs: flagged to whoever reviews again."""
    before, after = old[SectionName.SELF_CHECK], new[SectionName.SELF_CHECK]
    return frozenset(number for number in after if before.get(number) != after[number])


def _field_changes(section: SectionName, old: dict, new: dict) -> list[Change]:
    """An older format has no such part: everything in it was blank."""
    before, after = (version.get(section, {}) for version in (old, new))
    changes = (
        Change(
            section.label,
            LABELS[name],
            *(_said(name, version.get(name)) for version in (before, after)),
        )
        for name in FIELDS[section]
    )
    return [change for change in changes if change.before != change.after]


def _said(name: str, value: Any) -> str:
    """A choice in its words."""
    text = _text(value)
    return CHOICES.get(name, {}).get(text, text)


def _row_changes(section: SectionName, old: dict, new: dict, text: Any) -> list[Change]:
    before, after = [text(row) for row in old[section]], [text(row) for row in new[section]]
    removed = [row for row in before if row not in after]
    added = [row for row in after if row not in before]
    return [
        *(Change(section.label, "删除", row, "") for row in removed),
        *(Change(section.label, "新增", "", row) for row in added),
    ]


def _mark_changes(old: dict, new: dict) -> list[Change]:
    section = SectionName.SELF_CHECK
    return [
        Change(
            section.label,
            number,
            _text(old[section].get(number, {}).get("value")),
            _text(new[section][number]["value"]),
        )
        for number in new[section]
        if number in changed_leaves(old, new)
    ]


def _evidence_changes(old: dict, new: dict) -> list[Change]:
    """Leaf by leaf; a version of an older format points to nothing."""
    before, after = (
        {number: "；".join(map(evidence.spoken, pieces)) for number, pieces in found.items()}
        for found in (version.get("evidence", {}) for version in (old, new))
    )
    return [
        Change(
            SectionName.SELF_CHECK.label,
            f"{number}佐证",
            before.get(number, ""),
            after.get(number, ""),
        )
        for number in dict.fromkeys([*after, *before])
        if before.get(number) != after.get(number)
    ]


def _investment_text(row: dict) -> str:
    category = InvestmentCategory(row["category"]).label
    amounts = f"实际投资{_text(row['amount_wan'])}，已付{_text(row['paid_wan'])}"
    rest = f"未付{_text(row['unpaid_wan'])}万元，{_text(row['term'])}{_text(row['remark'])}"
    return f"{category}：{row['purpose']}，{amounts}，{rest}"


def _staffing_text(row: dict) -> str:
    counts = "、".join(
        _text(row[name]) or "空" for name in ("contracted", "paid", "insured", "taxed")
    )
    return f"{row['form']}：{counts}人{_text(row['remark'])}"


def _attachment_text(row: dict) -> str:
    return f"{row['item__code']} {row['name']}（{row['sha256'][:8].upper()}）"


def _text(value: Any) -> str:
    return "" if value is None else str(value)
