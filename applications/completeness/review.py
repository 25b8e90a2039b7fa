"""The one list: every check asked, the findings in the order of the 报告书."""

from applications.choices import SectionName
from applications.completeness.contents import Contents
from applications.completeness.registry import CHECKS, Finding, find
from applications.models import Application
from portal.problems import Problem

ORDER = {section: place for place, section in enumerate(SectionName)}


def formal_review(application: Application, section: SectionName | None = None) -> list[Finding]:
    """All findings, or those of one part; the same list for unit, city and province.

    A constant number of queries; for one part only what its checks read.
    """
    return review(Contents(application), section)


def review(contents: Contents, section: SectionName | None = None) -> list[Finding]:
    """As ``formal_review``, of contents at hand."""
    checks = [one for one in CHECKS.values() if section is None or section in one.sections]
    found = [finding for one in checks for finding in find(one, contents)]
    if section is not None:
        found = [finding for finding in found if finding.section == section]
    return sorted(found, key=lambda finding: ORDER[finding.section])


def not_ready(application: Application) -> list[Problem]:
    """Everything that stops a submission now, each with its link."""
    return [
        finding.problem for finding in formal_review(application) if not finding.problem.is_warning
    ]
