"""Words of the monthly ledger, the yearly duties and the generated files."""

from django.db import models


class OutputState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "生成中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"


LIVE = (OutputState.QUEUED, OutputState.RUNNING)


class Duty(models.TextChoices):
    """What 晋文旅发〔2024〕7号 asks of every organisation, and until when."""

    LEDGER = "ledger", "月调度台账"
    LIAISON = "liaison", "工作联络员回执表"
    PLAN = "plan", "实施方案"
    REPORT = "report", "工作情况报告"


PAPER_DUTIES = (Duty.PLAN, Duty.REPORT)


class CityMonthStatus(models.TextChoices):
    FILLING = "filling", "填写中"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "省级退回"
    REVIEWED = "reviewed", "已审阅"


#: The city holds the month and may write.
OPEN_MONTH = (CityMonthStatus.FILLING, CityMonthStatus.RETURNED)
#: The province has the month.
REPORTED_MONTH = (CityMonthStatus.SUBMITTED, CityMonthStatus.REVIEWED)


class LineState(models.TextChoices):
    """How far a line is; follows from its dates and is stored nowhere."""

    EMPTY = "empty", "单位未填"
    WRITING = "writing", "单位填写中"
    HANDED_IN = "handed_in", "单位已填"
    CHECKED = "checked", "市已核"
    MISSING = "missing", "单位未报"


class RequestKind(models.TextChoices):
    """By what the province sorts 需协调事项; the notice prints no list, this one is ours."""

    LAND = "land", "用地"
    MONEY = "money", "资金"
    APPROVAL = "approval", "审批"
    INVESTMENT = "investment", "招商"
    STAFF = "staff", "人才"
    PUBLICITY = "publicity", "宣传"
    OTHER = "other", "其他"


class LedgerColumn(models.TextChoices):
    """What a unit writes; the first four stand in annex 2."""

    GOAL = "goal", "年度目标"
    TASKS = "tasks", "年度重点任务"
    SCHEDULE = "schedule", "工作进度安排"
    PROGRESS = "progress", "本月工作进展"
    PROBLEMS = "problems", "存在问题"
    REQUESTS = "requests", "需协调事项"
    FIGURES = "figures", "任务数据"


class LiaisonListStatus(models.TextChoices):
    FILLING = "filling", "填写中"
    SUBMITTED = "submitted", "已报送"
    CONFIRMED = "confirmed", "已确认"


class PaperStatus(models.TextChoices):
    DRAFT = "draft", "未报送"
    SUBMITTED = "submitted", "待市级审核"
    RETURNED = "returned", "退回修改"
    FORWARDED = "forwarded", "已报省"
    REVIEWED = "reviewed", "省已审阅"


class BulletinStatus(models.TextChoices):
    DRAFT = "draft", "拟稿"
    ISSUED = "issued", "已印发"


class Stage(models.TextChoices):
    """Where a 重大项目 stands."""

    PLANNING = "planning", "谋划"
    PREPARING = "preparing", "前期"
    BUILDING = "building", "在建"
    FINISHED = "finished", "完工"
    OPERATING = "operating", "运营"


class Step(models.TextChoices):
    """The ladder of reminders, and the one that a person sends."""

    BEFORE = "before", "到期前3天"
    DUE = "due", "到期当天"
    LATE = "late", "逾期2天"
    ESCALATED = "escalated", "逾期5天"
    MANUAL = "manual", "催报"


class Light(models.TextChoices):
    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    NONE = "none", "无灯"


class CellState(models.TextChoices):
    """What a month of an organisation shows in the completeness matrix."""

    ON_TIME = "on_time", "按时"
    LATE = "late", "逾期"
    MISSING = "missing", "未报"
    EXCUSED = "excused", "免报"
    PENDING = "pending", "未到期"
    OUTSIDE = "outside", "不在册"
