"""Returns through the pages: noted where one reads, answered, compared."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from applications.choices import SectionName, Status
from applications.lifecycle import application_lifecycle
from applications.models import EvidenceLink, ReturnPoint
from applications.services.stale import mark_of
from portal import clock
from tests.factories.content import paper
from tests.paths import bring, cosign, hand_back
from tests.returns import answer, answer_all, note, send

ASKED = {"category": "inconsistent", "comment": "与佐证材料不一致，请核对。"}


def url(name, application, *args):
    return reverse(f"applications:{name}", args=[application.pk, *args])


def words(response):
    """What a page says between its heading and its foot."""
    body = response.text.partition("<h1")[2].partition("<footer")[0]
    return re.sub(r"\s+", " ", strip_tags(body))


@pytest.fixture
def log_in(client, cast):
    def log_in(who):
        client.force_login(cast[who])
        return client

    return log_in


@pytest.fixture
def returned(application, cast):
    bring(application, to=Status.REVIEWING)
    note(application, cast["city"], SectionName.ACHIEVEMENTS)
    note(application, cast["city"], SectionName.STAFFING)
    note(application, cast["city"], SectionName.SELF_CHECK, leaf="1.1")
    send(application, cast["city"], due_at=clock.now() + timedelta(days=3))
    return application


def test_the_clock_of_a_return_says_what_can_still_be_done(log_in, returned):
    """The date of the return is soft, 市级截止时间 behind it is hard."""
    page, due = f"/applications/{returned.pk}/returns/1/", returned.return_rounds.get().due_at
    last = returned.batch.city_deadline

    with clock.at(due - timedelta(days=3)):
        early = log_in("clerk").get(page).text
    with clock.at(due + timedelta(minutes=1)):
        late = log_in("clerk").get(page).text
    with clock.at(last + timedelta(minutes=1)):
        closed = log_in("clerk").get(page).text

    assert "（还有3天）" in early
    assert "（已逾期）" in late
    assert "已截止" not in late
    assert "以前仍可提交，将注明逾期修改。" in late
    assert "已过，不能再提交；已填写的内容均已保留，请联系市文化和旅游局延期。" in closed
    assert "仍可提交" not in closed


# --- the whole way -----------------------------------------------------------------------------


def test_a_return_of_two_sections_and_a_leaf_is_noted_answered_and_compared(log_in, application):
    bring(application, to=Status.REVIEWING)
    text, line = application.dossier.achievements, application.staffing_lines.get()
    marks = url("mark", application, "self_check", "1.1")
    city = log_in("city")
    pages = [url("section", application, "achievements"), url("staffing", application)]
    for page in (*pages, url("sheet_section", application, "first_review", "1")):
        link = re.search(r'href="([^"]+/returns/note/[^"]+)"', city.get(page).text).group(1)
        back = city.post(link.replace("&amp;", "&"), ASKED)
        assert back.url.partition("#")[0] == page
    form = city.get(url("move", application, "return_to_unit")).context["form"]
    city.post(
        url("move", application, "return_to_unit"),
        {
            "category": "inconsistent",
            "note": "请按各处意见逐项修改后重新提交。",
            "due_at": f"{form.initial['due_at']:%Y-%m-%dT%H:%M}",
            "seen": form.fingerprint,
        },
    )

    unit = log_in("head")
    achievements = {"achievements": text.replace("森林", "草甸", 1), "version": 1}
    unit.post(pages[0], achievements)
    cells = {"contracted": "120", "paid": "118", "insured": "108", "taxed": "112"}
    row = {"key": str(line.pk), "id": line.pk, "form": line.form, "remark": "", **cells}
    unit.post(pages[1], json.dumps({"version": 1, "rows": [row]}), "application/json")
    version = application.self_check.marks.get(leaf__number="1.1").version
    unit.post(marks, {"value": "15", "version": version})
    for point in application.return_points.all():
        sent = {"answer": "已核对并改正。", "version": mark_of({"answer": ""})}
        unit.post(url("answer_point", application, point.pk), sent)
    unit.post(url("move", application, "resubmit"), {"declared": "on"})

    shown = log_in("city").get(url("difference", application, 1, 2))
    said = words(shown)
    assert shown.context["count"] == 3
    assert "第1版 → 第2版：3处不同" in said
    assert "的删森林增草甸与温泉" in said.replace(" ", "")
    assert "社会参保人数（人） 原为110 → 改为108" in said
    assert "分值 原为20分 → 改为15分 （−5）" in said
    assert said.count("修改说明：已核对并改正。") == 3
    panel = log_in("city").get(application.get_absolute_url()).text
    assert "查看本次修改（3处）" in panel


# --- forged saves ------------------------------------------------------------------------------


def test_saves_to_closed_places_are_refused(log_in, returned):
    clerk = log_in("clerk")
    file = returned.attachments.get(item__code="3.1")
    slots = returned.batch.catalogue
    link = EvidenceLink.objects.get(application=returned, number="1.2")
    upload = SimpleUploadedFile("新.pdf", paper())
    rows = json.dumps({"version": 1, "rows": []})
    before = returned.attachments.count()

    answers = {
        "section": clerk.post(url("section", returned, "operations"), {"operations": "新"}),
        "table": clerk.post(url("investment", returned), rows, "application/json"),
        "import": clerk.post(url("table_import", returned, "investment"), {"rows": "x"}),
        "mark": clerk.post(
            url("mark", returned, "self_check", "1.2"),
            json.dumps({"version": 1, "value": 0}),
            "application/json",
        ),
        "upload": clerk.post(url("upload", returned, file.item_id), {"file": upload}),
        "waive": clerk.post(url("waive", returned, slots.get(code="3.2").pk), {"reason": "无"}),
        "remove": clerk.post(url("remove_attachment", returned, file.pk)),
    }
    evidence = clerk.post(url("evidence", returned, "1.2"), {"do": "remove", "link": link.pk})

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "section": 423,
        "table": 423,
        "import": 403,
        "mark": 423,
        "upload": 403,
        "waive": 403,
        "remove": 403,
    }
    assert evidence.status_code == 302
    assert EvidenceLink.objects.filter(pk=link.pk).exists()
    assert returned.attachments.count() == before
    assert returned.investment_lines.count() == 2
    assert "本次退回未开放“二（三）经营状况”" in answers["section"].text


def test_the_desk_shows_which_leaves_are_open(log_in, returned):
    page = log_in("clerk").get(url("sheet_section", returned, "self_check", "1")).text

    assert "本次退回只开放标有“本次开放修改”的评分项" in page
    first, second = (page.partition(f'id="leaf-{n}"')[2].partition("</form>")[0] for n in ("1.1", "1.2"))  # fmt: skip
    assert ("本次开放修改" in first, "disabled" in first) == (True, False)
    assert ("本次未开放" in second, "disabled" in second) == (True, True)


# --- noting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("city", 200), ("head", 403), ("province", 403), ("civil", 403), ("far_city", 404), ("outsider", 404)]
)  # fmt: skip
def test_who_opens_the_page_to_note(log_in, application, who, status):
    bring(application, to=Status.REVIEWING)

    response = log_in(who).get(url("note_point", application), {"section": "basics"})

    assert response.status_code == status


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"section": "nowhere"},
        {"section": "self_check", "leaf": "99"},
        {"section": "basics", "leaf": "1.1"},
        {"section": "basics", "item": "1"},
        {"section": "attachments", "item": "0"},
    ],
)
def test_a_place_that_is_none_is_not_found(log_in, application, asked):
    bring(application, to=Status.SUBMITTED)

    assert log_in("city").get(url("note_point", application), asked).status_code == 404


def test_an_address_of_others_is_no_way_back(log_in, application):
    bring(application, to=Status.SUBMITTED)
    asked = f"{url('note_point', application)}?section=basics&back=//evil.example/"

    response = log_in("city").post(asked, ASKED)

    assert response.url == url("section", application, "basics")


def test_an_empty_comment_is_asked_for_by_name(log_in, application):
    bring(application, to=Status.SUBMITTED)

    response = log_in("city").post(f"{url('note_point', application)}?section=basics", {})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "category": ["请选择类别。"],
        "comment": ["请填写退回意见。"],
    }


def test_a_noted_point_is_worded_anew_and_dropped(log_in, application, cast):
    bring(application, to=Status.SUBMITTED)
    point = note(application, cast["city_colleague"], SectionName.BASICS)
    page, city = url("return_point", application, point.pk), log_in("city")
    version = city.get(page).context["version"]

    city.post(page, {**ASKED, "comment": "面积与土地证不符。", "version": version})
    stale = city.post(page, {**ASKED, "comment": "另一种说法。", "version": version})

    assert stale.status_code == 422
    assert "面积与土地证不符。" in stale.text
    assert "另一种说法。" in stale.text
    city.post(page, {"drop": "1"})
    assert not ReturnPoint.objects.exists()


def test_what_is_noted_is_not_known_to_the_unit(log_in, application, cast):
    bring(application, to=Status.SUBMITTED)
    point = note(application, cast["city"], SectionName.BASICS)

    head = log_in("head")

    assert point.comment not in head.get(url("returns", application)).text
    assert point.comment not in head.get(url("section", application, "basics")).text
    assert head.get(url("return_point", application, point.pk)).status_code == 404


def test_a_return_leads_from_one_open_part_to_the_next(log_in, returned):
    unit = log_in("clerk")

    page = unit.get(url("section", returned, "achievements"))
    closed = unit.get(url("section", returned, "operations"))

    assert page.context["next_url"] == url("staffing", returned)
    assert closed.context["why_closed"] in closed.text
    assert "二（三）经营状况" in closed.context["why_closed"]


def test_what_was_noted_and_not_sent_is_named_before_it_is_passed_over(log_in, application, cast):
    bring(application, to=Status.REVIEWING)
    note(application, cast["city"], SectionName.DIRECTION)
    asked = log_in("city").get(url("move", application, "request_cosign")).text
    bring(application, to=Status.RECOMMENDED)
    accepted = log_in("province").get(url("move", application, "accept")).text

    assert "1条退回意见</a>尚未发出" in asked
    assert "尚未发出" not in accepted


def test_a_round_offers_the_city_what_is_left_of_a_supplement(log_in, application, cast):
    bring(application, to=Status.PROVINCE_RETURNED)
    round_ = url("return_round", application, 1)
    hand_back(application)
    changed = log_in("city").get(round_).text
    application_lifecycle.perform(application, "request_cosign_again", actor=cast["city"])
    cosign(application, "cosign_again")
    signed = log_in("city").get(round_).text

    assert ("补正后提交会签" in changed, "补正完成" in changed) == (True, False)
    assert ("补正后提交会签" in signed, "补正完成" in signed) == (False, True)


# --- answering ---------------------------------------------------------------------------------


def test_a_second_answer_meets_both_texts(log_in, returned, cast):
    point = returned.return_points.first()
    answer(point, cast["clerk"], "经办人的说明")
    sent = {"answer": "负责人的说明", "version": mark_of({"answer": ""})}

    response = log_in("head").post(url("answer_point", returned, point.pk), sent)

    assert response.status_code == 409
    assert "经办人的说明" in response.text
    assert "负责人的说明" in response.text
    point.refresh_from_db()
    assert point.answer == "经办人的说明"


def test_a_long_answer_is_kept_and_refused(log_in, returned):
    point = returned.return_points.first()

    response = log_in("clerk").post(
        url("answer_point", returned, point.pk), {"answer": "长" * 501, "version": "0"}
    )

    assert response.status_code == 422
    assert "长" * 501 in response.text


def test_answers_are_saved_while_they_are_typed(log_in, returned):
    first, second, _ = returned.return_points.all()
    unit, fetch = log_in("clerk"), {"headers": {"X-Requested-With": "fetch"}}
    sent = {"answer": "已核对。", "version": mark_of({"answer": ""}), "autosave": "1"}

    saved = unit.post(url("answer_point", returned, first.pk), sent, **fetch).json()
    empty = unit.post(url("answer_point", returned, second.pk), {**sent, "answer": ""}, **fetch)
    stale = unit.post(url("answer_point", returned, first.pk), {**sent, "answer": "另写"}, **fetch)

    assert (saved["version"], saved["errors"]) == (mark_of({"answer": "已核对。"}), {})
    assert empty.json()["errors"] == {"answer": ["请填写修改说明。"]}
    assert (stale.status_code, stale.json()["conflict"]["fields"]["answer"]["theirs"]) == (
        409,
        "已核对。",
    )
    page = unit.get(url("return_round", returned, 1)).text
    assert page.count("data-autosave") == len({*re.findall(r'id="(id_\d+_answer)"', page)}) == 3


def test_an_answer_that_comes_too_late_is_given_back(log_in, returned, cast):
    point = returned.return_points.first()
    answer_all(returned, cast["clerk"])
    bring(returned, to=Status.SUBMITTED)
    late, sent = url("answer_point", returned, point.pk), {"answer": "又补写的说明", "version": "0"}

    page = log_in("clerk").post(late, sent)
    told = log_in("clerk").post(late, sent, headers={"X-Requested-With": "fetch"})

    assert (page.status_code, "又补写的说明" in page.text, "没有保存" in page.text) == (
        423,
        True,
        True,
    )
    assert (told.status_code, told.json()["message"]) == (
        423,
        "该轮退回已经结束，不能再填写修改说明。",
    )


@pytest.mark.parametrize("who", ["city", "civil", "province"])
def test_only_the_unit_answers_its_points(log_in, returned, who):
    point = returned.return_points.first()

    response = log_in(who).post(url("answer_point", returned, point.pk), {"answer": "已改"})

    assert response.status_code in (403, 404)
    point.refresh_from_db()
    assert point.answer == ""


def test_a_verdict_leads_back_to_where_one_compared(log_in, returned, cast):
    answer_all(returned, cast["clerk"])
    bring(returned, to=Status.SUBMITTED)
    point, compared = returned.return_points.first(), url("difference", returned, 1, 2)
    verdict = url("settle_point", returned, point.pk)

    response = log_in("city").post(verdict, {"verdict": "no", "back": compared})

    assert response.url == f"{compared}#point-{point.pk}"
    assert "未到位" in words(log_in("head").get(url("return_round", returned, 1)))
    assert log_in("city").post(verdict, {"verdict": "perhaps"}).status_code == 404


# --- versions ----------------------------------------------------------------------------------


def test_any_two_versions_are_chosen(log_in, returned, cast):
    answer_all(returned, cast["clerk"])
    bring(returned, to=Status.SUBMITTED)
    page, city = url("versions", returned), log_in("city")

    shown = city.get(page)

    assert [(v.number, intact) for v, intact in shown.context["versions"]] == [(2, True), (1, True)]
    chosen = city.get(page, {"old": "2", "new": "1"})
    assert chosen.url == url("difference", returned, 1, 2)
    assert city.get(page, {"old": "1", "new": "1"}).url == page
    assert "两个版本的内容完全相同" in city.get(chosen.url).text
    assert city.get(url("difference", returned, 2, 1)).status_code == 404
    assert city.get(url("difference", returned, 1, 3)).status_code == 404


def test_an_altered_version_is_told(log_in, application):
    bring(application, to=Status.SUBMITTED)
    snapshot = application.snapshots.get()
    snapshot.data["basics"]["address"] = "别处"
    snapshot.save()

    assert "内容与封存时不符" in log_in("city").get(url("versions", application)).text


@pytest.mark.parametrize("who", ["other_head", "far_city", "far_civil", "outsider", "nobody"])
def test_strangers_find_nothing(log_in, returned, who):
    client = log_in(who)

    for name, *args in (("returns",), ("return_round", 1), ("versions",), ("difference", 1, 2)):
        assert client.get(url(name, returned, *args)).status_code == 404


# --- cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "args", "queries"), [("returns", (), 8), ("return_round", (1,), 13)])  # fmt: skip
def test_pages_cost_constant_queries(
    log_in, application, cast, count, name, args, queries, django_assert_num_queries
):
    bring(application, to=Status.SUBMITTED)
    slots = application.batch.catalogue.filter(supplier="unit", binding="")[:count]
    for slot in slots:
        note(application, cast["city"], SectionName.ATTACHMENTS, item=slot)
    send(application, cast["city"])
    client = log_in("clerk")
    client.get(url(name, application, *args))

    with django_assert_num_queries(queries):
        client.get(url(name, application, *args))
