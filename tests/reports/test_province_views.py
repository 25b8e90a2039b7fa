"""The province's pages of the months: who sees what, what they show, what they cost."""

from datetime import date

import pytest
from django.urls import reverse

from portal import clock
from portal.choices import OrganisationKind
from reports.lifecycle import city_month_lifecycle
from reports.models import Excuse, Merge
from reports.overview import cities_of
from reports.services.merging import merge_month
from tests.factories.portal import CityFactory, OrganisationFactory
from tests.factories.reports import line_of, moment, month_of_city, report_month

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

MARCH = date(2026, 3, 1)
MONTH = (2026, 3)


@pytest.fixture(autouse=True)
def second_of_april():
    with clock.at(moment(2026, 4, 2, 9)):
        yield


def url(name, *args):
    return reverse(f"reports:{name}", args=args)


@pytest.fixture
def reported(cast, places, taiyuan):
    """太原市 reported March in time."""
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH)
    return report_month(taiyuan, MARCH, by=cast["city"], at=moment(2026, 3, 30))


def correct(record, cast):
    """Returned by the province, corrected and reported again by the city."""
    city_month_lifecycle.perform(record, "return", actor=cast["province"], note="请核对步道数据。")
    record.lines.update(progress="步道完成6公里。")
    city_month_lifecycle.perform(record, "report", actor=cast["city"])


# --- the month -------------------------------------------------------------------------------


def words(city):
    row = next(row for row in cities_of(MARCH) if row.city == city)
    return row.word, row.left


def test_city_s_state_from_the_first_text_to_the_review(cast, places, taiyuan):
    unit = places["unit"]
    found = []
    with clock.at(moment(2026, 3, 29)):
        found.append(words(taiyuan))
        line_of(unit, MARCH)
        line_of(places["other_unit"], MARCH)
        found.append(words(taiyuan))
    record = report_month(taiyuan, MARCH, by=cast["city"], at=moment(2026, 4, 1))
    found.append(words(taiyuan))
    for move in ("return", "report", "review"):
        actor = cast["city" if move == "report" else "province"]
        city_month_lifecycle.perform(record, move, actor=actor, note="请核对步道数据。")
        found.append(words(taiyuan))

    assert found == [
        ("未开始", "还有2天截止"),
        ("填写中", "还有2天截止"),
        ("已报送（逾期）", ""),
        ("省级退回", ""),
        ("已报送（逾期）", ""),
        ("已审阅（逾期）", ""),
    ]


def test_city_that_has_missed_the_month_and_those_that_owe_nothing(cast, places, taiyuan, datong):
    month_of_city(taiyuan, MARCH)
    excuse(cast, places["far_unit"])
    empty = CityFactory(code="140300", name="阳泉市")

    with clock.at(moment(2026, 3, 31, 23, 59)):
        on_the_last_day = words(taiyuan)

    assert on_the_last_day == ("填写中", "今天截止")
    assert words(taiyuan) == ("漏报", "已逾期2天")
    assert words(datong) == ("免报", "")
    assert words(empty) == ("不在册", "")


def excuse(cast, unit):
    return Excuse.objects.create(
        organisation=unit,
        since=MARCH,
        until=MARCH,
        reason="停业改造。",
        granted_by=cast["province"],
        granted_at=clock.now(),
    )


def month_page(client, user):
    client.force_login(user)
    return client.get(url("month", *MONTH))


def test_month_counts_units_and_lists_whom_to_urge(client, cast, places, reported, datong):
    line_of(places["far_unit"], MARCH)
    late = OrganisationFactory(name="栖云康养有限公司", city=datong)
    line_of(late, MARCH, handed_in_at=clock.now())

    response = month_page(client, cast["province"])

    rows = {row.city.name: row for row in response.context["rows"]}
    counts = {name: (row.filled, row.checked, len(row.units)) for name, row in rows.items()}
    assert counts == {"太原市": (2, 2, 2), "大同市": (1, 0, 2)}
    assert response.context["cities"] == [datong]
    assert response.context["waiting"] == [places["far_unit"]]
    assert "2026年3月全省月调度" in response.content.decode()


def test_readers_see_the_month_and_can_do_nothing(client, cast, reported):
    page = month_page(client, cast["finance_reader"]).content.decode()

    assert "已报送（按时）" in page
    for offer in ("待催报", "汇总各市台账", "调整"):
        assert offer not in page


@pytest.mark.parametrize("who", ["city", "civil", "head", "chair", "admin"])
@pytest.mark.parametrize("name", ["month", "ranking"])
def test_province_s_pages_are_the_province_s(client, cast, who, name):
    client.force_login(cast[who])

    assert client.get(url(name, *MONTH)).status_code == 403


@pytest.mark.parametrize(
    ("year", "month", "status"),
    [(2024, 2, 404), (2024, 3, 200), (2026, 4, 200), (2026, 5, 404), (2026, 13, 404)],
)
def test_month_has_a_page_once_it_has_begun(client, cast, year, month, status):
    client.force_login(cast["province"])

    assert client.get(f"/ledger/months/{year}/{month}/").status_code == status


@pytest.mark.parametrize("unit_count", [1, 3])
def test_month_query_count(client, cast, taiyuan, reported, unit_count, django_assert_num_queries):
    for unit in OrganisationFactory.create_batch(unit_count, city=taiyuan):
        line_of(unit, MARCH)
    merge_month(month=MARCH, actor=cast["province"])
    client.force_login(cast["province"])

    with django_assert_num_queries(8):
        client.get(url("month", *MONTH))


# --- 汇总 ------------------------------------------------------------------------------------


def test_merging_leads_back_to_the_month_with_its_workbook(client, cast, reported):
    client.force_login(cast["province"])

    response = client.post(url("merge", *MONTH), follow=True)

    merge = Merge.objects.get()
    page = response.content.decode()
    assert response.redirect_chain == [(url("month", *MONTH), 302)]
    assert "已按1个市最新报送的版本汇总" in page
    assert f'<input type="hidden" name="merge" value="{merge.pk}">' in page


def test_nothing_to_merge_is_said(client, cast):
    client.force_login(cast["province"])

    page = client.post(url("merge", *MONTH), follow=True).content.decode()

    assert "还没有市报送本月台账，暂时不能汇总，请先催报。" in page


def test_only_the_province_merges(client, cast, reported):
    for who in ("city", "finance_reader"):
        client.force_login(cast[who])
        assert client.post(url("merge", *MONTH)).status_code == 403

    assert not Merge.objects.exists()


def test_month_lists_corrections_and_newcomers_after_the_merge(
    client, cast, places, reported, datong
):
    merge_month(month=MARCH, actor=cast["province"])
    unchanged = month_page(client, cast["province"]).context
    correct(reported, cast)
    line_of(places["far_unit"], MARCH)
    report_month(datong, MARCH, by=cast["far_city"], at=moment(2026, 4, 1))

    context = month_page(client, cast["province"]).context

    assert (unchanged["corrections"], unchanged["added"]) == ([], [])
    assert [row.city for row in context["added"]] == [datong]
    assert [
        (row.unit, row.column, row.before, row.after, row.version) for row in context["corrections"]
    ] == [
        (places[key].name, "本月工作进展", "步道完成5公里。", "步道完成6公里。", 2)
        for key in ("unit", "other_unit")
    ]


def test_merged_ledger_stands_as_merged_in_official_order(client, cast, places, datong):
    cluster = OrganisationFactory(name="云冈集聚区", kind=OrganisationKind.CLUSTER, city=datong)
    for unit in (places["unit"], places["other_unit"], places["far_unit"], cluster):
        line_of(unit, MARCH)
    taiyuan = report_month(places["unit"].city, MARCH, by=cast["city"], at=moment(2026, 3, 30))
    report_month(datong, MARCH, by=cast["far_city"], at=moment(2026, 4, 1))
    merge = merge_month(month=MARCH, actor=cast["province"])
    correct(taiyuan, cast)
    client.force_login(cast["civil_reader"])

    response = client.get(url("merged", merge.pk))

    shown = [
        (label, [(city.name, line["unit"], line["progress"]) for city, line in lines])
        for label, lines in response.context["groups"]
    ]
    text = "步道完成5公里。"
    assert shown == [
        ("文旅康养集聚区", [("大同市", "云冈集聚区", text)]),
        (
            "文旅康养示范区创建单位",
            [
                ("太原市", "青岚谷康养有限公司", text),
                ("太原市", "松涛里康养有限公司", text),
                ("大同市", "云上泉康养有限公司", text),
            ],
        ),
    ]
    assert len(response.context["corrections"]) == 2


def test_merge_is_unknown_to_everybody_else(client, cast, reported):
    merge = merge_month(month=MARCH, actor=cast["province"])
    client.force_login(cast["city"])

    assert client.get(url("merged", merge.pk)).status_code == 403
    client.force_login(cast["province"])
    assert client.get(url("merged", merge.pk + 1)).status_code == 404


# --- 调度排队 ---------------------------------------------------------------------------------


def test_ranking_prints_its_rule_and_the_places(client, cast, places, reported):
    client.force_login(cast["province"])

    response = client.get(url("ranking", *MONTH))

    cities = [(place.rank, place.name) for place, _ in response.context["cities"]]
    assert cities == [(1, "太原市"), (2, "大同市")]
    assert len(response.context["units"]) == 3
    assert "没有应报月份的不排名次。" in response.content.decode()
