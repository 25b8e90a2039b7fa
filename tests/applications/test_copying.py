"""沿用以往报告书: what a unit takes over from an earlier batch, and what it gives anew."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.choices import SectionName
from applications.completeness import SectionState, formal_review, section_states
from applications.services import copying
from applications.services.dossier import save_section, start_application
from portal.audit import history
from tests.factories.applications import BatchFactory
from tests.factories.content import complete

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier(application):
    """The complete 报告书 of 第二批."""
    return complete(application)


@pytest.fixture
def draft(earlier, cast, ruleset):
    """The untouched draft of the batch that follows."""
    batch = BatchFactory(name="第三批", full_year=2023, ruleset=ruleset)
    return start_application(batch=batch, organisation=earlier.organisation, actor=cast["head"])


def test_copy_takes_over_what_no_year_changes(draft, earlier, cast):
    copying.copy(application=draft, source=earlier, actor=cast["clerk"])

    draft.refresh_from_db()
    facts, old = draft.dossier, earlier.dossier
    assert (facts.address, facts.area_km2, facts.direction) == (
        old.address,
        old.area_km2,
        old.direction,
    )
    assert (facts.revenue_year_wan, facts.visits_half, facts.declared_on) == (None, None, None)
    assert (facts.contact_name, facts.employees) == ("梁云舟", None)
    lines = draft.investment_lines.values_list("category", "purpose", "amount_wan")
    assert list(lines) == [(2, "康养木屋", 2000), (3, "步道", 1200)]
    assert list(draft.staffing_lines.values_list("form", "paid")) == [("全日制劳动合同", None)]
    assert not draft.attachments.exists()
    assert set(draft.self_check.marks.values_list("value", flat=True)) == {None}
    assert history(draft).last().label == "沿用以往报告书"


def test_every_part_says_so_until_it_has_been_saved(draft, earlier, cast):
    copying.copy(application=draft, source=earlier, actor=cast["clerk"])

    copied = draft.sections.exclude(copied_from="").values_list("name", "copied_from")
    assert dict(copied) == dict.fromkeys([*copying.TEXTS[:5], *copying.TABLES], "第二批")
    values = {"direction": earlier.dossier.direction}
    name = SectionName.DIRECTION
    assert unlooked(draft) == 7
    save_section(application=draft, name=name, values=values, version=0, actor=cast["clerk"])
    assert draft.sections.get(name=name).copied_from == ""
    assert unlooked(draft) == 6


def test_the_parts_taken_over_are_not_called_untouched(draft, earlier, cast):
    copying.copy(application=draft, source=earlier, actor=cast["clerk"])

    states = {report.section: report.state for report in section_states(draft)}
    copied = {name for name, state in states.items() if state == SectionState.COPIED}
    assert copied == {*copying.TEXTS[:5], *copying.TABLES}
    assert states[SectionName.ATTACHMENTS] == SectionState.UNTOUCHED


def unlooked(application):
    return sum("沿用自第二批" in finding.problem.text for finding in formal_review(application))


def test_what_has_been_begun_is_not_overwritten(draft, earlier, cast):
    values = {"address": "新地址"}
    save_section(
        application=draft, name=SectionName.BASICS, values=values, version=0, actor=cast["clerk"]
    )

    with pytest.raises(PermissionDenied, match="已经开始填写"):
        copying.copy(application=draft, source=earlier, actor=cast["clerk"])

    assert draft.investment_lines.count() == 0


def test_nothing_is_taken_from_another_unit(earlier, batch, cast, places):
    other = start_application(
        batch=batch, organisation=places["other_unit"], actor=cast["other_head"]
    )

    with pytest.raises(PermissionDenied, match="本单位"):
        copying.copy(application=other, source=earlier, actor=cast["other_head"])

    assert copying.sources(other) == []


def test_page_shows_what_would_be_taken_before_it_is(client, draft, earlier, cast):
    client.force_login(cast["clerk"])
    url = reverse("applications:copy", args=[draft.pk])

    shown = client.get(url)
    done = client.post(url, {"source": earlier.pk}, follow=True)

    basics = next(p for p in shown.context["parts"] if p.section == SectionName.BASICS)
    assert basics.emptied == [
        "已完成投资总额",
        "直接从业人员数量",
        "2023年营业总收入",
        "2024年上半年营业总收入",
        "2023年接待人次",
        "2024年上半年接待人次",
    ]
    assert "已沿用第二批的报告书" in done.content.decode()
    assert client.get(url).status_code == 403
