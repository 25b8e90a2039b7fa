"""形式审查 as one reader is shown it: part by part, 阻断 first, open places with a link."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from applications import permissions as may
from applications.choices import UNIT_SECTIONS, SectionName, Status, Supplier
from applications.completeness import Finding, formal_review
from applications.models import Application, CatalogueItem
from portal.models import User
from scoring.choices import Column


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding, and whether its reader can get to the place where it is mended."""

    finding: Finding
    is_open: bool

    @property
    def text(self) -> str:
        return self.finding.problem.text

    @property
    def text_within(self) -> str:
        """As it reads on the page of its part, where the part's name stands above it."""
        label, text = self.finding.section.label, self.text
        for name in (label, label.partition("、")[2]):
            text = text.removeprefix(name)
        return text.removeprefix("：")

    @property
    def url(self) -> str:
        return self.finding.problem.url if self.is_open else ""

    @property
    def is_warning(self) -> bool:
        return self.finding.problem.is_warning


@dataclass(frozen=True, slots=True)
class Part:
    """What one reader is shown of one part."""

    section: SectionName
    shown: list[Shown]

    @property
    def stopping(self) -> list[Shown]:
        return [one for one in self.shown if not one.is_warning]

    @property
    def reminding(self) -> list[Shown]:
        return [one for one in self.shown if one.is_warning]

    @property
    def findings(self) -> list[Shown]:
        """阻断 first."""
        return [*self.stopping, *self.reminding]


def part_of(application: Application, user: User, section: SectionName) -> Part:
    """One part; reads no more than its checks need."""
    found = formal_review(application, section)
    return Part(section, list(_Reader(application, user).shown(found)))


def parts_of(application: Application, user: User) -> list[Part]:
    """Every part in which something is found, in the order of the 报告书."""
    shown = list(_Reader(application, user).shown(formal_review(application)))
    parts = dict.fromkeys(one.finding.section for one in shown)
    return [Part(name, [one for one in shown if one.finding.section == name]) for name in parts]


class _Reader:
    """Decides what ``user`` may be told, and where the user can go."""

    def __init__(self, application: Application, user: User) -> None:
        self.application, self.user = application, user

    def shown(self, findings: list[Finding]) -> Iterator[Shown]:
        for finding in findings:
            if self._hears(finding):
                yield Shown(finding, self._can_reach(finding))

    def _hears(self, finding: Finding) -> bool:
        """The 自检 and scans that tell a column are spoken of no sooner than they are shown."""
        if finding.section == SectionName.SELF_CHECK:
            return self.sees_marks
        return finding.item is None or self._sees_slot(finding.item)

    @cached_property
    def sees_marks(self) -> bool:
        return bool(may.can_see_marks(self.user, self.application, Column.SELF_CHECK))

    def _sees_slot(self, item: CatalogueItem) -> bool:
        is_plain = item.supplier == Supplier.UNIT and not item.binding
        return is_plain or bool(may.can_see_slot(self.user, self.application, item))

    def _can_reach(self, finding: Finding) -> bool:
        """Whoever reads goes everywhere; whoever mends, where the return has opened."""
        if not self.opened:
            return True
        item = finding.item
        if item is not None and item.supplier == Supplier.UNIT:
            return bool(may.can_upload(self.user, self.application, item, opening=self.opening))
        return item is not None or finding.section in self.opened

    @cached_property
    def opened(self) -> set[SectionName]:
        """The parts that a return has opened to the unit; empty where nothing is closed to it."""
        if self.application.status == Status.DRAFTING:
            return set()
        if not may.is_of_unit(self.user, self.application):
            return set()
        return {name for name in UNIT_SECTIONS if self._can_edit(name)}

    def _can_edit(self, name: SectionName) -> bool:
        decision = may.can_edit_section(self.user, self.application, name, opening=self.opening)
        return bool(decision)

    @cached_property
    def opening(self) -> may.Opening:
        return may.opening_of(self.application)
