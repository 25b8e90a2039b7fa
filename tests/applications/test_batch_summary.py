from decimal import Decimal

import pytest

from applications.choices import Status, Supplier
from applications.documents import batch_summary
from applications.services.dossier import start_application
from tests.factories.content import put_file
from tests.factories.portal import OrganisationFactory
from tests.factories.scoring import fill
from tests.paths import bring

pytestmark = pytest.mark.thorough


@pytest.fixture
def far_application(batch, cast, places):
    """A draft of the unit in 大同市, begun before the one in 太原市."""
    return start_application(batch=batch, organisation=places["far_unit"], actor=cast["far_head"])


def test_cities_come_in_the_order_of_their_codes(batch, far_application, application, cast):
    summary = batch_summary(batch, reader=cast["province"])

    assert [(unit.region_code, unit.city) for unit in summary.units] == [
        ("140100", "太原市"),
        ("140200", "大同市"),
    ]


def test_draft_shows_only_that_it_exists(batch, application, cast):
    fill(application.self_check)
    application.dossier.area_km2 = Decimal("3.5")
    application.dossier.save()

    summary = batch_summary(batch, reader=cast["province"])

    (unit,) = summary.units
    assert (unit.unit, unit.state, unit.version) == ("青岚谷康养有限公司", "填报中", None)
    assert (unit.area_km2, unit.totals) == (None, (None, None, None))
    assert summary.materials == ()
    assert summary.contacts == ()


def test_withdrawn_application_is_a_draft_again(batch, application, cast):
    bring(application, to=Status.SUBMITTED)
    type(application).objects.filter(pk=application.pk).update(status=Status.DRAFTING)

    (unit,) = batch_summary(batch, reader=cast["province"]).units

    assert (unit.version, unit.totals) == (None, (None, None, None))


def test_submitted_application_shows_declared_figures_and_marks(batch, application, cast):
    bring(application, to=Status.EVALUATED)

    (unit,) = batch_summary(batch, reader=cast["province"]).units

    snapshot = application.snapshots.get()
    assert (unit.version, unit.check_code) == (1, snapshot.check_code)
    assert unit.zone == "青岚谷文旅康养示范区"
    assert unit.invested_wan == Decimal("3200.00")
    assert (unit.employees, unit.year_visits) == (120, 86000)
    assert unit.totals == (50, 50, 50)
    assert unit.sections == {"1": (30, 30, 30), "2": (20, 20, 20)}
    assert unit.marks["1.1"] == (20, 20, 20)


def test_figures_stay_those_submitted_while_the_unit_mends_them(batch, application, cast):
    bring(application, to=Status.CITY_RETURNED)
    application.refresh_from_db()
    application.dossier.employees = 1
    application.dossier.save()
    application.self_check.marks.update(value=0)

    (unit,) = batch_summary(batch, reader=cast["province"]).units

    assert (unit.employees, unit.totals[0]) == (120, 50)


def test_audited_investment_comes_from_the_result(batch, application, cast):
    bring(application, to=Status.PUBLICISED)

    (unit,) = batch_summary(batch, reader=cast["province"]).units

    assert unit.audited_wan == Decimal("3100.00")


@pytest.mark.parametrize(
    ("status", "totals"),
    [
        (Status.RECOMMENDED, (50, 50, None)),
        (Status.EVALUATING, (50, 50, None)),
        (Status.EVALUATED, (50, 50, 50)),
    ],
)
def test_reader_sees_final_scores_once_the_chair_has_confirmed(
    batch, application, cast, status, totals
):
    bring(application, to=status)
    application.refresh_from_db()
    if status == Status.EVALUATING:
        fill(application.final_score)

    (unit,) = batch_summary(batch, reader=cast["finance_reader"]).units

    assert unit.totals == totals


def test_reader_sees_neither_unrecommended_units_nor_contacts(batch, application, cast):
    bring(application, to=Status.REVIEWED)

    summary = batch_summary(batch, reader=cast["civil_reader"])

    assert summary.units == ()
    assert summary.contacts is None


def test_province_gets_contacts(batch, application, cast):
    bring(application, to=Status.SUBMITTED)

    (contact,) = batch_summary(batch, reader=cast["province"]).contacts

    assert (contact.unit, contact.contact) == ("青岚谷康养有限公司", "温小禾")
    assert contact.phone == "0351-0000000"


def test_materials_tell_what_is_there_and_what_is_not(batch, application, cast):
    bring(application, to=Status.SUBMITTED)
    given = batch.catalogue.filter(supplier=Supplier.UNIT, is_required=True, binding="").first()
    application.attachments.filter(item=given).update(pages=4)
    waived = batch.catalogue.filter(supplier=Supplier.UNIT, is_required=False).first()
    application.waivers.create(item=waived, reason="本单位无此项。")
    missing = batch.catalogue.filter(supplier=Supplier.CITY, is_required=True).first()

    rows = {row.code: row for row in batch_summary(batch, reader=cast["province"]).materials}

    assert list(rows) == list(batch.catalogue.values_list("code", flat=True))
    assert (rows[given.code].state, rows[given.code].files, rows[given.code].pages) == (
        "已上传",
        1,
        4,
    )
    assert (rows[waived.code].state, rows[waived.code].waived) == ("不适用", "本单位无此项。")
    assert (rows[missing.code].state, rows[missing.code].last_upload) == ("缺", None)


def test_replaced_files_are_not_counted(batch, application, cast):
    bring(application, to=Status.SUBMITTED)
    item = batch.catalogue.filter(supplier=Supplier.UNIT, is_required=True, binding="").first()
    put_file(application, item)
    assert application.attachments.filter(item=item).count() == 2

    rows = {row.code: row for row in batch_summary(batch, reader=cast["province"]).materials}

    assert rows[item.code].files == 1


def test_standard_is_listed_with_its_sections_and_leaves(batch, cast):
    summary = batch_summary(batch, reader=cast["province"])

    assert [(item.number, item.points) for item in summary.sections] == [("1", 30), ("2", 20)]
    assert [item.number for item in summary.leaves] == ["1.1", "1.2", "2.1", "2.2.1", "2.2.2"]
    assert summary.leaves[-1].section == "康养服务"


@pytest.mark.parametrize("unit_count", [1, 3])
@pytest.mark.parametrize("who", ["province", "finance_reader"])
def test_summary_query_count(
    three_places, batch, application, cast, taiyuan, who, unit_count, django_assert_num_queries
):
    bring(application, to=Status.RECOMMENDED)
    for _ in range(unit_count - 1):
        unit = OrganisationFactory(city=taiyuan)
        more = start_application(batch=batch, organisation=unit, actor=cast["head"])
        bring(more, to=Status.RECOMMENDED)
    reader = type(cast[who]).objects.get(pk=cast[who].pk)

    with django_assert_num_queries(10):
        summary = batch_summary(batch, reader=reader)

    assert len(summary.units) == unit_count
