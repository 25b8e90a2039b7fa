"""The outbox (G-12): a mail waits as a row, a worker sends it, an operator sees how far it is.

A mail is written in the transaction of its message and never in the way of it: without a mail
server, a broker or a worker it waits, and the message is in the portal all the same.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from portal import audit, broker, clock, health, mail
from portal.access import ALLOWED, Decision, refuse
from portal.choices import MailChoice, MailState, Role
from portal.models import Mail, Notice, User
from portal.postal import SenderMissing, reason_of

logger = logging.getLogger(__name__)

#: How long after each attempt the next one comes; after the last one a mail has failed.
DELAYS = [timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 480, 1440)]
#: So many are sent in one go.
ROUND = 100
#: A digest reaches back so far, for whoever has only just asked for one.
REACH = timedelta(days=7)
SEND, EXPIRES = "portal.send_mail", 60

READ = "消息已在平台上阅读，不再发送。"
UNWANTED = "账号已停用，或本人选择不接收邮件。"
STOPPED = "管理员停止发送。"


# --- writing -------------------------------------------------------------------------------


def write(notices: Sequence[Notice]) -> None:
    """A mail for each of ``notices`` whose reader wants it at once; one reader a mail."""
    wanted = [notice for notice in notices if wants(notice.recipient, MailChoice.AT_ONCE)]
    if not wanted or not settings.SENDS_MAIL:
        return
    mails = Mail.objects.bulk_create(_about(notice) for notice in wanted)
    for notice, written in zip(wanted, mails, strict=True):
        notice.mail = written
    Notice.objects.bulk_update(wanted, ["mail"])
    knock_on_commit()


def wants(reader: User, choice: MailChoice) -> bool:
    """Whether ``reader`` chose this; nobody writes to the invented people of a rehearsal."""
    reachable = reader.is_active and reader.email and not reader.is_demonstration
    return bool(reachable) and reader.mail_choice == choice


def _about(notice: Notice) -> Mail:
    url = address_of(reverse("notice_open", args=[notice.pk]))
    letter = _letter(notice.recipient, mail.subject_of(), mail.body_about(notice, url))
    return Mail(key=f"notice:{notice.pk}", **letter)


def _letter(reader: User, subject: str, body: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "recipient": reader,
        "address": reader.email,
        "subject": subject,
        "body": body,
        "created_at": now,
        "send_at": now,
    }


def address_of(path: str) -> str:
    """Where ``path`` is reached from a mail; empty where nobody has said."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""


def write_digests() -> int:
    """One mail a day to whoever wants them together, about what is unread and in no mail yet."""
    if not settings.SENDS_MAIL:
        return 0
    unread = Notice.objects.unread().filter(
        mail__isnull=True,
        created_at__gte=clock.now() - REACH,
        recipient__mail_choice=MailChoice.DIGEST,
    )
    rows = unread.select_related("recipient").order_by("recipient", "created_at", "pk")
    by_reader = groupby(rows, key=lambda notice: notice.recipient)
    return sum(_write_digest(reader, list(notices)) for reader, notices in by_reader)


@transaction.atomic
def _write_digest(reader: User, notices: list[Notice]) -> bool:
    """A second run on the same day writes nothing."""
    if not wants(reader, MailChoice.DIGEST):
        return False
    url = address_of(f"{reverse('notices')}?show=unread")
    body = mail.body_of_day(reader, notices, url)
    letter = _letter(reader, mail.subject_of(len(notices)), body)
    key = f"digest:{reader.pk}:{clock.today()}"
    written, is_new = Mail.objects.get_or_create(key=key, defaults=letter)
    if is_new:
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail=written)
        knock_on_commit()
    return is_new


# --- sending -------------------------------------------------------------------------------


def knock_on_commit() -> None:
    """Call a worker once the rows are there, once for all of them; else the clock comes by."""
    if all(call is not knock for _, call, _ in transaction.get_connection().run_on_commit):
        transaction.on_commit(knock, robust=True)


def knock() -> None:
    """Call a worker now; never fails the request."""
    broker.call(SEND, expires=EXPIRES)


def send_due() -> int:
    """Send what is due and answer how many went out; of two workers one sends each mail.

    What is put off further than any delay was written by a clock that has been set back since.
    """
    now = clock.now()
    due = Q(send_at__lte=now) | Q(send_at__gt=now + DELAYS[-1])
    waiting = Mail.objects.filter(due, state=MailState.QUEUED).select_related("recipient")
    rows = list(waiting.order_by("send_at", "pk")[:ROUND])
    if not rows or not settings.SENDS_MAIL:
        return 0
    post = _Post()
    try:
        return sum(_send(row, post) for row in rows if _claim(row))
    finally:
        post.hang_up()


class _Post:
    """The mail server during one round; one that cannot be reached is not asked again."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.trouble: OSError | None = None

    def send(self, row: Mail) -> None:
        if self.trouble:
            raise self.trouble
        if not settings.DEFAULT_FROM_EMAIL:
            raise SenderMissing
        try:
            self.connection.open()
        except OSError as error:
            self.trouble = error
            raise
        message = EmailMessage(
            row.subject,
            row.body,
            to=[row.address],
            headers={"Auto-Submitted": "auto-generated"},
            connection=self.connection,
        )
        message.send()

    def hang_up(self) -> None:
        """Also after a line that broke, so that the next mail gets a new one."""
        self.connection.close()


def _claim(row: Mail) -> bool:
    """Count an attempt, which is this worker's alone; its delay also serves one that dies."""
    free = Mail.objects.filter(pk=row.pk, state=MailState.QUEUED, attempts=row.attempts)
    delay = DELAYS[min(row.attempts, len(DELAYS) - 1)]
    row.attempts += 1
    return bool(free.update(attempts=row.attempts, send_at=clock.now() + delay))


def _send(row: Mail, post: _Post) -> bool:
    if why := _pointless(row):
        _settle(row, state=MailState.DROPPED, error=why)
        return False
    try:
        post.send(row)
    except (OSError, ValueError) as error:
        logger.warning("Mail %s was not sent.", row.pk, exc_info=True)
        post.hang_up()
        _settle(row, **_failure(row, error))
        return False
    _settle(row, state=MailState.SENT, sent_at=clock.now(), error="")
    return True


def _pointless(row: Mail) -> str:
    """Why nobody waits for this mail any more."""
    if not row.recipient.is_active or row.recipient.mail_choice == MailChoice.NONE:
        return UNWANTED
    return "" if row.notices.unread().exists() else READ


def _failure(row: Mail, error: Exception) -> dict[str, str]:
    """What is written down; an address that the server does not know is not tried again."""
    is_final = row.attempts >= len(DELAYS) or _is_unknown(error)
    state = MailState.FAILED if is_final else MailState.QUEUED
    return {"state": state, "error": reason_of(error)}


def _is_unknown(error: Exception) -> bool:
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())


def _settle(row: Mail, **fields: Any) -> None:
    """Only under the own attempt, and only while it still waits."""
    mine = Mail.objects.filter(pk=row.pk, state=MailState.QUEUED, attempts=row.attempts)
    mine.update(**fields)


# --- how far it is -------------------------------------------------------------------------


def waiting_since() -> datetime | None:
    """When the oldest mail that still waits was written."""
    waiting = Mail.objects.filter(state=MailState.QUEUED)
    return waiting.order_by("created_at").values_list("created_at", flat=True).first()


def last_success() -> datetime | None:
    """When a mail last went out."""
    return Mail.objects.aggregate(last=Max("sent_at"))["last"]


def counts() -> dict[str, int]:
    """How many mails there are in each state."""
    rows = Mail.objects.order_by().values("state").annotate(count=Count("pk"))
    found = {row["state"]: row["count"] for row in rows}
    return {state: found.get(state, 0) for state in MailState}


def failed() -> int:
    """How many were given up and still lie there."""
    return Mail.objects.filter(state=MailState.FAILED).count()


health.QUEUES["mail"] = health.Queue("邮件", waiting_since, failed)


def is_in_trouble() -> bool:
    """Whether something was not sent, for good or until the next attempt."""
    unsent = Q(state=MailState.FAILED) | (Q(state=MailState.QUEUED) & ~Q(error=""))
    return Mail.objects.filter(unsent).exists()


# --- what an operator does -----------------------------------------------------------------


def can_operate(user: User) -> Decision:
    """See how far mails are, and send or stop them."""
    if user.has_role(Role.SYSTEM_ADMIN):
        return ALLOWED
    return refuse("只有系统管理员可以查看和办理邮件发送。")


@transaction.atomic
def send_again(rows: QuerySet[Mail], *, actor: User) -> int:
    """重新发送, from the first attempt on; how many wait again."""
    stopped = rows.filter(state__in=(MailState.FAILED, MailState.DROPPED))
    fields = {"state": MailState.QUEUED, "attempts": 0, "error": "", "send_at": clock.now()}
    count = _change(stopped, "resend_mail", "重新发送邮件", actor=actor, **fields)
    knock_on_commit()
    return count


@transaction.atomic
def drop(rows: QuerySet[Mail], *, actor: User) -> int:
    """不再发送; the message stays in the portal."""
    waiting = rows.filter(state__in=(MailState.FAILED, MailState.QUEUED))
    fields = {"state": MailState.DROPPED, "error": STOPPED}
    return _change(waiting, "drop_mail", "停止发送邮件", actor=actor, **fields)


def _change(rows: QuerySet[Mail], action: str, label: str, *, actor: User, **fields: Any) -> int:
    found = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    if found:
        Mail.objects.filter(pk__in=found).update(**fields)
        audit.record(actor, action, actor, label=label, mails=found)
    return len(found)
