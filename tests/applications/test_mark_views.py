"""One mark over HTTP: what is answered, what is stored, and who is refused how."""

import pytest
from django.test import Client

from applications.choices import Status
from applications.services.refusals import ONCE_WITHIN
from portal import clock
from portal.audit import history
from portal.models import AuditEntry
from tests.applications.sheets import FINAL, FIRST, SELF, address, stored
from tests.factories.scoring import fill
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

TOKEN, OTHER = "0190b1c2-0000-4000-8000-000000000001", "0190b1c2-0000-4000-8000-000000000002"
RULE = "1.1 产品规模：只能计 0、15、20 分，请从所列档次中选择。"


@pytest.fixture
def send(client):
    """What the desk's script sends; status and body of the answer."""

    def send(application, column=SELF, number="1.1", **body):
        response = client.post(
            address(application, column, number),
            body,
            content_type="application/json",
            headers={"X-Requested-With": "fetch"},
        )
        return response.status_code, response.json()

    return send


def refusals(application):
    return history(application).filter(action="refuse_mark")


# --- saving by script --------------------------------------------------------------------


def test_a_mark_is_saved_and_answered_with_the_server_s_sums(log_in, send, application):
    log_in("head")
    send(application, number="2.1", value=7, version=0)

    status, body = send(application, number="2.2.1", inputs={"count": 2}, version=0)

    assert status == 200
    assert body.pop("saved_at").count(":") == 2
    assert body == {
        "value": 4,
        "version": 1,
        "totals": {
            "section": 11,
            "section_filled": 2,
            "total": 11,
            "filled": 2,
            "of": 5,
            "groups": {"1": 0, "2": 11, "2.2": 4},
        },
    }
    assert stored(application, number="2.2.1") == (4, 1)


def test_a_mark_says_how_it_came_and_which_send_it_was(log_in, send, application):
    log_in("head")

    send(application, value=15, version=0, token=TOKEN.upper(), origin="paper")

    mark = application.self_check.marks.get(leaf__number="1.1")
    assert (mark.token, mark.origin) == (TOKEN, "paper")


def test_a_send_after_one_whose_answer_was_lost_is_no_conflict(log_in, send, application):
    log_in("head")
    send(application, value=15, version=0, token=TOKEN)

    status, body = send(application, value=20, version=0, token=OTHER, unanswered=[TOKEN])

    assert (status, body["value"], body["version"]) == (200, 20, 2)


@pytest.mark.parametrize(
    "envelope",
    [
        {"token": "1"},
        {"token": 7},
        {"token": [TOKEN]},
        {"unanswered": ["1"]},
        {"unanswered": TOKEN},
        {"unanswered": [TOKEN] * 21},
        {"origin": "aggregate"},
        {"origin": ["paper"]},
    ],
)
def test_an_envelope_of_another_shape_is_refused(log_in, send, application, envelope):
    log_in("head")

    status, _ = send(application, value=15, version=0, **envelope)

    assert status == 422
    assert stored(application) == (None, 0)


@pytest.mark.parametrize("value", [15, "15", "１５"])
def test_a_number_may_be_typed_in_any_way(log_in, send, application, value):
    log_in("head")

    assert send(application, value=value, version=0)[1]["value"] == 15


def test_zero_is_saved_and_null_clears(log_in, send, application):
    log_in("head")

    _, zero = send(application, value=0, version=0)
    _, blank = send(application, value=None, inputs={"count": 2}, version=1)

    assert (zero["value"], zero["totals"]["filled"]) == (0, 1)
    assert (blank["value"], blank["totals"]["filled"]) == (None, 0)


@pytest.mark.parametrize("inputs", [{}, {"count": ""}, {"count": None}])
def test_empty_boxes_are_a_blank_and_no_zero(log_in, send, application, inputs):
    log_in("head")
    send(application, number="2.2.1", value=2, version=0)

    status, body = send(application, number="2.2.1", inputs=inputs, version=1)

    assert (status, body["value"]) == (200, None)


@pytest.mark.parametrize(
    ("number", "body", "message"),
    [
        ("1.1", {"value": 7}, RULE),
        ("1.1", {"value": 21}, RULE),
        ("1.1", {"value": "abc"}, "1.1 产品规模：请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"),
        ("1.1", {"value": "-5"}, "1.1 产品规模：不能填写负数，请核对后填写0或正数。"),
        ("1.1", {"value": 7.5}, "1.1 产品规模：请填写整数分。"),
        ("1.1", {"value": True}, "1.1 产品规模：请填写整数分。"),
        ("1.1", {"value": [15]}, "1.1 产品规模：请填写整数分。"),
        ("2.2.1", {"value": 3}, "2.2.1 活动场所：只能计 0、2、4、6 分，请按符合的数量选择。"),
        ("2.2.1", {"inputs": {"count": "两"}}, "2.2.1 活动场所：请填写数量，须为不小于 0 的整数。"),
        ("2.2.1", {"inputs": {"count": -1}}, "2.2.1 活动场所：请填写数量，须为不小于 0 的整数。"),
        ("2.2.1", {"inputs": {"count": 1.5}}, "2.2.1 活动场所：请填写数量，须为不小于 0 的整数。"),
        ("2.2.1", {"inputs": {"count": 10**9}}, "2.2.1 活动场所：数量过大，最多 9 位数字，请核对后重新填写。"),
        ("2.2.1", {"inputs": "三项"}, "没有读懂这次保存，请刷新页面后重新填写。"),
        ("1.1", {"value": 15, "version": "新"}, "没有读懂这次保存，请刷新页面后重新填写。"),
        ("1.1", {"value": 15, "version": None}, "没有读懂这次保存，请刷新页面后重新填写。"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_mark_gets_a_sentence_and_changes_nothing(
    log_in, send, application, number, body, message
):
    log_in("head")
    send(application, number=number, value=0, version=0)

    status, answer = send(application, number=number, **{"version": 1, **body})

    assert (status, answer) == (422, {"message": message})
    assert stored(application, number=number) == (0, 1)
    assert history(application.self_check).count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"15",
        b"{",
        b"\xff\xfe",
        b'{"version": {}}',
        b'{"version": Infinity, "value": 15}',
        b'{"version": 0, "inputs": [[1, 2]]}',
    ],
)
def test_what_is_no_save_at_all_is_refused(client, log_in, application, body):
    log_in("head")

    response = client.post(address(application), body, content_type="application/json")

    assert response.status_code == 422
    assert stored(application) == (None, 0)


def test_without_scripts_a_refusal_is_said_at_the_top_too(client, log_in, application):
    log_in("head")

    response = client.post(address(application), {"version": "0", "value": "7"})

    (said,) = response.context["messages"]
    assert response.status_code == 422
    assert str(said).startswith("没有保存：1.1")


def test_what_nobody_can_see_never_reaches_the_database(log_in, send, application):
    log_in("head")

    status, _ = send(application, value=15, version=0, reason="甲\x00乙", remark="丙\ud800丁")

    mark = application.self_check.marks.get(leaf__number="1.1")
    assert (status, mark.reason, mark.remark) == (200, "甲乙", "丙丁")


def test_an_empty_list_says_that_there_is_nothing_to_list(log_in, send, application):
    log_in("head")

    _, items = send(application, number="2.2.1", inputs={"items": []}, version=0)
    _, defects = send(application, number="2.2.2", inputs={"defects": []}, version=0)

    assert (items["value"], defects["value"]) == (0, 4)


def test_lists_are_stored_with_clean_texts(log_in, send, application):
    log_in("head")
    defect = {"place": " 东门\x00 ", "remark": "3", "photos": [TOKEN]}

    send(application, number="2.2.1", inputs={"items": ["球场", "1958"]}, version=0)
    send(application, number="2.2.2", inputs={"defects": [defect]}, version=0)

    stored = dict(application.self_check.marks.values_list("leaf__number", "inputs"))
    assert stored["2.2.1"] == {"items": ["球场", "1958"]}
    assert stored["2.2.2"] == {"defects": [{**defect, "place": "东门"}]}


def test_inputs_that_no_rule_asks_are_refused(log_in, send, application):
    log_in("head")

    status, answer = send(application, number="2.2.1", inputs={"count": 3, "note": "甲"}, version=0)

    assert status == 422
    assert answer["message"].startswith("2.2.1 活动场所：没有“note”这一录入内容")


def test_a_mark_that_needs_a_reason_asks_for_it(log_in, send, application):
    log_in("head")

    status, body = send(application, number="1.2", value=4, version=0)

    assert (status, body["need"]) == (422, "reason")
    assert body["message"].endswith("改计 4 分须说明理由，请填写理由后再保存。")
    assert send(application, number="1.2", value=4, reason="部分主题", version=0)[0] == 200


def test_the_second_of_two_people_gets_the_other_s_mark(log_in, send, reviewing):
    log_in("city")
    send(reviewing, FIRST, value=15, remark="甲", version=0)
    log_in("city_colleague")

    status, body = send(reviewing, FIRST, value=20, version=0)

    assert (status, body) == (
        409,
        {
            "message": "岳思齐已先将本项计为15分，请对照后选择采用哪一个。",
            "who": "岳思齐",
            "value": 15,
            "inputs": {},
            "reason": "",
            "remark": "甲",
            "version": 1,
        },
    )
    assert stored(reviewing, FIRST) == (15, 1)
    assert send(reviewing, FIRST, value=20, version=body["version"])[0] == 200


def test_a_save_sent_again_after_a_lost_answer_is_answered_alike(log_in, send, application):
    log_in("head")

    first = send(application, value=15, version=0)
    again = send(application, value=15, version=0)

    assert first == again
    assert history(application.self_check).count() == 1


def test_one_save_takes_a_constant_number_of_queries(
    log_in, send, reviewing, django_assert_num_queries
):
    """Session, user, roles, application; savepoint, lock, write, record, release; sums."""
    log_in("city")
    send(reviewing, FIRST, value=15, version=0)

    with django_assert_num_queries(10):
        send(reviewing, FIRST, value=20, version=1)


# --- who is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "column", "status"),
    [
        ("head", FIRST, 403),
        ("city", SELF, 403),
        ("civil", FIRST, 403),
        ("province", FIRST, 403),
        ("province", SELF, 403),
        ("far_city", FIRST, 404),
        ("other_head", SELF, 404),
        ("far_head", SELF, 404),
        ("chair", FIRST, 404),
        ("admin", SELF, 404),
        ("head", SELF, 423),
        ("city", FINAL, 404),
    ],
)
def test_a_forged_mark_is_refused(cast, log_in, send, reviewing, who, column, status):
    """Another unit's sheet, another column, a locked sheet: it is written down, and not stored."""
    fill(reviewing.first_review)
    before = {c: stored(reviewing, c) for c in (SELF, FIRST)}
    log_in(who)

    found, body = send(reviewing, column, value=0, version=0)

    assert found == status
    assert body["message"].endswith("。")
    assert {c: stored(reviewing, c) for c in (SELF, FIRST)} == before
    assert [entry.actor.username for entry in refusals(reviewing)] == [cast[who].username]


def test_a_refusal_is_written_down_once_an_hour(log_in, send, application):
    """Marks that the rule forbids are; a slip that a page lets happen is not."""
    log_in("head")
    for body in ({"value": 7}, {"value": 21}, {"value": "abc"}, {"value": 4, "number": "1.2"}):
        send(application, version=0, **body)

    (entry,) = refusals(application)

    assert (entry.note, entry.details) == (RULE, {"column": "self_check", "number": "1.1"})

    with clock.at(entry.at + ONCE_WITHIN):
        send(application, value=7, version=0)

    assert refusals(application).count() == 2


def test_nobody_s_application_has_no_refusals(log_in, send, application):
    log_in("head")
    application.pk += 1

    assert send(application, value=15, version=0)[0] == 404
    assert not AuditEntry.objects.filter(action="refuse_mark").exists()


def test_a_forged_mark_without_a_script_is_refused_too(client, log_in, reviewing):
    log_in("head")

    response = client.post(address(reviewing, FIRST), {"value": "0", "version": "0"})

    assert response.status_code == 403
    assert stored(reviewing, FIRST) == (None, 0)
    assert refusals(reviewing).count() == 1


@pytest.mark.parametrize(("who", "status"), [("chair", 200), ("member", 403), ("outsider", 404)])
def test_of_a_panel_the_chair_alone_marks(log_in, send, application, who, status):
    evaluating = bring(application, to=Status.EVALUATING)
    log_in(who)

    assert send(evaluating, FINAL, value=15, version=0)[0] == status


def test_a_column_that_was_closed_meanwhile_says_why(log_in, send, application):
    cosigning = bring(application, to=Status.COSIGNING)
    log_in("city")

    status, body = send(cosigning, FIRST, value=0, version=0)

    assert (status, body) == (
        423,
        {"message": "当前状态为“待民政会签”，初评内容不能修改。"},
    )


def test_a_leaf_that_the_standard_lacks_is_not_found(log_in, send, application):
    log_in("head")

    assert send(application, number="4.1.3", value=0, version=0)[0] == 404


def test_a_mark_is_never_read(log_in, application):
    assert log_in("head").get(address(application)).status_code == 405


def test_a_save_of_nobody_leads_to_the_log_in(client, application):
    response = client.post(address(application), {}, content_type="application/json")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/login/")


def test_a_save_needs_the_page_s_token(cast, application):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["head"])

    response = client.post(address(application), {"value": "15", "version": "0"})

    assert response.status_code == 403
    assert stored(application) == (None, 0)
