from datetime import timedelta

import pytest

from applications.choices import SectionName
from applications.completeness import SectionState, formal_review, section_states
from applications.models import Attachment, Dossier, InvestmentLine, NotApplicable, StaffingLine
from portal import clock
from scoring.models import Mark
from scoring.outline import outline_of
from tests.factories.content import complete, hand_in
from tests.paths import Supplier


@pytest.fixture
def complete_application(application):
    return complete(application)


def findings(application):
    """(section, is a warning, sentence) of everything that is found."""
    application = type(application).objects.get(pk=application.pk)
    return [
        (finding.section, finding.problem.is_warning, finding.problem.text)
        for finding in formal_review(application)
    ]


def set_fields(application, **fields):
    Dossier.objects.filter(pk=application.pk).update(**fields)


def test_a_complete_report_has_no_findings(complete_application):
    assert findings(complete_application) == []


def test_an_empty_report_is_missing_everything_at_once(application):
    found = findings(application)

    assert {section for section, _, _ in found} == {
        SectionName.DECLARATION,
        SectionName.BASICS,
        SectionName.ACHIEVEMENTS,
        SectionName.OPERATIONS,
        SectionName.DIRECTION,
        SectionName.INVESTMENT,
        SectionName.STAFFING,
        SectionName.SELF_CHECK,
        SectionName.ATTACHMENTS,
    }
    assert (SectionName.SELF_CHECK, False, "自检计分还有5项未评分（共5项），请补充。") in found


def test_every_finding_leads_to_its_place(application):
    assert all(finding.problem.url for finding in formal_review(application))


def test_a_year_column_is_named_with_its_year(complete_application):
    set_fields(complete_application, visits_half=None)

    assert findings(complete_application) == [
        (SectionName.BASICS, False, "二（一）基本信息：请填写2023年上半年接待人次。")
    ]


def test_zero_is_an_answer(complete_application):
    set_fields(complete_application, revenue_half_wan=0)

    assert findings(complete_application) == []


@pytest.mark.parametrize(
    ("section", "count", "expected"),
    [
        ("achievements", 499, "二（二）创建情况现为499字，应为500至1000字，请修改。"),
        ("achievements", 500, None),
        ("achievements", 1000, None),
        ("achievements", 1001, "二（二）创建情况现为1001字，应为500至1000字，请修改。"),
        ("operations", 149, "二（三）经营状况现为149字，应为150至600字，请修改。"),
        ("operations", 150, "二（三）经营状况要求300字左右，现为150字，请酌情增删。"),
        ("operations", 239, "二（三）经营状况要求300字左右，现为239字，请酌情增删。"),
        ("operations", 240, None),
        ("operations", 360, None),
        ("operations", 361, "二（三）经营状况要求300字左右，现为361字，请酌情增删。"),
        ("direction", 601, "二（四）发展方向现为601字，应为150至600字，请修改。"),
        ("direction", 0, "二（四）发展方向尚未填写。"),
    ],
)
def test_narratives_have_their_limits(complete_application, section, count, expected):
    set_fields(complete_application, **{section: "隰" * count})

    assert [sentence for _, _, sentence in findings(complete_application)] == (
        [expected] if expected else []
    )


def test_the_declared_investment_is_the_total_of_the_table(complete_application):
    set_fields(complete_application, invested_wan="3199.99")

    assert findings(complete_application) == [
        (
            SectionName.BASICS,
            False,
            "已完成投资总额为3,199.99万元，投资明细表实际投资金额合计为3,200.00万元，两处应一致，请核对。",
        )
    ]


@pytest.mark.parametrize(("remark", "count"), [("", 1), ("含预付款", 0)])
def test_a_payment_that_does_not_add_up_needs_a_remark(complete_application, remark, count):
    line = InvestmentLine.objects.filter(application=complete_application).first()
    InvestmentLine.objects.filter(pk=line.pk).update(unpaid_wan="0.01", remark=remark)

    found = findings(complete_application)

    assert len(found) == count
    assert all(
        sentence.startswith("投资明细表“二”类第1行：实际投资金额应等于") for _, _, sentence in found
    )


def test_blank_counts_are_named_by_row(complete_application):
    StaffingLine.objects.create(application=complete_application, position=2, form="退休返聘")

    assert (
        SectionName.STAFFING,
        False,
        "用工情况表第2行：请填写四项人数，没有的填0。",
    ) in findings(complete_application)


def test_more_insured_than_paid_is_a_reminder(complete_application):
    StaffingLine.objects.filter(application=complete_application).update(insured=119)

    assert findings(complete_application) == [
        (SectionName.STAFFING, True, "用工情况表第1行：社会参保人数多于发放工资人数，请核对。")
    ]


def test_a_blank_mark_is_counted_and_a_zero_is_not(complete_application):
    marks = Mark.objects.filter(sheet=complete_application.self_check)
    marks.filter(leaf__number="1.1").update(value=None)
    marks.filter(leaf__number="1.2").update(value=0)

    assert findings(complete_application) == [
        (SectionName.SELF_CHECK, False, "自检计分还有1项未评分（共5项），请补充。")
    ]


def test_a_replaced_file_is_missing_until_it_is_waived(complete_application):
    item = complete_application.batch.catalogue.get(code="3.3")
    Attachment.objects.filter(item=item).update(replaced_at=clock.now())
    title = f"缺少材料：{item}，请上传。"
    assert findings(complete_application) == [(SectionName.ATTACHMENTS, False, title)]

    NotApplicable.objects.create(application=complete_application, item=item, reason="不适用")

    assert findings(complete_application) == []


def test_a_date_in_the_future_is_refused(complete_application):
    tomorrow = clock.today() + timedelta(days=1)
    set_fields(complete_application, declared_on=tomorrow)

    assert findings(complete_application) == [
        (SectionName.DECLARATION, False, "申请日期不能晚于今天，请核对。")
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"visits_half": 999}, "接待人次不足1000，请核对单位是否误填为万人次。"),
        (
            {"area_km2": "500.0001"},
            "申报项目面积超过500平方公里，请核对单位是否为平方公里（1平方公里等于1500亩）。",
        ),
        (
            {"revenue_year_wan": "43000.01"},
            "按全年营业总收入与接待人次计算，人均消费不在5至5000元之间，请核对单位。",
        ),
        (
            {"employees": 121},
            "直接从业人员数量为121人，用工情况表四项合计在110至120人之间，请核对。",
        ),
    ],
)
def test_a_figure_of_a_wrong_unit_is_a_reminder(complete_application, fields, sentence):
    set_fields(complete_application, **fields)

    assert findings(complete_application) == [(SectionName.BASICS, True, sentence)]


def test_a_part_is_untouched_then_has_problems_then_is_complete(application):
    untouched = {report.section: report.state for report in section_states(application)}
    hand_in(application, Supplier.UNIT)
    application.sections.filter(name="basics").update(version=1)
    started = {report.section: report.state for report in section_states(application)}

    assert untouched.pop(SectionName.FIGURES) == SectionState.OPTIONAL
    assert set(untouched.values()) == {SectionState.UNTOUCHED}
    assert started[SectionName.ATTACHMENTS] == SectionState.COMPLETE
    assert started[SectionName.BASICS] == SectionState.PROBLEMS


@pytest.mark.parametrize("line_count", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(
    complete_application, line_count, django_assert_num_queries
):
    for position in range(2, line_count + 1):
        StaffingLine.objects.create(
            application=complete_application, position=position, form="其他"
        )
    application = type(complete_application).objects.select_related("dossier", "batch").get()

    outline_of(application.batch.ruleset)  # read once, whoever asks first

    with django_assert_num_queries(12):
        formal_review(application)
