"""The last evening of a month: every unit and every city at the same instant."""

from datetime import date
from functools import partial

import pytest

from portal.choices import Role
from reports import roster
from reports.choices import CityMonthStatus
from reports.contents import contents, lines_by_unit
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth, LedgerVersion
from reports.services.lines import check_lines, hand_in, save_line
from reports.services.merging import merge_month
from tests.factories.portal import (
    BureauFactory,
    CityFactory,
    MembershipFactory,
    OrganisationFactory,
)
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

#: A month that is over wherever the test runs: the clock of a thread is the machine's.
MONTH = date(2024, 3, 1)
CITIES, UNITS = 11, 3


@pytest.fixture
def province(cast):
    """Eleven more cities with an officer and three units each; answers officers and clerks."""
    officers, clerks = {}, []
    for number in range(1, CITIES + 1):
        city = CityFactory(code=f"15{number:02d}00", name=f"虚构{number}市")
        bureau = BureauFactory(city=city)
        officers[city.pk] = MembershipFactory(organisation=bureau, role=Role.CITY_OFFICER).user
        for unit in OrganisationFactory.create_batch(UNITS, city=city):
            clerks.append(MembershipFactory(organisation=unit, role=Role.UNIT_CLERK).user)
    return officers, clerks


def write_and_hand_in(unit, clerk):
    line = save_line(
        organisation=unit,
        month=MONTH,
        values={"progress": f"{unit.name}步道完工。"},
        version=0,
        actor=clerk,
    )
    hand_in(organisation=unit, month=MONTH, actor=clerk)
    return line.progress


def check_and_report(city, officer):
    check_lines(city=city, month=MONTH, actor=officer)
    month = CityMonth.objects.get(city=city, month=MONTH)
    city_month_lifecycle.perform(month, "report", actor=officer)
    return month.status


def test_everybody_writes_and_every_city_reports_at_once(province, cast):
    officers, clerks = province
    units = {unit.pk: unit for unit in roster.read(roster.everybody())}

    texts = together(
        *(partial(write_and_hand_in, units[clerk.organisation.pk], clerk) for clerk in clerks)
    )
    reports = together(*(partial(check_and_report, *pair) for pair in officers.items()))
    merge = merge_month(month=MONTH, actor=cast["province"])

    assert texts == [f"{clerk.organisation.name}步道完工。" for clerk in clerks]
    assert reports == [CityMonthStatus.SUBMITTED] * CITIES
    assert merge.versions == dict.fromkeys(sorted(officers), 1)
    for version in LedgerVersion.objects.select_related("city_month__city"):
        assert version.data == contents(version.city_month)
        assert len(lines_by_unit(version.data)) == UNITS


def test_two_clicks_of_one_officer_report_once(province):
    officers, clerks = province
    city, officer = next(iter(officers.items()))
    units = {unit.pk: unit for unit in roster.read(roster.of_city(city))}
    for clerk in clerks[:UNITS]:
        write_and_hand_in(units[clerk.organisation.pk], clerk)

    answers = together(*[partial(check_and_report, city, officer)] * 2)

    assert answers.count(CityMonthStatus.SUBMITTED) == 1
    assert LedgerVersion.objects.count() == 1
