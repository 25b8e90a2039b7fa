"""Answers to the points of a round, sent with one button: what is stored, what is kept."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from applications.choices import SectionName, Status
from applications.models import ReturnPoint
from applications.services.stale import mark_of
from tests.paths import bring
from tests.returns import answer, answer_all, note, send

pytestmark = pytest.mark.django_db
BLANK = mark_of({"answer": ""})
BOX = "修改说明"


@pytest.fixture
def returned(application, cast):
    """Three points wait for the unit."""
    bring(application, to=Status.SUBMITTED)
    for section in (SectionName.BASICS, SectionName.ACHIEVEMENTS, SectionName.STAFFING):
        note(application, cast["city"], section)
    send(application, cast["city"])
    return application


@pytest.fixture
def round_page(returned):
    return reverse("applications:return_round", args=[returned.pk, 1])


def boxes(points, texts, seen=BLANK):
    """A page filled from blank boxes, unless ``seen`` marks something else."""
    keys = [point.pk for point in points]
    return {"point": keys, "version": [seen] * len(keys), "answer": texts}


def stored():
    return list(ReturnPoint.objects.order_by("pk").values_list("answer", flat=True))


def test_one_button_stores_every_answer_and_leaves_blank_boxes_alone(log_in, returned, round_page):
    sent = boxes(returned.return_points.all(), ["已补充\r\n数据。", "", "已核对。"])

    response = log_in("clerk").post(round_page, sent, follow=True)

    assert stored() == ["已补充\n数据。", "", "已核对。"]
    assert "已保存2条修改说明。" in response.text


def test_nothing_typed_changes_nothing(log_in, returned, round_page):
    response = log_in("clerk").post(round_page, boxes(returned.return_points.all(), [""] * 3))

    assert (response.status_code, stored()) == (302, ["", "", ""])


def test_an_answer_that_is_refused_stays_while_the_others_are_stored(log_in, returned, round_page):
    sent = boxes(returned.return_points.all(), ["已补充。", "长" * 501, ""])

    response = log_in("clerk").post(round_page, sent)

    assert (response.status_code, stored()) == (422, ["已补充。", "", ""])
    assert "长" * 501 in response.text
    assert "其余修改说明已保存" in response.text


def test_a_stored_answer_is_not_taken_back(log_in, returned, round_page, cast):
    point = answer(returned.return_points.first(), cast["clerk"], "已补充。")
    sent = boxes([point], [""], seen=mark_of({"answer": "已补充。"}))

    response = log_in("clerk").post(round_page, sent)

    assert (response.status_code, stored()[0]) == (422, "已补充。")
    assert "请填写修改说明。" in response.text


def test_answers_of_a_colleague_are_set_against_mine_and_the_rest_is_stored(
    log_in, returned, round_page, cast
):
    first, second, third = returned.return_points.all()
    answer(first, cast["clerk"], "经办人的说明")
    answer(third, cast["clerk"], "经办人的另一说明")
    sent = boxes([first, second, third], ["负责人的说明", "已核对。", ""])

    response = log_in("head").post(round_page, sent)

    assert response.status_code == 409
    assert stored() == ["经办人的说明", "已核对。", "经办人的另一说明"]
    conflict = response.context["conflict"]
    (both,) = conflict.fields.values()
    assert (both.label, both.mine, both.theirs) == (
        first.place_label,
        "负责人的说明",
        "经办人的说明",
    )
    versions = [one.version for one in response.context["points"]]
    assert versions[0] == mark_of({"answer": "经办人的说明"})


def test_a_refused_answer_still_meets_what_a_colleague_wrote(log_in, returned, round_page, cast):
    point = returned.return_points.first()
    answer(point, cast["clerk"], "经办人的说明")

    response = log_in("head").post(round_page, boxes([point], ["长" * 501]))

    assert response.context["points"][0].version == BLANK


def test_answers_that_come_too_late_are_given_back(log_in, returned, round_page, cast):
    points = list(returned.return_points.all())
    answer_all(returned, cast["clerk"])
    bring(returned, to=Status.SUBMITTED)

    page = log_in("clerk").post(round_page, boxes(points[:2], ["又补写一处", "又补写另一处"]))

    assert page.status_code == 423
    assert [field.value() for field in page.context["too_late"]["kept"]] == [
        "又补写一处",
        "又补写另一处",
    ]
    assert points[0].place_label in page.text


@pytest.mark.parametrize("who", ["city", "province"])
def test_only_the_unit_answers_its_points_together(log_in, returned, round_page, who):
    response = log_in(who).post(round_page, boxes(returned.return_points.all(), ["已改"] * 3))

    assert (response.status_code, stored()) == (403, ["", "", ""])


def test_a_point_of_another_round_is_not_to_be_had(log_in, returned, round_page):
    sent = {"point": ["0"], "version": [BLANK], "answer": ["已改"]}

    assert log_in("clerk").post(round_page, sent).status_code == 404


# --- in a browser --------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_scripts_one_save_loses_no_other_answer(open_as, round_page):
    page = open_as("clerk", round_page, java_script_enabled=False)
    for place, text in enumerate(["已补充。", "已核对。", "长" * 501]):
        page.get_by_label(BOX).nth(place).fill(text)

    page.get_by_role("button", name="保存修改说明").nth(1).click()

    expect(page.locator(".message-warning")).to_contain_text("其余修改说明已保存")
    expect(page.get_by_label(BOX).nth(2)).to_have_value("长" * 501)
    assert stored() == ["已补充。", "已核对。", ""]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_with_scripts_each_answer_is_saved_while_it_is_typed(open_as, round_page):
    page = open_as("clerk", round_page)
    for place, text in enumerate(["已补充。", "已核对。"]):
        page.get_by_label(BOX).nth(place).fill(text)
        expect(page.locator("[data-save]").nth(place)).to_contain_text("已保存")
    assert stored() == ["已补充。", "已核对。", ""]

    page.get_by_label(BOX).nth(2).fill("已更正。")
    page.get_by_role("button", name="保存修改说明").first.click()

    expect(page.locator(".message")).to_contain_text("修改说明已保存")
    assert stored() == ["已补充。", "已核对。", "已更正。"]
