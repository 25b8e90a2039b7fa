from decimal import Decimal

import pytest

from applications import differences, snapshots
from applications.choices import SectionName, Status
from applications.differences import Cell, Kind, pair_rows
from applications.models import Attachment, Dossier, InvestmentLine, NotApplicable
from tests.factories.content import complete, put_file
from tests.paths import bring


def told(application, before):
    """What has changed since ``before``: part, kind and label with its cells."""
    application.refresh_from_db()
    parts = differences.between(application, before, snapshots.contents(application))
    return [
        (part.section, str(change.kind), change.label, *change.cells)
        for part in parts
        for change in part.changes
    ]


@pytest.fixture
def sealed(application):
    bring(application, to=Status.CITY_RETURNED)
    return snapshots.current(application).data


def test_the_difference_is_exactly_the_change(application, sealed):
    text = application.dossier.direction
    Dossier.objects.filter(pk=application.pk).update(
        address="新地址1号", honours="", direction=text.replace("森林", "草甸", 1)
    )
    first, second = application.investment_lines.order_by("category")
    InvestmentLine.objects.filter(pk=first.pk).update(amount_wan=Decimal("2100"))
    second.delete()
    InvestmentLine.objects.create(
        application=application, category=9, position=1, purpose="宣传片", amount_wan=10
    )
    application.self_check.marks.filter(leaf__number="1.1").update(value=15, reason="以证书为准")
    application.evidence.get(number="1.2").delete()
    slot = application.batch.catalogue.get(code="3.1")
    put_file(application, slot)
    Attachment.objects.filter(item=slot, replaced_at=None).update(name="新证.pdf", sha256="1" * 64)
    waived = application.batch.catalogue.get(code="6.2")
    application.attachments.filter(item=waived).update(replaced_at=application.started_at)
    NotApplicable.objects.create(application=application, item=waived, reason="设施为租赁取得")

    basics, direction, *rest = told(application, sealed)[0:2], *told(application, sealed)[2:]

    assert basics == [
        (
            SectionName.BASICS,
            "修改",
            "通讯地址",
            Cell("", "山西省太原市小店区青岚谷1号", "新地址1号"),
        ),
        (SectionName.BASICS, "删除", "曾获得的相关荣誉", Cell("", "省级乡村旅游示范村", "")),
    ]
    section, kind, _, cell = direction
    assert (section, kind) == (SectionName.DIRECTION, "修改")
    assert [piece for piece in cell.pieces if piece[0] != "same"] == [
        ("del", "森林"),
        ("ins", "草甸"),
    ]
    assert "".join(said for tag, said in cell.pieces if tag != "ins") == text
    amount = "实际投资金额（万元）"
    assert rest == [
        (SectionName.INVESTMENT, "修改", "第1行（康养木屋）", Cell(amount, "2,000.00", "2,100.00")),
        (
            SectionName.INVESTMENT,
            "新增",
            "第2行（宣传片）",
            Cell("投资用途", "", "宣传片"),
            Cell("类别", "", "宣传、培训"),
            Cell(amount, "", "10.00"),
        ),
        (
            SectionName.INVESTMENT,
            "删除",
            "原第2行（步道）",
            Cell("投资用途", "步道", ""),
            Cell("类别", "绿化、环境整治", ""),
            Cell("投资期限", "2021.03—2022.10", ""),
            Cell(amount, "1,200.00", ""),
            Cell("实际付款金额（万元）", "1,100.00", ""),
            Cell("未付款金额（万元）", "100.00", ""),
        ),
        (
            SectionName.SELF_CHECK,
            "修改",
            "1.1 产品规模",
            Cell("分值", "20分", "15分", -5),
            Cell("理由", "", "以证书为准"),
        ),
        (SectionName.SELF_CHECK, "修改", "1.2 产品主题", Cell("佐证", "3.1 3.1.pdf 第1页", "")),
        (
            SectionName.ATTACHMENTS,
            "修改",
            str(slot),
            Cell("文件", "3.1.pdf（1页，SHA-256 00000000）", "新证.pdf（1页，SHA-256 11111111）"),
        ),
        (
            SectionName.ATTACHMENTS,
            "修改",
            str(waived),
            Cell("文件", "6.2.pdf（1页，SHA-256 00000000）", ""),
            Cell("不适用", "", "设施为租赁取得"),
        ),
    ]


def test_nothing_has_changed(application, sealed):
    assert told(application, sealed) == []


def test_phones_are_masked_for_readers_and_marks_kept_from_a_blind_member(application, sealed):
    Dossier.objects.filter(pk=application.pk).update(contact_phone="13800000000")
    application.self_check.marks.filter(leaf__number="1.1").update(value=15)
    application.refresh_from_db()
    now = snapshots.contents(application)

    (part,) = differences.between(application, sealed, now, phones=False, marks=False)

    (change,) = part.changes
    assert change.label == "电话"
    assert "13800000000" not in change.cells[0].after


def test_papers_of_the_city_are_no_part_of_what_the_unit_answers_for(application):
    complete(application)
    before = snapshots.contents(application)

    put_file(application, application.batch.catalogue.get(code="2"))

    assert told(application, before) == []


# --- rows ----------------------------------------------------------------------------------

A, B, C = ({"用途": name, "金额": amount, "期限": "2022"} for name, amount in ("a1", "b2", "c3"))


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ([A, B], [A, B], [(0, 0), (1, 1)]),
        ([A, B], [B, A], [(1, 0), (0, 1)]),
        ([A, A], [A], [(0, 0), (1, None)]),
        ([A, B], [{**B, "金额": "9"}], [(1, 0), (0, None)]),
        ([A], [{**A, "用途": "改名"}], [(0, 0)]),
        ([A], [C | {"期限": ""}], [(None, 0), (0, None)]),
        ([], [A], [(None, 0)]),
    ],
)
def test_rows_are_paired_by_likeness(before, after, pairs):
    assert pair_rows(before, after) == pairs


def test_moved_rows_are_one_change(application, sealed):
    first, second = application.investment_lines.order_by("category")
    rows = [(first.pk, second.category), (second.pk, first.category)]
    for pk, category in rows:
        InvestmentLine.objects.filter(pk=pk).update(category=category)

    kinds = [change[1:3] for change in told(application, sealed)]

    assert kinds[-1] == (str(Kind.CHANGED), "行的顺序有调整")


# --- words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("共12场。人数不变。", "共15场。人数不变。", [("same", "共"), ("del", "12"), ("ins", "15"), ("same", "场。人数不变。")]),
        ("甲。", "甲。乙。", [("same", "甲。"), ("ins", "乙。")]),
        ("甲。乙。", "乙。", [("del", "甲。"), ("same", "乙。")]),
        ("", "甲", [("ins", "甲")]),
    ],
)  # fmt: skip
def test_texts_are_compared_word_by_word(before, after, pieces):
    assert Cell("", before, after).pieces == pieces
