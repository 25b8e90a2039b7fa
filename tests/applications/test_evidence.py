"""The unit points to what proves a leaf; every sheet says what it makes of it."""

import pytest
from django.core.exceptions import PermissionDenied

from applications import differences, evidence, snapshots
from applications.choices import Acceptance, EvidenceTable, Status
from applications.differences import Cell
from applications.models import EvidenceReview
from applications.services.evidence import (
    MOST_LINKS,
    EvidenceRefused,
    Pointer,
    add_evidence,
    change_evidence,
    copy_evidence,
    move_evidence,
    remove_evidence,
)
from applications.services.evidence_review import RemarkMissing, judge_evidence, record_opening
from portal import audit
from portal.editing import EditConflict
from scoring.services import SheetLocked
from tests.factories.content import complete, point, put_file
from tests.paths import bring

pytestmark = pytest.mark.django_db
INVESTMENT, STAFFING = EvidenceTable.INVESTMENT, EvidenceTable.STAFFING


@pytest.fixture
def application(application):
    """Complete but for the evidence: there are files and rows to point to."""
    complete(application).evidence.all().delete()
    return application


@pytest.fixture
def book(application):
    """A PDF of twelve pages in slot 3.1."""
    item = application.batch.catalogue.get(code="3.1")
    file = put_file(application, item)
    file.pages = 12
    file.save()
    return file


@pytest.fixture
def add(application, cast, book):
    """The clerk points from a leaf to pages of the book, unless told otherwise."""

    def add(number="1.1", first=4, last=6, *, pointer=None):
        pointer = pointer or Pointer("", book.pk, first, last)
        subject = {"application": application, "number": number, "actor": cast["clerk"]}
        return add_evidence(pointer=pointer, **subject)

    return add


@pytest.fixture
def judge(cast):
    def judge(link, sheet, verdict, *, remark="", version=0, who="city"):
        subject = {"link": link, "sheet": sheet, "actor": cast[who]}
        return judge_evidence(verdict=verdict, remark=remark, version=version, **subject)

    return judge


def texts(application, number):
    links = list(application.evidence.filter(number=number))
    return [evidence.title_of(link, evidence.lines_of(links)) for link in links]


# --- the unit -----------------------------------------------------------------------


def test_link_names_slot_and_pages(application, add, book):
    link = add()

    assert texts(application, "1.1") == [f"{book.item} 第4–6页"]
    assert (link.position, link.added_by.username) == (1, "clerk")
    entry = audit.history(application).last()
    assert (entry.label, entry.details["leaf"], entry.details["pages"]) == (
        "添加佐证",
        "1.1",
        [4, 6],
    )


def test_row_of_a_table_is_named_by_its_words(application, add):
    line = application.investment_lines.first()
    add(pointer=Pointer(INVESTMENT, line.pk))
    line.purpose = "康养木屋二期"
    line.save()

    words = "三、投资明细表 房屋、建筑物：康养木屋二期，2,000.00万元"
    assert texts(application, "1.1") == [words]


@pytest.mark.parametrize("pages", [(1, 1), (1, 12), (12, 12), (7, None)])
def test_pages_inside_the_file_are_taken(add, pages):
    link = add("1.1", *pages)

    assert (link.first_page, link.last_page) == (pages[0], pages[1] or pages[0])


@pytest.mark.parametrize("pages", [(None, None), (None, 3), (0, 3), (13, 13), (4, 13)])
def test_pages_beyond_the_file_are_refused(application, add, pages):
    with pytest.raises(EvidenceRefused) as refusal:
        add("1.1", *pages)

    assert str(refusal.value) == "该文件共12页，请填写1至12之间的页码。"
    assert not application.evidence.exists()


def test_last_page_comes_not_before_the_first(add):
    with pytest.raises(EvidenceRefused, match="截止页不能小于起始页，请核对。"):
        add("1.1", 6, 4)


def test_single_page_need_not_be_named_and_a_picture_has_none(application, add, book):
    book.pages = 1
    book.save()
    single = add("1.1", None, None)
    book.content_type = "image/png"
    book.save()
    picture = add("1.2", 1, 1)

    assert (single.first_page, single.last_page) == (1, 1)
    assert (picture.first_page, picture.last_page) == (None, None)


def test_same_place_twice_is_one_link(application, add):
    assert add() == add()
    assert application.evidence.count() == 1


def test_leaf_takes_only_so_many(application, add):
    links = [add("1.1", 1, 1)]
    links += type(links[0]).objects.bulk_create(
        type(links[0])(
            application=application,
            number="1.1",
            attachment=links[0].attachment,
            first_page=2,
            last_page=page,
            added_by=links[0].added_by,
            added_at=links[0].added_at,
        )
        for page in range(2, MOST_LINKS + 1)
    )

    with pytest.raises(EvidenceRefused, match="不能超过20份"):
        add("1.1", 12, 12)


def test_file_of_another_office_and_a_row_of_nobody_are_none_to_point_to(application, add, batch):
    report = put_file(application, batch.catalogue.get(code="2"))

    with pytest.raises(EvidenceRefused, match="该文件已更换或移除"):
        add(pointer=Pointer("", report.pk, 1, 1))
    with pytest.raises(EvidenceRefused, match="表中的这一行已删除"):
        add(pointer=Pointer(STAFFING, 10**9))


def test_links_change_places_and_go(application, add, cast):
    first, second, third = add("1.1", 1, 1), add("1.1", 2, 2), add("1.1", 3, 3)

    move_evidence(link=third, step=-1, actor=cast["clerk"])
    move_evidence(link=first, step=-1, actor=cast["clerk"])
    remove_evidence(link=second, actor=cast["clerk"])

    assert list(application.evidence.all()) == [first, third]
    with pytest.raises(EvidenceRefused, match="已在另一窗口删除"):
        remove_evidence(link=second, actor=cast["clerk"])


def test_copy_takes_what_stands_and_is_not_there(application, add, book, cast):
    add("1.1", 1, 1), add("1.1", 2, 2), add("1.2", 2, 2)
    gone = application.staffing_lines.first()
    add(pointer=Pointer(STAFFING, gone.pk))
    gone.delete()
    copy = {"application": application, "number": "1.2", "source": "1.1", "actor": cast["clerk"]}

    assert copy_evidence(**copy) == 1
    assert texts(application, "1.2") == [f"{book.item} 第2页", f"{book.item} 第1页"]
    with pytest.raises(EvidenceRefused, match="没有可以复制的佐证"):
        copy_evidence(**copy)


def test_another_place_is_to_be_judged_anew(application, add, book, cast, judge):
    link = add()
    sheet = application.self_check
    record_opening(link=link, sheet=sheet, actor=cast["city"])
    judge(link, sheet, Acceptance.ACCEPTED)

    change_evidence(link=link, pointer=Pointer("", book.pk, 4, 6, "见表格"), actor=cast["clerk"])
    assert link.reviews.count() == 1
    change_evidence(link=link, pointer=Pointer("", book.pk, 5, 6), actor=cast["clerk"])
    assert link.reviews.count() == 0


def test_nobody_changes_the_evidence_of_what_is_handed_in(application, add, cast):
    link = add()
    bring(application, to=Status.SUBMITTED)

    with pytest.raises(PermissionDenied, match="报告书不能修改"):
        remove_evidence(link=link, actor=cast["clerk"])
    with pytest.raises(PermissionDenied, match="只有申报单位可以填写报告书"):
        remove_evidence(link=link, actor=cast["other_head"])


# --- what has fallen ------------------------------------------------------------------


def test_replaced_file_and_deleted_row_no_longer_stand(application, add, book, cast):
    line = application.staffing_lines.first()
    add("1.1"), add("1.2", pointer=Pointer(STAFFING, line.pk)), add("2.1", 1, 1)
    sheet = application.self_check
    assert (evidence.fallen(application), evidence.unopened(application, sheet)) == ((), 3)

    line.delete()
    put_file(application, book.item)

    assert evidence.fallen(application) == ("1.1", "1.2", "2.1")
    assert evidence.reminders(application)[0] == (
        "自检1.1、1.2、2.1的佐证文件已更换或表中的行已删除，请重新指定页码。"
    )
    assert evidence.unopened(application, sheet) == 0


def test_leaves_with_points_and_no_evidence_are_named(application, add):
    add("1.1")
    application.self_check.marks.filter(leaf__number="2.1").update(value=0)

    assert evidence.without(application) == ("1.2", "2.2.1", "2.2.2")
    assert evidence.reminders(application) == ["自检有3项计了分但无佐证，请在评分表中添加佐证。"]


# --- the sealed version ------------------------------------------------------------------


def test_version_holds_the_evidence_and_tells_what_changed(application, add, book):
    before = snapshots.contents(application)
    add(pointer=Pointer("", book.pk, 4, 6, "见附表"))
    add("2.1", pointer=Pointer(INVESTMENT, application.investment_lines.first().pk))
    after = snapshots.contents(application)

    name = {"item__code": "3.1", "name": book.name, "sha256": book.sha256}
    assert after["evidence"]["1.1"] == [{**name, "first_page": 4, "last_page": 6, "note": "见附表"}]
    (sheet,) = differences.between(application, before, after)
    assert [(change.label, change.cells) for change in sheet.changes] == [
        ("1.1 产品规模", (Cell("佐证", "", f"3.1 {book.name} 第4–6页（见附表）"),)),
        (
            "2.1 服务规范",
            (Cell("佐证", "", "三、投资明细表 房屋、建筑物：康养木屋，2,000.00万元"),),
        ),
    ]
    old = {name: value for name, value in before.items() if name != "evidence"}
    assert differences.between(application, old, before) == []


# --- the reviewer ------------------------------------------------------------------------


@pytest.fixture
def opened(application, cast):
    """A link that the city has opened for its 初评, and the sheet."""
    bring(application, to=Status.REVIEWING).evidence.all().delete()
    link = point(application, "1.1")
    record_opening(link=link, sheet=application.first_review, actor=cast["city"])
    return link, application.first_review


def test_first_opening_is_kept(application, opened, cast):
    link, sheet = opened
    before = link.reviews.get()

    record_opening(link=link, sheet=sheet, actor=cast["city_colleague"])

    review = link.reviews.get()
    assert (review.opened_by, review.opened_at) == (cast["city"], before.opened_at)
    assert evidence.unopened(application, sheet) == 0
    assert evidence.unopened(application, application.self_check) == 1


def test_verdict_is_kept_with_its_person(opened, judge, cast):
    link, sheet = opened

    review = judge(link, sheet, Acceptance.PARTLY, remark="只有一页有签章。")

    assert (review.verdict, review.judged_by, review.version) == ("partly", cast["city"], 1)
    assert audit.history(link.application).last().details["verdict"] == "partly"


@pytest.mark.parametrize("verdict", [Acceptance.PARTLY, Acceptance.REJECTED])
def test_verdict_against_needs_a_remark(opened, judge, verdict):
    with pytest.raises(RemarkMissing, match=f"选择“{verdict.label}”请填写意见"):
        judge(*opened, verdict)


def test_second_verdict_from_an_old_page_meets_both_texts(opened, judge):
    judge(*opened, Acceptance.ACCEPTED)

    with pytest.raises(EditConflict) as conflict:
        judge(*opened, Acceptance.REJECTED, remark="不清晰。", who="city_colleague")

    sides = {name: (s.mine, s.theirs) for name, s in conflict.value.fields.items()}
    assert sides == {"verdict": ("不采信", "采信"), "remark": ("不清晰。", "")}
    assert judge(*opened, Acceptance.ACCEPTED, who="city_colleague").version == 1


def test_what_nobody_opened_is_not_judged(opened, judge):
    EvidenceReview.objects.all().delete()

    with pytest.raises(EvidenceRefused, match="请先打开这份佐证"):
        judge(*opened, Acceptance.ACCEPTED)


def test_locked_sheet_keeps_what_it_has(application, opened, judge, cast):
    link, sheet = opened
    bring(application, to=Status.COSIGNING)
    EvidenceReview.objects.all().delete()

    record_opening(link=link, sheet=sheet, actor=cast["city"])

    assert not link.reviews.exists()
    with pytest.raises(SheetLocked, match="已锁定"):
        judge(link, sheet, Acceptance.ACCEPTED)
