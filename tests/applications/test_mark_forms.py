"""One mark over HTTP without scripts: back to its leaf, or the page again with all that was typed."""

import pytest

from scoring.outline import outline_of
from scoring.services import record_mark
from tests.applications.sheets import FIRST, address, page, stored

pytestmark = pytest.mark.django_db


def form(**fields):
    return {"version": "0", "reason": "", "remark": "", **fields}


@pytest.mark.parametrize(
    ("number", "fields", "value"),
    [
        ("1.1", {"value": "15"}, 15),
        ("1.1", {"value": "0"}, 0),
        ("1.2", {"value": "other", "other": "4", "reason": "部分主题"}, 4),
        ("1.2", {"value": "10", "other": "4"}, 10),
        ("2.1", {"value": " ７ "}, 7),
        ("2.2.1", {"in-items": "2", "value": ""}, 4),
        ("2.2.1", {"in-items": "２项\r\n", "value": ""}, 4),
        ("2.2.1", {"in-items": "球场\r\n\r\n1958酒吧\r\n滑梯\r\n", "value": ""}, 6),
        ("2.2.1", {"in-items": "", "value": "6"}, 6),
        ("2.2.2", {"in-defects-count": "0", "value": ""}, 4),
        ("2.2.2", {"in-defects-none": "1", "in-place": "", "in-remark": "", "in-photos": ""}, 4),
        ("2.2.2", {"in-place": ["东门", ""], "in-remark": ["缺", ""], "in-photos": ["", ""]}, 3),
    ],
)
def test_a_plain_form_saves_and_leads_back_to_its_leaf(
    client, log_in, application, number, fields, value
):
    log_in("head")

    response = client.post(address(application, number=number), form(**fields))

    section = outline_of(application.self_check.ruleset).items[number].part
    assert response.status_code == 302
    assert response.headers["Location"] == f"{page(application, section=section)}#leaf-{number}"
    assert stored(application, number=number) == (value, 1)


def test_a_plain_form_clears(client, log_in, application):
    log_in("head")
    client.post(address(application), form(value="15"))

    client.post(address(application), form(value="15", version="1", clear="1"))

    assert stored(application) == (None, 2)


def test_a_refused_plain_form_shows_the_page_again_with_all_that_was_typed(
    client, log_in, application
):
    log_in("head")

    response = client.post(
        address(application, number="1.2"), form(value="other", other="4", remark="第3页")
    )

    assert response.status_code == 422
    assert "1.2 产品主题：一般只计 0 或 10 分，改计 4 分须说明理由" in response.text
    assert 'name="other" value="4"' in response.text
    assert "第3页</textarea>" in response.text
    assert stored(application, number="1.2") == (None, 0)


@pytest.mark.parametrize(
    ("number", "fields"),
    [
        ("2.2.1", {"in-items": "球场", "value": "6"}),
        ("2.2.2", {"in-defects-count": "2", "in-defects-none": "1"}),
        ("2.2.2", {"in-defects-count": "2", "in-place": "东门", "in-remark": "", "in-photos": ""}),
    ],
)
def test_a_plain_form_says_each_thing_once(client, log_in, application, number, fields):
    log_in("head")

    response = client.post(address(application, number=number), form(**fields))

    assert response.status_code == 422
    assert "数量、名称和分值只须填写一处，请清空其余后保存。" in response.text
    assert stored(application, number=number) == (None, 0)


def test_what_was_typed_twice_is_shown_again(client, log_in, application):
    log_in("head")

    response = client.post(
        address(application, number="2.2.1"), form(**{"in-items": "球场\n滑梯", "value": "6"})
    )

    assert ">球场\n滑梯</textarea>" in response.text
    assert 'name="value" value="6"' in response.text


def test_a_mark_from_paper_says_so(client, log_in, application):
    log_in("head")

    client.post(address(application), form(value="15", origin="paper"))

    text = client.get(page(application)).text
    assert "<span data-origin>现场纸质</span>" in text


def test_a_plain_form_that_comes_second_sees_the_other_mark_and_may_insist(
    client, log_in, cast, reviewing
):
    record_mark(
        sheet=reviewing.first_review, number="2.1", value=8, version=0, actor=cast["city_colleague"]
    )
    log_in("city")

    response = client.post(address(reviewing, FIRST, "2.1"), form(value="5"))

    assert response.status_code == 409
    assert "柳知行已先将本项计为8分，请对照后选择采用哪一个。" in response.text
    assert 'name="value" value="5"' in response.text
    assert 'name="version" value="1"' in response.text
    again = client.post(address(reviewing, FIRST, "2.1"), form(value="5", version="1"))
    assert again.status_code == 302
    assert stored(reviewing, FIRST, "2.1") == (5, 2)


@pytest.mark.parametrize("version", ["", "新", "٣", "-1", "1.5", "9" * 5000])
def test_a_plain_form_without_a_version_is_refused(client, log_in, application, version):
    log_in("head")

    response = client.post(address(application), form(value="15", version=version))

    assert response.status_code == 422
    assert stored(application) == (None, 0)


def test_a_plain_form_for_a_closed_column_leads_back_with_the_reason(client, log_in, reviewing):
    log_in("head")

    response = client.post(address(reviewing), form(value="15"), follow=True)

    assert response.redirect_chain == [(f"{page(reviewing)}#leaf-1.1", 302)]
    assert "当前状态为“初评中”，报告书不能修改。" in response.text
