"""The reference data of a new installation, compared with domain.md §13 and §2.5."""

import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from portal import reference
from portal.choices import OrganisationKind, RegionKind
from portal.models import KindPeriod, Organisation, Region
from scoring.models import RuleSet
from tests.scoring.documents import small_standard

pytestmark = pytest.mark.django_db

#: Counties of each city as domain.md §13 counts them.
COUNTIES = {
    "太原市": 10,
    "大同市": 10,
    "阳泉市": 5,
    "长治市": 12,
    "晋城市": 6,
    "朔州市": 6,
    "晋中市": 11,
    "运城市": 13,
    "忻州市": 14,
    "临汾市": 17,
    "吕梁市": 13,
}


@pytest.fixture
def loaded():
    call_command("load_reference", verbosity=0)


def test_every_city_has_its_counties(loaded):
    counties = Region.objects.filter(kind=RegionKind.COUNTY).values_list("parent__name", flat=True)

    assert Counter(counties) == COUNTIES
    assert sum(COUNTIES.values()) == 117


def test_counties_are_of_the_right_kinds(loaded):
    names = Region.objects.filter(kind=RegionKind.COUNTY).values_list("name", flat=True)

    assert Counter(name[-1] for name in names) == {"区": 25 + 1, "市": 11, "县": 80}


def test_special_areas_lie_in_their_cities(loaded):
    special = Region.objects.filter(kind=RegionKind.SPECIAL)

    assert [(region.code, region.full_name) for region in special] == [
        ("140171", "太原市山西转型综合改革示范区"),
        ("140271", "大同市山西大同经济开发区"),
        ("140471", "长治市山西长治高新技术产业园区"),
        ("140671", "朔州市山西朔州经济开发区"),
        ("140971", "忻州市五台山风景名胜区"),
    ]


def test_the_two_places_called_chengqu_are_told_apart(loaded):
    both = Region.objects.filter(name="城区")

    assert [region.full_name for region in both] == ["阳泉市城区", "晋城市城区"]


def test_every_county_code_begins_with_its_city(loaded):
    below = Region.objects.filter(kind__in=[RegionKind.COUNTY, RegionKind.SPECIAL])

    assert [r.code for r in below if r.code[:4] + "00" != r.parent_id] == []


def test_every_city_has_both_bureaus_and_the_province_its_three_departments(loaded):
    kinds = Organisation.objects.exclude(kind=OrganisationKind.CLUSTER)

    assert Counter(kinds.values_list("kind", flat=True)) == {
        OrganisationKind.CITY_CULTURE: 11,
        OrganisationKind.CITY_CIVIL: 11,
        OrganisationKind.PROVINCE_CULTURE: 1,
        OrganisationKind.PROVINCE_CIVIL: 1,
        OrganisationKind.PROVINCE_FINANCE: 1,
    }
    bureau = Organisation.objects.get(name="吕梁市民政局")
    assert (bureau.kind, bureau.city_id) == (OrganisationKind.CITY_CIVIL, "141100")


def test_ten_clusters_lie_in_the_published_counties(loaded):
    clusters = Organisation.objects.filter(kind=OrganisationKind.CLUSTER).order_by("county")

    assert [cluster.county.full_name for cluster in clusters] == [
        "太原市晋源区",
        "大同市浑源县",
        "阳泉市盂县",
        "长治市壶关县",
        "晋城市陵川县",
        "晋城市泽州县",
        "朔州市右玉县",
        "运城市盐湖区",
        "忻州市忻府区",
        "忻州市五台山风景名胜区",
    ]
    assert KindPeriod.objects.filter(organisation__in=clusters).count() == 10


def test_the_standard_is_there(loaded):
    assert RuleSet.objects.get(code="DB14/T 2480-2022").leaves.count() == 124


def test_loading_again_changes_nothing(loaded, capsys, django_assert_max_num_queries):
    before = [list(model.objects.order_by("pk").values()) for model in (Region, Organisation)]
    capsys.readouterr()

    with django_assert_max_num_queries(13):
        call_command("load_reference")

    assert [list(m.objects.order_by("pk").values()) for m in (Region, Organisation)] == before
    assert capsys.readouterr().out == ""


def test_a_renamed_bureau_keeps_its_name(loaded):
    Organisation.objects.filter(name="太原市民政局").update(name="太原市民政和社会工作局")

    assert reference.load_organisations() == 0


@pytest.mark.parametrize("changed", [{"name": "晋源集聚区"}, {"county_id": "140213"}])
def test_a_cluster_that_was_corrected_is_not_founded_again(loaded, changed):
    clusters = Organisation.objects.filter(kind=OrganisationKind.CLUSTER)
    clusters.filter(county="140110").update(**changed)

    call_command("load_reference", verbosity=0)

    assert clusters.count() == 10


def test_an_outdated_place_follows_the_file(loaded):
    Region.objects.filter(code="140681").update(name="怀仁县")

    assert reference.load_regions() == 1
    assert Region.objects.get(code="140681").name == "怀仁市"


def test_a_changed_standard_is_published_as_the_next_version(tmp_path, monkeypatch, capsys, db):
    path = tmp_path / "TEST-T-1-2026.json"
    path.write_text(json.dumps(small_standard()))
    monkeypatch.setattr("applications.management.commands.load_reference.STANDARDS", tmp_path)
    call_command("load_reference", verbosity=0)
    path.write_text(json.dumps(small_standard() | {"title": "试验规范（修订）"}))
    capsys.readouterr()

    call_command("load_reference", verbosity=0)

    assert [(row.version, row.title) for row in RuleSet.objects.published()] == [
        (2, "试验规范（修订）"),
        (1, "试验规范"),
    ]
    assert capsys.readouterr().out == (
        "评分标准“试验规范（修订）”已更新为第2版，新批次选用；已有批次仍用原来的版本。\n"
    )


def test_a_broken_standard_stops_the_command(tmp_path, monkeypatch):
    (tmp_path / "broken.json").write_text("{}")
    monkeypatch.setattr("applications.management.commands.load_reference.STANDARDS", tmp_path)

    with pytest.raises(CommandError, match="标准文件"):
        call_command("load_reference", verbosity=0)
