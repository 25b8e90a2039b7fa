"""A unit under the wrong city is moved before 初评; months that were reported keep their city."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from applications.choices import Status
from applications.models import Application
from portal import audit, clock
from portal.models import Notice, Organisation
from reports import roster
from reports.models import LedgerLine
from reports.services.moving import MoveRefused, mark_of, move_unit, not_movable
from tests.factories.portal import CountyFactory
from tests.factories.reports import line_of, listed, moment, report_month
from tests.paths import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def pingcheng(datong):
    return CountyFactory(code="140213", name="平城区", parent=datong)


def month_now():
    return clock.today().replace(day=1)


def put(unit, county, actor, seen=None):
    unit.refresh_from_db()
    seen = seen or mark_of(unit)
    move_unit(unit=unit, county=county, note="登记时选错了市", seen=seen, actor=actor)


@pytest.mark.parametrize("status", [None, Status.DRAFTING, Status.SUBMITTED])
def test_unit_and_its_application_go_to_the_other_city(
    request, cast, places, datong, pingcheng, status
):
    if status:
        bring(request.getfixturevalue("application"), to=status)
    unit = places["unit"]

    put(unit, pingcheng, cast["province"])

    unit.refresh_from_db()
    assert (unit.city, unit.county) == (datong, pingcheng)
    for application in Application.objects.filter(organisation=unit):
        assert application.city == datong
        sealed = application.snapshots.order_by("number").values_list(
            "data__batch__city", flat=True
        )
        expected = ["太原市", "大同市"] if status == Status.SUBMITTED else []
        assert list(sealed) == expected
    heard = set(
        Notice.objects.filter(text__contains="选错了市").values_list(
            "recipient__username", flat=True
        )
    )
    assert heard == {"clerk", "head", "city", "city_colleague", "far_city"}
    assert audit.history(unit).get(action="move_unit").details == {
        "before": "太原市",
        "after": "大同市平城区",
        "since": month_now().isoformat(),
    }


def test_unit_with_a_review_stays(application, cast, places, pingcheng):
    bring(application, to=Status.REVIEWING)

    with pytest.raises(MoveRefused, match="请先退回并撤回申报"):
        put(places["unit"], pingcheng, cast["province"])

    application.refresh_from_db()
    assert application.city_id == "140100"


def test_ended_application_stays_with_its_city(application, cast, places, pingcheng):
    Application.objects.filter(pk=application.pk).update(status=Status.NOT_RECOMMENDED)

    put(places["unit"], pingcheng, cast["province"])

    application.refresh_from_db()
    assert application.city_id == "140100"


def test_month_at_hand_goes_along_to_be_checked_anew(cast, places, taiyuan, datong, pingcheng):
    unit = listed(places["unit"])
    line = line_of(unit, month_now(), progress="封顶。", checked_at=clock.now())

    put(unit, pingcheng, cast["province"])

    line.refresh_from_db()
    assert (line.city_month.city, line.progress, line.checked_at) == (datong, "封顶。", None)
    of_city = roster.read(roster.of_city(datong))
    moved = next(row for row in of_city if row.pk == unit.pk)
    assert roster.kind_in(moved, month_now()) == unit.kind
    assert roster.kind_in(moved, month_now() - timedelta(days=1)) is None
    assert unit not in roster.read(roster.of_city(taiyuan))


def test_reported_months_keep_their_city(client, cast, places, taiyuan, datong, pingcheng):
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    units = [listed(places[name]) for name in ("unit", "other_unit")]
    with clock.at(moment(2026, 3, 20, 10)):
        for unit in units:
            line_of(unit, march, progress="封顶。", checked_at=clock.now(), checked_by=cast["city"])
        report_month(taiyuan, march, by=cast["city"], at=clock.now())

        put(units[0], pingcheng, cast["province"])

        assert LedgerLine.objects.get(organisation=units[0]).city_month.city == taiyuan
        client.force_login(cast["city"])
        assert units[0].name in client.get("/ledger/cities/140100/2026/3/").content.decode()

    assert standing(taiyuan, units[0]) == {march: True, april: False}
    assert standing(datong, units[0]) == {march: False, april: True}


def standing(city, unit):
    """Whether ``unit`` stands in the months of the test in the ledger of ``city``."""
    rows = roster.read(roster.of_city(city))
    months = (date(2026, 3, 1), date(2026, 4, 1))
    return {month: unit in roster.in_month(rows, month) for month in months}


def test_month_that_the_other_city_has_reported_takes_no_more(cast, places, datong, pingcheng):
    month = date(2026, 3, 1)
    with clock.at(moment(2026, 3, 20, 10)):
        line_of(listed(places["far_unit"]), month, progress="封顶。", checked_at=clock.now())
        report_month(datong, month, by=cast["far_city"], at=clock.now())

        problems = not_movable(places["unit"], datong)

    assert ["请在下月1日以后调整" in str(one) for one in problems] == [True]


def test_stale_page_and_second_click(cast, places, pingcheng):
    with pytest.raises(MoveRefused, match="刚刚有变化"):
        put(places["unit"], pingcheng, cast["province"], seen="140200/")

    put(places["unit"], pingcheng, cast["province"])
    put(places["unit"], pingcheng, cast["province"])

    assert audit.history(places["unit"]).filter(action="move_unit").count() == 1


def test_page_asks_shows_and_does(client, cast, places, pingcheng):
    client.force_login(cast["province"])
    address = reverse("reports:move_unit", args=[places["unit"].pk])
    form = {"county": pingcheng.pk, "note": "登记时选错了市"}

    assert "平城区" in client.get(address).content.decode()
    assert client.post(address, {"county": pingcheng.pk, "note": ""}).status_code == 422
    preview = client.post(address, form)
    assert "重新打印盖章" in preview.content.decode()
    assert Organisation.objects.get(pk=places["unit"].pk).city_id == "140100"

    client.post(address, {**form, "confirmed": "1", "seen": preview.context["seen"]})

    assert Organisation.objects.get(pk=places["unit"].pk).city_id == "140200"


@pytest.mark.parametrize(
    ("who", "code"), [("city", 403), ("far_city", 404), ("head", 403), ("civil_reader", 403)]
)
def test_page_is_the_provinces(client, cast, places, who, code):
    client.force_login(cast[who])

    assert client.get(reverse("reports:move_unit", args=[places["unit"].pk])).status_code == code
