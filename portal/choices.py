"""Words of the floor: places, organisations, roles."""

from django.db import models


class RegionKind(models.TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "设区市"
    COUNTY = "county", "县（市、区）"
    SPECIAL = "special", "开发区、管理区"


class OrganisationKind(models.TextChoices):
    CLUSTER = "cluster", "文旅康养集聚区"
    ZONE = "zone", "文旅康养示范区"
    CREATING_UNIT = "creating_unit", "文旅康养示范区创建单位"
    CITY_CULTURE = "city_culture", "市文化和旅游局"
    CITY_CIVIL = "city_civil", "市民政局"
    PROVINCE_CULTURE = "province_culture", "省文化和旅游厅"
    PROVINCE_CIVIL = "province_civil", "省民政厅"
    PROVINCE_FINANCE = "province_finance", "省财政厅"
    EXPERT_EMPLOYER = "expert_employer", "专家所在单位"
    OPERATOR = "operator", "平台运行单位"


#: Organisations of the monthly ledger, in the order of 晋文旅发〔2024〕7号.
LEDGER_KINDS = (OrganisationKind.CLUSTER, OrganisationKind.ZONE, OrganisationKind.CREATING_UNIT)
#: Organisations that belong to one city; all others belong to the province.
CITY_KINDS = (*LEDGER_KINDS, OrganisationKind.CITY_CULTURE, OrganisationKind.CITY_CIVIL)


class OrganisationStanding(models.TextChoices):
    LISTED = "listed", "在册"
    DESIGNATED = "designated", "已评定"
    DISABLED = "disabled", "停用"


class Nature(models.TextChoices):
    """单位性质; the notices print no list, this one is ours (domain.md §4.1)."""

    STATE = "state", "国有企业"
    PRIVATE = "private", "民营企业"
    MIXED = "mixed", "混合所有制"
    FOREIGN = "foreign", "外商投资"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    SOCIAL = "social", "社会组织"
    COLLECTIVE = "collective", "农村集体经济组织"
    OTHER = "other", "其他"


class Resource(models.TextChoices):
    """The seven resources of leaf 1.1."""

    MOUNTAIN = "mountain", "山岳"
    HOT_SPRING = "hot_spring", "温泉"
    FOREST = "forest", "森林"
    COUNTRYSIDE = "countryside", "乡村"
    SPORT = "sport", "运动"
    MEDICINE = "medicine", "中医药"
    TRADITION = "tradition", "传统文化"


class Role(models.TextChoices):
    UNIT_CLERK = "unit_clerk", "创建单位经办人"
    UNIT_HEAD = "unit_head", "创建单位负责人"
    CITY_OFFICER = "city_officer", "市文化和旅游局"
    CIVIL_OFFICER = "civil_officer", "市民政局"
    EXPERT = "expert", "省评定专家"
    PROVINCE_OFFICER = "province_officer", "省文化和旅游厅"
    CIVIL_READER = "civil_reader", "省民政厅"
    FINANCE_READER = "finance_reader", "省财政厅"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


UNIT_ROLES = (Role.UNIT_CLERK, Role.UNIT_HEAD)
CITY_ROLES = (Role.CITY_OFFICER, Role.CIVIL_OFFICER)
READER_ROLES = (Role.CIVIL_READER, Role.FINANCE_READER)
OPERATOR_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)

#: In which kind of organisation a role can be held.
KINDS_OF_ROLE = {
    Role.UNIT_CLERK: LEDGER_KINDS,
    Role.UNIT_HEAD: LEDGER_KINDS,
    Role.CITY_OFFICER: (OrganisationKind.CITY_CULTURE,),
    Role.CIVIL_OFFICER: (OrganisationKind.CITY_CIVIL,),
    Role.EXPERT: tuple(OrganisationKind),
    Role.PROVINCE_OFFICER: (OrganisationKind.PROVINCE_CULTURE,),
    Role.CIVIL_READER: (OrganisationKind.PROVINCE_CIVIL,),
    Role.FINANCE_READER: (OrganisationKind.PROVINCE_FINANCE,),
    Role.SYSTEM_ADMIN: (OrganisationKind.OPERATOR, OrganisationKind.PROVINCE_CULTURE),
    Role.SECURITY_ADMIN: (OrganisationKind.OPERATOR, OrganisationKind.PROVINCE_CULTURE),
    Role.AUDITOR: (OrganisationKind.OPERATOR, OrganisationKind.PROVINCE_CULTURE),
}


class MailChoice(models.TextChoices):
    """How somebody wants to hear of messages by e-mail; the portal shows them in any case."""

    AT_ONCE = "at_once", "及时发送"
    DIGEST = "digest", "每日汇总"
    NONE = "none", "不发送"


class MailState(models.TextChoices):
    """How far a mail is."""

    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    DROPPED = "dropped", "不再发送"
