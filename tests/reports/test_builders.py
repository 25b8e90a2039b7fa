"""Papers of the months: what was reported stays on paper, whatever is written afterwards."""

from datetime import date
from decimal import Decimal

import pytest

from portal import clock
from reports.builders import (
    corrections_since,
    ledger_paper,
    merged_versions,
    merged_workbook,
    newest_versions,
)
from reports.documents import CorrectionRow, FigureRow, LedgerRow, MergedCity, RankRow
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth, LedgerLine, LedgerVersion, Merge
from tests.factories.reports import figure_of, line_of, moment, report_month, task_of

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
IN_TIME = moment(2026, 3, 30, 10)


@pytest.fixture
def line(places):
    """青岚谷 has counted 5 of 20 公里 and written of it; its neighbour wrote, too."""
    line_of(places["other_unit"], MARCH, progress="理疗中心封顶。")
    line = line_of(places["unit"], MARCH)
    figure_of(line, task_of(places["unit"], 2026, target=20), 5)
    return line


@pytest.fixture
def month(line, taiyuan, cast):
    return report_month(taiyuan, MARCH, by=cast["city"], at=IN_TIME)


@pytest.fixture
def merge(month, cast):
    return Merge.objects.create(
        month=MARCH,
        versions={month.city_id: 1},
        merged_by=cast["province"],
        merged_at=moment(2026, 4, 1, 9),
    )


def correct(month, line, cast, text):
    """The province returns the month, the city writes ``text`` and reports again."""
    with clock.at(moment(2026, 4, 2, 9)):
        note = "数字与上月对不上。"
        city_month_lifecycle.perform(month, "return", actor=cast["province"], note=note)
        LedgerLine.objects.filter(pk=line.pk).update(progress=text)
        city_month_lifecycle.perform(month, "report", actor=cast["city"])


def test_month_that_is_being_written_prints_as_a_draft(line, taiyuan):
    paper = ledger_paper(CityMonth.objects.get(city=taiyuan, month=MARCH))

    assert (paper.filler, paper.year, paper.month) == ("太原市文化和旅游局", 2026, 3)
    assert paper.stamp.watermark == "草稿"
    assert [group.kind for group in paper.groups] == [
        "文旅康养集聚区",
        "文旅康养示范区",
        "文旅康养示范区创建单位",
    ]
    assert paper.groups[2].rows == (
        LedgerRow("青岚谷康养有限公司", "", "新建步道", "", "步道完成5公里。"),
        LedgerRow("松涛里康养有限公司", "", "", "", "理疗中心封顶。"),
    )


def test_month_that_nobody_has_touched_prints_the_empty_form(places, taiyuan):
    paper = ledger_paper(CityMonth(city=taiyuan, month=MARCH))

    assert [row.unit for row in paper.groups[2].rows] == [
        "青岚谷康养有限公司",
        "松涛里康养有限公司",
    ]
    assert {row.progress for row in paper.groups[2].rows} == {""}


def test_reported_month_prints_what_was_sealed(month, line):
    LedgerLine.objects.filter(pk=line.pk).update(progress="后来改动的文字。")

    paper = ledger_paper(month)

    version = LedgerVersion.objects.get()
    assert paper.groups[2].rows[0].progress == "步道完成5公里。"
    assert (paper.stamp.version, paper.stamp.check_code) == (1, version.check_code)
    assert paper.stamp.watermark == ""


def test_any_version_can_be_printed_again(month, line, cast):
    correct(month, line, cast, "步道完成6公里。")

    assert ledger_paper(month).groups[2].rows[0].progress == "步道完成6公里。"
    assert ledger_paper(month, 1).groups[2].rows[0].progress == "步道完成5公里。"
    with pytest.raises(LedgerVersion.DoesNotExist):
        ledger_paper(month, 3)


def test_corrections_after_the_merge_are_listed_with_both_texts(merge, month, line, cast):
    assert corrections_since(merge) == []

    correct(month, line, cast, "步道完成6公里。")

    assert corrections_since(merge) == [
        CorrectionRow(
            city="太原市",
            unit="青岚谷康养有限公司",
            column="本月工作进展",
            before="步道完成5公里。",
            after="步道完成6公里。",
            at=moment(2026, 4, 2, 9),
            version=2,
        )
    ]
    assert [version.number for version in merged_versions(merge)] == [1]
    assert [version.number for version in newest_versions(MARCH)] == [2]


def test_merged_workbook_holds_sealed_texts_figures_and_places(merge, month, line, cast):
    with clock.at(moment(2026, 4, 3, 9)):
        correct(month, line, cast, "步道完成6公里。")
        workbook = merged_workbook(merge)

    version = LedgerVersion.objects.get(number=1)
    city, silent = workbook.cities
    assert (silent.city, silent.state) == ("大同市", "未报送")
    assert (city.city, city.version, city.check_code) == ("太原市", 1, version.check_code)
    assert city == MergedCity(
        "太原市", 1, version.check_code, IN_TIME, False, ledger_paper(month, 1).groups
    )
    assert workbook.figures == (
        FigureRow(
            city="太原市",
            unit="青岚谷康养有限公司",
            task="新建步道",
            indicator="步道",
            unit_word="公里",
            month=Decimal("5.00"),
            cumulative=Decimal("5.00"),
            target=Decimal("20.00"),
            rate=Decimal("0.25"),
        ),
    )
    assert [(row.unit, row.cells) for row in workbook.matrix] == [
        ("青岚谷康养有限公司", ("未报", "未报", "按时")),
        ("松涛里康养有限公司", ("未报", "未报", "按时")),
        ("云上泉康养有限公司", ("未报", "未报", "未报")),
    ]
    assert workbook.city_ranks[0] == RankRow(
        rank=1,
        name="太原市",
        on_time_rate=Decimal("0.333"),
        progress=Decimal("0.25"),
        light="绿灯",
        note="绿灯2家",
    )
    assert [row.version for row in workbook.corrections] == [2]


def test_papers_of_many_cities_take_the_same_queries(
    merge, month, line, datong, places, cast, django_assert_num_queries
):
    with django_assert_num_queries(8):
        merged_workbook(merge)

    line_of(places["far_unit"], MARCH)
    report_month(datong, MARCH, by=cast["far_city"], at=IN_TIME)
    merge.versions[datong.pk] = 1

    with django_assert_num_queries(8):
        assert [city.version for city in merged_workbook(merge).cities] == [1, 1]
