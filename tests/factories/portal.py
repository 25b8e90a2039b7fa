"""Places, organisations and people; every name, code and telephone number is invented."""

import factory
from stdnum.cn import uscc

from portal import clock
from portal.choices import OrganisationKind, RegionKind, Role
from portal.models import Membership, Notice, Organisation, Region, User

#: How many came before depends on the tests before. So what a sequence gives has one length: names
#: stand in the order of their making, and none begins another; and no digit, for tests look for such.
LETTERS = str.maketrans("0123456789", "bcdfhjnpqr")


def mark(number: int) -> str:
    """The letters of one of a sequence: bbbbb, bbbbc, …"""
    return f"{number:05d}".translate(LETTERS)


def credit_code(number: int) -> str:
    """A valid 统一社会信用代码 of region 149901, which does not exist; no factory gives it."""
    return _checked(f"{number:05d}")


def _checked(last: str) -> str:
    body = f"91149901MA0T{last}"
    return body + uscc.calc_check_digit(body)


class ProvinceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "140000"
    name = "山西省"
    kind = RegionKind.PROVINCE


class CityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "140100"
    name = "太原市"
    kind = RegionKind.CITY
    parent = factory.SubFactory(ProvinceFactory)


class CountyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "140105"
    name = "小店区"
    kind = RegionKind.COUNTY
    parent = factory.SubFactory(CityFactory)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A 创建单位 of 太原市, unless told otherwise."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"云峪康养有限公司{mark(n)}")
    kind = OrganisationKind.CREATING_UNIT
    city = factory.SubFactory(CityFactory)
    credit_code = factory.Sequence(lambda n: _checked(mark(n).upper()))
    zone_name = factory.Sequence(lambda n: f"云峪文旅康养示范区{mark(n)}")


class BureauFactory(factory.django.DjangoModelFactory):
    """市文化和旅游局 of 太原市, unless told otherwise."""

    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    kind = OrganisationKind.CITY_CULTURE
    city = factory.SubFactory(CityFactory)
    name = factory.LazyAttribute(lambda bureau: f"{bureau.city.name}文化和旅游局")


class DepartmentFactory(factory.django.DjangoModelFactory):
    """省文化和旅游厅, unless told otherwise."""

    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    name = "山西省文化和旅游厅"
    kind = OrganisationKind.PROVINCE_CULTURE
    city = None


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with an account whom nobody has given a role yet."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person.{mark(n)}")
    name = factory.Sequence(lambda n: f"人员{mark(n)}")
    must_change_password = False


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.UNIT_HEAD


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    recipient = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"消息{mark(n)}。")
    created_at = factory.LazyFunction(clock.now)
