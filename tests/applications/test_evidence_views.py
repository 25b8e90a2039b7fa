"""The unit's list of evidence, reading a piece of it, and the file inside the browser."""

import pytest
from django.urls import reverse

from applications import evidence
from applications.choices import Status
from applications.models import EvidenceLink
from portal import audit
from scoring.choices import Column
from tests.factories.content import complete, point, put_file
from tests.matrix import close
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}
FIRST = Column.FIRST_REVIEW


@pytest.fixture
def book(application):
    """A PDF of twelve pages, in an application without evidence."""
    complete(application).evidence.all().delete()
    file = put_file(application, application.batch.catalogue.get(code="3.1"))
    file.pages = 12
    file.save()
    return file


@pytest.fixture
def editor(application, book):
    return reverse("applications:evidence", args=[application.pk, "1.1"])


@pytest.fixture
def reviewing(application):
    """In 初评, with one piece of evidence for 1.1."""
    bring(application, to=Status.REVIEWING).evidence.all().delete()
    point(application, "1.1")
    return application


def reading(application, column=FIRST):
    link = application.evidence.get()
    return reverse("applications:evidence_reading", args=[application.pk, column, link.pk])


def pages(application):
    return list(application.evidence.values_list("number", "first_page", "last_page"))


# --- the unit's list -------------------------------------------------------------------


def test_unit_points_to_pages_with_and_without_a_script(application, book, editor, log_in):
    browser = log_in("clerk")
    entered = {"do": "save", "source": f"file-{book.pk}", "first_page": "４", "last_page": "6"}

    answer = browser.post(editor, entered, **FETCH).json()
    plain = browser.post(editor, {**entered, "first_page": "7", "last_page": ""}, follow=True)

    assert pages(application) == [("1.1", 4, 6), ("1.1", 7, 7)]
    assert f"{book.item} 第4–6页" in answer["list"]
    assert "佐证已添加。" in plain.content.decode()


def test_refusal_is_a_sentence_and_keeps_what_was_typed(application, book, editor, log_in):
    browser = log_in("clerk")
    entered = {"do": "save", "source": f"file-{book.pk}", "first_page": "13", "note": "附表"}

    answer = browser.post(editor, entered, **FETCH)
    plain = browser.post(editor, entered)

    sentence = "该文件共12页，请填写1至12之间的页码。"
    assert (answer.status_code, answer.json()) == (422, {"message": sentence})
    assert plain.status_code == 422
    assert sentence in plain.content.decode()
    assert plain.context["form"]["note"].value() == "附表"
    assert browser.post(editor, {"do": "save"}, **FETCH).json() == {"message": "请选择佐证来源。"}


def test_links_are_changed_ordered_copied_and_removed(application, book, editor, log_in):
    browser = log_in("clerk")
    first, second = point(application, "1.1", 1, 1), point(application, "1.1", 2, 2)
    source = f"file-{first.attachment_id}"

    change = {"do": "save", "link": first.pk, "source": source, "first_page": "1"}
    browser.post(editor, {**change, "note": "首页"})
    browser.post(editor, {"do": "up", "link": second.pk})
    other = reverse("applications:evidence", args=[application.pk, "1.2"])
    browser.post(other, {"do": "copy", "source": "1.1"})
    browser.post(editor, {"do": "remove", "link": second.pk})

    assert pages(application) == [("1.1", 1, 1), ("1.2", 2, 2), ("1.2", 1, 1)]
    assert application.evidence.get(number="1.1").note == "首页"
    assert browser.post(editor, {"do": "remove", "link": second.pk}).status_code == 404
    assert browser.post(editor, {"do": "burn"}).status_code == 404


def test_replaced_file_is_to_be_named_anew(application, book, editor, log_in):
    browser = log_in("clerk")
    link = point(application, "1.1")
    put_file(application, link.attachment.item)

    page = browser.get(editor).content.decode()
    findings = browser.get(reverse("applications:checks", args=[application.pk])).content.decode()

    assert evidence.FILE_GONE in page
    assert "自检1.1的佐证文件已更换或表中的行已删除，请重新指定页码。" in findings


# fmt: off
EDITING = [
    # who            填报中  已提交
    ("clerk",         200,   302),
    ("other_head",    404,   404),
    ("city",          403,   403),
    ("province",      403,   403),
]
# fmt: on


@pytest.mark.parametrize(("who", "drafting", "submitted"), EDITING)
def test_only_the_unit_edits_and_only_while_it_fills_in(
    application, editor, log_in, who, drafting, submitted
):
    browser = log_in(who)

    assert browser.get(editor).status_code == drafting
    bring(application, to=Status.SUBMITTED)
    assert browser.get(editor).status_code == submitted


def test_script_of_the_unit_reads_why_not_now(application, editor, log_in):
    bring(application, to=Status.SUBMITTED)

    answer = log_in("clerk").post(editor, {"do": "save"}, **FETCH)

    assert answer.status_code == 423
    assert answer.json() == {"message": "当前状态为“已提交”，报告书不能修改。"}


# --- reading and judging ----------------------------------------------------------------


def test_whoever_marks_the_sheet_opens_and_judges(reviewing, log_in, cast):
    browser, url = log_in("city"), reading(reviewing)

    opened = browser.get(url, **FETCH).json()
    judged = browser.post(url, {"verdict": "accepted", "remark": "", "version": "0"}, **FETCH)

    file = reviewing.evidence.get().attachment
    address = reverse("applications:attachment_view", args=[reviewing.pk, file.pk])
    assert f'src="{address}#page=1&amp;navpanes=0"' in opened["panel"]
    assert opened["unopened"] == 0
    assert (judged.json()["version"], "采信" in judged.json()["list"]) == (1, True)
    review = reviewing.evidence.get().reviews.get()
    assert (review.opened_by, review.verdict) == (cast["city"], "accepted")


def test_verdict_without_its_remark_keeps_the_page(reviewing, log_in):
    browser, url = log_in("city"), reading(reviewing)
    browser.get(url)
    sent = {"verdict": "rejected", "remark": "", "version": "0"}

    answer, plain = browser.post(url, sent, **FETCH), browser.post(url, sent)

    sentence = "选择“不采信”请填写意见，说明理由。"
    assert answer.json() == {"message": sentence, "need": "remark"}
    assert (answer.status_code, plain.status_code) == (422, 422)
    assert plain.context["form"]["verdict"].value() == "rejected"


def test_two_verdicts_from_the_same_page_meet(reviewing, log_in):
    url = reading(reviewing)
    log_in("city").get(url)
    log_in("city_colleague").post(url, {"verdict": "accepted", "version": "0"})
    sent = {"verdict": "partly", "remark": "缺签章。", "version": "0"}

    answer = log_in("city").post(url, sent, **FETCH)
    plain = log_in("city").post(url, sent)

    assert answer.status_code == 409
    sides = answer.json()["conflict"]["fields"]
    assert (sides["verdict"]["mine"], sides["verdict"]["theirs"]) == ("部分采信", "采信")
    assert plain.context["form"]["version"].value() == 1


# fmt: off
READING = [
    # who            自检  初评  POST 初评  opens it
    ("clerk",         200,  403,  403,     False),
    ("city",          200,  200,  422,     True),
    ("far_city",      404,  404,  404,     False),
    ("province",      200,  200,  403,     False),
    ("other_head",    404,  404,  404,     False),
]
# fmt: on


@pytest.mark.parametrize(("who", "own", "first", "post", "opens"), READING)
def test_who_reads_and_whose_reading_counts(reviewing, log_in, who, own, first, post, opens):
    browser = log_in(who)

    answers = (
        browser.get(reading(reviewing, Column.SELF_CHECK)).status_code,
        browser.get(reading(reviewing)).status_code,
        browser.post(reading(reviewing), {"verdict": "rejected"}).status_code,
    )

    assert answers == (own, first, post)
    assert reviewing.evidence.get().reviews.exists() is opens


def test_locked_sheet_says_so(reviewing, log_in):
    browser, url = log_in("city"), reading(reviewing)
    browser.get(url)
    bring(reviewing, to=Status.COSIGNING)

    answer = browser.post(url, {"verdict": "accepted", "version": "0"}, **FETCH)

    assert answer.status_code == 423
    assert answer.json()["message"].startswith("当前状态为“待民政会签”")


def test_members_keep_their_verdicts_to_themselves_until_they_hand_in(application, log_in, cast):
    bring(application, to=Status.EVALUATING).evidence.all().delete()
    point(application, "1.1")
    member = reading(application, Column.MEMBER)
    log_in("member").get(member)
    judged = log_in("member").post(member, {"verdict": "accepted", "version": "0"})

    chair = log_in("chair").get(reading(application, Column.FINAL_SCORE), **FETCH).json()

    assert judged.status_code == 302
    assert cast["member"].name not in chair["list"]
    seat = application.panel.seats.get(user=cast["member"])
    seat.sheet.status = "locked"
    seat.sheet.save()
    chair = log_in("chair").get(reading(application, Column.FINAL_SCORE), **FETCH).json()
    assert cast["member"].name in chair["list"]


@pytest.mark.parametrize("links", [1, 3])
def test_desk_reads_evidence_in_constant_queries(
    reviewing, log_in, links, django_assert_num_queries
):
    for page in range(1, links):
        point(reviewing, "1.1", page, page + 1)
    browser = log_in("city")
    url = reverse("applications:evidence_reading", args=[reviewing.pk, FIRST, 0])
    link = EvidenceLink.objects.first()
    browser.get(url.replace("/0/", f"/{link.pk}/"))

    with django_assert_num_queries(15):
        browser.get(url.replace("/0/", f"/{link.pk}/"), **FETCH)


# --- the file itself ----------------------------------------------------------------------


def test_pdf_is_shown_inside_our_pages_and_can_do_nothing(application, book, log_in):
    browser = log_in("clerk")
    book.name = "执照.pdf"
    book.save()
    url = reverse("applications:attachment_view", args=[application.pk, book.pk])

    close(browser.get(url))
    answer = browser.get(url)
    close(answer)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E6%89%A7%E7%85%A7.pdf"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none';")
    assert "sandbox" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    views = [entry for entry in audit.history(application) if entry.action == "view"]
    assert [entry.label for entry in views] == ["查看材料"]


def test_other_pages_stay_out_of_frames(application, editor, log_in):
    answer = log_in("clerk").get(editor)

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_kind_that_no_browser_shows_is_downloaded(application, book, log_in):
    book.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book.save()

    answer = log_in("clerk").get(
        reverse("applications:attachment_view", args=[application.pk, book.pk])
    )

    assert (answer.status_code, answer["Location"]) == (302, book.get_absolute_url())


def test_closing_a_sheet_counts_what_nobody_opened(reviewing, log_in):
    browser = log_in("city")
    url = reverse("applications:move", args=[reviewing.pk, "request_cosign"])

    before = browser.get(url).content.decode()
    browser.get(reading(reviewing))
    after = browser.get(url).content.decode()

    assert "还有1份佐证未打开" in before
    assert "未打开" not in after
