"""月调度通报 on its pages: drafted by the system, edited, issued, withdrawn, read."""

from datetime import date

import pytest

from portal import audit, clock
from portal.models import Notice
from reports.bulletins.texts import boxes, edited
from reports.choices import BulletinStatus
from reports.lifecycle import bulletin_lifecycle, city_month_lifecycle
from reports.models import Bulletin, LedgerLine, Merge
from reports.services.bulletins import draft_bulletin
from reports.services.merging import merge_month
from tests.factories.reports import line_of, moment, report_month

pytestmark = pytest.mark.thorough

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
LIST, PAGE = "/bulletins/", "/bulletins/2026/2/"
DRAFT, ISSUE, WITHDRAW = f"{PAGE}draft/", f"{PAGE}moves/issue/", f"{PAGE}moves/withdraw/"
NUMBER = "晋文旅函〔2026〕9号"
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def fifth_of_march(db):
    with clock.at(moment(2026, 3, 5, 9)):
        yield


@pytest.fixture
def reported(cast, places, taiyuan):
    """太原市 has reported February with one problem."""
    line_of(places["unit"], FEBRUARY, problems="资金不足。")
    line_of(places["other_unit"], FEBRUARY)
    return report_month(taiyuan, FEBRUARY, by=cast["city"], at=moment(2026, 2, 27))


@pytest.fixture
def bulletin(reported, cast):
    """A draft as the system has written it."""
    merge_month(month=FEBRUARY, actor=cast["province"])
    return draft_bulletin(month=FEBRUARY, actor=cast["province"])


@pytest.fixture
def issued(bulletin, cast):
    Bulletin.objects.filter(pk=bulletin.pk).update(number=NUMBER)
    bulletin_lifecycle.perform(bulletin, "issue", actor=cast["province"])
    Notice.objects.all().delete()
    return bulletin


@pytest.fixture
def province(client, cast):
    client.force_login(cast["province"])
    return client


def report_again(reported, cast, **changes):
    """The province returns the month and the city corrects it."""
    city_month_lifecycle.perform(
        reported, "return", actor=cast["province"], note="请核实有关数据。"
    )
    LedgerLine.objects.filter(organisation__name__startswith="青岚谷").update(**changes)
    return report_month(reported.city, FEBRUARY, by=cast["city"], at=clock.now())


def shown(response):
    return response.content.decode()


def said(response):
    """The messages of a page to which one is led."""
    return [str(message) for message in response.context["messages"]]


def stored():
    return boxes(Bulletin.objects.get())


def autosave(client, version, **changed):
    data = {"autosave": "1", "version": version, "changed": list(changed), **changed}
    return client.post(PAGE, data, headers=FETCH)


def whole(bulletin, **changed):
    """All boxes as the page would send them; an empty tick is not sent."""
    sent = {name: text for name, text in boxes(bulletin).items() if text or "_shown" not in name}
    return {**sent, "version": bulletin.version, **changed}


# --- the list ------------------------------------------------------------------------------


def test_province_sees_drafts_and_months_to_begin_with(province, bulletin, cast):
    Merge.objects.create(
        month=JANUARY, versions={}, merged_by=cast["province"], merged_at=clock.now()
    )

    response = province.get(LIST)

    assert list(response.context["object_list"]) == [bulletin]
    assert list(response.context["months"]) == [JANUARY]
    assert 'href="/bulletins/2026/1/draft/"' in shown(response)


@pytest.mark.parametrize("who", ["city", "civil", "far_city", "civil_reader"])
def test_others_see_what_was_issued(client, cast, bulletin, who):
    client.force_login(cast[who])

    before = list(client.get(LIST).context["object_list"])
    Bulletin.objects.update(number=NUMBER)
    bulletin_lifecycle.perform(bulletin, "issue", actor=cast["province"])
    response = client.get(LIST)

    assert (before, list(response.context["object_list"])) == ([], [bulletin])
    assert list(response.context["months"]) == []


@pytest.mark.parametrize("more", [0, 2])
def test_list_asks_the_same_queries_for_one_and_three(
    province, bulletin, more, django_assert_num_queries
):
    for month in range(3, 3 + more):
        bulletin.pk, bulletin.month = None, date(2026, month, 1)
        bulletin.save(force_insert=True)

    with django_assert_num_queries(7):
        response = province.get(LIST)

    assert len(response.context["object_list"]) == 1 + more


# --- drafted by the system -----------------------------------------------------------------


def test_month_that_was_not_merged_is_merged_first(province, reported):
    asked = province.get(DRAFT)
    refused = province.post(DRAFT, follow=True)
    done = province.post(DRAFT, {"merge": "1"}, follow=True)

    assert "2026年2月台账尚未汇总，请先汇总再起草通报。" in shown(asked)
    assert said(refused) == ["2026年2月台账尚未汇总，请先汇总再起草通报。"]
    assert said(done) == ["2026年2月调度通报已由系统起草，请核对、修改后印发。"]
    assert Bulletin.objects.get().merge == Merge.objects.get()


def test_nothing_can_be_merged_while_nobody_has_reported(province):
    response = province.post(DRAFT, {"merge": "1"}, follow=True)

    assert said(response) == ["还没有市报送本月台账，暂时不能汇总，请先催报。"]
    assert not Bulletin.objects.exists()


def test_newer_version_wants_a_new_merge(province, bulletin, reported, cast):
    report_again(reported, cast, problems="资金已到位。")
    sentence = "上次汇总后，太原市报送了新的台账，请重新汇总再起草通报。"

    refused = province.post(DRAFT, follow=True)
    asked = province.get(DRAFT)
    province.post(DRAFT, {"merge": "1"})

    assert said(refused) == [sentence]
    assert (asked.context["reason"], asked.context["label"]) == (sentence, "汇总并重新起草")
    assert "资金已到位。" in stored()["problems_text"]


def test_drafting_anew_keeps_what_a_person_has_edited(province, bulletin, reported, cast):
    autosave(province, 1, number=NUMBER, lead="另写的导语。", returns_text="另写的报送情况。")
    autosave(province, 2, next_shown="", problems_title="存在问题")
    report_again(reported, cast, problems="无")
    merge_month(month=FEBRUARY, actor=cast["province"])

    asked = province.get(DRAFT)
    province.post(DRAFT)

    assert asked.context["edited"] == ["导语", "报送情况"]
    texts = stored()
    assert (texts["number"], texts["lead"]) == (NUMBER, "另写的导语。")
    assert texts["returns_text"] == "另写的报送情况。"
    assert (texts["problems_title"], texts["next_shown"]) == ("存在问题", "")
    assert texts["problems_text"] == "报送的台账中没有反映存在的问题。"
    assert Bulletin.objects.get().merge == Merge.objects.last()
    assert edited(Bulletin.objects.get()) == ["导语", "报送情况"]


def test_page_says_when_it_is_older_than_the_merge(province, bulletin, reported, cast):
    first = province.get(PAGE).context["newer"]
    report_again(reported, cast, problems="资金已到位。")
    merge_month(month=FEBRUARY, actor=cast["province"])

    assert first == ""
    assert province.get(PAGE).context["newer"] == (
        "起草后台账又重新汇总过，重新起草后按新的汇总统计。"
    )


def test_issued_bulletin_is_not_drafted_anew(province, issued):
    response = province.post(DRAFT, follow=True)

    assert response.redirect_chain == [(PAGE, 302)]
    assert said(response) == ["通报已印发，不能修改；如需修改请先撤回印发。"]
    assert Bulletin.objects.get().version == 1


@pytest.mark.parametrize("url", ["/bulletins/2026/13/", "/bulletins/2026/13/draft/"])
def test_there_is_no_thirteenth_month(province, url):
    assert province.get(url).status_code == 404


# --- saved while typing --------------------------------------------------------------------


def test_autosave_stores_the_changed_boxes(province, bulletin):
    response = autosave(province, 1, number=f" {NUMBER} ", lights_shown="", problems_text="一\n二")

    assert response.json() == {"version": 2, "saved_at": "09:00:00", "errors": {}}
    texts = stored()
    assert (texts["number"], texts["lights_shown"]) == (NUMBER, "")
    assert texts["problems_text"] == "一\n二"
    assert audit.history(bulletin).last().details == {
        "changed": ["文号", "进展亮灯（写入通报）", "存在的主要问题（正文）"]
    }


def test_autosave_explains_what_it_does_not_store(province, bulletin):
    response = autosave(province, 1, number="号" * 61, lights_title="", lead="新导语。")

    assert response.json()["errors"] == {
        "number": ["最多60个字符，现为61个，请删减后再保存。"],
        "lights_title": ["请填写进展亮灯（标题）。"],
    }
    texts = stored()
    assert (texts["number"], texts["lights_title"], texts["lead"]) == ("", "进展亮灯", "新导语。")


def test_two_people_meet_with_both_texts(province, bulletin, client, cast):
    autosave(province, 1, lead="甲的导语。", has_ranking="")

    response = autosave(province, 1, lead="乙的导语。", has_ranking="on")

    conflict = response.json()["conflict"]
    assert (response.status_code, conflict["version"]) == (409, 2)
    assert conflict["fields"] == {
        "lead": {
            "label": "导语",
            "mine": "乙的导语。",
            "theirs": "甲的导语。",
            "mine_text": "乙的导语。",
            "theirs_text": "甲的导语。",
        },
        "has_ranking": {
            "label": "公布排队",
            "mine": "on",
            "theirs": "",
            "mine_text": "是",
            "theirs_text": "否",
        },
    }
    assert set(conflict["current"]) == set(stored()) - {"lead", "has_ranking"}
    assert stored()["lead"] == "甲的导语。"


def test_issued_bulletin_is_closed_to_a_page_that_is_still_open(province, issued):
    response = autosave(province, 1, lead="太迟的导语。")

    assert response.status_code == 423
    assert response.json() == {"message": "通报已印发，不能修改；如需修改请先撤回印发。"}


# --- the buttons, and the page without scripts ---------------------------------------------


def test_button_saves_all_boxes(province, bulletin):
    sent = whole(bulletin, number=NUMBER)
    del sent["lights_shown"], sent["has_ranking"]

    response = province.post(PAGE, sent, follow=True)

    assert said(response) == ["通报已保存。"]
    texts = stored()
    assert (texts["number"], texts["lights_shown"], texts["has_ranking"]) == (NUMBER, "", "")
    assert edited(Bulletin.objects.get()) == []


def test_refused_form_comes_back_with_what_was_typed(province, bulletin):
    response = province.post(PAGE, whole(bulletin, lights_title="", lead="新导语。"))

    assert response.status_code == 422
    assert "请填写进展亮灯（标题）。" in shown(response)
    assert "新导语。" in shown(response)
    assert stored()["lead"] != "新导语。"


def test_conflict_is_settled_on_the_page(province, bulletin):
    autosave(province, 1, lead="甲的导语。", closing="甲的结语。")

    asked = province.post(PAGE, whole(bulletin, lead="乙的导语。"))
    chosen = {"keep-lead": "mine", "mine-lead": "乙的导语。", "keep-closing": "theirs"}
    sent = whole(bulletin, version=2, **chosen)
    del sent["lead"], sent["closing"]
    province.post(PAGE, sent)

    assert asked.status_code == 409
    assert set(asked.context["conflict"]["fields"]) == {"lead", "closing"}
    assert (stored()["lead"], stored()["closing"]) == ("乙的导语。", "甲的结语。")


def test_two_who_wrote_the_same_do_not_disturb_each_other(province, bulletin):
    autosave(province, 1, lead="同样的导语。")

    response = province.post(PAGE, whole(bulletin, lead="同样的导语。"), follow=True)

    assert said(response) == ["通报已保存。"]


def test_sections_go_up_and_down(province, bulletin):
    first = province.post(PAGE, whole(bulletin, lead="新导语。", down="returns"))
    now = Bulletin.objects.get()
    province.post(PAGE, whole(now, up="next"))

    assert first["Location"] == f"{PAGE}#part-returns"
    assert stored()["lead"] == "新导语。"
    keys = [section["key"] for section in Bulletin.objects.get().sections]
    assert keys == ["indicators", "returns", "lights", "problems", "requests", "next", "ranking"]


@pytest.mark.parametrize("step", [{"up": "returns"}, {"down": "next"}, {"up": "nothing"}])
def test_sections_stay_at_either_end(province, bulletin, step):
    province.post(PAGE, whole(bulletin, **step))

    assert Bulletin.objects.get().sections == bulletin.sections


@pytest.mark.parametrize("title", ["亮灯", ""])
def test_form_that_comes_after_issue_loses_nothing(province, issued, title):
    response = province.post(PAGE, whole(issued, lead="太迟的导语。", lights_title=title))

    assert response.status_code == 423
    kept = ["lead", "lights_title"] if title else ["lead"]
    assert [field.name for field in response.context["kept"]] == kept
    assert "太迟的导语。" in shown(response)
    assert stored()["lead"] != "太迟的导语。"


def test_page_shows_boxes_charts_and_tables(province, bulletin):
    page = shown(province.get(PAGE))

    assert 'name="returns_text"' in page
    assert "2026年2月各市台账报送情况" in page
    assert "附件3　各市调度排队" in page


# --- 印发, 撤回印发 -------------------------------------------------------------------------


def test_issue_wants_a_number(province, bulletin):
    page = shown(province.get(ISSUE))
    refused = province.post(ISSUE, {"version": 1})

    assert "请填写文号。" in page
    assert refused.status_code == 422
    assert Bulletin.objects.get().status == BulletinStatus.DRAFT


def test_issue_freezes_and_tells_the_cities(province, bulletin, cast):
    autosave(province, 1, number=NUMBER)

    response = province.post(ISSUE, {"version": 2}, follow=True)

    now = Bulletin.objects.get()
    assert response.redirect_chain == [(PAGE, 302)]
    assert (now.status, now.issued_on, len(now.sha256)) == ("issued", date(2026, 3, 5), 64)
    told = {notice.recipient.username for notice in Notice.objects.all()}
    assert told == {"city", "city_colleague", "far_city", "civil", "far_civil"}


@pytest.mark.parametrize("version", ["1", "", "x"])
def test_issue_of_what_the_page_did_not_show_is_refused(province, bulletin, version):
    autosave(province, 1, number=NUMBER)

    response = province.post(ISSUE, {"version": version})

    assert response.status_code == 422
    assert "请刷新页面核对后再" in shown(response)
    assert Bulletin.objects.get().status == BulletinStatus.DRAFT


def test_withdrawal_says_why_and_hides_the_bulletin(province, issued, cast, client):
    short = province.post(WITHDRAW, {"note": "有误"})
    province.post(WITHDRAW, {"note": "附件数据有误。"})
    told = set(Notice.objects.values_list("text", flat=True))
    client.force_login(cast["city"])

    assert short.status_code == 422
    assert told == {"2026年2月调度通报已撤回印发：附件数据有误。"}
    assert client.get(PAGE).status_code == 404


def test_second_issue_is_the_second_version(province, issued, cast):
    province.post(WITHDRAW, {"note": "附件数据有误。"})
    province.post(ISSUE, {"version": 1})

    assert province.get(PAGE).context["document"].stamp.data_version.startswith("版本 v2 · 校验码")


# --- who reads -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["city", "head", "civil_reader", "chair", "admin"])
def test_draft_is_hidden_from_everybody_else(client, cast, bulletin, who):
    client.force_login(cast[who])

    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"version": 1}).status_code == 404
    assert client.get(ISSUE).status_code == 404


@pytest.mark.parametrize("who", ["city", "civil", "far_city", "finance_reader"])
def test_issued_text_is_read_and_not_written(client, cast, issued, who):
    client.force_login(cast[who])

    page = shown(client.get(PAGE))

    assert NUMBER in page
    assert "太原市青岚谷康养有限公司：资金不足。" in page
    assert "<textarea" not in page
    assert client.post(PAGE, whole(issued)).status_code == 403
    assert client.get(WITHDRAW).status_code == 403
    assert client.get(DRAFT).status_code == 403


def test_later_correction_is_listed_and_changes_nothing(client, issued, reported, cast):
    report_again(reported, cast, problems="资金已到位。")

    client.force_login(cast["civil_reader"])
    reader = client.get(PAGE)
    client.force_login(cast["far_city"])
    city = client.get(PAGE)

    (row,) = reader.context["corrections"]
    assert (row.unit, row.column, row.before, row.after, row.version) == (
        "青岚谷康养有限公司",
        "存在问题",
        "资金不足。",
        "资金已到位。",
        2,
    )
    assert "青岚谷康养有限公司：资金不足。" in shown(reader)
    assert city.context["corrections"] == []
    assert "资金已到位" not in shown(city)
