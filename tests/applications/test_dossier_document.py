from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.choices import Binding, Status
from applications.digests import check_code, current_digest
from applications.documents import NoSuchVersion, dossier_document
from applications.documents.dossier import Amounts, HeadCounts, Opinion
from applications.documents.masks import masked_phone
from applications.models import Application, InvestmentLine
from portal import clock
from tests.paths import bring

pytestmark = pytest.mark.thorough

AUGUST = timezone.make_aware(datetime(2023, 8, 12, 10, 21))


def printed(application, reader, version=None):
    rows = Application.objects.select_related(
        "batch__ruleset", "city", "dossier", "self_check", "first_review", "final_score"
    )
    return dossier_document(rows.get(pk=application.pk), reader=reader, version=version)


def test_draft_is_printed_as_draft_without_month_and_marks(application, cast):
    with clock.at(AUGUST):
        document = printed(application, cast["clerk"])

    assert document.stamp.line == "第二批 · 草稿 · 2023年8月12日 10:21"
    assert document.stamp.watermark == "草稿"
    assert document.cover.month_text == "二〇　　年　　月"
    assert document.scores.totals == (None, None, None)
    assert {row.cells for row in document.scores.rows} == {("", "", "")}


def test_submitted_version_carries_its_facts_and_code(application, cast):
    bring(application, to=Status.SUBMITTED)
    snapshot = application.snapshots.get()

    document = printed(application, cast["city"])

    sealed = timezone.localtime(snapshot.sealed_at).date()
    assert document.cover.month == sealed
    assert document.cover.recommender == "太原市文化和旅游局、太原市民政局"
    assert document.stamp.line == f"第二批 · 版本 v1 · 校验码 {snapshot.check_code}"
    assert document.stamp.watermark == ""
    assert document.declared_on == clock.today()
    assert document.basics.area_km2 == Decimal("3.5")
    assert document.basics.nature == "民营企业"
    assert document.basics.opened == "2021年5月18日"
    assert document.basics.year_label == "2022年"
    assert document.basics.half_year_label == "2023年上半年"
    assert document.narratives.creation[0].startswith("依托岢岚山谷")


def test_investment_has_ten_categories_with_lines_numbered_and_summed(application, cast):
    bring(application, to=Status.SUBMITTED)

    document = printed(application, cast["head"])

    assert [group.numeral for group in document.investment] == list("一二三四五六七八九十")
    buildings = document.investment[1]
    assert buildings.title == "房屋、建筑物"
    assert [(row.number, row.purpose) for row in buildings.rows] == [(1, "康养木屋")]
    assert buildings.subtotal == Amounts(Decimal("2000.00"), Decimal("1900.00"), Decimal("100.00"))
    assert list(document.investment[0].blank_numbers) == [1, 2]
    assert list(buildings.blank_numbers) == []
    total = Amounts(Decimal("3200.00"), Decimal("3000.00"), Decimal("200.00"))
    assert document.investment_total == total
    assert document.staffing_total == HeadCounts(120, 118, 110, 112)


def test_totals_of_nothing_stay_empty(application, cast):
    document = printed(application, cast["clerk"])

    assert document.investment_total == Amounts(None, None, None)
    assert document.staffing_total == HeadCounts(None, None, None, None)
    assert list(document.blank_staffing) == [0, 1]


def test_zero_is_printed_and_blank_is_not(application, cast):
    InvestmentLine.objects.create(
        application=application, category=1, position=1, purpose="土地", amount_wan=0
    )

    document = printed(application, cast["clerk"])

    assert document.investment[0].subtotal == Amounts(Decimal("0.00"), None, None)


def test_later_change_does_not_reach_the_sealed_paper(application, cast):
    bring(application, to=Status.CITY_RETURNED)
    application.dossier.zone_name = "改过的名称"
    application.dossier.save()

    for_city = printed(application, cast["city"])
    for_unit = printed(application, cast["clerk"])

    assert for_city.cover.zone_name == "青岚谷文旅康养示范区"
    assert not for_city.stamp.draft
    assert for_unit.cover.zone_name == "改过的名称"
    assert for_unit.stamp.draft


def test_earlier_version_is_printed_without_reviews_of_the_later(application, cast):
    bring(application, to=Status.CITY_RETURNED)
    bring(application, to=Status.REVIEWED)
    assert application.snapshots.count() == 2

    first = printed(application, cast["city"], version=1)
    second = printed(application, cast["city"], version=2)

    assert (first.stamp.version, second.stamp.version) == (1, 2)
    assert first.opinion == Opinion()
    assert first.scores.totals == (50, None, None)
    assert second.scores.totals == (50, 50, None)
    assert second.opinion.paragraphs == ("符合条件，同意推荐。",)


def test_version_that_never_was_is_refused(application, cast):
    with pytest.raises(NoSuchVersion, match="没有提交过版本 v7"):
        printed(application, cast["clerk"], version=7)


# In the order of the road, which one application goes.
# fmt: off
COLUMNS = [
    # status             who               初评   评定   初评意见
    (Status.REVIEWING,   "head",           False, False),
    (Status.REVIEWING,   "city",           False, False),  # opened, nothing marked yet
    (Status.COSIGNING,   "city",           True,  False),
    (Status.COSIGNING,   "civil",          True,  False),
    (Status.COSIGNING,   "head",           False, False),
    (Status.REVIEWED,    "head",           True,  False),
    (Status.EVALUATED,   "head",           True,  False),
    (Status.EVALUATED,   "city",           True,  False),
    (Status.EVALUATED,   "finance_reader", True,  True),
    (Status.EVALUATED,   "province",       True,  True),
    (Status.EVALUATED,   "chair",          True,  True),
    (Status.DESIGNATED,  "head",           True,  True),
    (Status.DESIGNATED,  "city",           True,  True),
]
# fmt: on


def test_columns_are_printed_for_whom_they_are_shown(application, cast):
    for status, who, review, final in COLUMNS:
        bring(application, to=status)

        document = printed(application, cast[who])

        shown = tuple(total is not None for total in document.scores.totals)
        assert shown == (True, review, final), (status, who)
        assert bool(document.opinion.paragraphs) is review, (status, who)
        assert bool(document.stamp.review_code) is review, (status, who)
        assert bool(document.stamp.final_code) is final, (status, who)
        assert document.final_total == (50 if final else None), (status, who)


def test_paper_for_the_seals_carries_the_codes_that_scans_are_bound_to(application, cast):
    bring(application, to=Status.EVALUATED)
    application.refresh_from_db()

    stamp = printed(application, cast["province"]).stamp

    assert stamp.review_code == check_code(application.review_digest)
    assert stamp.final_code == check_code(current_digest(application, Binding.FINAL))
    assert stamp.data_version.endswith(f"初评 {stamp.review_code} · 评定 {stamp.final_code}")


def test_reader_gets_the_telephone_masked(application, cast):
    bring(application, to=Status.RECOMMENDED)

    assert printed(application, cast["finance_reader"]).basics.phone == "035****0000"
    assert printed(application, cast["province"]).basics.phone == "0351-0000000"


def test_masked_phone_hides_every_number():
    assert masked_phone("13800000000、0351-0000000") == "138****0000、035****0000"


def test_rehearsal_is_written_on_every_page(application, cast):
    application.batch.is_rehearsal = True
    application.batch.save()

    stamp = printed(application, cast["clerk"]).stamp

    assert stamp.watermark == "演练 草稿"
    assert stamp.line.startswith("演练 · 第二批 · 草稿")


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2023, 8, 31), "二〇二三年八月"),
        (date(2020, 10, 1), "二〇二〇年十月"),
        (date(2024, 12, 1), "二〇二四年十二月"),
    ],
)
def test_month_of_the_cover_is_written_in_chinese(application, cast, day, text):
    bring(application, to=Status.SUBMITTED)
    moment = timezone.make_aware(datetime(day.year, day.month, day.day, 0, 30))
    application.snapshots.update(sealed_at=moment)

    assert printed(application, cast["head"]).cover.month_text == text


@pytest.mark.parametrize("line_count", [1, 30])
@pytest.mark.parametrize(("status", "queries"), [(Status.DRAFTING, 9), (Status.EVALUATED, 10)])
def test_document_query_count(
    application, cast, status, queries, line_count, django_assert_num_queries
):
    if status != Status.DRAFTING:
        bring(application, to=status)
    InvestmentLine.objects.bulk_create(
        InvestmentLine(application=application, category=2, position=n, purpose="木屋")
        for n in range(line_count)
    )
    reader = cast["clerk"] if status == Status.DRAFTING else cast["province"]

    with django_assert_num_queries(queries):
        printed(application, reader)
