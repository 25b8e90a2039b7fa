"""三、投资明细表 and 四、用工情况表: filled in, adding up, agreeing with part 二."""

from collections.abc import Iterator

from applications.choices import SectionName
from applications.completeness.contents import Contents
from applications.completeness.registry import Said, check, stop, warn
from applications.figures import investment_total, numbered, staffing_totals
from applications.models import InvestmentLine, StaffingLine
from portal.numbers import format_amount

BASICS = SectionName.BASICS
INVESTMENT, STAFFING = SectionName.INVESTMENT, SectionName.STAFFING


def row_of(line: InvestmentLine | StaffingLine) -> str:
    """The anchor of a stored line on the page of its table."""
    return f"row-{line.pk}"


@check("投资明细表未填全", INVESTMENT)
def investment_filled(contents: Contents) -> Iterator[Said]:
    if not contents.investment:
        yield stop(INVESTMENT, "投资明细表尚未填写，请至少填写一行。")
    for line, place in numbered(contents.investment):
        if not line.purpose:
            sentence = f"投资明细表{place}：请填写投资用途。"
            yield stop(INVESTMENT, sentence, anchor=row_of(line))
        if None in (line.amount_wan, line.paid_wan, line.unpaid_wan):
            sentence = f"投资明细表{place}：请填写实际投资、实际付款和未付款金额，没有的填0。"
            yield stop(INVESTMENT, sentence, anchor=row_of(line))


@check("投资明细三项金额对不上", INVESTMENT)
def payments_add_up(contents: Contents) -> Iterator[Said]:
    for line, place in numbered(contents.investment):
        if line.remark or None in (line.amount_wan, line.paid_wan, line.unpaid_wan):
            continue
        if line.amount_wan != line.paid_wan + line.unpaid_wan:
            sentence = (
                f"投资明细表{place}：实际投资金额应等于实际付款金额与未付款金额之和，"
                "请核对；确有差异的在备注中说明。"
            )
            yield stop(INVESTMENT, sentence, anchor=row_of(line))


@check("已完成投资总额与明细表合计不一致", BASICS)
def investment_agrees(contents: Contents) -> Iterator[Said]:
    """已完成投资总额 of part 二 is 合计·实际投资金额 of part 三."""
    declared = contents.dossier.invested_wan
    if declared is None or not contents.investment:
        return
    total = investment_total(contents.investment)
    if declared != total:
        sentence = (
            f"已完成投资总额为{format_amount(declared)}万元，投资明细表实际投资金额合计为"
            f"{format_amount(total)}万元，两处应一致，请核对。"
        )
        yield stop(BASICS, sentence, "invested_wan")


@check("用工情况表未填全", STAFFING)
def staffing_filled(contents: Contents) -> Iterator[Said]:
    if not contents.staffing:
        yield stop(STAFFING, "用工情况表尚未填写，请至少填写一行。")
    for row, line in enumerate(contents.staffing, start=1):
        if not line.form:
            sentence = f"用工情况表第{row}行：请填写用工形式。"
            yield stop(STAFFING, sentence, anchor=row_of(line))
        if None in (line.contracted, line.paid, line.insured, line.taxed):
            sentence = f"用工情况表第{row}行：请填写四项人数，没有的填0。"
            yield stop(STAFFING, sentence, anchor=row_of(line))


@check("参保或纳税人数多于发薪人数", STAFFING)
def staffing_plausible(contents: Contents) -> Iterator[Said]:
    for row, line in enumerate(contents.staffing, start=1):
        for count, word in ((line.insured, "社会参保人数"), (line.taxed, "个税申报人数")):
            if None not in (count, line.paid) and count > line.paid:
                sentence = f"用工情况表第{row}行：{word}多于发放工资人数，请核对。"
                yield warn(STAFFING, sentence, anchor=row_of(line))


@check("直接从业人员与用工情况表不符", BASICS)
def employees_within_staffing(contents: Contents) -> Iterator[Said]:
    """直接从业人员数量 lies inside the span of the four totals."""
    employees = contents.dossier.employees
    if employees is None or not contents.staffing:
        return
    totals = staffing_totals(contents.staffing)
    if not min(totals) <= employees <= max(totals):
        sentence = (
            f"直接从业人员数量为{employees}人，用工情况表四项合计在{min(totals)}至{max(totals)}人之间，"
            "请核对。"
        )
        yield warn(BASICS, sentence, "employees")
