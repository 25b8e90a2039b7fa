from django.conf import settings
from django.db import models

from applications.choices import QualificationItem, Verdict


class QualificationCheck(models.Model):
    """One line of 资格核查: what the city found in one kind of paper."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="qualification_checks"
    )
    item = models.CharField("核查事项", max_length=20, choices=QualificationItem)
    verdict = models.CharField("核查结论", max_length=10, choices=Verdict, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资格核查"
        constraints = [
            models.UniqueConstraint(fields=["application", "item"], name="qualification_once")
        ]

    def __str__(self):
        return f"{self.get_item_display()}：{self.get_verdict_display() or '未核查'}"


class ReviewOpinion(models.Model):
    """五、初评意见: the city's words and whether it would recommend."""

    application = models.OneToOneField(
        "applications.Application", models.CASCADE, related_name="opinion", primary_key=True
    )
    text = models.TextField("初评意见", max_length=2000, blank=True)
    recommends = models.BooleanField("建议推荐", null=True, blank=True)
    dated = models.DateField("日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "初评意见"

    def __str__(self):
        return self.text[:50]


class CoSignature(models.Model):
    """市民政局's answer to one exact 初评, named by its SHA-256.

    ``content`` is what that digest was made of, for whoever signs the next version.
    ``cancelled_at`` is set when the 初评 is taken back: the signature falls with it.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="cosignatures"
    )
    digest = models.CharField("初评摘要", max_length=64)
    content = models.JSONField("初评内容", default=dict, editable=False)
    agreed = models.BooleanField("会签同意")
    opinion = models.CharField("会签意见", max_length=500, blank=True)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signer_name = models.CharField("会签人", max_length=50)
    signer_position = models.CharField("职务", max_length=50)
    signed_at = models.DateTimeField("会签时间")
    cancelled_at = models.DateTimeField("失效时间", null=True, blank=True)

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name = verbose_name_plural = "会签"
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(agreed=True, cancelled_at__isnull=True),
                name="one_cosignature_in_force",
            )
        ]

    def __str__(self):
        return f"{self.signer_name}：{'同意' if self.agreed else '退回'}"
