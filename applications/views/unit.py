"""The unit fills in part 一 and part 二; everybody else who may, reads them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.views import View

from applications.choices import UNIT_SECTIONS, SectionName
from applications.facts import facts_of
from applications.forms.dossier import FORM_OF
from applications.models import Section
from applications.permissions import (
    can_edit_section,
    can_read_dossier,
    can_see_phones,
    is_of_unit,
    opening_of,
)
from applications.places import CHOICES, record_of, section_url
from applications.services.dossier import box_text, stored_record
from applications.views.answers import (
    CLOSED,
    CONFLICT,
    REFUSED,
    chosen,
    clock_time,
    conflict_head,
    crumbs,
    find,
    not_now,
    read_version,
)
from portal.access import require
from portal.editing import EditConflict


class SectionPage(View):
    """One part as a form, saved while it is typed; or as text."""

    def dispatch(self, request, pk, name):
        if name not in FORM_OF:
            raise Http404
        self.application = find(request, pk)
        self.name = SectionName(name)
        self.form_class = FORM_OF[name]
        return super().dispatch(request, pk, name)

    def get(self, request, pk, name):
        require(can_read_dossier(request.user, self.application))
        decision = can_edit_section(request.user, self.application, self.name)
        if not decision:
            own = is_of_unit(request.user, self.application)
            return self.read(why_closed=decision.reason if own else "")
        form = self.form_class(self.application)
        form.show_hints()
        return self.page(form)

    def post(self, request, pk, name):
        decision = can_edit_section(request.user, self.application, self.name)
        if "autosave" in request.POST:
            if not decision:
                return not_now(request, self.application, decision.reason)
            return self.autosave()
        if not decision:
            return self.too_late(decision)
        return self.save()

    # --- while somebody types ------------------------------------------------------

    def autosave(self):
        """Store the valid ones of the changed boxes, say what is wrong with the others."""
        data = self.request.POST
        form = self.form_class(self.application, data, only=data.getlist("changed"))
        form.is_valid()
        version = read_version(data.get("version"))
        saved_at = None
        if form.values():
            try:
                section = form.save(version=version, actor=self.request.user)
            except EditConflict as conflict:
                return self.both_texts(conflict, form)
            except PermissionDenied as refusal:
                return not_now(self.request, self.application, refusal)
            version, saved_at = section.version, section.saved_at
        return self.saved(form, version, saved_at)

    def saved(self, form, version, saved_at):
        stored = stored_record(self.application, self.name)
        saved_at = saved_at or self.section().saved_at
        read = self.form_class(self.application)
        hints = read.hint(stored)
        return JsonResponse(
            {
                "version": version,
                "saved_at": clock_time(saved_at),
                "errors": {name: list(sentences) for name, sentences in form.errors.items()},
                "hints": {name: sentences for name, sentences in hints.items() if sentences},
                "totals": read.sums(stored),
            }
        )

    def both_texts(self, conflict, form):
        others = [name for name in self.form_class.base_fields if name not in form.fields]
        stored = stored_record(self.application, self.name)
        answer = {
            **conflict_head(conflict, self.request.user),
            "fields": shown_conflicts(conflict),
            "current": {name: box_text(stored, name) for name in others},
        }
        return JsonResponse({"conflict": answer}, status=CONFLICT)

    # --- the button, and the page without scripts ----------------------------------

    def save(self):
        """All boxes or none; everything typed comes back when something is wrong."""
        stored = record_of(self.application, self.name)
        data = chosen(self.request.POST, lambda name: box_text(stored, name))
        form = self.form_class(self.application, data)
        if not form.is_valid():
            return self.page(form, status=REFUSED)
        version = read_version(data.get("version"))
        try:
            form.save(version=version, actor=self.request.user)
        except EditConflict as conflict:
            return self.page(form, conflict=conflict, status=CONFLICT)
        messages.success(self.request, f"“{self.name.label}”已保存。")
        return redirect(self.after_saving())

    def after_saving(self):
        if self.request.POST.get("go") == "next":
            return next_url(self.application, self.name)
        return section_url(self.application, self.name)

    def too_late(self, decision):
        """Closed meanwhile: nothing is stored, and nothing typed is lost."""
        if not is_of_unit(self.request.user, self.application):
            require(decision)
        form = self.form_class(self.application, self.request.POST)
        typed = [field for field in form if self.request.POST.get(field.name)]
        return self.read(status=CLOSED, kept=typed, reason=decision.reason)

    # --- pages -----------------------------------------------------------------------

    def section(self):
        """Who saved it last; nobody has where the application is older than the part."""
        found = self.application.sections.select_related("saved_by").filter(name=self.name)
        return found.first() or Section(application=self.application, name=self.name)

    def page(self, form, *, conflict=None, status=200):
        section = self.section()
        context = {
            **self.frame(),
            "form": form,
            "section": section,
            "version": conflict.version
            if conflict
            else self.request.POST.get("version", section.version),
            "next_url": next_url(self.application, self.name),
            "is_unsaved": form.is_bound,
        }
        if conflict:
            fields = shown_conflicts(conflict)
            context["conflict"] = {**conflict_head(conflict, self.request.user), "fields": fields}
        return render(self.request, "applications/unit/section.html", context, status=status)

    def read(self, *, status=200, **kept):
        in_full = bool(can_see_phones(self.request.user, self.application))
        facts = facts_of(self.application, self.name, phone_in_full=in_full)
        context = {**self.frame(), "facts": facts, **kept}
        return render(self.request, "applications/unit/read_section.html", context, status=status)

    def frame(self):
        return frame(self.application, self.name)


def frame(application, name):
    """What the head of every part shows."""
    return {
        "application": application,
        "name": name,
        "heading": name.label,
        "crumbs": crumbs(application),
    }


def next_url(application, name):
    """The next open part in the order of the 报告书; after the last the control panel."""
    opening = opening_of(application)
    after = UNIT_SECTIONS[UNIT_SECTIONS.index(name) + 1 :]
    following = next((part for part in after if opening.opens(part)), None)
    return section_url(application, following) if following else application.get_absolute_url()


def shown_conflicts(conflict):
    """Both texts of every box; a choice also with its words."""
    return {name: _both(name, field) for name, field in conflict.fields.items()}


def _both(name, field):
    both = {"label": field.label, "mine": field.mine, "theirs": field.theirs}
    if words := CHOICES.get(name):
        both["mine_text"] = words.get(field.mine, field.mine)
        both["theirs_text"] = words.get(field.theirs, field.theirs)
    return both
