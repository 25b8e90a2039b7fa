import pytest

from applications.catalogue import copy_catalogue
from applications.choices import Binding, Supplier
from tests.factories.applications import BatchFactory

pytestmark = pytest.mark.django_db


def test_catalogue_asks_for_every_material_of_annex_2_in_its_order():
    batch = BatchFactory(full_year=2022)

    copy_catalogue(batch)

    # fmt: off
    assert list(batch.catalogue.values_list("code", flat=True)) == [
        "1", "1-五", "1-七", "2", "2-1", "3.1", "3.2", "3.3",
        "4.1-2021", "4.1-2022", "4.2-2021", "4.2-2022", "4.3",
        "5", "6.1", "6.2", "6.3", "7.1", "7.2", "8",
    ]
    # fmt: on


def test_catalogue_names_the_audited_years_of_its_batch():
    batch = BatchFactory(full_year=2025)

    copy_catalogue(batch)

    assert list(batch.catalogue.filter(code__startswith="4.1").values_list("title", flat=True)) == [
        "2024年度已审财务报表",
        "2025年度已审财务报表",
    ]


def test_number_of_a_part_stands_once_in_the_name_of_its_scan():
    batch = BatchFactory()

    copy_catalogue(batch)

    assert [str(item) for item in batch.catalogue.filter(code__startswith="1-")] == [
        "1-五 初评意见盖章扫描件",
        "1-七 文旅康养示范区评定结果签字扫描件",
    ]


def test_scans_are_bound_to_what_they_show():
    batch = BatchFactory()

    copy_catalogue(batch)

    bound = batch.catalogue.exclude(binding=Binding.NONE)
    assert list(bound.values_list("code", "supplier", "binding")) == [
        ("1", Supplier.UNIT, Binding.SUBMISSION),
        ("1-五", Supplier.CITY, Binding.REVIEW),
        ("1-七", Supplier.PANEL, Binding.FINAL),
    ]


def test_optional_and_delicate_materials_are_marked():
    batch = BatchFactory()

    copy_catalogue(batch)

    lines = batch.catalogue
    assert set(lines.filter(is_required=False).values_list("code", flat=True)) == {"2-1", "8"}
    assert set(lines.filter(is_personal=True).values_list("code", flat=True)) == {"7.1"}
    assert set(lines.filter(is_financial=True).values_list("code", flat=True)) == {
        "4.1-2021",
        "4.1-2022",
        "4.2-2021",
        "4.2-2022",
        "4.3",
    }


def test_copying_again_changes_nothing():
    batch = BatchFactory()
    copy_catalogue(batch)
    before = list(batch.catalogue.values())

    copy_catalogue(batch)

    assert list(batch.catalogue.values()) == before
