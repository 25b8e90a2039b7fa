"""What a person checks once more before making a move: facts of one application, read only."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from applications import digests
from applications.choices import Binding, QualificationItem, Supplier, Verdict
from applications.figures import staffing_totals
from applications.models import Application, Attachment, CatalogueItem, NotApplicable
from applications.permissions import can_read_attachment
from portal.models import User
from scoring.choices import NodeKind
from scoring.models import ScoreSheet, Seat
from scoring.totals import Subtotal, totals_of


@dataclass(frozen=True, slots=True)
class SectionSum:
    """One 大项 of a sheet with its official name."""

    number: str
    name: str
    points: int
    maximum: int
    marked: int
    leaves: int


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A column's total and its 大项."""

    whole: Subtotal
    sections: tuple[SectionSum, ...]


def sheet_summary(sheet: ScoreSheet | None) -> SheetSummary | None:
    """Sum up one column; None where it has not been opened. Three queries."""
    if sheet is None:
        return None
    totals = totals_of(sheet)
    heads = sheet.ruleset.nodes.filter(kind=NodeKind.SECTION).values_list("number", "text")
    names = dict(heads)
    sections = tuple(
        SectionSum(
            part.number, names[part.number], part.points, part.maximum, part.marked, part.leaves
        )
        for part in totals.sections
    )
    return SheetSummary(totals.whole, sections)


@dataclass(frozen=True, slots=True)
class TableTotals:
    """合计 of the two tables: three amounts in 万元, four head counts."""

    invested: Decimal
    paid: Decimal
    unpaid: Decimal
    staffing: tuple[tuple[str, int], ...]


def table_totals(application: Application) -> TableTotals:
    """Both tables added up as they will be printed."""
    lines = list(application.investment_lines.all())
    words = ("签订劳务合同", "发放工资", "社会参保", "个税申报")
    counts = staffing_totals(list(application.staffing_lines.all()))
    return TableTotals(
        _sum(line.amount_wan for line in lines),
        _sum(line.paid_wan for line in lines),
        _sum(line.unpaid_wan for line in lines),
        tuple(zip(words, counts, strict=True)),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


# --- papers ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paper:
    """A bound scan or a report: its file, and whether it shows the present version."""

    item: CatalogueItem
    file: Attachment | None
    code: str
    is_valid: bool


def papers(application: Application, bindings: Iterable[str]) -> list[Paper]:
    """The required papers of ``bindings``, the last file of each with its validity."""
    items = application.batch.catalogue.filter(is_required=True, binding__in=bindings)
    files = {file.item_id: file for file in application.attachments.filter(replaced_at=None)}
    wanted = {binding: digests.current_digest(application, binding) for binding in bindings}
    return [
        Paper(
            item=item,
            file=(file := files.get(item.pk)),
            code=digests.check_code(wanted[item.binding]),
            is_valid=file is not None and file.bound_digest == wanted[item.binding],
        )
        for item in items
        if item.binding
    ]


def submitted_papers(application: Application) -> list[Paper]:
    """What the province compares with the paper: 报告书 and 五、初评意见."""
    return papers(application, [Binding.SUBMISSION, Binding.REVIEW])


@dataclass(frozen=True, slots=True)
class Material:
    """A file, and whether the reader may open it."""

    file: Attachment
    can_read: bool


@dataclass(frozen=True, slots=True)
class Materials:
    """What the unit handed in: files, and the reasons why a paper does not apply."""

    files: list[Material]
    waivers: list[NotApplicable]

    def of(self, codes: tuple[str, ...]) -> "Materials":
        """Those of some codes of annex 2; 4.1-2022 is 4.1 of one year."""
        return Materials(
            [one for one in self.files if one.file.item.code.partition("-")[0] in codes],
            [waiver for waiver in self.waivers if waiver.item.code.partition("-")[0] in codes],
        )


def materials(application: Application, user: User) -> Materials:
    """The unit's files in force and all waivers; two queries."""
    rows = application.attachments.filter(replaced_at=None, item__supplier=Supplier.UNIT)
    files = [
        Material(file, bool(can_read_attachment(user, file)))
        for file in rows.select_related("item")
    ]
    return Materials(files, list(application.waivers.select_related("item")))


# --- people and opinions ------------------------------------------------------------------


def seats(application: Application) -> list[Seat]:
    """The panel, its chair first; empty where none is appointed."""
    if application.panel_id is None:
        return []
    return list(application.panel.seats.select_related("user", "sheet"))


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of 资格核查."""

    item: QualificationItem
    verdict: str
    word: str
    remark: str

    @property
    def is_remarkable(self) -> bool:
        return self.verdict != Verdict.FITS


def qualification(application: Application) -> list[Answer]:
    """All eleven lines in their order; blank where nothing is said yet."""
    found = {check.item: check for check in application.qualification_checks.all()}
    return [
        Answer(
            item,
            getattr(found.get(item), "verdict", ""),
            found[item].get_verdict_display() if item in found else "",
            getattr(found.get(item), "remark", ""),
        )
        for item in QualificationItem
    ]
