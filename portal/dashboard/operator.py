"""平台管理员: what has stopped or failed, and accounts with which nobody can work."""

from collections.abc import Iterator

from django.urls import reverse

from portal import health
from portal.board import Task
from portal.choices import MailState, Role
from portal.models import Mail, Membership, User


def background(user: User) -> str:
    """That nothing runs in the background, for those who can have it mended."""
    if not user.has_role(Role.PROVINCE_OFFICER, Role.SYSTEM_ADMIN):
        return ""
    return health.silence(health.last_beat())


def for_operator(user: User) -> Iterator[Task]:
    """Only 系统管理员: the other two duties read and decide nothing here."""
    if not user.has_role(Role.SYSTEM_ADMIN):
        return
    yield from _mails()
    yield from _files()
    yield from _idle_accounts()


def _mails() -> Iterator[Task]:
    url = reverse("mail")
    if failed := Mail.objects.filter(state=MailState.FAILED).count():
        note = f"{failed}封邮件没有送出；消息已在平台上显示。"
        yield Task("处理发送失败的邮件", f"{url}?state=failed", note=note)
    waiting = Mail.objects.filter(state=MailState.QUEUED).exclude(error="")
    if reason := waiting.values_list("error", flat=True).first():
        yield Task("核对邮件服务器", f"{url}?state=queued", note=f"邮件正在重试：{reason}")


def _files() -> Iterator[Task]:
    if failed := health.QUEUES["files"].failed():
        note = f"近{health.RECENT.days}天有{failed}个文件没有生成；申请人可以重新生成。"
        yield Task("查明文件生成失败的原因", f"{reverse('mail')}#background", note=note)


def _idle_accounts() -> Iterator[Task]:
    employed = Membership.objects.current().values("user")
    if idle := User.objects.filter(is_active=True).exclude(pk__in=employed).count():
        url = reverse("admin:portal_user_changelist") + "?membership=none"
        note = f"有{idle}个启用的账号没有任职，本人登录后无法办理业务。"
        yield Task("为账号设定单位和角色，或停用", url, note=note)
