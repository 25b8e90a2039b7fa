"""The unit's list of what proves a leaf.

Scripts of ours get JSON with the parts of the page that have changed, a browser without them
gets pages.
"""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views import View

from applications import desk, evidence
from applications.forms.evidence import EvidenceForm
from applications.permissions import can_point
from applications.places import leaf_url
from applications.services.evidence import (
    EvidenceRefused,
    add_evidence,
    change_evidence,
    copy_evidence,
    move_evidence,
    remove_evidence,
)
from applications.views.answers import CLOSED, REFUSED, crumbs, is_fetch, refused
from applications.views.marks import OWNS
from applications.views.sheets import find_sheet
from portal.numbers import read_key
from scoring.choices import Column
from scoring.outline import outline_of

FORBIDDEN = 403
LIST = "applications/sheets/extras/_evidence.html"


class EvidencePart(View):
    """One leaf of one sheet; both kinds of page begin here."""

    panel = page = ""

    @cached_property
    def item(self):
        if item := outline_of(self.sheet.ruleset).items.get(self.number):
            return item
        raise Http404

    @cached_property
    def place(self):
        column, user = Column(self.column), self.request.user
        part = outline_of(self.sheet.ruleset).part(self.item.part)
        writing = desk.can_write_leaf(user, self.application, column, self.number)
        return desk.Place(self.application, column, self.sheet, part, user, writing)

    @property
    def desk_url(self):
        return leaf_url(self.application, self.column, self.item)

    def show(self, context, status=200):
        """The panel for a script, the page for everybody else; ``title`` is the heading."""
        context |= {"application": self.application, "item": self.item, "desk_url": self.desk_url}
        if not is_fetch(self.request):
            context["crumbs"] = crumbs(self.application)
            return render(self.request, self.page, context, status=status)
        panel = render_to_string(self.panel, context, self.request)
        answer = {"title": context["title"], "panel": panel, **self.beside()}
        return JsonResponse(answer, status=status)

    def beside(self):
        """What has changed on the desk."""
        found = evidence.read(self.place, [self.number])[self.number]
        context = {"number": self.number, "extra": found}
        return {"number": self.number, "list": render_to_string(LIST, context)}

    def not_now(self, reason):
        """To whose sheet it is a message, to everybody else a refusal."""
        own = OWNS[self.column](self.request.user, self.application)
        if is_fetch(self.request):
            return refused(reason, CLOSED if own else FORBIDDEN)
        if not own:
            raise PermissionDenied(reason)
        messages.error(self.request, reason)
        return redirect(self.desk_url)


class EvidenceEditor(EvidencePart):
    """The unit says what proves a leaf: add, change, order, remove, copy."""

    column = Column.SELF_CHECK
    panel = "applications/evidence/_editor.html"
    page = "applications/evidence/editor.html"

    def dispatch(self, request, pk, number):
        self.number = number
        self.application, self.sheet = find_sheet(request, pk, self.column, "organisation")
        if not (decision := can_point(request.user, self.application, number)):
            return self.not_now(decision.reason)
        return super().dispatch(request)

    def get(self, request):
        return self.edit(self.form(link=self.link))

    def post(self, request):
        deed = DEEDS.get(request.POST.get("do", "save"))
        if deed is None:
            raise Http404
        try:
            sentence = deed(self)
        except EvidenceRefused as refusal:
            return self.refuse(str(refusal))
        if is_fetch(request):
            return self.edit(self.form())
        messages.success(request, sentence)
        return redirect("applications:evidence", self.application.pk, self.number)

    def form(self, data=None, link=None):
        return EvidenceForm(data, application=self.application, link=link)

    @cached_property
    def link(self):
        """The link that is changed; None where one is added."""
        typed = self.request.POST.get("link") or self.request.GET.get("link", "")
        if not typed:
            return None
        links = self.application.evidence.filter(number=self.number)
        return get_object_or_404(links.select_related("application"), pk=read_key(typed))

    def edit(self, form, status=200):
        found = evidence.read(self.place, [self.number])[self.number]
        others = self.application.evidence.exclude(number=self.number)
        numbers = set(others.order_by().values_list("number", flat=True))
        items = outline_of(self.sheet.ruleset).items.values()
        sources = [item for item in items if item.number in numbers]
        context = {"title": f"{self.item}：佐证", "form": form, "sources": sources}
        return self.show({**context, "pieces": found.pieces}, status)

    def refuse(self, sentence):
        if is_fetch(self.request):
            return refused(sentence)
        messages.error(self.request, sentence)
        return self.edit(self.form(self.request.POST, self.link), REFUSED)

    # --- deeds: each answers what it did ------------------------------------------------

    def save(self):
        form = self.form(self.request.POST)
        if not form.is_valid():
            raise EvidenceRefused(next(iter(form.errors.values()))[0])
        actor = self.request.user
        if self.link:
            change_evidence(link=self.link, pointer=form.pointer, actor=actor)
            return "佐证已修改。"
        subject = {"application": self.application, "number": self.number, "actor": actor}
        add_evidence(pointer=form.pointer, **subject)
        return "佐证已添加。"

    def copy(self):
        source = self.request.POST.get("source", "")
        subject = {"application": self.application, "number": self.number}
        count = copy_evidence(source=source, actor=self.request.user, **subject)
        return f"已从{source}复制{count}份佐证。"

    def remove(self):
        remove_evidence(link=self.named(), actor=self.request.user)
        return "佐证已删除。"

    def move(self, step):
        move_evidence(link=self.named(), step=step, actor=self.request.user)
        return "顺序已调整。"

    def named(self):
        if self.link is None:
            raise Http404
        return self.link


DEEDS = {
    "save": EvidenceEditor.save,
    "copy": EvidenceEditor.copy,
    "remove": EvidenceEditor.remove,
    "up": lambda page: page.move(-1),
    "down": lambda page: page.move(1),
}
