"""Words of the score sheet."""

from django.db import models


class Column(models.TextChoices):
    """The three columns of the official sheet, and a panel member's working sheet."""

    SELF_CHECK = "self_check", "自检计分"
    FIRST_REVIEW = "first_review", "初评计分"
    FINAL_SCORE = "final_score", "评定计分"
    MEMBER = "member", "成员计分"


class SheetStatus(models.TextChoices):
    """A sheet is open until its column is frozen; how much is filled is counted, not stored."""

    OPEN = "open", "填写中"
    LOCKED = "locked", "已锁定"


class NodeKind(models.TextChoices):
    SECTION = "section", "大项"
    GROUP = "group", "分组"
    LEAF = "leaf", "评分项"
    LEVEL = "level", "档次"
    KIND = "kind", "种类"
    CONDITION = "condition", "条件"
    RULE_TEXT = "rule_text", "说明"
    CONTINUATION = "continuation", "续行"
    TOTAL = "total", "总分"


class ValueColumn(models.TextChoices):
    """In which column of the printed sheet a row's value stands (scoresheet.md A3)."""

    SECTION = "大项", "大项分值"
    GROUP = "分项", "分项分值"
    SUBGROUP = "次分项", "次分项分值"
    ITEM = "小项", "小项分值"
    TEXT = "评定项目", "评定项目"
    NONE = "", "无"


class Origin(models.TextChoices):
    """How a mark came into the sheet, where it was not entered at the desk with a network."""

    DESK = "", "在线录入"
    OFFLINE = "offline", "现场离线"
    PAPER = "paper", "现场纸质"
    AGGREGATE = "aggregate", "按成员计分汇总"


class Aggregation(models.TextChoices):
    """How a batch lets the panel's marks become one; what is computed is a proposal to the chair."""

    CONSENSUS = "consensus", "组长综合评议"
    MEAN = "mean", "成员计分平均"
    TRIMMED_MEAN = "trimmed_mean", "去掉一个最高分和一个最低分后平均"


class SeatRole(models.TextChoices):
    CHAIR = "chair", "组长"
    MEMBER = "member", "成员"


class Attendance(models.TextChoices):
    PRESENT = "present", "参加评定"
    ABSENT = "absent", "缺席"
