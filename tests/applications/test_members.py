"""The members' own sheets: private until handed in, given back by the chair, kept when replaced."""

import pytest
from django.urls import reverse

from applications.choices import Binding, Status
from applications.documents import dossier_document
from applications.models import Application
from applications.permissions import can_see_slot
from applications.services.stale import mark_of
from portal.audit import history
from portal.models import Notice
from scoring.choices import Aggregation, Attendance, Column, Origin, SeatRole
from scoring.models import Seat
from scoring.services import declare, seat_panel
from tests.factories.scoring import fill
from tests.paths import bring, expert, hand_in_marks, province

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

#: A mark and a remark that stand nowhere else.
SECRET = "瀑布边无护栏"
OTHERS = ("second_member", "chair", "province", "city", "civil", "head", "civil_reader", "outsider")


@pytest.fixture
def evaluating(application):
    return bring(application, to=Status.EVALUATING)


@pytest.fixture
def scoring(evaluating, cast):
    """``member`` has filled in everything and handed in nothing."""
    sheet = fill(seat_of(evaluating, "member").sheet, n1_1=15, n2_1=7)
    sheet.marks.filter(leaf__number="2.1").update(remark=SECRET, editor=cast["member"])
    return evaluating


def seat_of(application, who):
    return application.panel.seats.get(user__username=who)


def url(name, application, *more):
    return reverse(f"applications:{name}", args=[application.pk, *more])


def desk(application, section="2"):
    return url("sheet_section", application, Column.MEMBER.value, section)


def give(client, application, number="2.1", value=5):
    body = {"value": value, "reason": "", "remark": "", "version": 0}
    address = url("mark", application, Column.MEMBER.value, number)
    return client.post(address, body, content_type="application/json")


def return_url(application, who):
    return url("return_sheet", application, seat_of(application, who).pk)


def notices(cast, who):
    return list(Notice.objects.filter(recipient=cast[who]).values_list("text", flat=True))


# --- whose sheet it is ---------------------------------------------------------------------


def test_starting_the_evaluation_gives_every_member_a_sheet_and_the_chair_the_column(evaluating):
    sheets = {seat.user.username: seat.sheet for seat in evaluating.panel.seats.all()}

    assert sheets["chair"] is None
    assert [sheets[who].column for who in ("member", "second_member")] == ["member", "member"]
    assert sheets["member"] != sheets["second_member"]


def test_everybody_finds_the_own_sheet_at_the_same_address(client, cast, evaluating):
    for who, value in (("member", 3), ("second_member", 4)):
        client.force_login(cast[who])
        assert give(client, evaluating, value=value).status_code == 200

    marks = [
        seat_of(evaluating, who).sheet.marks.get(leaf__number="2.1").value
        for who in ("member", "second_member")
    ]
    assert marks == [3, 4]


def pages(application):
    """Every page that shows marks, totals, progress or what happened."""
    names = ("detail", "comparison", "members", "checks", "panel", "attendance", "result")
    moves = [url("move", application, "confirm_score")]
    columns = [c.value for c in Column]
    desks = [url("sheet_section", application, column, "2") for column in columns]
    lists = [reverse("home"), reverse("notices"), application.batch.get_absolute_url()]
    return [*(url(name, application) for name in names), *moves, *desks, *lists]


def test_before_it_is_handed_in_nobody_else_reads_a_word_of_it(client, cast, scoring):
    """42 is the member's total: neither it nor the remark stands on any page."""
    fill(scoring.final_score)
    scoring.batch.shows_members = True
    scoring.batch.save()
    for who in OTHERS:
        client.force_login(cast[who])

        texts = [client.get(page).text for page in pages(scoring)]

        assert not any(SECRET in text or ">42<" in text or "42分" in text for text in texts), who


#: In the order of the road, which one application goes.
READERS = [
    ("chair", False, Status.EVALUATING, True),
    ("second_member", False, Status.EVALUATING, False),
    ("second_member", True, Status.EVALUATING, True),
    ("province", True, Status.EVALUATING, False),
    ("province", False, Status.EVALUATED, True),
    ("city", True, Status.EVALUATED, False),
    ("civil", True, Status.EVALUATED, False),
    ("head", True, Status.EVALUATED, False),
    ("civil_reader", True, Status.EVALUATED, False),
]


def test_after_the_hand_in_it_is_read_by_those_who_may(client, cast, scoring):
    fill(scoring.final_score)
    hand_in_marks(scoring)
    for who, shows, status, reads in READERS:
        scoring.batch.shows_members = shows
        scoring.batch.save()
        bring(scoring, to=status)
        client.force_login(cast[who])

        texts = {page: client.get(page).text for page in pages(scoring)}

        assert any(SECRET in text for text in texts.values()) == reads, (who, shows, status)
        assert (SECRET in texts[url("members", scoring)]) == reads
        assert (SECRET in texts[url("sheet_section", scoring, "final_score", "2")]) == reads


def test_a_member_who_still_scores_does_not_hear_the_others(client, cast, scoring):
    """Neither from their sheets nor from the chair's column, which tells what they gave."""
    scoring.batch.shows_members = True
    scoring.batch.save()
    hand_in_marks(scoring, who=["member"])
    client.force_login(cast["second_member"])

    assert client.get(url("members", scoring)).status_code == 403
    final = client.get(url("sheet_section", scoring, "final_score", "2"))
    assert final.status_code == 403
    assert "您提交计分后方可查看该栏" in final.text
    assert client.get(url("sheet_section", scoring, "self_check", "2")).status_code == 200


def test_a_batch_may_hide_the_earlier_columns_until_the_hand_in(client, cast, scoring):
    scoring.batch.hides_columns = True
    scoring.batch.save()
    client.force_login(cast["member"])

    def shown():
        own = client.get(desk(scoring)).text
        statuses = [
            client.get(url("sheet_section", scoring, column, "2")).status_code
            for column in ("self_check", "first_review")
        ]
        return "自检 <b>" in own, statuses, client.get(url("comparison", scoring)).status_code

    scan = scoring.batch.catalogue.get(binding=Binding.SUBMISSION)
    own = Application.objects.get(pk=scoring.pk)
    assert not can_see_slot(cast["member"], own, scan)
    assert dossier_document(own, reader=cast["member"]).scores.totals == (None, None, None)
    assert shown() == (False, [403, 403], 403)
    hand_in_marks(scoring, who=["member"])
    assert shown() == (True, [200, 200], 200)


# --- 提交计分 and 组长退回 --------------------------------------------------------------------


def test_a_member_hands_in_and_the_chair_hears_of_it(client, cast, scoring):
    client.force_login(cast["member"])

    asked = client.get(url("hand_in", scoring))
    done = client.post(url("hand_in", scoring))

    assert "提交您对“青岚谷文旅康养示范区”的计分？" in asked.text
    assert "提交后不能自行撤回，确需修改的由组长退回。" in asked.text
    assert done.headers["Location"] == scoring.get_absolute_url()
    assert seat_of(scoring, "member").is_handed_in
    text = "白松岩已提交“青岚谷文旅康养示范区”的成员计分（2名成员中1名已提交）。"
    assert text in notices(cast, "chair")
    entry = history(scoring).last()
    assert (entry.label, entry.actor, entry.details) == (
        "提交成员计分",
        cast["member"],
        {"seat": seat_of(scoring, "member").pk},
    )
    assert give(client, scoring).status_code == 423
    again = client.post(url("hand_in", scoring), follow=True)
    assert "您的计分已提交，不能再修改；确需修改的，请组长退回。" in again.text


def test_a_sheet_with_gaps_or_of_an_absent_member_is_not_handed_in(client, cast, scoring):
    seat = seat_of(scoring, "member")
    seat.sheet.marks.filter(leaf__number="1.1").update(value=None)
    scoring.panel.seats.filter(pk=seat.pk).update(attendance=Attendance.ABSENT)
    client.force_login(cast["member"])

    refused = client.post(url("hand_in", scoring))

    assert refused.status_code == 422
    assert "成员计分还有1项未评分，请补充。" in refused.text
    assert "的计分？" not in refused.text
    assert "组长已登记您缺席，不能提交计分；确有参加的，请组长更正。" in refused.text
    assert not seat_of(scoring, "member").is_handed_in


def test_the_chair_gives_it_back_with_a_reason_and_it_is_private_again(client, cast, scoring):
    hand_in_marks(scoring, who=["member"])
    client.force_login(cast["chair"])

    short = client.post(return_url(scoring, "member"), {"note": "重评"})
    client.post(return_url(scoring, "member"), {"note": "2.1与现场情况不符，请核对。"})

    assert short.status_code == 422
    seat = seat_of(scoring, "member")
    assert (seat.is_handed_in, seat.return_note) == (False, "2.1与现场情况不符，请核对。")
    assert not any(SECRET in client.get(page).text for page in pages(scoring))
    assert notices(cast, "member")[0].endswith("的计分：2.1与现场情况不符，请核对。")
    client.force_login(cast["member"])
    assert "组长退回：2.1与现场情况不符，请核对。" in client.get(desk(scoring)).text
    client.post(url("hand_in", scoring))
    assert seat_of(scoring, "member").return_note == ""


def test_nobody_but_the_chair_gives_it_back_and_only_while_the_panel_works(client, cast, scoring):
    hand_in_marks(scoring)
    note = {"note": "请重新核对各项。"}

    for who in ("member", "second_member", "province", "head"):
        client.force_login(cast[who])
        assert client.post(return_url(scoring, "member"), note).status_code == 403
    bring(scoring, to=Status.EVALUATED)
    client.force_login(cast["chair"])

    assert client.post(return_url(scoring, "member"), note).status_code == 403
    assert seat_of(scoring, "member").is_handed_in


def test_what_is_not_handed_in_is_not_given_back(client, cast, scoring):
    client.force_login(cast["chair"])

    answer = client.post(return_url(scoring, "member"), {"note": "请重新核对。"}, follow=True)

    assert "当前状态为“填写中”" in answer.text


def test_who_has_handed_in_is_not_absent(client, cast, scoring):
    hand_in_marks(scoring)
    client.force_login(cast["chair"])
    seats = {who: f"seat_{seat_of(scoring, who).pk}" for who in ("member", "second_member")}
    fields = {seats["member"]: Attendance.ABSENT, seats["second_member"]: Attendance.PRESENT}

    refused = client.post(url("attendance", scoring), fields)

    assert "白松岩已提交计分，不能登记为缺席；确未参加的请先退回其计分。" in refused.text


# --- 按平均分填入 -----------------------------------------------------------------------------


@pytest.fixture
def averaging(scoring):
    """The batch declares a mean of two; 1.1 has 15 and 20, 2.1 has 7 and 10."""
    scoring.batch.aggregation, scoring.batch.quorum = Aggregation.MEAN, 2
    scoring.batch.save()
    scoring.final_score.marks.filter(leaf__number="2.2.2").update(value=1)
    fill(seat_of(scoring, "second_member").sheet)
    hand_in_marks(scoring)
    return Application.objects.get(pk=scoring.pk)


def final_marks(application):
    rows = application.final_score.marks.order_by("leaf__position")
    return list(rows.values_list("leaf__number", "value", "origin"))


def fill_averages(client, application):
    seen = client.get(url("averages", application)).context["version"]
    return client.post(url("averages", application), {"version": seen}, follow=True)


def test_a_declared_mean_fills_blank_leaves_that_take_it_after_it_was_shown(
    client, cast, averaging
):
    client.force_login(cast["chair"])

    shown = client.get(url("averages", averaging)).context["proposed"]
    assert final_marks(averaging)[0] == ("1.1", None, "")
    done = fill_averages(client, averaging)

    proposals = [(p.item.number, str(p.mean), p.value) for p in shown.proposals]
    assert proposals == [
        ("1.1", "17.5", None),  # a level of 20 or 15, no 18
        ("1.2", "10.0", 10),
        ("2.1", "8.5", 9),
        ("2.2.1", "6.0", 6),
    ]
    assert "已按平均分填入3项" in done.text
    assert final_marks(averaging) == [
        ("1.1", None, ""),
        ("1.2", 10, Origin.AGGREGATE),
        ("2.1", 9, Origin.AGGREGATE),
        ("2.2.1", 6, Origin.AGGREGATE),
        ("2.2.2", 1, ""),
    ]
    entry = history(averaging).last()
    assert (entry.label, entry.details) == (
        "按平均分填入未评项",
        {"way": "mean", "members": 2, "marks": {"1.2": 10, "2.1": 9, "2.2.1": 6}},
    )


def test_what_has_changed_since_it_was_shown_is_shown_again(client, cast, averaging):
    client.force_login(cast["chair"])

    answer = client.post(url("averages", averaging), {"version": mark_of({"2.1": "1"})})

    assert answer.status_code == 422
    assert "成员计分或评定计分已有变动，请核对下面的最新结果后再填入。" in answer.text
    assert {origin for _, _, origin in final_marks(averaging)} == {""}


@pytest.mark.parametrize(
    ("way", "quorum", "sentence"),
    [
        (Aggregation.CONSENSUS, 1, "本批次由组长综合评议，不按平均分填入。"),
        (Aggregation.MEAN, 3, "按平均分填入须有3名成员提交计分，现在有2名。"),
        (Aggregation.TRIMMED_MEAN, 2, "按平均分填入须有3名成员提交计分，现在有2名。"),
    ],
)
def test_no_average_without_a_declaration_and_below_the_quorum(
    client, cast, averaging, way, quorum, sentence
):
    averaging.batch.aggregation, averaging.batch.quorum = way, quorum
    averaging.batch.save()
    client.force_login(cast["chair"])

    assert sentence in client.get(url("averages", averaging)).text
    assert sentence in fill_averages(client, averaging).text
    assert {origin for _, _, origin in final_marks(averaging)} == {""}


# --- replaced in the middle ---------------------------------------------------------------------


def replace(application, *members, chair="chair"):
    seat_panel(
        panel=application.panel,
        chair=expert(chair),
        members=[expert(name) for name in members],
        actor=province(),
        visit_on=application.panel.visit_on,
        defence_on=application.panel.defence_on,
    )


def test_who_is_replaced_reads_nothing_more_and_leaves_the_sheet_behind(client, cast, scoring):
    own = seat_of(scoring, "member")
    replace(scoring, "second_member", "outsider")
    client.force_login(cast["member"])

    for page in (desk(scoring), scoring.get_absolute_url(), url("members", scoring)):
        assert client.get(page).status_code == 404
    assert "青岚谷" not in client.get(reverse("home")).text
    assert [seat.user.username for seat in scoring.panel.seats.all()] == [
        "chair",
        "second_member",
        "outsider",
    ]
    kept = Seat.ever.get(pk=own.pk)
    assert (kept.ended_at is None, kept.sheet_id) == (False, own.sheet_id)


def test_who_comes_gets_a_sheet_with_the_declaration(client, cast, scoring):
    replace(scoring, "second_member", "outsider")
    coming = seat_of(scoring, "outsider")
    assert coming.sheet is None
    client.force_login(cast["outsider"])

    client.post(reverse("applications:declaration", args=[coming.pk]), {"answer": "stays"})

    assert seat_of(scoring, "outsider").sheet.column == Column.MEMBER
    assert client.get(desk(scoring)).status_code == 200


def test_who_was_never_asked_leaves_no_trace(scoring):
    replace(scoring, "second_member", "outsider")

    replace(scoring, "second_member", "member")

    assert not Seat.ever.filter(user__username="outsider").exists()
    assert Seat.ever.filter(user__username="member").count() == 2


def test_a_member_who_becomes_the_chair_leaves_the_own_sheet(client, cast, scoring):
    hand_in_marks(scoring, who=["member"])

    replace(scoring, "second_member", "outsider", chair="member")

    seat = seat_of(scoring, "member")
    assert (seat.role, seat.sheet, seat.recused) == (SeatRole.CHAIR, None, False)
    client.force_login(cast["member"])
    home = client.get(reverse("home")).text
    assert home.count("填写评定计分并确认") == 1
    assert client.get(desk(scoring)).status_code == 404
    page = client.get(url("members", scoring)).text
    assert "已提交的计分另存，不计入" in page
    assert SECRET not in page


def test_a_recused_seat_opens_no_sheet(scoring):
    replace(scoring, "second_member", "outsider")

    declare(seat=seat_of(scoring, "outsider"), recused=True, reason="曾任顾问")

    assert seat_of(scoring, "outsider").sheet is None
