"""What an open return lets its people change: the places it names and what depends on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q

from applications.choices import RETURNED, SectionName
from applications.models import Application, CatalogueItem, ReturnPoint, ReturnRound
from scoring.choices import Column
from scoring.outline import Outline, outline_of

#: A part that opens another one, because 形式审查 holds both against each other.
SECTIONS_WITH = {
    SectionName.INVESTMENT: (SectionName.BASICS, "已完成投资总额须与投资明细表合计一致"),
    SectionName.STAFFING: (SectionName.BASICS, "直接从业人员数量须与用工情况表相符"),
}
#: The cross-checks that ask a reason when a figure of the part no longer supports a mark.
CHECKS_WITH = {
    SectionName.BASICS: ("X1", "X2", "X3"),
    SectionName.INVESTMENT: ("X1",),
    SectionName.STAFFING: ("X2",),
    SectionName.FIGURES: ("X4", "X5", "X6", "X7", "X8", "X11", "X12", "X13"),
}
#: Check X10 holds the second leaf against the first: no core product without the resource.
RESOURCE, PRODUCT, COMPARED_BY = "1.1", "1.2", "X10"
CHECKED = "按申报数据核对，数据改动后可能须修改分值或说明理由"
#: The parts that are sheets, by their column.
SECTION_OF = {
    Column.SELF_CHECK: SectionName.SELF_CHECK,
    Column.FIRST_REVIEW: SectionName.FIRST_REVIEW,
}
COLUMN_OF = {section: column for column, section in SECTION_OF.items()}
TABLES = frozenset({SectionName.INVESTMENT, SectionName.STAFFING})


@dataclass(frozen=True, slots=True)
class Also:
    """Something that a return opens without naming it, and why."""

    label: str
    reason: str


@dataclass(frozen=True)
class Opening:
    """What may be changed now; everything where no return is open, or it names no place."""

    application: Application
    round: ReturnRound | None = None
    points: tuple[ReturnPoint, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.points

    def opens(self, name: str) -> bool:
        """Whether the part, or anything in it, may be changed."""
        if self.is_whole or name in self.sections:
            return True
        if name in COLUMN_OF:
            return bool(self.leaves(COLUMN_OF[name]))
        return name == SectionName.ATTACHMENTS and bool(self.items)

    def opens_leaf(self, column: str, number: str) -> bool:
        """Whether the mark of a leaf may be changed; other columns than two know no returns."""
        if self.is_whole or column not in SECTION_OF or SECTION_OF[column] in self.sections:
            return True
        return number in self.leaves(column)

    def opens_item(self, item: CatalogueItem) -> bool:
        """Whether files may be put into a slot that is bound to no version."""
        named = SectionName.ATTACHMENTS in self.sections
        return self.is_whole or named or item.pk in self.items

    def opens_evidence(self, number: str) -> bool:
        """Whether the unit may say anew what proves a leaf of the 自检."""
        return self.opens_leaf(Column.SELF_CHECK, number) or number in self.unproved

    def of_unit(self) -> list[ReturnPoint]:
        return [point for point in self.points if point.is_of_unit]

    def of_city(self) -> list[ReturnPoint]:
        return [point for point in self.points if not point.is_of_unit]

    @cached_property
    def named(self) -> frozenset[str]:
        """The whole parts among the points."""
        return frozenset(p.section for p in self.points if not p.leaf and not p.item_id)

    @cached_property
    def sections(self) -> frozenset[str]:
        """The parts that are open as wholes."""
        return self.named | {SECTIONS_WITH[name][0] for name in self.named & SECTIONS_WITH.keys()}

    @cached_property
    def items(self) -> frozenset[int]:
        return frozenset(point.item_id for point in self.points if point.item_id)

    def leaves(self, column: str) -> frozenset[str]:
        """The leaves of a column that are open one by one."""
        named = self._named_leaves(column)
        return frozenset(named | dict(self._leaves_with(column, named)).keys())

    @property
    def _outline(self) -> Outline:
        return outline_of(self.application.batch.ruleset)

    def _named_leaves(self, column: str) -> set[str]:
        points = (p for p in self.points if p.leaf and COLUMN_OF.get(p.section) == column)
        return {point.leaf for point in points}

    def _leaves_with(self, column: str, named: set[str]) -> Iterator[tuple[str, str]]:
        """Leaves that follow from others or from figures, with the reason; named ones are not."""
        outline = self._outline
        for lender in named:
            yield from ((n, f"与{lender}一并计分") for n in outline.dependents.get(lender, ()))
        product = outline.items.get(PRODUCT)
        if RESOURCE in named and product and COMPARED_BY in product.checks:
            yield PRODUCT, f"须与{RESOURCE}相互印证"
        if column == Column.SELF_CHECK:
            wanted = {check for name in self.named for check in CHECKS_WITH.get(name, ())}
            checked = (item for item in outline.items.values() if wanted & set(item.checks))
            yield from ((item.number, CHECKED) for item in checked)

    @cached_property
    def unproved(self) -> frozenset[str]:
        """Leaves whose evidence lies in an opened slot or table and may fall with a change."""
        lies_there = Q(attachment__item__in=self.items) | Q(table__in=self.sections & TABLES)
        if SectionName.ATTACHMENTS in self.sections:
            lies_there |= Q(attachment__isnull=False)
        links = self.application.evidence.filter(lies_there)
        return frozenset(links.order_by().values_list("number", flat=True))

    def also(self) -> list[Also]:
        """«同时开放»: what follows from the places that were named, each with its reason."""
        return [] if self.is_whole else [*self._also_sections(), *self._also_leaves()]

    def _also_sections(self) -> Iterator[Also]:
        for name in sorted(self.named & SECTIONS_WITH.keys()):
            section, reason = SECTIONS_WITH[SectionName(name)]
            if section not in self.named:
                yield Also(section.label, reason)

    def _also_leaves(self) -> Iterator[Also]:
        for column, section in SECTION_OF.items():
            if section in self.named:
                continue
            named = self._named_leaves(column)
            found = dict(self._leaves_with(column, named))
            # in the order of the standard, not in the order of the reasons
            leaves = [n for n in self._outline.items if n in found and n not in named]
            yield from (Also(f"{section.label}{n}", found[n]) for n in leaves)
        if bare := sorted(n for n in self.unproved if not self.opens_leaf(Column.SELF_CHECK, n)):
            yield Also(f"{'、'.join(bare)}的佐证", "佐证取自本次开放的材料或表，更换后须重新指定")


def opening_of(application: Application) -> Opening:
    """What the last return has opened; two queries while it is open, none otherwise."""
    if application.status not in RETURNED:
        return Opening(application)
    points = Prefetch("points", ReturnPoint.objects.select_related("item"))
    last = application.return_rounds.prefetch_related(points).last()
    return Opening(application, last, tuple(last.points.all())) if last else Opening(application)
