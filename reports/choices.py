"""Words of generated files."""

from django.db import models


class OutputState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "生成中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"


LIVE = (OutputState.QUEUED, OutputState.RUNNING)
