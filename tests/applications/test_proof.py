"""How every point came about: the page, its two editions, the JSON; who may read which."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.choices import Acceptance, Status
from applications.documents import (
    blank_score_paper,
    comparison_table,
    member_sheet,
    proof_document,
    score_paper,
)
from applications.documents.proof import Change, ProofLeaf
from applications.documents.stamp import minute
from applications.documents.working_sheet import WorkRow, blank_sheet
from applications.models import Batch, EvidenceLink, EvidenceReview, SitePhoto
from applications.proofs import Edition, Filled, can_read_proof, edition_for, filled_sheet
from portal import clock
from scoring.models import Seat
from scoring.services import record_mark
from tests.applications.sheets import FINAL, FIRST, SELF
from tests.factories.scoring import fill
from tests.paths import bring, hand_in_marks

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
MOMENT = timezone.make_aware(datetime(2023, 8, 20, 10, 21))
LATER = timezone.make_aware(datetime(2023, 8, 21, 9, 5))
PLACE = {"place": "东门", "remark": "岳思齐发现", "photos": []}


@pytest.fixture
def reviewed(reviewing, cast):
    """2.2.2 of the 初评 was marked twice, with evidence, a photo, a reason and a remark."""
    sheet, city = reviewing.first_review, cast["city"]
    subject = {"sheet": sheet, "number": "2.2.2", "actor": city}
    with clock.at(MOMENT):
        record_mark(**subject, version=0, value=4)
    with clock.at(LATER):
        texts = {"reason": "岳思齐现场核实。", "remark": "待白松岩复查。", "origin": "paper"}
        record_mark(**subject, version=1, inputs={"defects": [PLACE]}, **texts)
    prove(reviewing, sheet, city)
    return reviewing


def prove(application, sheet, judge):
    application.evidence.all().delete()
    attachment = application.attachments.filter(item__code="3.1").first()
    link = EvidenceLink.objects.create(
        application=application,
        number="2.2.2",
        attachment=attachment,
        first_page=3,
        last_page=5,
        added_by=judge,
        added_at=MOMENT,
    )
    said = {"verdict": Acceptance.PARTLY, "remark": "无公章", "judged_by": judge}
    EvidenceReview.objects.create(link=link, sheet=sheet, judged_at=MOMENT, **said)
    SitePhoto.objects.create(
        application=application,
        sheet=sheet,
        number="2.2.2",
        name="东门.jpg",
        size=1,
        sha256="0" * 64,
        content_type="image/jpeg",
        uploaded_by=judge,
        uploaded_at=MOMENT,
    )


def leaf_of(application, reader, edition, number="2.2.2", column=FIRST):
    filled = filled_sheet(application, column)
    document = proof_document(filled, reader=reader, edition=edition)
    return next(leaf for leaf in document.leaves if leaf.number == number)


def url_of(application, column=FIRST, name="proof"):
    return reverse(f"applications:{name}", args=[application.pk, column])


# --- what it says ------------------------------------------------------------------------


def test_a_point_rests_on_input_rule_clause_evidence_reason_person_and_time(reviewed, cast):
    leaf = leaf_of(reviewed, cast["province"], Edition.NAMED)

    first = Change("2.2.2", None, 4, "岳思齐", MOMENT, "")
    second = Change("2.2.2", 4, 3, "岳思齐", LATER, "岳思齐现场核实。")
    assert leaf == ProofLeaf(
        number="2.2.2",
        text="指引标志",
        maximum=4,
        mark=3,
        account=leaf.account,
        rule=leaf.rule,
        clause="TEST 1-2026 第2.2.2项",
        checks=(),
        evidence=("3.1 3.1.pdf 第3–5页：部分采信，岳思齐，无公章",),
        photos=("东门.jpg",),
        reason="岳思齐现场核实。",
        remark="待白松岩复查。",
        beside=(("自检", 4),),
        origin="现场纸质",
        by="岳思齐",
        at=LATER,
        history=(first, second),
    )
    assert "东门" in leaf.account
    assert (leaf.lost, leaf.differs, leaf.earlier) == (1, True, (first,))
    assert dict(leaf.facts)["录入"] == "现场纸质，岳思齐，2023年8月21日 09:05"


def test_the_edition_for_the_unit_names_nobody(reviewed, cast):
    leaf = leaf_of(reviewed, cast["province"], Edition.NAMELESS)

    assert leaf.evidence == ("3.1 3.1.pdf 第3–5页：部分采信",)
    assert (leaf.reason, leaf.remark, leaf.by) == ("某某现场核实。", "", "市文化和旅游局")
    assert (leaf.photo_line, leaf.beside, leaf.history) == ("1张", (), ())
    assert "某某发现" in leaf.account
    assert leaf.entry == "现场纸质，市文化和旅游局，2023年8月21日 09:05"


def test_the_unit_keeps_the_remarks_of_its_own_column(application, cast):
    sheet = application.self_check
    record_mark(
        sheet=sheet, number="1.2", actor=cast["clerk"], version=0, value=10, remark="见附件"
    )

    leaf = leaf_of(application, cast["head"], Edition.NAMELESS, "1.2", SELF)

    assert (leaf.remark, leaf.by) == ("见附件", "创建单位")


def test_the_head_says_when_and_by_whom_the_sheet_was_locked(application, cast):
    bring(application, to=Status.SUBMITTED)
    filled = filled_sheet(application, SELF)

    named, nameless = (
        proof_document(filled, reader=cast["province"], edition=edition).head for edition in Edition
    )

    assert named.state == f"已锁定，梁云舟，{minute(filled.sheet.locked_at)}"
    assert nameless.state == f"已锁定，创建单位，{minute(filled.sheet.locked_at)}"
    snapshot = application.snapshots.get()
    assert named.version == f"v1（校验码 {snapshot.check_code}）"
    assert named.code == nameless.code


@pytest.mark.parametrize("count", [1, 3])
def test_a_proof_takes_as_many_queries_for_three_leaves_as_for_one(
    log_in, reviewing, cast, count, django_assert_num_queries
):
    for number in ("2.2.2", "2.1", "1.2")[:count]:
        sheet = reviewing.first_review
        for version, value in enumerate((0, 1)):
            given = {"value": value, "reason": "现场核实。"}
            record_mark(sheet=sheet, number=number, actor=cast["city"], version=version, **given)
    client = log_in("city")
    client.get(url_of(reviewing))

    with django_assert_num_queries(14):
        client.get(url_of(reviewing))


# --- the page ----------------------------------------------------------------------------


FILTERS = [
    ("", 5),
    ("?part=2", 3),
    ("?show=lost", 1),
    ("?show=reason", 1),
    ("?show=differs", 1),
    ("?show=blank", 4),
    ("?part=1&show=lost", 0),
    ("?part=9", 0),
    ("?show=strange", 5),
]


@pytest.mark.parametrize(("query", "count"), FILTERS)
def test_the_page_shows_the_leaves_that_are_asked_for(log_in, reviewed, query, count):
    response = log_in("city").get(url_of(reviewed) + query)

    assert response.context["page"].count == count
    assert response.text.count('id="leaf-') == count
    assert ("没有符合条件的评分项" in response.text) == (count == 0)


# fmt: off
READERS = [
    #               自检          初评          评定
    ("clerk",        "nameless",  "nameless",  403),
    ("city",         "named",     "named",     403),
    ("civil",        "named",     "named",     403),
    ("chair",        "named",     "named",     "named"),
    ("province",     "named",     "named",     "named"),
    ("civil_reader", "nameless",  "nameless",  403),
    ("far_city",     404,         404,         404),
]
# fmt: on


def test_each_reader_gets_the_own_edition_of_page_and_data(log_in, application):
    bring(application, to=Status.EVALUATING)
    hand_in_marks(application)

    found = [
        (who, *(edition_at(log_in(who), application, column) for column in (SELF, FIRST, FINAL)))
        for who, *_ in READERS
    ]

    assert found == READERS


def edition_at(client, application, column):
    response = client.get(url_of(application, column))
    assert client.get(url_of(application, column, "sheet_data")).status_code == response.status_code
    if response.status_code != 200:
        return response.status_code
    return response.context["proof"].head.edition.value


def test_the_unit_reads_no_review_before_it_is_cosigned(log_in, reviewed):
    client = log_in("clerk")

    assert client.get(url_of(reviewed)).status_code == 403
    assert client.get(url_of(reviewed, FIRST, "sheet_data")).status_code == 403
    assert client.get(url_of(reviewed, FINAL)).status_code == 404


def test_data_hold_marks_and_sums_and_no_names_for_the_unit(log_in, reviewed, cast):
    named = log_in("city").get(url_of(reviewed, FIRST, "sheet_data")).json()
    bring(reviewed, to=Status.REVIEWED)
    nameless = log_in("head").get(url_of(reviewed, FIRST, "sheet_data")).json()

    assert {name: named[name] for name in ("standard", "version", "column", "total")} == {
        "standard": "TEST 1-2026",
        "version": 1,
        "column": "first_review",
        "total": 3,
    }
    assert (named["complete"], named["missing"]) == (False, ["1.1", "1.2", "2.1", "2.2.1"])
    assert named["nodes"] == {"1": 0, "2": 3, "2.2": 3}
    mark = {"value": 3, "inputs": {"defects": [PLACE]}, "reason": "岳思齐现场核实。", "version": 2}
    assert named["marks"]["2.2.2"] == mark
    veiled = {"defects": [{**PLACE, "remark": "某某发现"}]}
    assert nameless["marks"]["2.2.2"] == {**mark, "inputs": veiled, "reason": "某某现场核实。"}


# --- members -----------------------------------------------------------------------------


@pytest.fixture
def seated(application):
    """A panel at work; ``member`` has handed in, ``second_member`` has not."""
    bring(application, to=Status.EVALUATING)
    fill(application.final_score)
    hand_in_marks(application, who=["member"])
    return application


def seat_of(application, username):
    return Seat.ever.get(panel=application.panel, user__username=username)


def seat_url(application, username):
    return reverse(
        "applications:seat_proof", args=[application.pk, seat_of(application, username).pk]
    )


def test_a_members_sheet_is_proved_to_the_chair_once_it_is_handed_in(log_in, seated):
    asked = [(who, whose) for who in ("chair", "member", "second_member", "province", "head")
             for whose in ("member", "second_member")]  # fmt: skip

    codes = {case: log_in(case[0]).get(seat_url(seated, case[1])).status_code for case in asked}

    allowed = {("chair", "member"), ("member", "member"), ("second_member", "second_member")}
    assert {case for case, code in codes.items() if code == 200} == allowed
    assert {code for case, code in codes.items() if case not in allowed} == {403}
    assert (
        log_in("member").get(url_of(seated, "member")).context["filled"].seat.user.name == "白松岩"
    )


def test_a_replaced_members_sheet_is_proved_to_the_province(log_in, seated):
    seat = seat_of(seated, "member")
    seat.ended_at = clock.now()
    seat.save()
    bring(seated, to=Status.EVALUATED)

    response = log_in("province").get(seat_url(seated, "member"))

    assert response.context["proof"].head.holder == "白松岩（成员，已更换）"
    assert log_in("member").get(seat_url(seated, "member")).status_code == 404


def test_a_seat_of_another_panel_is_no_sheet_of_this_application(log_in, seated):
    assert filled_sheet(seated, "seat-0") is None
    assert filled_sheet(seated, "member") is None
    missing = reverse("applications:seat_proof", args=[seated.pk, 9999])
    assert log_in("chair").get(missing).status_code == 404


def test_names_of_a_members_sheet_go_to_whoever_may_see_it(seated, cast):
    filled = filled_sheet(seated, f"seat-{seat_of(seated, 'member').pk}")

    assert edition_for(cast["chair"], filled) is Edition.NAMED
    assert not can_read_proof(cast["clerk"], filled)


# --- the other papers --------------------------------------------------------------------


def test_the_blank_sheet_holds_the_standard_and_nobodys_data(batch):
    sheet = blank_sheet(batch)

    assert [(row.kind, row.number) for row in sheet.rows] == [
        *[("part", "1"), ("leaf", "1.1"), ("leaf", "1.2"), ("part", "2")],
        *[("leaf", "2.1"), ("heading", "2.2"), ("leaf", "2.2.1"), ("leaf", "2.2.2")],
    ]
    level, binary = sheet.rows[1], sheet.rows[2]
    ticks = ("□规模大 20分", "□规模较大 15分", "□均不符合 0分")
    assert level == WorkRow("leaf", "1.1", "产品规模", 20, choices=ticks)
    assert binary.choices == ("□符合 10分", "□不符合 0分")
    assert {row.mark for row in sheet.rows} == {""}
    assert (sheet.total, sheet.maximum) == ("", 50)


def test_papers_of_a_rehearsal_say_so_below_and_across(reviewed, batch, cast):
    Batch.objects.update(is_rehearsal=True)
    batch.refresh_from_db()
    reviewed.refresh_from_db()
    filled = filled_sheet(reviewed, FIRST)
    head = proof_document(filled, reader=cast["city"], edition=Edition.NAMED).head
    blank, form = blank_sheet(batch), blank_score_paper(batch)

    assert [head.watermark, blank.watermark, form.watermark] == ["演练", "演练", ""]
    for line in (head.line, blank.line, form.line):
        assert line.startswith("演练 · 第二批 · ")


def test_a_members_paper_shows_what_was_ticked_and_why(seated):
    seat = seat_of(seated, "second_member")
    texts = {"reason": "现场核实。", "remark": "夜间未看"}
    record_mark(sheet=seat.sheet, number="1.1", actor=seat.user, version=0, value=15, **texts)

    sheet = member_sheet(Filled(seated, seat.sheet, seat))

    assert sheet.rows[0] == WorkRow("part", "1", "康养产品", 30, mark="15")
    assert sheet.rows[1].choices == ("□规模大 20分", "√规模较大 15分", "□均不符合 0分")
    assert (sheet.rows[1].mark, sheet.rows[1].notes) == ("15", ("现场核实。", "夜间未看"))
    assert (sheet.rows[2].mark, sheet.total) == ("", "15")
    assert dict(sheet.facts)["计分人"] == "甄若水"


def test_the_score_sheet_alone_shows_one_column_or_all(seated, cast):
    whole = score_paper(seated, reader=cast["province"])
    alone = score_paper(seated, reader=cast["province"], column=SELF)
    city = score_paper(seated, reader=cast["city"])

    assert whole.scores.totals == (50, 50, 50)
    assert alone.scores.totals == (50, None, None)
    assert alone.scores.rows[0].cells == ("30", "", "")
    assert city.scores.totals == (50, 50, None)


def test_the_comparison_holds_members_for_chair_and_province_alone(seated, cast):
    tables = {
        who: comparison_table(seated, reader=cast[who])
        for who in ("chair", "province", "city", "clerk")
    }

    assert [voice.name for voice in tables["chair"].members.voices] == ["白松岩"]
    assert {who for who, table in tables.items() if table.members} == {"chair"}
    assert tables["city"].columns.columns == (SELF, FIRST)
    bring(seated, to=Status.EVALUATED)
    later = comparison_table(seated, reader=cast["province"])
    assert [voice.name for voice in later.members.voices] == ["白松岩", "甄若水"]
