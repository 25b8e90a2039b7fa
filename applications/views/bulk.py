"""Deeds on several applications at once: first what would happen, then only that."""

from collections import defaultdict

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from applications import selection
from applications.choices import QUERY_LENGTH
from applications.forms.filters import ApplicationFilter
from applications.forms.urging import UrgeForm
from applications.permissions.lists import can_export_list
from applications.permissions.urging import can_urge_some
from applications.services import urging
from applications.views.answers import REFUSED
from portal.access import require
from portal.text import some
from portal.worksheets.tables import ImportRefused

NOTHING = "请先勾选申报，或选择全部符合条件的申报。"
STALE = "预览已过期，请重新选择后办理。"


def list_url(query=""):
    return f"{reverse('applications:list')}{query and f'?{query}'}"


class BulkPage(View):
    """POST only, from the bar of the list. ``query`` leads back to where it was asked."""

    def dispatch(self, request, **kwargs):
        self.query = request.POST.get("query", "")
        self.crumbs = [("申报", list_url(self.query))]
        return super().dispatch(request, **kwargs)

    def choose(self):
        """What was chosen; without anything the list says so."""
        found = selection.read(self.request.POST, self.request.user)
        if found is None:
            messages.warning(self.request, NOTHING)
        return found

    def back(self):
        return redirect(list_url(self.query))


# --- deeds that are previewed and then done -----------------------------------------------------


class UrgeDeed:
    """催办, each application by the service of the single one."""

    name, label, template, form_class = "urge", "催办", "applications/lists/urge.html", UrgeForm

    def allowed(self, user):
        return can_urge_some(user)

    def look(self, numbers, user):
        return urging.targets(numbers, user)

    def perform(self, number, form, user):
        return urging.urge(application=number, note=form.cleaned_data["note"], actor=user)


DEEDS = {deed.name: deed for deed in (UrgeDeed(),)}


class BulkDeed(BulkPage):
    """The first POST asks, the second does what the first has shown and no more."""

    def post(self, request, deed):
        if deed not in DEEDS:
            raise Http404
        self.deed = DEEDS[deed]
        require(self.deed.allowed(request.user))
        if "shown" in request.POST:
            return self.confirm(request.POST["shown"])
        found = self.choose()
        return self.ask([row.pk for row in found.qs]) if found else self.back()

    def confirm(self, text):
        user = self.request.user
        try:
            numbers = selection.shown(text, deed=self.deed.name, user=user)
        except ImportRefused:
            messages.warning(self.request, STALE)
            return self.back()
        form = self.deed.form_class(self.request.POST)
        if not form.is_valid():
            return self.ask(numbers, form)
        done, left = split(filter(None, (self.deed.perform(pk, form, user) for pk in numbers)))
        if done:
            messages.success(self.request, f"已{self.deed.label}{len(done)}家。")
        for sentence in told(left):
            messages.warning(self.request, sentence)
        return self.back()

    def ask(self, numbers, form=None):
        user, deed = self.request.user, self.deed
        going, left = split(deed.look(numbers, user))
        ids = [one.application.pk for one in going]
        context = {
            "heading": f"批量{deed.label}",
            "crumbs": self.crumbs,
            "question": question(deed.label, going, left),
            "consequences": told(left),
            "problems": [] if going else told(left),
            "going": going,
            "form": form or deed.form_class(),
            "query": self.query,
            "shown": selection.sealed(ids, deed=deed.name, user=user),
            "submit_label": deed.label,
            "cancel_url": list_url(self.query),
        }
        status = REFUSED if form or not going else 200
        return render(self.request, deed.template, context, status=status)


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
            "cancel_url": list_url(self.query),
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
