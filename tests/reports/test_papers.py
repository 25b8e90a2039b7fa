"""Yearly papers: who owes which, what it is called, when it came, and what a file leaves behind."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage

from applications.uploads import UploadRefused
from portal import audit, clock
from portal.choices import OrganisationKind, OrganisationStanding
from portal.models import KindPeriod, Notice
from portal.workflow import TransitionRefused
from reports import papers, roster
from reports.choices import CellState, Duty, PaperStatus
from reports.lifecycle import paper_lifecycle
from reports.models import DueDate, PaperVersion, YearlyPaper
from reports.services.papers import hand_in_paper
from tests.factories.files import document, package, pdf, picture, upload
from tests.factories.reports import listed, moment

pytestmark = pytest.mark.django_db

APRIL = moment(2026, 4, 20, 9)


@pytest.fixture(autouse=True)
def in_april():
    with clock.at(APRIL):
        yield


@pytest.fixture
def plan(places):
    """The 实施方案 of 青岚谷, of which nothing is stored."""
    return YearlyPaper(organisation=places["unit"], year=2026, duty=Duty.PLAN)


def hand_in(paper, actor, *, content=None, name="方案.pdf", at=APRIL):
    with clock.at(at):
        return hand_in_paper(
            paper=paper, upload=upload(name, pdf(2) if content is None else content), actor=actor
        )


def move(paper, name, actor, note="请补充时间表。"):
    stored = YearlyPaper.objects.get(pk=paper.pk)
    paper_lifecycle.perform(stored, name, actor=actor, note=note)
    return stored


def rows(year=2026):
    return papers.rows_of(roster.everybody(), year)


def states(row):
    return [cell.state for cell in row.cells]


# --- who owes what, and what it is called ----------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (OrganisationKind.CLUSTER, "深化建设实施方案"),
        (OrganisationKind.ZONE, "提升建设实施方案"),
        (OrganisationKind.CREATING_UNIT, "创建实施方案"),
    ],
)
def test_plan_is_called_after_the_group(places, kind, title):
    places["unit"].kind = kind
    places["unit"].save()

    cells = [
        papers.cell_of(listed(places["unit"]), 2026, duty) for duty in (Duty.PLAN, Duty.REPORT)
    ]

    assert [cell.title for cell in cells] == [title, "工作情况报告"]


@pytest.mark.parametrize(
    ("since", "title"),
    [(date(2026, 4, 1), "提升建设实施方案"), (date(2026, 5, 1), "创建实施方案")],
)
def test_group_is_that_of_the_due_date(places, since, title):
    for kind, month in (
        (OrganisationKind.CREATING_UNIT, date(2024, 3, 1)),
        (OrganisationKind.ZONE, since),
    ):
        KindPeriod.objects.create(organisation=places["unit"], kind=kind, since=month)

    with clock.at(moment(2026, 6, 1)):
        assert papers.cell_of(listed(places["unit"]), 2026, Duty.PLAN).title == title


def test_organisation_that_has_left_owes_nothing_but_keeps_its_paper(places, plan, cast):
    hand_in(plan, cast["head"])
    for key in ("unit", "other_unit"):
        places[key].standing = OrganisationStanding.DISABLED
        places[key].save()

    assert [row.organisation for row in rows()] == [places["unit"], places["far_unit"]]


# --- 按时, 逾期, 未报, 未到期 ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "state", "word"),
    [
        (moment(2026, 4, 30, 23, 59), CellState.ON_TIME, "●绿 按时"),
        (moment(2026, 5, 1, 0), CellState.LATE, "▲黄 逾期"),
    ],
)
def test_paper_is_late_after_its_day(plan, cast, at, state, word):
    hand_in(plan, cast["head"], at=at)

    cell = rows()[0].cell(Duty.PLAN)

    assert (cell.state, cell.word) == (state, word)


@pytest.mark.parametrize(
    ("now", "expected", "words"),
    [
        (
            moment(2026, 4, 30, 23, 59),
            [CellState.PENDING, CellState.PENDING],
            ["未到期", "未到期"],
        ),
        (moment(2026, 5, 1, 0), [CellState.MISSING, CellState.PENDING], ["■红 未报", "未到期"]),
        (moment(2027, 1, 1, 0), [CellState.MISSING] * 2, ["■红 未报", "■红 未报"]),
    ],
)
def test_paper_is_missing_after_its_day(places, now, expected, words):
    with clock.at(now):
        row = rows()[0]

    assert (states(row), [cell.word for cell in row.cells]) == (expected, words)


def test_first_hand_in_decides_whatever_came_back(plan, cast):
    hand_in(plan, cast["head"])
    stored = YearlyPaper.objects.get()
    move(stored, "return_to_unit", cast["city"])

    hand_in(plan, cast["head"], content=pdf(3), at=moment(2026, 5, 9))

    assert rows()[0].cell(Duty.PLAN).state == CellState.ON_TIME


def test_moved_due_date_counts(places, plan, cast):
    DueDate.objects.create(
        duty=Duty.PLAN,
        period=date(2026, 1, 1),
        city=places["unit"].city,
        due_on=date(2026, 5, 15),
        reason="顺延",
        moved_by=cast["province"],
        moved_at=APRIL,
    )
    hand_in(plan, cast["head"], at=moment(2026, 5, 15, 20))

    cell = rows()[0].cell(Duty.PLAN)

    assert (cell.state, cell.due.date()) == (CellState.ON_TIME, date(2026, 5, 15))


def test_a_year_is_read_in_three_queries(plan, cast, django_assert_num_queries):
    hand_in(plan, cast["head"])

    with django_assert_num_queries(3):
        rows()


# --- files -----------------------------------------------------------------------------------


def test_file_is_the_first_version_and_tells_the_city(plan, places, cast):
    version = hand_in(plan, cast["clerk"])

    paper = YearlyPaper.objects.get()
    facts = (version.number, version.name, version.pages, version.uploaded_by)
    assert facts == (1, "方案.pdf", 2, cast["clerk"])
    assert (paper.status, paper.first_submitted_at) == (PaperStatus.SUBMITTED, APRIL)
    assert Notice.objects.get(recipient=cast["city"]).text == (
        "青岚谷康养有限公司2026年实施方案已上传，请审核。"
    )


def test_own_upload_of_the_city_tells_its_colleagues(plan, cast):
    hand_in(plan, cast["city"])

    assert [notice.recipient for notice in Notice.objects.all()] == [cast["city_colleague"]]


def test_later_file_is_another_version_and_the_first_stays(plan, cast):
    hand_in(plan, cast["clerk"])

    second = hand_in(plan, cast["head"], name="方案.docx", content=document())

    names = list(PaperVersion.objects.values_list("number", "name", "pages"))
    assert names == [(1, "方案.pdf", 2), (2, "方案.docx", None)]
    assert default_storage.exists(PaperVersion.objects.first().file.name)
    assert second.content_type.endswith("wordprocessingml.document")


def test_same_file_twice_is_one_version(plan, cast):
    content = pdf(2)
    first = hand_in(plan, cast["clerk"], content=content)

    again = hand_in(plan, cast["clerk"], content=content)

    assert again == first
    assert audit.history(first.paper).count() == 1


def test_returned_file_may_go_back_as_it_is(plan, cast):
    content = pdf(2)
    first = hand_in(plan, cast["clerk"], content=content)
    move(first.paper, "return_to_unit", cast["city"])

    again = hand_in(plan, cast["clerk"], content=content)

    paper = YearlyPaper.objects.get()
    assert (again, paper.status, paper.versions.count()) == (first, PaperStatus.SUBMITTED, 1)


@pytest.mark.parametrize("status", [PaperStatus.FORWARDED, PaperStatus.REVIEWED])
def test_paper_with_the_province_takes_no_file(plan, cast, status):
    first = hand_in(plan, cast["clerk"])
    move(first.paper, "forward", cast["city"])
    if status == PaperStatus.REVIEWED:
        move(first.paper, "accept", cast["province"])
    before = stored_files()

    with pytest.raises(TransitionRefused, match=f"当前状态为“{status.label}”，不能上传报送"):
        hand_in(plan, cast["clerk"], content=pdf(3))

    assert (PaperVersion.objects.count(), stored_files()) == (1, before)


def stored_files():
    folders, _ = default_storage.listdir("paperversion")
    return sorted(
        name for folder in folders for name in default_storage.listdir(f"paperversion/{folder}")[1]
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("方案.jpg", picture(), "请上传PDF或DOCX文件"),
        ("方案.doc", b"\xd0\xcf\x11\xe0", "请上传PDF或DOCX文件"),
        ("方案", pdf(), "请上传PDF或DOCX文件"),
        ("方案.pdf", b"", "文件是空的"),
        ("方案.pdf", b"MZ" + bytes(50), "文件实际是程序"),
        ("方案.pdf", pdf(password="x"), "PDF设有密码"),
        ("方案.docx", package({"a": "b"}), "Office文件已损坏"),
        ("方案.docx", document(**{"word/vbaProject.bin": b"x"}), "文件带有宏"),
    ],
)
def test_other_files_are_refused_with_a_sentence(plan, cast, name, content, message):
    with pytest.raises(UploadRefused, match=message):
        hand_in(plan, cast["clerk"], name=name, content=content)

    assert not YearlyPaper.objects.exists()


@pytest.mark.parametrize("who", ["other_head", "far_city", "civil", "province", "chair", "nobody"])
def test_nobody_else_hands_in(plan, cast, who):
    with pytest.raises(PermissionDenied):
        hand_in(plan, cast[who])

    assert not YearlyPaper.objects.exists()


# --- the way ---------------------------------------------------------------------------------


def test_timeline_tells_the_moves_the_latest_first(plan, cast):
    paper = hand_in(plan, cast["clerk"]).paper
    move(paper, "forward", cast["city"])
    move(paper, "return", cast["province"])

    events = papers.timeline(paper)

    assert [(event["label"], event["actor"], event["tone"]) for event in events] == [
        ("省级退回", "晋长河", "returned"),
        ("报省", "岳思齐", "neutral"),
        ("上传报送", "温小禾", "neutral"),
    ]
    assert events[0]["note"] == "请补充时间表。"


def test_return_of_the_province_tells_unit_and_city(plan, cast):
    paper = hand_in(plan, cast["clerk"]).paper
    move(paper, "forward", cast["city"])
    Notice.objects.all().delete()

    move(paper, "return", cast["province"])

    told = {notice.recipient for notice in Notice.objects.all()}
    assert told == {cast[who] for who in ("clerk", "head", "city", "city_colleague")}
