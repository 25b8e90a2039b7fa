"""Who gets which answer from every address of the process (house.md §4): returns, versions,
dates, places, objections, lists and what is public."""

import pytest
from django.urls import reverse

from applications.choices import ObjectionChannel, ReturnCategory, SectionName, Status
from applications.returns import Spot
from applications.services import objections, returns
from applications.snapshots import current
from portal import clock
from portal.choices import Role
from tests.applications import process_access as access
from tests.factories.portal import NoticeFactory
from tests.matrix import answers, columns
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

NOTE = "请补充近一年的经营数据和佐证材料。"


@pytest.fixture
def stage(application, cast):
    """Sets the application to a status, with a noted point where one can be noted, and an 异议
    during 公示."""

    def at(status):
        bring(application, to=status)
        NoticeFactory(recipient=cast["clerk"])
        if status in (Status.REVIEWING, Status.RECOMMENDED):
            note_point(application, cast["city" if status == Status.REVIEWING else "province"])
        if status == Status.PUBLICISED:
            register_objection(application, cast)
        return application

    return at


def note_point(application, actor):
    returns.note_point(
        application=application,
        spot=Spot(SectionName.DIRECTION),
        category=ReturnCategory.CONTENT,
        comment=NOTE,
        actor=actor,
    )


def register_objection(application, cast):
    objections.register(
        batch=application.batch,
        values={
            "application": application,
            "channel": ObjectionChannel.LETTER,
            "name": "纪明澈",
            "contact": "0351-0000000",
            "text": "投资额与实际不符。",
            "received_at": clock.now(),
        },
        actor=cast["province"],
    )


def address(row, application):
    """The address that a row means; what stands behind its name are further arguments."""
    name, *rest = row.split("?")[0].split()
    query = row[row.index("?") :] if "?" in row else ""
    return reverse(name, args=[*arguments(name, application), *rest]) + query


#: What each group of addresses names, in the order of its arguments.
NAMED = (
    (access.OF_NOTHING, lambda one: []),
    (access.OF_A_BATCH, lambda one: [one.batch_id]),
    (access.OF_A_BOARD, lambda one: [one.batch_id, one.city_id]),
    (access.OF_A_CANDIDATE, lambda one: [one.batch_id, one.city_id, one.pk]),
    (access.OF_A_POINT, lambda one: [one.pk, number_of(one.return_points)]),
    (access.OF_AN_OBJECTION, lambda one: [number_of(one.batch.objections)]),
    (access.OF_AN_ITEM, lambda one: [one.batch_id, one.batch.catalogue.get(code="3.1").pk]),
    (access.OF_A_PERSON, lambda one: [clerk_of(one).pk]),
    (access.OF_A_UNIT, lambda one: [one.organisation_id]),
    (access.OF_A_CITY, lambda one: [one.city_id]),
    (("notice_read",), lambda one: [number_of(clerk_of(one).user.notices)]),
    (("public:verdict",), lambda one: [getattr(current(one), "check_code", "00000000")]),
)


def arguments(name, application):
    for names, read in NAMED:
        if name in names:
            return read(application)
    return [application.pk]


def number_of(records):
    """The first of ``records``; 0, which nothing has, where there is none."""
    return getattr(records.first(), "pk", 0)


def clerk_of(application):
    return application.organisation.memberships.get(role=Role.UNIT_CLERK)


@pytest.mark.parametrize(("method", "status"), access.CASES)
def test_every_address_answers_as_the_table_says(client, cast, stage, method, status):
    application = stage(status)
    table = access.TABLES[method][status]
    urls = [address(row, application) for row in table]

    codes = columns(client, cast, method, urls, who=access.WHO)

    assert dict(zip(table, codes, strict=True)) == table


@pytest.mark.parametrize(("method", "rows"), [("get", access.ONLY_POST), ("post", access.ONLY_GET)])
def test_wrong_method_is_refused_whoever_asks(client, cast, stage, method, rows):
    application = stage(Status.PUBLICISED)
    client.force_login(cast["province"])

    codes = answers(client, method, [address(row, application) for row in rows])

    assert {*codes} == {405}


def test_rows_are_complete():
    tables = [table for method in access.TABLES.values() for table in method.values()]

    assert {len(codes) for table in tables for codes in table.values()} == {len(access.WHO)}
