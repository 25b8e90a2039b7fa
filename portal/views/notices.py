"""Messages to the person who is logged in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import ListView

from portal import clock
from portal.models import Notice

UNREAD = "unread"


class NoticeList(ListView):
    """All messages by day, or (``?show=unread``) those not read; a POST marks every one."""

    template_name = "portal/notices.html"
    paginate_by = 20

    def get_queryset(self):
        rows = Notice.objects.visible_to(self.request.user)
        return rows.unread() if self.request.GET.get("show") == UNREAD else rows

    def get_context_data(self, **kwargs):
        shows_unread = self.request.GET.get("show") == UNREAD
        return super().get_context_data(shows_unread=shows_unread, **kwargs)

    def post(self, request):
        own = Notice.objects.visible_to(request.user)
        count = own.unread().update(read_at=clock.now())
        messages.success(request, f"已将{count}条消息标为已读。")
        return redirect("notices")


@require_safe
def open_notice(request, pk):
    """Mark one message as read and go where it points."""
    notice = _mark(request.user, pk)
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("notices")


@require_POST
def mark_read(request, pk):
    """Mark one message as read and stay on the list."""
    _mark(request.user, pk)
    shown = UNREAD if request.POST.get("show") == UNREAD else ""
    return redirect(reverse("notices") + (f"?show={shown}" if shown else ""))


def _mark(user, pk):
    notice = get_object_or_404(Notice.objects.visible_to(user), pk=pk)
    Notice.objects.filter(pk=pk).unread().update(read_at=clock.now())
    return notice
