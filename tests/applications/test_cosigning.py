"""会签: who may never sign, and what the signer reads first."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import cosigning
from applications import permissions as may
from applications.choices import QualificationItem, SectionName, Status, Verdict
from applications.lifecycle import application_lifecycle
from portal import audit, clock
from portal.choices import Role
from portal.models import Membership
from scoring.services import record_mark
from tests.paths import bring

HAND = "您参与过本次初评的计分、资格核查或初评意见，请由本局其他人员会签。"
OFFICE = "您在初评期间是市文化和旅游局人员，请由本局其他人员会签。"


def perform(application, name, actor, note="", **details):
    application_lifecycle.perform(application, name, actor=actor, note=note, details=details)


@pytest.fixture
def cosigning_one(application):
    return bring(application, to=Status.COSIGNING)


# --- who signs -------------------------------------------------------------------------------


def test_whoever_gave_a_mark_once_does_not_sign(reviewing, cast):
    record_mark(
        sheet=reviewing.first_review, number="1.2", value=10, actor=cast["civil"], version=0
    )
    record_mark(sheet=reviewing.first_review, number="1.2", value=0, actor=cast["city"], version=1)
    bring(reviewing, to=Status.COSIGNING)

    assert may.can_cosign(cast["civil"], reviewing).reason == HAND


@pytest.mark.parametrize("name", [SectionName.QUALIFICATION, SectionName.OPINION])
def test_whoever_saved_a_part_of_the_review_does_not_sign(cosigning_one, cast, name):
    section = cosigning_one.sections.get(name=name)
    audit.record(cast["civil"], "save_section", section, label="保存")

    assert may.can_cosign(cast["civil"], cosigning_one).reason == HAND


def test_whoever_was_in_the_other_bureau_during_the_review_does_not_sign(
    cosigning_one, cast, places
):
    began = audit.history(cosigning_one).get(action="begin_review").at
    held = Membership.objects.create(
        user=cast["civil"],
        organisation=places["city_culture"],
        role=Role.CITY_OFFICER,
        ended_at=began + timedelta(seconds=1),
    )

    assert may.can_cosign(cast["civil"], cosigning_one).reason == OFFICE
    Membership.objects.filter(pk=held.pk).update(ended_at=began - timedelta(seconds=1))
    assert may.can_cosign(cast["civil"], cosigning_one)


def test_an_answer_of_its_own_keeps_nobody_from_signing(cosigning_one, cast):
    """会签退回 opens the sheet again, which the audit keeps under the signer's name."""
    perform(cosigning_one, "decline_cosign", cast["civil"], "养老服务部分计分偏高。")
    bring(cosigning_one, to=Status.COSIGNING)

    assert may.can_cosign(cast["civil"], cosigning_one)


# --- what is read ----------------------------------------------------------------------------


def test_what_has_changed_since_the_last_answer_in_words(cosigning_one, cast):
    application = cosigning_one
    perform(application, "decline_cosign", cast["civil"], "养老服务部分计分偏高，请复核。")
    application.first_review.marks.filter(leaf__number="1.1").update(value=15, reason="现场复核。")
    item = QualificationItem.LAND
    checks = application.qualification_checks.filter(item=item)
    checks.update(verdict=Verdict.EXPLAIN, remark="正在办证。")
    application.opinion.text, application.opinion.recommends = "不宜推荐。", False
    application.opinion.save()
    perform(application, "request_cosign", cast["city"])

    found = cosigning.compared(application)

    assert (found.answer.agreed, found.answer.opinion) == (False, "养老服务部分计分偏高，请复核。")
    assert [(change.label, change.before, change.after) for change in found.changes] == [
        ("1.1 产品规模", "20分", "15分（理由：现场复核。）"),
        (f"资格核查：{item.label}", "符合", "需说明（正在办证。）"),
        ("初评意见", "符合条件，同意推荐。", "不宜推荐。"),
        ("建议推荐", "是", "否"),
    ]


def test_a_newer_version_and_another_day_are_changes(cosigning_one, cast):
    content = {
        "submission": "old",
        "marks": {},
        "qualification": [],
        "opinion": {"text": "", "recommends": None, "dated": "2023-08-20"},
    }
    newer = {**content, "submission": "new", "opinion": {**content["opinion"]}}
    newer["opinion"]["dated"] = str(clock.today().replace(year=2023, month=8, day=21))
    first = cosigning_one.snapshots.get()
    old, new = {**content, "submission": first.sha256}, {**newer, "submission": "f" * 64}
    cosigning_one.snapshots.create(
        number=2,
        data={},
        sha256="f" * 64,
        check_code="F" * 8,
        sealed_by=cast["head"],
        sealed_at=clock.now(),
    )

    found = list(cosigning.changes(cosigning_one, old, new))

    assert [(change.label, change.before, change.after) for change in found] == [
        ("申请报告书", "第1版", "第2版"),
        ("初评意见的日期", "2023年8月20日", "2023年8月21日"),
    ]


def test_the_page_begins_with_what_decides(client, cast, cosigning_one):
    cosigning_one.first_review.marks.filter(leaf__number="1.1").update(reason="另附审计报告。")
    client.force_login(cast["civil"])

    response = client.get(reverse("applications:move", args=[cosigning_one.pk, "cosign"]))

    page = response.content.decode()
    assert response.context["compared"] is None
    assert [doubt.reason for doubt in response.context["doubts"]] == ["另附审计报告。"]
    assert page.index("先看这几项") < page.index("附有理由的计分（1项）") < page.index("初评情况")
    assert "有5份市文化和旅游局没有打开过" in page


def test_after_a_refusal_the_page_says_that_nothing_has_changed(client, cast, cosigning_one):
    perform(cosigning_one, "decline_cosign", cast["civil"], "养老服务部分计分偏高。")
    perform(cosigning_one, "request_cosign", cast["city"])
    client.force_login(cast["civil"])

    page = client.get(reverse("applications:move", args=[cosigning_one.pk, "cosign"]))

    assert "会签退回以来的变化" in page.content.decode()
    assert "内容没有变化。" in page.content.decode()
