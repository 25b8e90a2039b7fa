"""What the pages of an application have in common: finding it, and answering its scripts."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from applications.permissions import is_of_unit
from portal.choices import Role
from portal.network import typed_texts
from portal.numbers import read_key

CLOSED, REFUSED, CONFLICT = 423, 422, 409


def find(request, pk):
    """The application, if this person may know that it exists; an expert's with the seats, of
    which every right of an expert asks."""
    rows = Application.objects.visible_to(request.user).for_list()
    if request.user.has_role(Role.EXPERT):
        rows = rows.select_related("panel").with_seats()
    return get_object_or_404(rows, pk=pk)


def crumbs(application):
    """The way up from a page of the application."""
    return [
        ("申报", reverse("applications:list")),
        (application.organisation.name, application.get_absolute_url()),
    ]


def is_fetch(request):
    """Whether a script of ours asks, which reads JSON."""
    return request.headers.get("X-Requested-With") == "fetch"


def too_late(request, record, sentence, *, is_done=False):
    """Back to the record, which has moved on; something typed is shown once more instead.

    ``is_done``: by this very person, whose text is stored.
    """
    if is_done or not (texts := typed_texts(request)):
        messages.warning(request, sentence)
        return redirect(record)
    context = {"sentence": sentence, "typed": texts, "back": record.get_absolute_url()}
    return render(request, "applications/too_late.html", context, status=REFUSED)


def clock_time(moment):
    """14:03:22, as the save line says it."""
    return timezone.localtime(moment).strftime("%H:%M:%S") if moment else ""


def day_and_time(moment):
    """8月20日 14:02."""
    local = timezone.localtime(moment)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def refused(sentence, status=REFUSED):
    """Nothing was stored, and why."""
    return JsonResponse({"message": str(sentence)}, status=status)


def not_now(request, application, reason):
    """A refused save: closed to the unit that filled it in, forbidden to everybody else."""
    own = is_of_unit(request.user, application)
    return refused(reason, status=CLOSED if own else 403)


def who_saved(conflict, user):
    """The other side of a conflict, which may be one's own second window."""
    if conflict.who is None:
        return "他人"
    return "您本人（另一窗口）" if conflict.who.pk == user.pk else conflict.who.name


def conflict_head(conflict, user):
    """Who, when and on which version to build now."""
    when = day_and_time(conflict.when) if conflict.when else ""
    return {"who": who_saved(conflict, user), "when": when, "version": conflict.version}


def read_version(text):
    """The version a page was made of; 0 for anything that is no number, which meets a conflict."""
    return read_key(text) or 0


def chosen(data, theirs):
    """The posted texts, after a choice between both has been carried out.

    ``theirs`` answers the stored text of a box.
    """
    data = data.copy()
    for key in [key for key in data if key.startswith("keep-")]:
        name = key.removeprefix("keep-")
        mine = data[key] == "mine"
        data[name] = data.get(f"mine-{name}", "") if mine else theirs(name)
    return data
