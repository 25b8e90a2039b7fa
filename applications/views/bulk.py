"""Deeds on several applications at once: first what would happen, then only that."""

from collections import defaultdict
from functools import partial
from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from applications import selection
from applications.choices import QUERY_LENGTH, Deadline
from applications.forms.bulk import BulkExtensionForm
from applications.forms.filters import ApplicationFilter
from applications.forms.urging import UrgeForm
from applications.models import Application
from applications.permissions import can_export_list, can_extend_some, can_urge_some
from applications.services import extensions, urging
from applications.views.answers import REFUSED
from portal.access import require
from portal.text import some
from portal.worksheets.tables import ImportRefused

NOTHING = "请先勾选，或选择全部符合条件的。"
STALE = "预览已过期，请重新选择后办理。"


class BulkPage(View):
    """POST only, from the bar of a list. ``query`` leads back to where it was asked."""

    up = "申报"

    def dispatch(self, request, **kwargs):
        self.query = request.POST.get("query", "")
        self.list_url = f"{self.address()}{self.query and f'?{self.query}'}"
        self.crumbs = [(self.up, self.list_url)]
        return super().dispatch(request, **kwargs)

    def address(self):
        """The list from whose bar it comes."""
        return reverse("applications:list")

    def chosen(self):
        listed = partial(ApplicationFilter, user=self.request.user)
        return selection.read(self.request.POST, listed)

    def choose(self):
        """What was chosen; without anything the list says so."""
        found = self.chosen()
        if found is None:
            messages.warning(self.request, NOTHING)
        return found

    def back(self):
        return redirect(self.list_url)


# --- the deeds ----------------------------------------------------------------------------------


class Deed:
    """One kind of deed; ``number`` says by which number the service knows what it is done to."""

    def number(self, one):
        return one.application.pk


class UrgeDeed(Deed):
    """催办, each application by the service of the single one."""

    name, label, template = "urge", "催办", "applications/lists/urge.html"
    #: Whether what was typed decides what is shown before it is done.
    looks_twice = False

    def allowed(self, user):
        return can_urge_some(user)

    def form(self, user, data=None):
        return UrgeForm(data)

    def look(self, numbers, user, form):
        return urging.targets(numbers, user)

    def perform(self, numbers, form, user):
        return urging.urge_all(numbers, note=form.cleaned_data["note"], actor=user)


class ExtendDeed(Deed):
    """延期: first which date and until when, then each old and new date, then the deed."""

    name, label, template = "extend", "延期", "applications/lists/extend.html"
    looks_twice = True

    def allowed(self, user):
        return can_extend_some(user)

    def form(self, user, data=None):
        return BulkExtensionForm(data, user=user)

    def look(self, numbers, user, form):
        rows = self.rows(numbers, user)
        if not form.is_bound or not form.is_valid():
            return [extensions.Moved(row) for row in rows]
        wishes = self.wishes(rows, form)
        return [one for wish in wishes for one in extensions.one_by_one(wish, user)]

    def perform(self, numbers, form, user):
        wishes, grounds = self.wishes(self.rows(numbers, user), form), form.grounds
        return [
            one for wish in wishes for one in extensions.extend_each(wish, user, grounds=grounds)
        ]

    def rows(self, numbers, user):
        rows = Application.objects.visible_to(user).filter(pk__in=numbers).for_list()
        return rows.order_by("-batch__opens_at", "batch", "city", "pk")

    def wishes(self, rows, form):
        """One for each batch."""
        kind, until = Deadline(form.cleaned_data["kind"]), form.cleaned_data["until"]
        for batch, own in groupby(rows, key=attrgetter("batch")):
            yield extensions.Wish(batch, kind, until, applications=tuple(own))


DEEDS = {deed.name: deed for deed in (UrgeDeed(), ExtendDeed())}


# --- asked, shown, done -------------------------------------------------------------------------


class BulkDeed(BulkPage):
    """The first POST asks, the last does what was shown before and no more."""

    def post(self, request, deed):
        if deed not in DEEDS:
            raise Http404
        return self.go(DEEDS[deed])

    def go(self, deed):
        self.deed, request = deed, self.request
        require(deed.allowed(request.user))
        if "shown" in request.POST:
            return self.go_on(request.POST)
        found = self.choose()
        if found is None:
            return self.back()
        return self.ask([row.pk for row in found.qs], deed.form(request.user))

    def go_on(self, sent):
        user = self.request.user
        try:
            numbers = selection.shown(sent["shown"], deed=self.deed.name, user=user)
        except ImportRefused:
            messages.warning(self.request, STALE)
            return self.back()
        form = self.deed.form(user, sent)
        if not form.is_valid() or "again" in sent:
            return self.ask(numbers, form)
        if self.deed.looks_twice and "sure" not in sent:
            return self.ask(numbers, form, is_last=True)
        return self.perform(numbers, form)

    def perform(self, numbers, form):
        user = self.request.user
        done, left = split(self.deed.perform(numbers, form, user))
        if done:
            messages.success(self.request, f"已{self.deed.label}{len(done)}家。")
        for sentence in told(left):
            messages.warning(self.request, sentence)
        return self.back()

    def ask(self, numbers, form, is_last=False):
        user, deed = self.request.user, self.deed
        is_last = is_last or not deed.looks_twice
        found = deed.look(numbers, user, form)
        going, left = split(found) if is_last else (found, [])
        if deed.looks_twice and not going:
            return self.ask_again(numbers, form, left)
        ids = [deed.number(one) for one in going]
        context = {
            "heading": f"批量{deed.label}",
            "crumbs": self.crumbs,
            "question": question(deed.label, going, left) if is_last else f"已选择{len(found)}家。",
            "consequences": told(left) if going else [],
            "problems": [] if going else told(left),
            "going": going,
            "table_name": "将办理的单位" if is_last else "所选单位",
            "form": form,
            "is_last": is_last,
            "query": self.query,
            "shown": selection.sealed(ids, deed=deed.name, user=user),
            "submit_label": deed.label if is_last else "下一步：核对",
            "cancel_url": self.list_url,
        }
        is_refused = form.errors or not going
        return render(self.request, deed.template, context, status=REFUSED if is_refused else 200)

    def ask_again(self, numbers, form, left):
        """Nothing can be done like this: what was typed stays, to be changed."""
        if not left:
            raise Http404
        for sentence in told(left):
            form.add_error(None, sentence)
        return self.ask(numbers, form)


def split(found):
    """Those that go, and those that are refused."""
    rows = list(found)
    return [one for one in rows if not one.refusal], [one for one in rows if one.refusal]


def question(label, going, left):
    rest = f"，{len(left)}家不办理" if left else ""
    return f"将{label}{len(going)}家{rest}。"


def told(left):
    """One sentence for each reason: 2家不办理（甲、乙）：今天已催办过，请明天再催。"""
    by_reason = defaultdict(list)
    for one in left:
        by_reason[one.refusal].append(one.application.organisation.name)
    return [
        f"{len(names)}家不办理（{some(names)}）：{reason}" for reason, names in by_reason.items()
    ]


# --- the list as a workbook ---------------------------------------------------------------------


class BulkExport(BulkPage):
    """What the workbook would hold; the next step orders it. One batch goes into one workbook."""

    def post(self, request):
        require(can_export_list(request.user))
        found = self.choose()
        if found is None:
            return self.back()
        asked = QueryDict(found.query, mutable=True)
        batch = found.qs.order_by("-batch__opens_at", "pk").first().batch
        asked["batch"] = str(batch.pk)
        chosen = ApplicationFilter(asked, request.user)
        count, others = chosen.qs.count(), found.qs.exclude(batch=batch).count()
        context = {
            "heading": "导出申报列表",
            "crumbs": self.crumbs,
            "question": f"将导出{batch}的{count}件申报。",
            "consequences": self.notes(batch, chosen, others),
            "problems": self.too_long(chosen),
            "batch": batch,
            "query": chosen.query,
            "submit_label": "生成Excel文件",
            "cancel_url": self.list_url,
            "action_url": reverse("reports:request"),
        }
        return render(request, "applications/lists/export.html", context)

    def notes(self, batch, chosen, others):
        notes = ["各栏与列表一致，计分只含您可以查看的；文件在后台生成，完成后可在“输出文件”下载。"]
        if chosen.words:
            notes.append(f"条件：{'；'.join(chosen.words)}。")
        if others:
            notes.append(
                f"没有指定批次，只导出最近的{batch}；其他批次的{others}件请按批次筛选后分别导出。"
            )
        return notes

    def too_long(self, chosen):
        if len(chosen.query) <= QUERY_LENGTH:
            return []
        return ["勾选的申报过多，请改用筛选条件，或选择全部符合条件的申报。"]
