from django.db import models
from django.urls import reverse

from scoring.choices import NodeKind, ValueColumn
from scoring.querysets import RuleSetQuerySet


class RuleSet(models.Model):
    """One version of a standard as data: its rows and how each leaf is scored.

    A draft is written over by the next import; a published version never changes, and a
    batch keeps the version that it was made with.
    """

    code = models.CharField("标准号", max_length=50)
    version = models.PositiveSmallIntegerField("版本", default=1)
    title = models.CharField("标准名称", max_length=100)
    source = models.CharField("依据文件", max_length=100, blank=True)
    total = models.PositiveSmallIntegerField("总分")
    strict_binary = models.BooleanField(
        "严格二值", default=False, help_text="开启后，未明示可酌情的“有或无”项只能计0分或满分。"
    )
    digest = models.CharField("内容摘要", max_length=64, editable=False)
    loaded_at = models.DateTimeField("载入时间")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["code", "version"]
        verbose_name = verbose_name_plural = "评分标准"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="standard_version_once"),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(published_at__isnull=True),
                name="one_draft_per_standard",
            ),
        ]

    def __str__(self):
        version = f"，第{self.version}版" if self.version > 1 else ""
        return f"{self.title}（{self.code}{version}）"

    def get_absolute_url(self):
        return reverse("scoring:standard", args=[self.pk])

    @property
    def is_published(self):
        return self.published_at is not None


class Node(models.Model):
    """One row of the printed sheet, verbatim; ``position`` is the source order from 1."""

    ruleset = models.ForeignKey("scoring.RuleSet", models.CASCADE, related_name="nodes")
    key = models.CharField("键", max_length=20)
    number = models.CharField("序号", max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField("顺序")
    text = models.TextField("评定项目")
    column = models.CharField("分值栏", max_length=10, choices=ValueColumn, blank=True)
    points = models.PositiveSmallIntegerField("分值", null=True, blank=True)
    kind = models.CharField("行类别", max_length=15, choices=NodeKind)

    class Meta:
        ordering = ["position"]
        verbose_name = verbose_name_plural = "评分表行"
        constraints = [
            models.UniqueConstraint(fields=["ruleset", "key"], name="node_key_once"),
            models.UniqueConstraint(fields=["ruleset", "position"], name="node_position_once"),
        ]

    def __str__(self):
        return f"{self.number} {self.text}".strip()


class Leaf(models.Model):
    """A row that takes a mark, with its rule (scoresheet.md §3)."""

    ruleset = models.ForeignKey("scoring.RuleSet", models.CASCADE, related_name="leaves")
    node = models.OneToOneField("scoring.Node", models.CASCADE, related_name="leaf")
    section = models.ForeignKey(
        "scoring.Node", models.CASCADE, related_name="section_leaves", verbose_name="大项"
    )
    number = models.CharField("序号", max_length=20)
    position = models.PositiveSmallIntegerField("顺序")
    text = models.TextField("评定项目")
    points = models.PositiveSmallIntegerField("满分")
    rule = models.CharField("规则", max_length=10)
    params = models.JSONField("规则参数", default=dict, blank=True)
    certainty = models.CharField("明确度", max_length=1)
    crosscheck = models.CharField("数据核对", max_length=20, blank=True)
    evidence = models.CharField("常用佐证", max_length=200, blank=True)
    help = models.TextField("填写说明", blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = verbose_name_plural = "评分项"
        constraints = [
            models.UniqueConstraint(fields=["ruleset", "number"], name="leaf_number_once")
        ]

    def __str__(self):
        return f"{self.number} {self.text}"
