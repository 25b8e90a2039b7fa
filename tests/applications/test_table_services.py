"""Write the two tables of a 报告书 whole."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applications.choices import SectionName, Status
from applications.models import InvestmentLine
from applications.services import tables
from applications.services.tables import Row, save_table
from portal.editing import EditConflict
from tests.factories.applications import ApplicationFactory
from tests.paths import bring

pytestmark = pytest.mark.django_db


def rows(*lines):
    """Rows from (pk or key, category, purpose, amount)."""
    return [
        Row(
            key=str(name),
            values={"category": category, "purpose": purpose, "amount_wan": amount},
            pk=name if isinstance(name, int) else None,
        )
        for name, category, purpose, amount in lines
    ]


def store(application, actor, lines, version=0):
    return save_table(
        application=application,
        name=SectionName.INVESTMENT,
        rows=rows(*lines),
        version=version,
        actor=actor,
    )


def stored(application):
    return [
        (line.category, line.position, line.purpose, line.amount_wan)
        for line in application.investment_lines.all()
    ]


def test_table_keeps_the_order_inside_each_category(application, cast):
    store(
        application,
        cast["clerk"],
        [("a", 2, "木屋", 20), ("b", 1, "土地", 10), ("c", 2, "客栈", Decimal("30.50"))],
    )

    assert stored(application) == [
        (1, 1, "土地", Decimal(10)),
        (2, 1, "木屋", Decimal(20)),
        (2, 2, "客栈", Decimal("30.50")),
    ]


def test_table_is_made_equal_to_what_was_sent(application, cast):
    saved = store(application, cast["clerk"], [("a", 1, "土地", 10), ("b", 2, "木屋", 20)])
    land, cabin = saved.lines["a"].pk, saved.lines["b"].pk

    store(application, cast["clerk"], [("n", 2, "客栈", 5), (cabin, 2, "木屋群", 25)], version=1)

    assert stored(application) == [(2, 1, "客栈", Decimal(5)), (2, 2, "木屋群", Decimal(25))]
    assert application.investment_lines.filter(pk=cabin).exists()
    assert not application.investment_lines.filter(pk=land).exists()


def test_refused_cell_keeps_what_is_stored(application, cast):
    line = store(application, cast["clerk"], [("a", 1, "土地", 10)]).lines["a"]

    save_table(
        application=application,
        name=SectionName.INVESTMENT,
        rows=[Row(key="a", pk=line.pk, values={"category": 1, "purpose": "土地租赁"})],
        version=1,
        actor=cast["clerk"],
    )

    assert stored(application) == [(1, 1, "土地租赁", Decimal(10))]


def test_line_of_another_application_is_never_touched(application, cast):
    other = ApplicationFactory(batch=application.batch)
    foreign = InvestmentLine.objects.create(
        application=other, category=1, position=1, purpose="他人土地"
    )

    store(application, cast["clerk"], [(foreign.pk, 1, "我的土地", 10)])

    foreign.refresh_from_db()
    assert (foreign.purpose, foreign.application) == ("他人土地", other)
    assert stored(application) == [(1, 1, "我的土地", Decimal(10))]


def test_same_line_sent_twice_is_stored_once_more(application, cast):
    line = store(application, cast["clerk"], [("a", 1, "土地", 10)]).lines["a"]

    saved = save_table(
        application=application,
        name=SectionName.INVESTMENT,
        rows=[
            Row(key="x", pk=line.pk, values={"category": 1, "purpose": "一"}),
            Row(key="y", pk=line.pk, values={"category": 1, "purpose": "二"}),
        ],
        version=1,
        actor=cast["clerk"],
    )

    assert saved.lines["x"].pk == line.pk
    assert [purpose for _, _, purpose, _ in stored(application)] == ["一", "二"]


def test_table_saved_meanwhile_is_not_overwritten(application, cast):
    store(application, cast["clerk"], [("a", 1, "土地", 10)])

    with pytest.raises(EditConflict) as refusal:
        store(application, cast["head"], [("b", 2, "木屋", 20)])

    assert (refusal.value.who, refusal.value.version) == (cast["clerk"], 1)
    assert stored(application) == [(1, 1, "土地", Decimal(10))]


@pytest.mark.parametrize("count", [1, 40])
def test_table_is_saved_in_constant_queries(application, cast, count, django_assert_num_queries):
    actor = cast["clerk"]
    actor.current_memberships  # noqa: B018 - read once per request, before the save
    first = [(f"n{number}", 1, "土地", number) for number in range(2 * count)]
    saved = store(application, actor, first)
    kept = [(line.pk, 1, "土地", 1) for line in list(saved.lines.values())[:count]]
    added = [(f"m{number}", 2, "木屋", number) for number in range(count)]

    # savepoint, lock, section, version, lines, delete, upsert, insert, release
    with django_assert_num_queries(9):
        store(application, actor, [*kept, *added], version=1)

    assert application.investment_lines.count() == 2 * count


def test_submitted_table_takes_no_save(application, cast):
    bring(application, to=Status.SUBMITTED)
    before = stored(application)

    with pytest.raises(PermissionDenied, match="已提交"):
        store(application, cast["clerk"], [], version=1)

    assert stored(application) == before


def test_stored_lines_come_in_the_order_of_the_form(application, cast):
    store(application, cast["clerk"], [("a", 10, "其他", 1), ("b", 1, "土地", 2)])

    lines = tables.stored_lines(application, SectionName.INVESTMENT)

    assert [line.purpose for line in lines] == ["土地", "其他"]
