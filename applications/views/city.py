"""The city's own parts: 资格核查 and 五、初评意见."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views import View

from applications import permissions as may
from applications import summaries
from applications.choices import QualificationItem, SectionName
from applications.forms.review import (
    OpinionForm,
    QualificationForm,
    opinion_hints,
    remarks_wanted,
)
from applications.services import review
from applications.views.answers import (
    CLOSED,
    CONFLICT,
    REFUSED,
    clock_time,
    conflict_head,
    crumbs,
    find,
    is_fetch,
    read_version,
    refused,
)
from portal.access import require
from portal.editing import EditConflict
from portal.locking import find_record
from scoring.choices import Column

KEEP = "keep-"


class ReviewPage(View):
    """One part of the 初评: read by whoever may read it, written while 初评 is going on.

    Speaks the contract of docs/frontend.md §4; without scripts it is a plain form.
    """

    section = None
    form_class = None
    template = ""

    def dispatch(self, request, pk):
        self.application = find(request, pk)
        require(may.can_see_marks(request.user, self.application, Column.FIRST_REVIEW))
        if self.application.first_review_id is None:
            messages.warning(request, "尚未开始初评，市文化和旅游局受理后方可查看。")
            return redirect(self.application)
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.show(self.form_class(initial=self.boxes()))

    def post(self, request, pk):
        self.typed = self.settled(request.POST)
        form = self.form_class(self.typed)
        form.is_valid()
        try:
            saved = self.save(form)
        except PermissionDenied as closed:
            return self.closed(form, str(closed))
        except EditConflict as conflict:
            return self.conflict(form, conflict)
        return self.done(form, saved)

    # --- what is sent ------------------------------------------------------------

    def settled(self, posted):
        """The typed boxes, with the other side's text where that was chosen."""
        typed = posted.copy()
        stored = self.boxes()
        for name in stored:
            if posted.get(f"{KEEP}{name}") == "theirs":
                typed[name] = stored[name]
        return typed

    def names(self):
        """The boxes that were sent: those that changed, or all."""
        known = self.boxes()
        if "autosave" in self.typed:
            return [name for name in self.typed.getlist("changed") if name in known]
        return list(known)

    def save(self, form):
        names = self.names()
        return self.store(
            application=self.application,
            values={name: form.cleaned_data[name] for name in names if name in form.cleaned_data},
            refused={name: self.typed.get(name, "") for name in names if name in form.errors},
            version=read_version(self.typed.get("version")),
            actor=self.request.user,
        )

    # --- what is answered ----------------------------------------------------------

    def done(self, form, saved):
        if is_fetch(self.request):
            return JsonResponse(
                {
                    "saved_at": clock_time(saved.saved_at),
                    "version": saved.version,
                    "errors": {n: list(form.errors[n]) for n in self.names() if n in form.errors},
                    "hints": self.hints(self.boxes()),
                    "totals": self.totals(),
                }
            )
        if form.errors:
            messages.warning(self.request, "其余内容已保存，请修改标出的内容后再保存。")
            return self.show(form, status=REFUSED)
        messages.success(self.request, f"{self.section.label}已保存。")
        return redirect(self.request.path)

    def closed(self, form, sentence):
        if is_fetch(self.request):
            is_officer = may.can_review(self.request.user, self.application)
            return refused(sentence, status=CLOSED if is_officer else 403)
        messages.error(self.request, f"{sentence}以下内容没有保存，需要的请先复制。")
        self.application.refresh_from_db()
        return self.show(form, keeps_typed=True, status=CLOSED)

    def conflict(self, form, conflict):
        fields = {
            name: {
                "label": field.label,
                "mine": field.mine,
                "theirs": field.theirs,
                "mine_text": review.box_words(name, field.mine),
                "theirs_text": review.box_words(name, field.theirs),
            }
            for name, field in conflict.fields.items()
        }
        story = {**conflict_head(conflict, self.request.user), "fields": fields}
        if is_fetch(self.request):
            others = {name: text for name, text in self.boxes().items() if name not in fields}
            return JsonResponse({"conflict": {**story, "current": others}}, status=CONFLICT)
        return self.show(form, conflict=story, status=CONFLICT)

    def show(self, form, *, conflict=None, keeps_typed=False, status=200):
        section = find_record(
            self.application.sections.select_related("saved_by"), name=self.section
        )
        decision = may.can_edit_section(self.request.user, self.application, self.section)
        is_officer = may.can_review(self.request.user, self.application)
        hints = self.hints(self.boxes())
        for name, sentences in hints.items():
            form[name].hint = " ".join(sentences)
        context = {
            "application": self.application,
            "crumbs": crumbs(self.application),
            "form": form,
            "section": section,
            "conflict": conflict,
            "is_open": bool(decision),
            "why_closed": decision.reason if is_officer else "",
            "keeps_typed": keeps_typed,
            "form_key": f"review-{self.application.pk}-{self.section}",
            **self.facts(form),
        }
        return render(self.request, self.template, context, status=status)

    def facts(self, form):
        return {}

    def totals(self):
        return {}


class Qualification(ReviewPage):
    """资格核查 (C-04): eleven items, each beside the papers that it judges."""

    section = SectionName.QUALIFICATION
    form_class = QualificationForm
    template = "applications/city/qualification.html"
    store = staticmethod(review.save_qualification)
    hints = staticmethod(remarks_wanted)

    def boxes(self):
        return review.qualification_boxes(self.application)

    def facts(self, form):
        materials = summaries.materials(self.application, self.request.user)
        lines = [{"line": line, "materials": materials.of(line.codes)} for line in form.lines()]
        return {"lines": lines, "done": self.answered(), "of": len(lines)}

    def answered(self):
        boxes = self.boxes()
        return sum(bool(boxes[f"{item}_verdict"]) for item in QualificationItem)

    def totals(self):
        return {"answered": str(self.answered())}


class Opinion(ReviewPage):
    """五、初评意见 (C-05)."""

    section = SectionName.OPINION
    form_class = OpinionForm
    template = "applications/city/opinion.html"
    store = staticmethod(review.save_opinion)
    hints = staticmethod(opinion_hints)

    def boxes(self):
        return review.opinion_boxes(self.application.opinion)
