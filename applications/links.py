"""Where each reader of an application may go from its control panel."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from applications import permissions as may
from applications.choices import Status
from applications.models import Application
from applications.publicity import is_published
from applications.services.copying import can_copy, sources
from applications.services.results import PANEL_OPEN, RESULT_OPEN
from portal.models import User
from scoring.choices import Column

BASIS = "每一分的规则、佐证、理由和时间"


@dataclass(frozen=True, slots=True)
class Link:
    """A page beside the 报告书, and what is found there."""

    label: str
    url: str
    note: str = ""


def office_links(application: Application, user: User) -> list[Link]:
    """初评, comparison, panel and result, as far as ``user`` may see them now."""
    kinds = (
        _copy_links,
        _check_links,
        _review_links,
        _panel_links,
        _province_links,
        _urge_links,
        _board_links,
    )
    return [
        Link(label, reverse(f"applications:{name}", args=args), note)
        for links in kinds
        for label, name, args, note in links(application, user)
    ]


def _copy_links(application: Application, user: User) -> Iterator[tuple]:
    if can_copy(user, application) and sources(application):
        yield "沿用以往报告书", "copy", [application.pk], "不随年度变化的内容自动填入"


def _check_links(application: Application, user: User) -> Iterator[tuple]:
    if may.can_read_dossier(user, application):
        yield "数据核对", "crosschecks", [application.pk], "申报数据支持的分值与各栏计分"


def _review_links(application: Application, user: User) -> Iterator[tuple]:
    seen = may.can_see_marks(user, application, Column.FIRST_REVIEW)
    if not application.first_review_id or not seen:
        return
    yield "初评计分", "sheet", [application.pk, Column.FIRST_REVIEW.value], ""
    yield "初评得分依据", "proof", [application.pk, Column.FIRST_REVIEW.value], BASIS
    yield "资格核查", "qualification", [application.pk], ""
    yield "五、初评意见", "opinion", [application.pk], ""
    yield "各栏对照", "comparison", [application.pk], "自检、初评、评定逐项对照"


def _panel_links(application: Application, user: User) -> Iterator[tuple]:
    if not application.final_score_id:
        return
    if may.member_seat(user, application):
        yield "成员计分", "sheet", [application.pk, Column.MEMBER.value], "本人的计分"
    if may.can_see_marks(user, application, Column.FINAL_SCORE):
        yield "评定计分", "sheet", [application.pk, Column.FINAL_SCORE.value], ""
        yield "评定得分依据", "proof", [application.pk, Column.FINAL_SCORE.value], BASIS
    if may.can_compare_members(user, application):
        yield "成员计分对照", "members", [application.pk], "平均、最低、最高和极差"
    if application.status == Status.EVALUATING and may.can_chair(user, application):
        yield "登记参评情况", "attendance", [application.pk], "组长登记各成员是否参加评定"


def _province_links(application: Application, user: User) -> Iterator[tuple]:
    if is_published(application.batch):
        yield "评定结果名单", "results", [application.batch_id], ""
    if not may.can_administer(user, application):
        return
    if application.status in PANEL_OPEN:
        yield "组建评定组", "panel", [application.pk], "组长、成员和现场验收日期"
    if application.status in RESULT_OPEN:
        yield "审定投资额和拟评定", "result", [application.pk], ""


def _urge_links(application: Application, user: User) -> Iterator[tuple]:
    if may.can_read_urges(user, application):
        yield "催办记录", "urges", [application.pk], "催办和到期提醒"


def _board_links(application: Application, user: User) -> Iterator[tuple]:
    if may.can_read_board(user, application.city_id):
        address = [application.batch_id, application.city_id]
        yield "本市推荐名额", "board", address, "各单位名次、推荐理由、推荐汇总表"
