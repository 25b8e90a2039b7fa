"""Why the city's review is not complete (T6)."""

from django.urls import reverse

from applications import crosschecks
from applications.choices import QualificationItem, Verdict
from applications.models import Application
from portal.problems import Problem


def review_not_complete(application: Application) -> list[Problem]:
    """T6: 124 初评 marks and their reasons, 资格核查 and 初评意见."""
    return [
        *blank_marks(application, application.first_review, "first_review"),
        *crosschecks.unexplained(application, application.first_review),
        *_unanswered_qualification(application),
        *_unfinished_opinion(application),
    ]


def blank_marks(application: Application, sheet, column: str) -> list[Problem]:
    if count := sheet.marks.filter(value__isnull=True).count():
        url = reverse("applications:sheet", args=[application.pk, column])
        return [Problem(f"{sheet.get_column_display()}还有{count}项未评分，请补充。", url)]
    return []


def _unanswered_qualification(application: Application) -> list[Problem]:
    url = reverse("applications:qualification", args=[application.pk])
    checks = {check.item: check for check in application.qualification_checks.all()}
    answered = [item for item in QualificationItem if item in checks and checks[item].verdict]
    blank = [item.label for item in QualificationItem if item not in answered]
    unexplained = [
        item.label
        for item in answered
        if checks[item].verdict != Verdict.FITS and not checks[item].remark
    ]
    return [
        *(Problem(f"资格核查“{label}”尚无结论，请选择。", url) for label in blank),
        *(Problem(f"资格核查“{label}”须在备注中说明情况。", url) for label in unexplained),
    ]


def _unfinished_opinion(application: Application) -> list[Problem]:
    url = reverse("applications:opinion", args=[application.pk])
    opinion = application.opinion
    problems = []
    if not opinion.text.strip():
        problems.append(Problem("初评意见尚未填写。", url))
    if opinion.recommends is None:
        problems.append(Problem("初评意见尚未选择是否建议推荐。", url))
    if opinion.dated is None:
        problems.append(Problem("初评意见尚未填写日期。", url))
    return problems
