"""Why a batch cannot move on now."""

from datetime import date, timedelta

from django.urls import reverse

from applications import deadlines
from applications.choices import HOLDING_PLACE, Status
from applications.models import Application, Batch
from portal import clock, workdays
from portal.problems import Problem

ONE_DAY = timedelta(days=1)


def batch_not_ready(batch: Batch) -> list[Problem]:
    """A batch opens with its catalogue and with deadlines that lie ahead."""
    url = reverse("applications:batch_edit", args=[batch.pk])
    problems = []
    if not batch.catalogue.exists():
        problems.append(Problem("材料目录尚未建立。", url))
    if batch.city_deadline <= clock.now():
        problems.append(Problem("市级截止时间已过，请先修改截止时间。", url))
    return problems


def submissions_still_open(batch: Batch) -> list[Problem]:
    """评定 begins after the last deadline of anybody; a rehearsal need not wait."""
    last = deadlines.last_of(batch).recommendation
    if batch.is_rehearsal or clock.now() > last:
        return []
    which = "省级截止时间为" if last == batch.province_deadline else "省级截止时间最晚延长至"
    return [Problem(f"{which}{deadlines.spoken(last)}，截止后方可转入评定。")]


def results_missing(batch: Batch) -> list[Problem]:
    """公示 begins when every recommended application has its result."""
    problems = []
    rows = batch.applications.filter(status__in=HOLDING_PLACE)
    for application in rows.select_related("organisation", "result").order_by("city", "pk"):
        url = application.get_absolute_url()
        name = application.organisation.name
        if application.status not in (Status.EVALUATED, Status.PUBLICISED):
            state = application.get_status_display()
            problems.append(Problem(f"“{name}”当前为“{state}”，尚无评定结果。", url))
        elif sentence := _undecided(application):
            problems.append(Problem(f"“{name}”{sentence}", url))
    if not rows.exists():
        problems.append(Problem("本批次没有可列入公示的申报，请办理“无评定单位归档”。"))
    return problems


def still_in_evaluation(batch: Batch) -> list[Problem]:
    """A batch ends without 公示 only when none of its applications can be listed any more."""
    rows = batch.applications.filter(status__in=HOLDING_PLACE)
    return [
        Problem(
            f"“{row.organisation.name}”当前为“{row.get_status_display()}”，请先办理评定结果。",
            row.get_absolute_url(),
        )
        for row in rows.select_related("organisation").order_by("city", "pk")
    ]


def _undecided(application: Application) -> str:
    result = getattr(application, "result", None)
    if result is None or result.proposed is None:
        return "尚未确定是否拟评定。"
    if result.proposed and result.audited_wan is None:
        return "尚未填写审定投资额。"
    return ""


def period_too_short(batch: Batch, first: date, last: date) -> str:
    """Why 公示 cannot last from ``first`` to ``last``, both included; a rehearsal may be short."""
    count = workdays.count(first, last)
    if batch.is_rehearsal or count >= batch.publicity_workdays:
        return ""
    enough = workdays.add(first - ONE_DAY, batch.publicity_workdays)
    day = f"{enough.year}年{enough.month}月{enough.day}日"
    return (
        f"公示期{workdays.said(first, last)}，不足{batch.publicity_workdays}个，"
        f"截止日期应不早于{day}。"
    )


def contact_missing(batch: Batch, contact: str) -> str:
    """公示 says where objections go; a rehearsal may leave it blank."""
    return "" if contact or batch.is_rehearsal else "请填写受理异议的联系方式，公示页上将公开。"


def publicity_not_over(batch: Batch) -> list[Problem]:
    """公布 follows the last day of 公示."""
    if batch.publicity_to is None:
        return [Problem("尚未设定公示期。")]
    if clock.today() <= batch.publicity_to:
        day = f"{batch.publicity_to.year}年{batch.publicity_to.month}月{batch.publicity_to.day}日"
        return [Problem(f"公示期至{day}，期满后方可公布。")]
    return []
