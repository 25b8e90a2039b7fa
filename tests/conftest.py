"""The cast, the batch and the application that most tests speak of."""

import gc
from pathlib import Path

import pytest
from django.conf import settings

from applications.catalogue import copy_catalogue
from applications.services.dossier import start_application
from portal.choices import OrganisationKind, Role
from portal.models import Membership, Organisation, Region, User
from scoring.standards import load_standard
from tests.browsers import enter
from tests.factories.applications import BatchFactory
from tests.factories.portal import (
    BureauFactory,
    CityFactory,
    DepartmentFactory,
    OrganisationFactory,
    ProvinceFactory,
)
from tests.factories.scoring import small_standard

pytest_plugins = ["tests.chance", "tests.dates", "tests.services"]

#: What makes a test more than plain: a row, a server, a browser, a program of its own.
SERVERS = {"postgres", "redis", "browser", "system"}
SERVED_MARKERS = {"django_db", *SERVERS}
SERVED_FIXTURES = {"db", "transactional_db", "live_server", "chromium"}
PAGE_FIXTURES = {"client", "log_in"}

STANDARD = Path(settings.BASE_DIR) / "fixtures" / "rulesets" / "DB14-T-2480-2022.json"

CULTURE, CIVIL = OrganisationKind.CITY_CULTURE, OrganisationKind.CITY_CIVIL
# fmt: off
CAST = {
    # who             name      role                    where
    "clerk":         ("温小禾", Role.UNIT_CLERK,        "unit"),
    "head":          ("梁云舟", Role.UNIT_HEAD,         "unit"),
    "other_head":    ("薛晴川", Role.UNIT_HEAD,         "other_unit"),
    "far_head":      ("贺远山", Role.UNIT_HEAD,         "far_unit"),
    "city":          ("岳思齐", Role.CITY_OFFICER,      "city_culture"),
    "city_colleague": ("柳知行", Role.CITY_OFFICER,     "city_culture"),
    "far_city":      ("冯北辰", Role.CITY_OFFICER,      "far_culture"),
    "civil":         ("祁安然", Role.CIVIL_OFFICER,     "city_civil"),
    "far_civil":     ("段清和", Role.CIVIL_OFFICER,     "far_civil"),
    "chair":         ("古衡岳", Role.EXPERT,            "employer"),
    "member":        ("白松岩", Role.EXPERT,            "employer"),
    "second_member": ("甄若水", Role.EXPERT,            "employer"),
    "outsider":      ("池墨林", Role.EXPERT,            "employer"),
    "province":      ("晋长河", Role.PROVINCE_OFFICER,  "province_culture"),
    "civil_reader":  ("申如玉", Role.CIVIL_READER,      "province_civil"),
    "finance_reader": ("金守信", Role.FINANCE_READER,   "province_finance"),
    "admin":         ("管启明", Role.SYSTEM_ADMIN,      "operator"),
    "nobody":        ("吴所属", None,                   None),
}
# fmt: on


def pytest_collection_modifyitems(items):
    """Mark where `make test` runs a test, which is once.

    ``plain`` asks no database. ``pages`` opens some pages as somebody: on SQLite, the database of
    `make run`. All else is asked on PostgreSQL, and there the access matrices, whose application
    stands on a ``stage``, open every page as everybody.
    """
    for item in items:
        markers, fixtures = {marker.name for marker in item.iter_markers()}, {*item.fixturenames}
        if not markers & SERVED_MARKERS and not SERVED_FIXTURES & fixtures:
            item.add_marker("plain")
        elif not markers & SERVERS and PAGE_FIXTURES & fixtures and "stage" not in fixtures:
            item.add_marker("pages")


def pytest_collection():
    """Collecting thousands of tests makes nothing that could be thrown away."""
    gc.disable()


def pytest_collection_finish():
    """Let the garbage collector pass over what lives as long as the run: modules and tests."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture
def regions(db):
    return {city.code: city for city in two_cities()}


def two_cities():
    """The province and two of its cities; two statements, because most tests begin with them."""
    province = ProvinceFactory.build()
    cities = [
        CityFactory.build(code=code, name=name, parent=province)
        for code, name in (("140100", "太原市"), ("140200", "大同市"))
    ]
    Region.objects.bulk_create([province, *cities], ignore_conflicts=True)
    return cities


@pytest.fixture
def taiyuan(regions):
    return regions["140100"]


@pytest.fixture
def datong(regions):
    return regions["140200"]


@pytest.fixture
def places(taiyuan, datong):
    """Every organisation of the cast by its key."""
    made = unsaved_places(taiyuan, datong)
    Organisation.objects.bulk_create(made.values())
    return made


def unsaved_places(taiyuan, datong):
    return {
        "unit": OrganisationFactory.build(
            name="青岚谷康养有限公司", city=taiyuan, zone_name="青岚谷"
        ),
        "other_unit": OrganisationFactory.build(name="松涛里康养有限公司", city=taiyuan),
        "far_unit": OrganisationFactory.build(name="云上泉康养有限公司", city=datong),
        "city_culture": BureauFactory.build(city=taiyuan),
        "far_culture": BureauFactory.build(city=datong),
        "city_civil": BureauFactory.build(name="太原市民政局", kind=CIVIL, city=taiyuan),
        "far_civil": BureauFactory.build(name="大同市民政局", kind=CIVIL, city=datong),
        "employer": DepartmentFactory.build(
            name="三晋康养研究所", kind=OrganisationKind.EXPERT_EMPLOYER
        ),
        "province_culture": DepartmentFactory.build(),
        "province_civil": DepartmentFactory.build(
            name="山西省民政厅", kind=OrganisationKind.PROVINCE_CIVIL
        ),
        "province_finance": DepartmentFactory.build(
            name="山西省财政厅", kind=OrganisationKind.PROVINCE_FINANCE
        ),
        "operator": DepartmentFactory.build(name="平台运行中心", kind=OrganisationKind.OPERATOR),
    }


@pytest.fixture
def cast(places):
    return hire(places)


@pytest.fixture
def open_as(new_page, live_server, cast):
    """A page for somebody of the cast, who has logged in; ``page`` takes the browser of the
    person before."""

    def open_as(who, url="/", page=None, **options):
        page = page or new_page(base_url=live_server.url, **options)
        enter(page.context, cast[who], live_server.url)
        page.goto(url)
        return page

    return open_as


def hire(places):
    """Everybody, by the part that they play; nobody has a password."""
    people = {
        who: User(username=who, name=name, position="工作人员", must_change_password=False)
        for who, (name, _, _) in CAST.items()
    }
    for person in people.values():
        person.set_unusable_password()
    User.objects.bulk_create(people.values())
    Membership.objects.bulk_create(
        Membership(user=people[who], organisation=places[place], role=role)
        for who, (_, role, place) in CAST.items()
        if role
    )
    return people


@pytest.fixture
def standard(db):
    """The whole standard with its 124 leaves; a tenth of a second."""
    return load_standard(STANDARD)


@pytest.fixture
def ruleset(db):
    """The standard of ``batch``: five leaves. A module that needs 124 overrides this fixture."""
    return small_standard()


@pytest.fixture
def batch(ruleset):
    """An open batch with the whole catalogue of annex 2."""
    batch = BatchFactory(name="第二批", ruleset=ruleset)
    copy_catalogue(batch)
    return batch


@pytest.fixture
def application(batch, cast, places):
    """The draft that ``clerk`` has just begun for the unit of ``clerk`` and ``head``."""
    return start_application(batch=batch, organisation=places["unit"], actor=cast["clerk"])
