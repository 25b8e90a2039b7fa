"""月调度通报: the list, the draft that the system writes, the page that edits or shows it."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views import View
from django.views.generic import ListView

from applications.forms.moves import MoveForm
from applications.views.answers import (
    CLOSED,
    CONFLICT,
    REFUSED,
    chosen,
    clock_time,
    conflict_head,
    read_version,
    refused,
)
from applications.views.moves import MovePage
from portal.access import require
from portal.editing import EditConflict
from portal.workflow import TransitionRefused
from reports.builders import corrections_since
from reports.bulletins.paper import bulletin_paper
from reports.bulletins.texts import box_words, boxes, edited
from reports.choices import BulletinStatus
from reports.forms.bulletins import BulletinForm, IssueForm
from reports.lifecycle import bulletin_lifecycle
from reports.models import Bulletin, Merge
from reports.permissions import can_read_bulletins, can_write_bulletin
from reports.services import bulletins as services
from reports.services.merging import NothingToMerge, merge_month
from reports.views.lines import read_month

LIST = ("月调度通报", reverse_lazy("reports:bulletins"))
#: Months that the list offers to begin with.
OFFERED = 6
STEPS = {"up": -1, "down": 1}


def find(request, year, month):
    """The bulletin, if this person may know that it exists."""
    rows = Bulletin.objects.visible_to(request.user).select_related("merge", "saved_by")
    return get_object_or_404(rows, month=read_month(year, month))


class BulletinList(ListView):
    """Every bulletin that was issued; for the province also drafts, and months without one."""

    template_name = "reports/bulletins/list.html"
    paginate_by = 24

    def dispatch(self, request):
        require(can_read_bulletins(request.user))
        return super().dispatch(request)

    def get_queryset(self):
        return Bulletin.objects.visible_to(self.request.user).defer("figures", "sections")

    def get_context_data(self, **context):
        writes = bool(can_write_bulletin(self.request.user))
        months = undrafted() if writes else []
        return super().get_context_data(heading="月调度通报", months=months, **context)


def undrafted():
    """Merged months that have no bulletin, the latest first."""
    merged = Merge.objects.exclude(month__in=Bulletin.objects.values("month"))
    return merged.order_by("-month").values_list("month", flat=True).distinct()[:OFFERED]


class BulletinDraft(View):
    """GET says what the system will write and what it will keep, POST lets it write."""

    def dispatch(self, request, year, month):
        require(can_write_bulletin(request.user))
        self.month = read_month(year, month)
        self.bulletin = Bulletin.objects.filter(month=self.month).first()
        if self.bulletin and self.bulletin.status == BulletinStatus.ISSUED:
            messages.warning(request, services.ISSUED)
            return redirect(self.bulletin)
        return super().dispatch(request, year, month)

    def get(self, request, year, month):
        reason = services.merge_wanted(self.month)
        context = {
            "month": self.month,
            "bulletin": self.bulletin,
            "crumbs": [LIST, *([crumb(self.bulletin)] if self.bulletin else [])],
            "reason": reason,
            "label": ("汇总并" if reason else "") + ("重新起草" if self.bulletin else "起草"),
            "edited": edited(self.bulletin) if self.bulletin else [],
        }
        return render(request, "reports/bulletins/draft.html", context)

    def post(self, request, year, month):
        try:
            if "merge" in request.POST:
                merge_month(month=self.month, actor=request.user)
            bulletin = services.draft_bulletin(month=self.month, actor=request.user)
        except (NothingToMerge, TransitionRefused) as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, f"{bulletin}已由系统起草，请核对、修改后印发。")
        return redirect(bulletin)


def crumb(bulletin):
    return str(bulletin), bulletin.get_absolute_url()


class BulletinPage(View):
    """The draft as a form that is saved while it is typed, or what was issued."""

    def dispatch(self, request, year, month):
        self.bulletin = find(request, year, month)
        return super().dispatch(request, year, month)

    def get(self, request, year, month):
        return self.edit(BulletinForm(self.bulletin)) if self.is_open else self.read()

    def post(self, request, year, month):
        require(can_write_bulletin(request.user, self.bulletin))
        return self.autosave() if "autosave" in request.POST else self.save()

    @property
    def is_open(self):
        return self.bulletin.status == BulletinStatus.DRAFT

    # --- while somebody types ------------------------------------------------------

    def autosave(self):
        """Store the valid ones of the changed boxes, say what is wrong with the others."""
        data = self.request.POST
        form = BulletinForm(self.bulletin, data, only=data.getlist("changed"))
        form.is_valid()
        saved, version = self.bulletin, read_version(data.get("version"))
        if form.cleaned_data:
            try:
                saved = form.save(version=version, actor=self.request.user)
            except EditConflict as conflict:
                return self.both_texts(conflict, form)
            except TransitionRefused as refusal:
                return refused(refusal, CLOSED)
            version = saved.version
        return JsonResponse(
            {
                "version": version,
                "saved_at": clock_time(saved.saved_at),
                "errors": {name: list(sentences) for name, sentences in form.errors.items()},
            }
        )

    def both_texts(self, conflict, form):
        stored = boxes(find(self.request, *self.place()))
        others = {name: text for name, text in stored.items() if name not in form.fields}
        answer = {**self.told(conflict), "current": others}
        return JsonResponse({"conflict": answer}, status=CONFLICT)

    def place(self):
        return self.bulletin.month.year, self.bulletin.month.month

    def told(self, conflict):
        fields = {
            name: {
                "label": both.label,
                "mine": both.mine,
                "theirs": both.theirs,
                "mine_text": box_words(name, both.mine),
                "theirs_text": box_words(name, both.theirs),
            }
            for name, both in conflict.fields.items()
        }
        return {**conflict_head(conflict, self.request.user), "fields": fields}

    # --- the buttons, and the page without scripts ----------------------------------

    def save(self):
        """All boxes or none; everything typed comes back when something is wrong."""
        typed = chosen(self.request.POST, boxes(self.bulletin).get)
        form = BulletinForm(self.bulletin, typed)
        if not form.is_valid():
            return self.edit(form, status=REFUSED) if self.is_open else self.too_late(form)
        try:
            self.store(form)
        except EditConflict as conflict:
            return self.edit(form, conflict=self.told(conflict), status=CONFLICT)
        except TransitionRefused:
            return self.too_late(form)
        return self.done()

    def store(self, form):
        """Save the texts, also where two people wrote the same; then move a section."""
        actor = self.request.user
        try:
            form.save(version=read_version(form.data.get("version")), actor=actor)
        except EditConflict as conflict:
            if conflict.fields:
                raise
        for word, key in self.moved().items():
            step = STEPS[word]
            services.move_section(bulletin=self.bulletin, key=key, step=step, actor=actor)

    def moved(self):
        """The section that is to go up or down."""
        return {word: key for word in STEPS if (key := self.request.POST.get(word))}

    def too_late(self, form):
        """Issued meanwhile: nothing is stored, and nothing typed is lost."""
        self.bulletin.refresh_from_db()
        given = {name: text for name, text in form.data.items() if text}
        typed = [field for field in form if given.get(field.name, field.initial) != field.initial]
        return self.read(kept=typed, reason=services.ISSUED, status=CLOSED)

    def done(self):
        for key in self.moved().values():
            return redirect(f"{self.bulletin.get_absolute_url()}#part-{key}")
        messages.success(self.request, "通报已保存。")
        return redirect(self.bulletin)

    # --- pages ----------------------------------------------------------------------

    def edit(self, form, *, conflict=None, status=200):
        typed = self.request.POST.get("version", self.bulletin.version)
        context = {
            **self.frame(),
            "form": form,
            "conflict": conflict,
            "version": conflict["version"] if conflict else typed,
            "annexes": bulletin_paper(self.bulletin).labelled_annexes,
            "edited": edited(self.bulletin),
            "newer": services.newer_than(self.bulletin),
        }
        return render(self.request, "reports/bulletins/edit.html", context, status=status)

    def read(self, *, status=200, **kept):
        context = {**self.frame(), "document": bulletin_paper(self.bulletin), **kept}
        return render(self.request, "reports/bulletins/read.html", context, status=status)

    def frame(self):
        """What both pages show around the texts."""
        return {
            "bulletin": self.bulletin,
            "crumbs": [LIST],
            "offers": bulletin_lifecycle.offers(self.bulletin, self.request.user),
            "corrections": corrections(self.bulletin, self.request.user),
        }


def corrections(bulletin, user):
    """What cities have changed since the merge, for who may read all cities' lines."""
    if not Merge.objects.visible_to(user).filter(pk=bulletin.merge_id).exists():
        return []
    return corrections_since(bulletin.merge)


class BulletinMove(MovePage):
    """印发 and 撤回印发."""

    lifecycle = bulletin_lifecycle
    templates = "reports/bulletins/moves"

    def dispatch(self, request, year, month, move):
        return super().dispatch(request, find(request, year, month).pk, move)

    def find(self, pk):
        rows = Bulletin.objects.visible_to(self.request.user).select_related("merge")
        return get_object_or_404(rows, pk=pk)

    def crumbs(self):
        return [LIST, crumb(self.record)]

    def form_class(self):
        return IssueForm if self.move.name == "issue" else MoveForm

    def target_label(self):
        return BulletinStatus(self.move.target).label

    def facts(self):
        return {
            "document": bulletin_paper(self.record),
            "hidden": [one["title"] for one in self.record.sections if not one["shown"]],
            "newer": services.newer_than(self.record),
        }
