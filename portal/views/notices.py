"""Messages to the person who is logged in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from portal import clock
from portal.models import Notice


class NoticeList(ListView):
    """All messages, newest first; a POST marks every one as read."""

    template_name = "portal/notices.html"
    paginate_by = 20
    extra_context = {"heading": "消息"}

    def get_queryset(self):
        return Notice.objects.visible_to(self.request.user)

    def post(self, request):
        count = self.get_queryset().unread().update(read_at=clock.now())
        messages.success(request, f"已将{count}条消息标为已读。")
        return redirect("notices")


@require_safe
def open_notice(request, pk):
    """Mark one message as read and go where it points."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    Notice.objects.filter(pk=pk).unread().update(read_at=clock.now())
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("notices")
