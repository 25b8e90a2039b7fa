"""The parts of the unit, each with its state and what is wrong with it."""

from dataclasses import dataclass, field
from enum import StrEnum

from applications.choices import UNIT_SECTIONS, SectionName
from applications.completeness.contents import Contents
from applications.completeness.registry import Finding
from applications.completeness.review import review
from applications.models import Application
from applications.places import section_url
from portal.problems import Problem


class SectionState(StrEnum):
    UNTOUCHED = "未开始"
    OPTIONAL = "选填"
    COPIED = "沿用，待核对"
    PROBLEMS = "有问题"
    COMPLETE = "完成"


@dataclass(frozen=True, slots=True)
class SectionReport:
    """One line of the control panel."""

    section: SectionName
    url: str
    state: SectionState
    problems: list[Problem] = field(default_factory=list)


def section_states(application: Application) -> list[SectionReport]:
    """Each part of the unit with its state and what is wrong with it."""
    contents = Contents(application)
    findings = review(contents)
    return [_report(contents, section, findings) for section in UNIT_SECTIONS]


def _report(contents: Contents, section: SectionName, findings: list[Finding]) -> SectionReport:
    problems = [finding.problem for finding in findings if finding.section == section]
    url = section_url(contents.application, section)
    return SectionReport(section, url, _state(contents, section, problems), problems)


def _state(contents: Contents, section: SectionName, problems: list[Problem]) -> SectionState:
    if (kept := contents.sections.get(section)) and kept.copied_from:
        return SectionState.COPIED
    if not _touched(contents, section):
        is_optional = section == SectionName.FIGURES
        return SectionState.OPTIONAL if is_optional else SectionState.UNTOUCHED
    stopped = any(not problem.is_warning for problem in problems)
    return SectionState.PROBLEMS if stopped else SectionState.COMPLETE


def _touched(contents: Contents, section: SectionName) -> bool:
    if section == SectionName.SELF_CHECK:
        return any(mark is not None for mark in contents.marks)
    if section == SectionName.ATTACHMENTS:
        return bool(contents.files or contents.waived)
    return contents.versions.get(section, 0) > 0
