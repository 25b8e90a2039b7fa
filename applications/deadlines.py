"""Deadlines of a batch (domain.md §6): the server's clock decides, to the last second."""

from datetime import datetime

from django.utils import timezone

from applications.models import Batch
from portal.problems import Problem


def spoken(moment: datetime) -> str:
    """2023年8月31日23:59, as people are told."""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def days_left(deadline: datetime, now: datetime) -> int:
    """Whole calendar days until ``deadline``; 0 on the day itself, negative when it has passed."""
    return (timezone.localtime(deadline).date() - timezone.localtime(now).date()).days


def too_late_to_submit(batch: Batch, now: datetime) -> list[Problem]:
    """Why a unit cannot submit at ``now`` (T1, T5)."""
    if batch.takes_submissions(now):
        return []
    if now > batch.city_deadline:
        return [
            Problem(
                f"市级截止时间为{spoken(batch.city_deadline)}，现为{spoken(now)}，已不能提交；"
                "已填写的内容均已保留，请联系市文化和旅游局。"
            )
        ]
    if now < batch.opens_at:
        return [Problem(f"本批次自{spoken(batch.opens_at)}起申报，届时再提交。")]
    return [Problem(f"本批次当前为“{batch.get_status_display()}”，不接受提交。")]


def too_late_to_recommend(batch: Batch, now: datetime) -> list[Problem]:
    """Why a city cannot recommend at ``now`` (T10): 逾期不再受理."""
    if batch.takes_recommendations(now):
        return []
    if now > batch.province_deadline:
        return [
            Problem(
                f"省级截止时间为{spoken(batch.province_deadline)}，现为{spoken(now)}，"
                "逾期不再受理，请联系省文化和旅游厅。"
            )
        ]
    return [Problem(f"本批次当前为“{batch.get_status_display()}”，不接受推荐。")]
