"""Organisations and people as sheets, for django-import-export."""

from import_export import fields, resources, widgets

from portal.choices import (
    Nature,
    OrganisationKind,
    OrganisationStanding,
    RegionKind,
    Resource,
    Role,
)
from portal.models import Membership, Organisation, Region, User
from portal.services import AccountRefused, add_membership, change_account, free_username
from portal.services import save_organisation as store_organisation
from portal.text import clean_line
from portal.validators import normalise_code


class TextWidget(widgets.CharWidget):
    """One line of plain text; an empty cell is an empty text."""

    def clean(self, value, row=None, **kwargs):
        return clean_line(str(value or ""))


class LabelWidget(widgets.CharWidget):
    """A choice by its Chinese label."""

    def __init__(self, choices):
        super().__init__()
        self.choices = choices

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip()
        for choice in self.choices:
            if text in (choice.label, choice.value):
                return choice.value
        if not text:
            return ""
        labels = "、".join(choice.label for choice in self.choices)
        raise ValueError(f"没有“{text}”这一选项，请填写：{labels}。")

    def render(self, value, obj=None, **kwargs):
        return self.choices(value).label if value else ""


class CodeWidget(widgets.CharWidget):
    """统一社会信用代码 in one spelling; none is None, because two units may have none."""

    def clean(self, value, row=None, **kwargs):
        return normalise_code(str(value or "")) or None

    def render(self, value, obj=None, **kwargs):
        return value or ""


class CityWidget(widgets.ForeignKeyWidget):
    """A city by its name; empty for the province's own bodies."""

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip()
        if not text:
            return None
        found = Region.objects.filter(kind=RegionKind.CITY, name=text).first()
        if found is None:
            raise ValueError(f"没有“{text}”这个市，请填写全称，如太原市。")
        return found


class CountyWidget(widgets.ForeignKeyWidget):
    """A county by its name within the city of its row: 城区 exists twice."""

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip()
        if not text:
            return None
        city = str((row or {}).get("所属市") or "").strip()
        below = Region.objects.filter(kind__in=[RegionKind.COUNTY, RegionKind.SPECIAL])
        found = below.filter(parent__name=city, name=text.removeprefix(city)).first()
        if found is None:
            raise ValueError(f"{city}没有“{text}”，请填写县（市、区）全称。")
        return found


class OrganisationResource(resources.ModelResource):
    """One line an organisation, found again by name and city."""

    name = fields.Field("name", "单位名称", TextWidget())
    kind = fields.Field("kind", "单位类型", LabelWidget(OrganisationKind))
    city = fields.Field("city", "所属市", CityWidget(Region, "name"))
    county = fields.Field("county", "所属县（市、区）", CountyWidget(Region, "name"))
    credit_code = fields.Field("credit_code", "统一社会信用代码", CodeWidget())
    nature = fields.Field("nature", "单位性质", LabelWidget(Nature))
    zone_name = fields.Field("zone_name", "示范区名称", TextWidget())
    core_resource = fields.Field("core_resource", "核心业态", LabelWidget(Resource))
    standing = fields.Field("standing", "状态", LabelWidget(OrganisationStanding), default="listed")

    class Meta:
        model = Organisation
        fields = (
            "name",
            "kind",
            "city",
            "county",
            "credit_code",
            "nature",
            "zone_name",
            "core_resource",
            "standing",
        )
        import_id_fields = ("name", "city")
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    def get_queryset(self):
        return super().get_queryset().select_related("city", "county")

    def do_instance_save(self, instance, is_create):
        fields = ["import"]
        store_organisation(organisation=instance, fields=fields, actor=self._actor)

    def before_import(self, dataset, **kwargs):
        self._actor = kwargs.get("user")


class UserResource(resources.ModelResource):
    """One line an account. A new one has no password until an operator issues one."""

    username = fields.Field("username", "用户名", TextWidget())
    name = fields.Field("name", "姓名", TextWidget())
    position = fields.Field("position", "职务", TextWidget())
    phone = fields.Field("phone", "联系电话", TextWidget())
    email = fields.Field("email", "电子邮箱", TextWidget())
    organisation = fields.Field(column_name="单位")
    role = fields.Field(column_name="角色")

    class Meta:
        model = User
        fields = ("username", "name", "position", "phone", "email", "organisation", "role")
        import_id_fields = ("username",)
        clean_model_instances = True
        skip_unchanged = False
        use_transactions = True

    def get_queryset(self):
        return super().get_queryset().prefetch_related("memberships__organisation")

    def dehydrate_organisation(self, user):
        return "、".join(held.organisation.name for held in _current(user))

    def dehydrate_role(self, user):
        return "、".join(held.get_role_display() for held in _current(user))

    def before_import(self, dataset, **kwargs):
        self._actor = kwargs.get("user")

    def init_instance(self, row=None):
        instance = super().init_instance(row)
        instance.set_unusable_password()
        return instance

    def before_import_row(self, row, **kwargs):
        row["用户名"] = str(row.get("用户名") or "").strip().casefold()

    def before_save_instance(self, instance, row, **kwargs):
        self._row = row

    def do_instance_save(self, instance, is_create):
        if not is_create:
            names = ["name", "position", "phone", "email"]
            change_account(user=instance, fields=names, actor=self._actor)
            return
        instance.username = free_username(instance.username)
        instance.save()
        add_membership(
            user=instance,
            organisation=_organisation(str(self._row.get("单位") or "").strip()),
            role=_role(str(self._row.get("角色") or "").strip()),
            actor=self._actor,
        )


def _current(user: User) -> list[Membership]:
    return [held for held in user.memberships.all() if held.ended_at is None]


def _organisation(name: str) -> Organisation:
    found = list(Organisation.objects.filter(name=name)[:2])
    if len(found) != 1:
        reason = "有多个同名单位，请在系统管理中逐个建立账号" if found else "没有这个单位，请先添加"
        raise AccountRefused(f"“{name}”：{reason}。")
    return found[0]


def _role(label: str) -> Role:
    for role in Role:
        if label in (role.label, role.value):
            return role
    raise AccountRefused(f"没有“{label}”这一角色，请填写：{'、'.join(Role.labels)}。")
