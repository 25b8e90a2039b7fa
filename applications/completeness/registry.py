"""How a check is listed, how it speaks, and what becomes of its words.

A check is one small function that reads ``Contents`` and yields what it finds::

    @check("日期晚于今天", SectionName.DECLARATION)
    def declared_today(contents):
        if contents.dossier.declared_on > clock.today():
            yield stop(SectionName.DECLARATION, "申请日期不能晚于今天，请核对。", "declared_on")

Its name is its key for ever, counts are kept under it; the title is what people read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from applications.choices import SectionName
from applications.completeness.contents import Contents
from applications.models import CatalogueItem
from applications.places import section_url
from portal.problems import Problem


@dataclass(frozen=True, slots=True)
class Said:
    """What a check says of one place: a field, an ``anchor`` of the part's page, or a ``url``.

    ``item`` is the slot of the catalogue that it speaks of.
    """

    section: SectionName
    sentence: str
    field: str = ""
    is_warning: bool = False
    anchor: str = ""
    url: str = ""
    item: CatalogueItem | None = None

    def link(self, contents: Contents) -> str:
        if self.url:
            return self.url
        page = section_url(contents.application, self.section)
        anchor = self.anchor or (self.field and f"id_{self.field}")
        return f"{page}#{anchor}" if anchor else page


Look = Callable[[Contents], Iterator[Said]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that 形式审查 looks at, in the parts in which it may find something."""

    name: str
    title: str
    sections: tuple[SectionName, ...]
    look: Look


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, the part in which it is mended and the check that found it."""

    check: Check
    section: SectionName
    problem: Problem
    item: CatalogueItem | None = None


#: Every check by its name, in the order in which the modules of this package list them.
CHECKS: dict[str, Check] = {}


def check(title: str, *sections: SectionName) -> Callable[[Look], Look]:
    """List the decorated function as a check of ``sections``, under its own name."""

    def register(look: Look) -> Look:
        CHECKS[look.__name__] = Check(look.__name__, title, sections, look)
        return look

    return register


def stop(section: SectionName, sentence: str, field: str = "", **place: Any) -> Said:
    """Something that stops the submission (阻断)."""
    return Said(section, sentence, field, **place)


def warn(section: SectionName, sentence: str, field: str = "", **place: Any) -> Said:
    """Something that only reminds (提醒)."""
    return Said(section, sentence, field, is_warning=True, **place)


def find(check: Check, contents: Contents) -> Iterator[Finding]:
    """What ``check`` finds, each with its link."""
    for said in check.look(contents):
        problem = Problem(said.sentence, said.link(contents), said.is_warning)
        yield Finding(check, said.section, problem, said.item)
