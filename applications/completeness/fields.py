"""Part 一 and 二（一）: what must be filled in, in which form, and what is hardly meant so."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError

from applications.choices import SectionName
from applications.completeness.contents import Contents
from applications.completeness.registry import Said, check, stop, warn
from applications.models import Dossier
from applications.places import field_label
from portal import clock
from portal.choices import Nature
from portal.validators import validate_credit_code, validate_email, validate_phone

DECLARATION, BASICS = SectionName.DECLARATION, SectionName.BASICS

REQUIRED = {
    DECLARATION: ("head_name", "declared_on"),
    BASICS: (
        "zone_name",
        "unit_name",
        "credit_code",
        "nature",
        "contact_name",
        "contact_phone",
        "address",
        "email",
        "area_km2",
        "invested_wan",
        "employees",
        "opened_on",
        "revenue_year_wan",
        "visits_year",
        "revenue_half_wan",
        "visits_half",
    ),
}
#: The forms refuse these while they are typed; what was copied or prefilled passes here.
FORMATS = {
    "credit_code": validate_credit_code,
    "contact_phone": validate_phone,
    "email": validate_email,
}


@check("必填项未填写", DECLARATION, BASICS)
def required_fields(contents: Contents) -> Iterator[Said]:
    for section, names in REQUIRED.items():
        for name in names:
            if getattr(contents.dossier, name) in (None, ""):
                label = field_label(contents.application, name)
                yield stop(section, f"{section.label}：请填写{label}。", name)


@check("单位性质未说明", BASICS)
def other_nature_explained(contents: Contents) -> Iterator[Said]:
    dossier = contents.dossier
    if dossier.nature == Nature.OTHER and not dossier.nature_other:
        yield stop(BASICS, "单位性质选择了“其他”，请填写具体说明。", "nature_other")


@check("信用代码、电话或邮箱格式有误", BASICS)
def formats_valid(contents: Contents) -> Iterator[Said]:
    for name, validate in FORMATS.items():
        if not (text := getattr(contents.dossier, name)):
            continue
        try:
            validate(text)
        except ValidationError as error:
            label = field_label(contents.application, name)
            yield stop(BASICS, f"{label}：{error.messages[0]}", name)


@check("日期晚于今天", DECLARATION, BASICS)
def dates_not_in_future(contents: Contents) -> Iterator[Said]:
    for section, name in ((DECLARATION, "declared_on"), (BASICS, "opened_on")):
        value = getattr(contents.dossier, name)
        if value and value > clock.today():
            label = field_label(contents.application, name)
            yield stop(section, f"{label}不能晚于今天，请核对。", name)


def odd_ticket(dossier: Dossier) -> bool:
    """元 a visit outside 5..5000."""
    if not dossier.visits_year or dossier.revenue_year_wan is None:
        return False
    return not 5 <= dossier.revenue_year_wan * 10_000 / dossier.visits_year <= 5000


def opened_lately(dossier: Dossier) -> bool:
    return bool(dossier.opened_on) and (clock.today() - dossier.opened_on).days < 365


#: A figure of the wrong unit is the commonest slip; the form shows these beside the boxes, too.
FIGURE_HINTS = (
    (
        lambda d: d.area_km2 is not None and d.area_km2 > 500,
        "area_km2",
        "申报项目面积超过500平方公里，请核对单位是否为平方公里（1平方公里等于1500亩）。",
    ),
    (
        lambda d: d.invested_wan is not None and d.invested_wan > 2_000_000,
        "invested_wan",
        "已完成投资总额超过200亿元，请核对单位是否为万元（1亿元等于10000万元）。",
    ),
    (
        lambda d: d.employees is not None and d.employees > 20_000,
        "employees",
        "直接从业人员超过20000人，请核对。",
    ),
    (
        lambda d: any(v is not None and v < 1000 for v in (d.visits_year, d.visits_half)),
        "visits_year",
        "接待人次不足1000，请核对单位是否误填为万人次。",
    ),
    (
        odd_ticket,
        "revenue_year_wan",
        "按全年营业总收入与接待人次计算，人均消费不在5至5000元之间，请核对单位。",
    ),
    (opened_lately, "opened_on", "开业不足12个月，一年以上执行记录等评分项可能缺少依据，请核对。"),
)


@check("数值偏离常见范围", BASICS)
def figures_plausible(contents: Contents) -> Iterator[Said]:
    for is_odd, name, sentence in FIGURE_HINTS:
        if is_odd(contents.dossier):
            yield warn(BASICS, sentence, name)
