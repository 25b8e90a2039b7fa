"""Where each reader of a batch may go from its page."""

from collections.abc import Iterator

from django.urls import reverse

from applications import permissions as may
from applications import unstarted
from applications.choices import BatchStatus
from applications.links import Link
from applications.models import Batch
from applications.publicity import has_list, is_public, is_published
from portal.choices import CITY_ROLES
from portal.models import User


def batch_links(batch: Batch, user: User) -> list[Link]:
    """Boards, catalogue, objections and results, as far as ``user`` may."""
    return [
        Link(label, reverse(name, args=args), note)
        for links in (_public_links, _board_links, _log_links, _office_links)
        for label, name, args, note in links(batch, user)
    ]


def _public_links(batch: Batch, user: User) -> Iterator[tuple]:
    if is_published(batch):
        yield "评定结果", "applications:results", [batch.pk], ""
    if is_public(batch):
        yield "公示公布页", "public:batch", [batch.pk], "不登录也可以查看"


def _board_links(batch: Batch, user: User) -> Iterator[tuple]:
    if batch.status == BatchStatus.PREPARING:
        return
    if may.is_province(user):
        yield "各市推荐名额", "applications:boards", [batch.pk], ""
    for city in dict.fromkeys(user.city_ids(*CITY_ROLES)):
        yield "本市推荐名额", "applications:board", [batch.pk, city], ""


def _log_links(batch: Batch, user: User) -> Iterator[tuple]:
    if batch.status != BatchStatus.PREPARING and may.can_read_log(user):
        yield "催办记录", "applications:batch_urges", [batch.pk], "催办和到期提醒"
    if may.can_urge_some(user) and (left := unstarted.of(batch, user).count()):
        yield "尚未申报的单位", "applications:unstarted", [batch.pk], f"{left}家，可以催办"


def _office_links(batch: Batch, user: User) -> Iterator[tuple]:
    if not may.can_administer(user, batch):
        return
    yield "材料目录", "applications:catalogue", [batch.pk], ""
    if has_list(batch):
        left = batch.objections.filter(released_at__isnull=True).count()
        yield "公示异议", "applications:objections", [batch.pk], f"{left}件未办结" if left else ""
    if may.can_wipe(user, batch):
        yield "清除演练批次", "applications:batch_wipe", [batch.pk], "一次清除全部数据和文件"
