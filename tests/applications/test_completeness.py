import pytest

from applications.choices import SectionName
from applications.completeness import SectionState, formal_review, section_states
from applications.models import Attachment, Dossier, NotApplicable, StaffingLine
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
    application = (
        type(complete_application).objects.select_related("dossier", "batch", "organisation").get()
    )

    outline_of(application.batch.ruleset)  # read once, whoever asks first

    with django_assert_num_queries(12):
        formal_review(application)
