"""The outbox, for whoever runs the portal: how far each mail is, never what it says (O-01)."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import ListView

from portal import health, mail, outbox
from portal.access import require
from portal.choices import MailState
from portal.models import Mail
from portal.numbers import read_key

NAMED = 5
CHANGED = "邮件的状态刚刚有变化，请核对后重新确认。"


class OperatorOnly:
    """系统管理员 alone."""

    def dispatch(self, request, *args, **kwargs):
        require(outbox.can_operate(request.user))
        return super().dispatch(request, *args, **kwargs)


class Outbox(OperatorOnly, ListView):
    """All mails, newest first; the address masked, the text shown to nobody but its reader."""

    template_name = "portal/mail/list.html"
    paginate_by = 50
    extra_context = {"heading": "邮件和后台任务"}

    def get_queryset(self):
        rows = Mail.objects.select_related("recipient").defer("body")
        return rows.filter(state=self.state) if self.state else rows

    @cached_property
    def state(self):
        asked = self.request.GET.get("state", "")
        return asked if asked in MailState else ""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        counts, last_beat = outbox.counts(), health.last_beat()
        context["object_list"] = [line_of(row) for row in context["object_list"]]
        return context | {
            "sends_mail": settings.SENDS_MAIL,
            "has_address": bool(settings.PUBLIC_URL),
            "state": self.state,
            "states": [(state.value, state.label, counts[state]) for state in MailState],
            "failed": counts[MailState.FAILED],
            "last_success": outbox.last_success(),
            "queues": [
                (queue.label, queue.waiting_since(), queue.failed())
                for queue in health.QUEUES.values()
            ],
            "recent_days": health.RECENT.days,
            "last_beat": last_beat,
            "silence": health.silence(last_beat),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One mail as an operator sees it."""

    row: Mail
    address: str
    deeds: list[tuple[str, str]]


def line_of(row: Mail) -> Line:
    deeds = [(deed.name, deed.label) for deed in DEEDS if row.state in deed.of_one]
    return Line(row, mail.masked(row.address), deeds)


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done with one mail, and with all that failed."""

    name: str
    label: str
    of_one: tuple[MailState, ...]
    consequence: str
    done: str

    def run(self, rows, actor):
        return getattr(outbox, self.name)(rows, actor=actor)


DEEDS = (
    Deed(
        "send_again",
        "重新发送",
        (MailState.FAILED, MailState.DROPPED),
        "邮件重新排队，后台随即发送；消息本人已在平台上阅读的不再发送。",
        "已将{count}封邮件重新排队。",
    ),
    Deed(
        "drop",
        "不再发送",
        (MailState.FAILED, MailState.QUEUED),
        "收件人收不到这些邮件；消息仍在平台上显示。",
        "已停止发送{count}封邮件。",
    ),
)


class MailDeed(OperatorOnly, View):
    """重新发送, 不再发送: of one mail (``?mail=7``) or of all that failed; looked over first."""

    @cached_property
    def deed(self):
        found = next((deed for deed in DEEDS if deed.name == self.kwargs["deed"]), None)
        if found is None:
            raise Http404
        return found

    def chosen(self):
        """The mails that the address means, as far as the deed is anything for them."""
        rows = Mail.objects.select_related("recipient").defer("body")
        of_one = self.deed.of_one
        if number := self.request.GET.get("mail", ""):
            return list(rows.filter(pk=read_key(number), state__in=of_one))
        return list(rows.filter(state=MailState.FAILED))

    def get(self, request, deed):
        rows = self.chosen()
        return self.preview(rows) if rows else self.nothing()

    def post(self, request, deed):
        rows = self.chosen()
        if not rows:
            return self.nothing()
        if request.POST.get("count") != str(len(rows)):
            return self.preview(rows, problem=CHANGED, status=422)
        pks = [row.pk for row in rows]
        count = self.deed.run(Mail.objects.filter(pk__in=pks), request.user)
        messages.success(request, self.deed.done.format(count=count))
        return redirect("mail")

    def nothing(self):
        messages.info(self.request, "没有需要办理的邮件，可能已经办理过。")
        return redirect("mail")

    def preview(self, rows, *, problem="", status=200):
        names = "、".join(f"{row.recipient}（{mail.masked(row.address)}）" for row in rows[:NAMED])
        more = "等" if len(rows) > NAMED else ""
        context = {
            "heading": self.deed.label,
            "question": f"对以下{len(rows)}封邮件{self.deed.label}？",
            "consequences": [f"收件人：{names}{more}。", self.deed.consequence],
            "submit_label": self.deed.label,
            "cancel_url": reverse("mail"),
            "count": len(rows),
            "changed": problem,
        }
        return render(self.request, "portal/mail/confirm.html", context, status=status)
