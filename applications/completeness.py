"""形式审查: everything that is missing or wrong in a 报告书, each with its place (G-06)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from applications import crosschecks, evidence
from applications.choices import NARRATIVES, UNIT_SECTIONS, SectionName, Supplier
from applications.figure_hints import HINTS
from applications.figures import investment_total, numbered, staffing_totals
from applications.models import Application, Dossier, InvestmentLine, StaffingLine
from applications.places import field_label, record_of, section_url
from portal import clock
from portal.choices import Nature
from portal.numbers import format_amount
from portal.problems import Problem
from portal.text import count_characters


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the section in which it is mended."""

    section: SectionName
    problem: Problem


@dataclass(frozen=True, slots=True)
class Contents:
    """What the checks look at, read once."""

    application: Application
    dossier: Dossier
    investment: list[InvestmentLine]
    staffing: list[StaffingLine]
    unmarked: int
    leaves: int
    missing_materials: list[str]
    has_materials: bool
    unproven: list[str]
    versions: dict[str, int]
    unexplained: list[Problem]


@dataclass(frozen=True, slots=True)
class NarrativeLimits:
    """字数 bounds: outside ``least``..``most`` refused, outside the inner pair warned."""

    least: int
    most: int
    warn_below: int = 0
    warn_above: int = 10**6


#: 创建情况 500-1000 字 by the form; 经营状况 and 发展方向 300字左右, read as domain.md §4.2 does.
NARRATIVE_LIMITS = {
    SectionName.ACHIEVEMENTS: NarrativeLimits(500, 1000),
    SectionName.OPERATIONS: NarrativeLimits(150, 600, 240, 360),
    SectionName.DIRECTION: NarrativeLimits(150, 600, 240, 360),
}
REQUIRED = {
    SectionName.DECLARATION: ("head_name", "declared_on"),
    SectionName.BASICS: (
        "zone_name",
        "unit_name",
        "credit_code",
        "nature",
        "contact_name",
        "contact_phone",
        "address",
        "email",
        "area_km2",
        "invested_wan",
        "employees",
        "opened_on",
        "revenue_year_wan",
        "visits_year",
        "revenue_half_wan",
        "visits_half",
    ),
}


def formal_review(application: Application) -> list[Finding]:
    """All findings in the order of the 报告书; the same list for unit, city and province."""
    contents = read_contents(application)
    return [finding for check in CHECKS for finding in check(contents)]


def not_ready(application: Application) -> list[Problem]:
    """Everything that stops a submission now, each with its link."""
    return [
        finding.problem for finding in formal_review(application) if not finding.problem.is_warning
    ]


def read_contents(application: Application) -> Contents:
    """Fetch what the checks need in a constant number of queries."""
    values = list(application.self_check.marks.values_list("value", flat=True))
    missing, present = _materials(application)
    return Contents(
        application=application,
        dossier=application.dossier,
        investment=list(application.investment_lines.all()),
        staffing=list(application.staffing_lines.all()),
        unmarked=values.count(None),
        leaves=len(values),
        missing_materials=missing,
        has_materials=present,
        unproven=evidence.reminders(application),
        versions=dict(application.sections.values_list("name", "version")),
        unexplained=crosschecks.unexplained(application, application.self_check),
    )


def _materials(application: Application) -> tuple[list[str], bool]:
    """Titles of the unit's required materials that are neither there nor waived."""
    present = set(
        application.attachments.filter(replaced_at__isnull=True).values_list("item", flat=True)
    )
    waived = set(application.waivers.values_list("item", flat=True))
    wanted = application.batch.catalogue.filter(
        supplier=Supplier.UNIT, is_required=True, binding=""
    )
    missing = [str(item) for item in wanted if item.pk not in present | waived]
    return missing, bool(present | waived)


# --- one small function a check ------------------------------------------------------


def required_fields(contents: Contents) -> Iterator[Finding]:
    for section, names in REQUIRED.items():
        for name in names:
            if getattr(contents.dossier, name) in (None, ""):
                label = field_label(contents.application, name)
                yield stop(contents, section, f"{section.label}：请填写{label}。", name)


def other_nature_explained(contents: Contents) -> Iterator[Finding]:
    dossier = contents.dossier
    if dossier.nature == Nature.OTHER and not dossier.nature_other:
        sentence = "单位性质选择了“其他”，请填写具体说明。"
        yield stop(contents, SectionName.BASICS, sentence, "nature_other")


def dates_not_in_future(contents: Contents) -> Iterator[Finding]:
    today = clock.today()
    for section, name in (
        (SectionName.DECLARATION, "declared_on"),
        (SectionName.BASICS, "opened_on"),
    ):
        value = getattr(contents.dossier, name)
        if value and value > today:
            label = field_label(contents.application, name)
            yield stop(contents, section, f"{label}不能晚于今天，请核对。", name)


def narratives_in_limits(contents: Contents) -> Iterator[Finding]:
    for section in NARRATIVES:
        count = count_characters(getattr(contents.dossier, section))
        limits = NARRATIVE_LIMITS[section]
        if count == 0:
            yield stop(contents, section, f"{section.label}尚未填写。", section)
        elif not limits.least <= count <= limits.most:
            sentence = (
                f"{section.label}现为{count}字，应为{limits.least}至{limits.most}字，请修改。"
            )
            yield stop(contents, section, sentence, section)
        elif not limits.warn_below <= count <= limits.warn_above:
            sentence = f"{section.label}要求300字左右，现为{count}字，请酌情增删。"
            yield warn(contents, section, sentence, section)


def investment_filled(contents: Contents) -> Iterator[Finding]:
    section = SectionName.INVESTMENT
    if not contents.investment:
        yield stop(contents, section, "投资明细表尚未填写，请至少填写一行。")
    for line, place in numbered(contents.investment):
        if not line.purpose:
            yield stop(contents, section, f"投资明细表{place}：请填写投资用途。")
        if None in (line.amount_wan, line.paid_wan, line.unpaid_wan):
            sentence = f"投资明细表{place}：请填写实际投资、实际付款和未付款金额，没有的填0。"
            yield stop(contents, section, sentence)
        elif line.amount_wan != line.paid_wan + line.unpaid_wan and not line.remark:
            sentence = (
                f"投资明细表{place}：实际投资金额应等于实际付款金额与未付款金额之和，"
                "请核对；确有差异的在备注中说明。"
            )
            yield stop(contents, section, sentence)


def investment_agrees(contents: Contents) -> Iterator[Finding]:
    """已完成投资总额 of part 二 is 合计·实际投资金额 of part 三."""
    declared = contents.dossier.invested_wan
    total = investment_total(contents.investment)
    if declared is not None and contents.investment and declared != total:
        sentence = (
            f"已完成投资总额为{format_amount(declared)}万元，投资明细表实际投资金额合计为"
            f"{format_amount(total)}万元，两处应一致，请核对。"
        )
        yield stop(contents, SectionName.BASICS, sentence, "invested_wan")


def staffing_filled(contents: Contents) -> Iterator[Finding]:
    section = SectionName.STAFFING
    if not contents.staffing:
        yield stop(contents, section, "用工情况表尚未填写，请至少填写一行。")
    for row, line in enumerate(contents.staffing, start=1):
        if not line.form:
            yield stop(contents, section, f"用工情况表第{row}行：请填写用工形式。")
        if None in (line.contracted, line.paid, line.insured, line.taxed):
            yield stop(contents, section, f"用工情况表第{row}行：请填写四项人数，没有的填0。")
        else:
            yield from staffing_plausible(contents, row, line)


def staffing_plausible(contents: Contents, row: int, line: StaffingLine) -> Iterator[Finding]:
    for count, word in ((line.insured, "社会参保人数"), (line.taxed, "个税申报人数")):
        if count > line.paid:
            sentence = f"用工情况表第{row}行：{word}多于发放工资人数，请核对。"
            yield warn(contents, SectionName.STAFFING, sentence)


def employees_within_staffing(contents: Contents) -> Iterator[Finding]:
    """直接从业人员数量 lies inside the span of the four totals."""
    employees = contents.dossier.employees
    totals = staffing_totals(contents.staffing)
    if employees is None or not contents.staffing:
        return
    if not min(totals) <= employees <= max(totals):
        sentence = (
            f"直接从业人员数量为{employees}人，用工情况表四项合计在{min(totals)}至{max(totals)}人之间，"
            "请核对。"
        )
        yield warn(contents, SectionName.BASICS, sentence, "employees")


def every_leaf_marked(contents: Contents) -> Iterator[Finding]:
    if contents.unmarked:
        sentence = f"自检计分还有{contents.unmarked}项未评分（共{contents.leaves}项），请补充。"
        yield stop(contents, SectionName.SELF_CHECK, sentence)


def every_mark_explained(contents: Contents) -> Iterator[Finding]:
    """A mark above what the declared figures support says why."""
    for problem in contents.unexplained:
        yield Finding(SectionName.SELF_CHECK, problem)


def figures_consistent(contents: Contents) -> Iterator[Finding]:
    figures = record_of(contents.application, SectionName.FIGURES)
    for name, look in HINTS.items():
        if sentence := look(figures, contents.dossier):
            label = field_label(contents.application, name)
            yield warn(contents, SectionName.FIGURES, f"{label}：{sentence}", name)


def evidence_given(contents: Contents) -> Iterator[Finding]:
    for sentence in contents.unproven:
        yield warn(contents, SectionName.SELF_CHECK, sentence)


def materials_present(contents: Contents) -> Iterator[Finding]:
    for title in contents.missing_materials:
        yield stop(contents, SectionName.ATTACHMENTS, f"缺少材料：{title}，请上传。")


def figures_plausible(contents: Contents) -> Iterator[Finding]:
    """A figure of the wrong unit is the commonest slip; these are only reminders."""
    for is_odd, name, sentence in FIGURE_HINTS:
        if is_odd(contents.dossier):
            yield warn(contents, SectionName.BASICS, sentence, name)


def odd_ticket(dossier: Dossier) -> bool:
    """元 a visit outside 5..5000."""
    if not dossier.visits_year or dossier.revenue_year_wan is None:
        return False
    return not 5 <= dossier.revenue_year_wan * 10_000 / dossier.visits_year <= 5000


def opened_lately(dossier: Dossier) -> bool:
    return bool(dossier.opened_on) and (clock.today() - dossier.opened_on).days < 365


FIGURE_HINTS = (
    (
        lambda d: d.area_km2 is not None and d.area_km2 > 500,
        "area_km2",
        "申报项目面积超过500平方公里，请核对单位是否为平方公里（1平方公里等于1500亩）。",
    ),
    (
        lambda d: d.employees is not None and d.employees > 20_000,
        "employees",
        "直接从业人员超过20000人，请核对。",
    ),
    (
        lambda d: any(v is not None and v < 1000 for v in (d.visits_year, d.visits_half)),
        "visits_year",
        "接待人次不足1000，请核对单位是否误填为万人次。",
    ),
    (
        odd_ticket,
        "revenue_year_wan",
        "按全年营业总收入与接待人次计算，人均消费不在5至5000元之间，请核对单位。",
    ),
    (opened_lately, "opened_on", "开业不足12个月，一年以上执行记录等评分项可能缺少依据，请核对。"),
)

CHECKS: tuple[Callable[[Contents], Iterator[Finding]], ...] = (
    required_fields,
    other_nature_explained,
    dates_not_in_future,
    figures_plausible,
    investment_agrees,
    employees_within_staffing,
    narratives_in_limits,
    investment_filled,
    staffing_filled,
    every_leaf_marked,
    every_mark_explained,
    figures_consistent,
    evidence_given,
    materials_present,
)


# --- states of the parts -------------------------------------------------------------


class SectionState(StrEnum):
    UNTOUCHED = "未开始"
    OPTIONAL = "选填"
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
    contents = read_contents(application)
    findings = [finding for check in CHECKS for finding in check(contents)]
    return [_report(contents, section, findings) for section in UNIT_SECTIONS]


def _report(contents: Contents, section: SectionName, findings: list[Finding]) -> SectionReport:
    problems = [finding.problem for finding in findings if finding.section == section]
    url = section_url(contents.application, section)
    if not _touched(contents, section):
        is_optional = section == SectionName.FIGURES
        state = SectionState.OPTIONAL if is_optional else SectionState.UNTOUCHED
        return SectionReport(section, url, state, problems)
    stopped = any(not problem.is_warning for problem in problems)
    state = SectionState.PROBLEMS if stopped else SectionState.COMPLETE
    return SectionReport(section, url, state, problems)


def _touched(contents: Contents, section: SectionName) -> bool:
    if section == SectionName.SELF_CHECK:
        return contents.unmarked < contents.leaves
    if section == SectionName.ATTACHMENTS:
        return contents.has_materials
    return contents.versions.get(section, 0) > 0


# --- how a check speaks ---------------------------------------------------------------


def stop(contents: Contents, section: SectionName, sentence: str, anchor: str = "") -> Finding:
    """A finding that stops the submission (阻断)."""
    return Finding(section, Problem(sentence, _link(contents, section, anchor)))


def warn(contents: Contents, section: SectionName, sentence: str, anchor: str = "") -> Finding:
    """A finding that only reminds (提醒)."""
    url = _link(contents, section, anchor)
    return Finding(section, Problem(sentence, url, is_warning=True))


def _link(contents: Contents, section: SectionName, anchor: str) -> str:
    url = section_url(contents.application, section)
    return f"{url}#id_{anchor}" if anchor else url
