"""Words of a batch and of an application's life (domain.md §5)."""

from django.db import models


class BatchStatus(models.TextChoices):
    """What somebody decided about a batch; 申报截止 is decided by the clock and is no status."""

    PREPARING = "preparing", "筹备"
    OPEN = "open", "申报中"
    EVALUATING = "evaluating", "评定中"
    PUBLICISED = "publicised", "公示中"
    PUBLISHED = "published", "已公布"
    ARCHIVED = "archived", "已归档"


class Status(models.TextChoices):
    DRAFTING = "drafting", "填报中"
    SUBMITTED = "submitted", "已提交"
    CITY_RETURNED = "city_returned", "市级退回"
    REVIEWING = "reviewing", "初评中"
    COSIGNING = "cosigning", "待民政会签"
    REVIEWED = "reviewed", "初评完成"
    RECOMMENDED = "recommended", "已推荐"
    PROVINCE_RETURNED = "province_returned", "省级退回补正"
    ACCEPTED = "accepted", "省级已受理"
    EVALUATING = "evaluating", "评定中"
    EVALUATED = "evaluated", "评定完成"
    PUBLICISED = "publicised", "公示中"
    DESIGNATED = "designated", "已评定"
    NOT_RECOMMENDED = "not_recommended", "本批未推荐"
    FAILED = "failed", "未通过评定"
    WITHDRAWN = "withdrawn", "已撤回"


#: The unit writes.
EDITABLE = (Status.DRAFTING, Status.CITY_RETURNED)
#: 市民政局 does not yet know of it.
BEFORE_REVIEW = (*EDITABLE, Status.SUBMITTED)
#: The city reads it with the right to return it.
RETURNABLE = (Status.SUBMITTED, Status.REVIEWING)
#: It came back to be mended: a round of the city, or one of the province, is open.
RETURNED = (Status.CITY_RETURNED, Status.PROVINCE_RETURNED)
#: It goes on, and nobody has recommended it.
BEFORE_RECOMMENDATION = (
    Status.DRAFTING,
    Status.SUBMITTED,
    Status.CITY_RETURNED,
    Status.REVIEWING,
    Status.COSIGNING,
    Status.REVIEWED,
)
#: The city has until 省级截止.
AT_CITY = tuple(one for one in BEFORE_RECOMMENDATION if one not in EDITABLE)
#: 市文化和旅游局 has it in hand.
AT_CULTURE = tuple(one for one in AT_CITY if one != Status.COSIGNING)
#: These hold one of the city's places; 未通过评定 may have held one before.
HOLDING_PLACE = (
    Status.RECOMMENDED,
    Status.PROVINCE_RETURNED,
    Status.ACCEPTED,
    Status.EVALUATING,
    Status.EVALUATED,
    Status.PUBLICISED,
    Status.DESIGNATED,
)
#: From recommendation on: what 省民政厅 and 省财政厅 read.
FROM_RECOMMENDATION = (*HOLDING_PLACE, Status.FAILED)
#: The panel has its file open.
AT_PANEL = (Status.EVALUATING, Status.EVALUATED, Status.PUBLICISED)
#: The panel's column is fixed.
SCORED = (Status.EVALUATED, Status.PUBLICISED, Status.DESIGNATED, Status.FAILED)
#: The life is over.
ENDED = (Status.DESIGNATED, Status.NOT_RECOMMENDED, Status.FAILED, Status.WITHDRAWN)


class SectionName(models.TextChoices):
    """The parts that are edited and versioned one by one, in the order of the 报告书."""

    DECLARATION = "declaration", "一、评定申请"
    BASICS = "basics", "二（一）基本信息"
    ACHIEVEMENTS = "achievements", "二（二）创建情况"
    OPERATIONS = "operations", "二（三）经营状况"
    DIRECTION = "direction", "二（四）发展方向"
    INVESTMENT = "investment", "三、投资明细表"
    STAFFING = "staffing", "四、用工情况表"
    SELF_CHECK = "self_check", "六、评分表（自检）"
    FIGURES = "figures", "评分佐证数据"
    ATTACHMENTS = "attachments", "其他材料"
    QUALIFICATION = "qualification", "资格核查"
    OPINION = "opinion", "五、初评意见"
    FIRST_REVIEW = "first_review", "六、评分表（初评）"


#: What the unit fills in.
UNIT_SECTIONS = (
    SectionName.DECLARATION,
    SectionName.BASICS,
    SectionName.ACHIEVEMENTS,
    SectionName.OPERATIONS,
    SectionName.DIRECTION,
    SectionName.INVESTMENT,
    SectionName.STAFFING,
    SectionName.SELF_CHECK,
    SectionName.FIGURES,
    SectionName.ATTACHMENTS,
)
#: What the city fills in; a return by the province may open these too.
CITY_SECTIONS = (SectionName.QUALIFICATION, SectionName.OPINION, SectionName.FIRST_REVIEW)
NARRATIVES = (SectionName.ACHIEVEMENTS, SectionName.OPERATIONS, SectionName.DIRECTION)


class InvestmentCategory(models.IntegerChoices):
    """The ten categories of 三、投资明细表, in the words of the form."""

    LAND = 1, "土地购买或租赁、拆迁补偿"
    BUILDINGS = 2, "房屋、建筑物"
    GREENING = 3, "绿化、环境整治"
    MACHINERY = 4, "机器、机械和其他生产设备"
    TOOLS = 5, "与生产经营活动有关的器具、工具、家具等"
    VEHICLES = 6, "运输工具"
    ELECTRONICS = 7, "电子设备"
    WAGES = 8, "员工工资"
    PUBLICITY = 9, "宣传、培训"
    OTHER = 10, "其他"


class Supplier(models.TextChoices):
    """Who hands in a material."""

    UNIT = "unit", "创建单位"
    CITY = "city", "市文化和旅游局"
    PANEL = "panel", "省评定组"


class Binding(models.TextChoices):
    """Of which version of the data a scan is a picture."""

    NONE = "", "不绑定"
    SUBMISSION = "submission", "提交版本"
    REVIEW = "review", "初评版本"
    FINAL = "final", "评定版本"


class EvidenceTable(models.TextChoices):
    """A table of the 报告书 whose row proves something."""

    NONE = "", "文件"
    INVESTMENT = "investment", "三、投资明细表"
    STAFFING = "staffing", "四、用工情况表"


class Acceptance(models.TextChoices):
    """What a reviewer thinks of one piece of evidence."""

    ACCEPTED = "accepted", "采信"
    PARTLY = "partly", "部分采信"
    REJECTED = "rejected", "不采信"


class WaterClass(models.IntegerChoices):
    """GB 3838: the class of surface water, the best first."""

    I = 1, "Ⅰ类"  # noqa: E741 - the standard's own number
    II = 2, "Ⅱ类"
    III = 3, "Ⅲ类"
    IV = 4, "Ⅳ类"
    V = 5, "Ⅴ类"
    WORSE = 6, "劣Ⅴ类"


class SoilGrade(models.IntegerChoices):
    """GB 15618-1995, as the sheet cites it; the standard of 2018 has no grades."""

    FIRST = 1, "一级"
    SECOND = 2, "二级"
    THIRD = 3, "三级"
    WORSE = 4, "劣于三级"


class ToiletGrade(models.TextChoices):
    """GB/T 18973: the grades of 2016 and the classes of 2022."""

    AAA = "aaa", "AAA级（2016版）"
    AA = "aa", "AA级（2016版）"
    A = "a", "A级（2016版）"
    CLASS_I = "class_1", "Ⅰ类（2022版）"
    CLASS_II = "class_2", "Ⅱ类（2022版）"
    NONE = "none", "未达到A级或Ⅱ类"


class Verdict(models.TextChoices):
    FITS = "fits", "符合"
    FAILS = "fails", "不符合"
    EXPLAIN = "explain", "需说明"


class QualificationItem(models.TextChoices):
    """资格核查 (C-04): decided by people, never an automatic veto."""

    DISHONESTY = "dishonesty", "严重违法失信查询"
    ABNORMAL = "abnormal", "经营异常名录查询"
    CREDIT = "credit", "征信报告"
    LITIGATION = "litigation", "涉诉情况查询"
    AUDIT = "audit", "前两年度已审财务报表"
    TAX = "tax", "前两年度企业所得税纳税申报表"
    INVESTMENT = "investment", "已完成投资证明材料"
    ENVIRONMENT = "environment", "生态环境证明材料"
    LAND = "land", "土地使用合法性证明材料"
    STAFFING = "staffing", "用工情况证明材料"
    SAFETY = "safety", "近一年未发生安全责任事故承诺书"


class ReturnCategory(models.TextChoices):
    INCOMPLETE = "incomplete", "材料不全"
    INCONSISTENT = "inconsistent", "数据前后不一致"
    UNPROVEN = "unproven", "缺少佐证或佐证不足"
    FORMAT = "format", "格式、签章不符合要求"
    CONTENT = "content", "内容需补充完善"
    OTHER = "other", "其他"


class Deadline(models.TextChoices):
    """Which date an extension moves."""

    SUBMISSION = "submission", "市级截止时间"
    RECOMMENDATION = "recommendation", "省级截止时间"
    SUPPLEMENT = "supplement", "补正期限"


class ObjectionChannel(models.TextChoices):
    """How an objection came in."""

    ONLINE = "online", "网上"
    LETTER = "letter", "书面"
    TELEPHONE = "telephone", "电话"
    VISIT = "visit", "来访"


class ObjectionOutcome(models.TextChoices):
    """What the examination of an objection found."""

    UPHELD = "upheld", "异议成立"
    DISMISSED = "dismissed", "异议不成立"
    WITHDRAWN = "withdrawn", "异议人撤回"
    OUTSIDE = "outside", "不属于受理范围"


class UrgeStep(models.TextChoices):
    """Why a reminder went out: a day of the ladder, or somebody's 催办."""

    SEVEN = "7", "截止前7天"
    THREE = "3", "截止前3天"
    ONE = "1", "截止前1天"
    DAY = "0", "截止当日"
    MANUAL = "manual", "催办"


class UrgeAbout(models.TextChoices):
    """What somebody is reminded to do."""

    START = "start", "开始填报"
    SUBMISSION = "submission", "提交申报"
    ANSWER = "answer", "修改后重新提交"
    SCAN = "scan", "上传签字盖章扫描件"
    MENDING = "mending", "修改补正材料"
    UNITS = "units", "督促本市单位提交"
    RECOMMENDATION = "recommendation", "初评和推荐报省"
    COSIGNING = "cosigning", "会签"
    SUPPLEMENT = "supplement", "办结省级退回补正"
    COSIGNING_AGAIN = "cosigning_again", "重新会签补正后的初评"
    DECLARATION = "declaration", "作出回避声明"
    SHEET = "sheet", "提交成员计分"


#: What the unit is reminded of, and what the panel: each hears of the own duties alone.
URGES_OF_UNIT = (
    UrgeAbout.START,
    UrgeAbout.SUBMISSION,
    UrgeAbout.ANSWER,
    UrgeAbout.SCAN,
    UrgeAbout.MENDING,
)
URGES_OF_PANEL = (UrgeAbout.DECLARATION, UrgeAbout.SHEET)
#: So much is kept of the filter of a list that is ordered as a file.
QUERY_LENGTH = 300
