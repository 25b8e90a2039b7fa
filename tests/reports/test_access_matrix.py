"""Who gets which answer from every address of the months (house.md §4)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal import clock
from reports.choices import Duty
from reports.models import Bulletin, Excuse, LedgerLine, YearlyPaper
from reports.services.bulletins import draft_bulletin
from reports.services.lines import hand_in
from reports.services.merging import merge_month
from reports.services.papers import hand_in_paper
from tests.factories.files import pdf
from tests.factories.reports import liaison_of, line_of, listed, moment, report_month
from tests.matrix import WHO, answers, columns
from tests.reports import access

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
NOW = moment(2026, 3, 20, 9)


@pytest.fixture
def stage(cast, places, taiyuan):
    """20 March 2026: February was reported and merged, March is being written in 太原市."""
    with clock.at(NOW):
        for key in ("unit", "other_unit"):
            line_of(places[key], FEBRUARY)
            line_of(places[key], MARCH)
            liaison_of(places[key])
        report_month(taiyuan, FEBRUARY, by=cast["city"], at=moment(2026, 2, 27, 9))
        hand_in(organisation=listed(places["unit"]), month=MARCH, actor=cast["clerk"])
        merge_month(month=FEBRUARY, actor=cast["province"])
        draft_bulletin(month=FEBRUARY, actor=cast["province"])
        paper = YearlyPaper.objects.create(organisation=places["unit"], year=2026, duty=Duty.PLAN)
        upload = SimpleUploadedFile("方案.pdf", pdf(), "application/pdf")
        hand_in_paper(paper=paper, upload=upload, actor=cast["clerk"])
        Excuse.objects.create(
            organisation=places["other_unit"],
            since=date(2026, 1, 1),
            until=date(2026, 1, 1),
            reason="停业改造",
            granted_by=cast["province"],
            granted_at=NOW,
        )
        yield


@pytest.fixture
def arguments(stage, places, taiyuan):
    """What the address of each name is made of, beside what stands behind it in its row."""
    unit, city = places["unit"].pk, taiyuan.pk
    march, february = (2026, 3), (2026, 2)
    liaison = places["unit"].liaisons.get().pk
    merge = Bulletin.objects.get().merge_id
    excuse = Excuse.objects.get().pk
    of_line, of_city = (unit, *march), (city, *march)
    paper = (unit, 2026, "plan")
    # fmt: off
    return {
        "line": of_line, "line_hand_in": of_line, "line_unchanged": of_line, "line_missing": of_line,
        "city_month": of_city, "check_lines": of_city, "city_month_move": of_city,
        "ledger_template": of_city, "ledger_import": of_city,
        "organisation_year": (unit, 2026), "plan": (unit, 2026), "plan_tasks": (unit, 2026),
        "plan_copy": (unit, 2026), "projects": (unit,),
        "matrix": (2026,), "month": february, "merge": february, "review_month": february, "ranking": february,
        "urge": (unit,), "merged": (merge,), "excuse_end": (excuse,), "light_rule": (2026,),
        "liaison_province": (2026,), "liaison_export": (2026,), "liaison_list": (city, 2026),
        "liaison_print": (city, 2026), "liaison_list_move": (city, 2026),
        "liaison_template": (city, 2026), "liaison_import": (city, 2026), "liaisons_of": (unit,),
        "liaison_confirm": (unit,), "liaison_new": (unit,), "liaison_edit": (liaison,),
        "liaison_end": (liaison,),
        "papers": (2026,), "paper": paper, "paper_upload": paper, "paper_move": paper,
        "paper_version": paper,
        "bulletin": february, "bulletin_new": february, "bulletin_move": february,
    }
    # fmt: on


def address(row, arguments):
    """The address that a row means; what stands behind its name are further arguments."""
    name, *rest = row.split()
    args = arguments.get(name.split(":")[1], ())
    if name == "reports:urge":
        return f"{reverse(name)}?duty=ledger&period=2026-02-01&organisation={args[0]}"
    return reverse(name, args=[*args, *rest])


@pytest.mark.parametrize(("method", "table"), [("get", access.GET), ("post", access.POST)])
def test_every_address_answers_as_the_table_says(client, cast, arguments, method, table):
    urls = [address(row, arguments) for row in table]

    codes = columns(client, cast, method, urls)

    assert dict(zip(table, codes, strict=True)) == table


def test_issued_bulletin_is_read_by_everybody_of_the_ledger(client, cast, arguments):
    Bulletin.objects.update(
        status="issued", number="晋文旅函〔2026〕1号", issued_on=NOW.date(), sha256="0" * 64
    )
    urls = [address(row, arguments) for row in access.ISSUED]

    codes = columns(client, cast, "get", urls)

    assert dict(zip(access.ISSUED, codes, strict=True)) == access.ISSUED


def test_reported_month_is_closed_to_those_who_wrote_it(client, cast, arguments, taiyuan):
    LedgerLine.objects.filter(city_month__month=MARCH).update(
        checked_at=NOW, checked_by=cast["city"]
    )
    report_month(taiyuan, MARCH, by=cast["city"], at=NOW)
    urls = [address(row, arguments) for row in access.REPORTED]

    codes = columns(client, cast, "post", urls)

    assert dict(zip(access.REPORTED, codes, strict=True)) == access.REPORTED


@pytest.mark.parametrize(("method", "rows"), [("get", "ONLY_POST"), ("post", "ONLY_GET")])
def test_wrong_method_is_refused_whoever_asks(client, cast, arguments, method, rows):
    client.force_login(cast["city"])
    urls = [address(row, arguments) for row in getattr(access, rows)]

    assert {*answers(client, method, urls)} == {405}


def test_rows_are_complete():
    tables = (access.GET, access.POST, access.ISSUED, access.REPORTED)

    assert {len(codes) for table in tables for codes in table.values()} == {len(WHO)}
