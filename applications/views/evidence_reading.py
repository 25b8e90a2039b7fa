"""Reading one piece of evidence beside the desk, and saying what it is worth."""

from functools import cached_property

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect

from applications import desk, evidence
from applications.forms.evidence import VerdictForm
from applications.permissions import can_read_attachment, can_see_marks
from applications.services.evidence import EvidenceRefused
from applications.services.evidence_review import RemarkMissing, judge_evidence, record_opening
from applications.views.answers import CONFLICT, REFUSED, clock_time, conflict_head, is_fetch
from applications.views.evidence import EvidencePart
from applications.views.sheets import find_sheet
from portal.access import require
from portal.editing import EditConflict
from portal.views.downloads import SHOWN
from scoring.services import SheetLocked


class EvidenceReading(EvidencePart):
    """One piece of evidence at its page; POST says what the sheet makes of it."""

    panel = "applications/evidence/_reading.html"
    page = "applications/evidence/reading.html"

    def dispatch(self, request, pk, column, link):
        self.column = column
        joins = ("organisation", *desk.COLUMNS)
        self.application, self.sheet = find_sheet(request, pk, column, *joins)
        require(can_see_marks(request.user, self.application, column))
        rows = self.application.evidence.select_related("attachment__item", "application")
        self.link = get_object_or_404(rows, pk=link)
        self.number = self.link.number
        if self.link.attachment:
            require(can_read_attachment(request.user, self.link.attachment))
        return super().dispatch(request)

    @property
    def judging(self):
        """Whether the reader is one who says what the evidence is worth."""
        return evidence.judges(self.column) and bool(self.place.writing)

    def get(self, request):
        if self.judging:
            record_opening(link=self.link, sheet=self.sheet, actor=request.user)
        return self.read(VerdictForm.stored(self.piece.review))

    def post(self, request):
        if not evidence.judges(self.column):
            raise Http404
        if not self.place.writing:
            return self.not_now(self.place.writing.reason)
        form = VerdictForm(request.POST)
        if not form.is_valid():
            return self.refuse(form, next(iter(form.errors.values()))[0])
        subject = {"link": self.link, "sheet": self.sheet, "actor": request.user}
        try:
            return self.saved(judge_evidence(**form.cleaned_data, **subject))
        except SheetLocked as refusal:
            return self.not_now(str(refusal))
        except EvidenceRefused as refusal:
            return self.refuse(form, str(refusal), missing=isinstance(refusal, RemarkMissing))
        except EditConflict as conflict:
            return self.conflict(conflict)

    @cached_property
    def piece(self):
        pieces = evidence.read(self.place, [self.number])[self.number].pieces
        return next(piece for piece in pieces if piece.link.pk == self.link.pk)

    def read(self, form, status=200, **more):
        file, line = self.link.attachment, None
        if file is None:
            line = evidence.lines_of([self.link]).get((self.link.table, self.link.line))
        context = {
            "title": f"{self.item}：{self.piece.title}",
            "piece": self.piece,
            "file": file,
            "is_shown": bool(file) and file.content_type in SHOWN,
            "is_paged": bool(file) and evidence.has_pages(file),
            "cells": evidence.cells_of(line) if line else [],
            "form": form if self.judging else None,
            **more,
        }
        return self.show(context, status)

    def beside(self):
        if not self.judging:
            return super().beside()
        count = evidence.unopened(self.application, self.sheet)
        return {**super().beside(), "unopened": count}

    def saved(self, review):
        if not is_fetch(self.request):
            messages.success(self.request, "采信情况已保存。")
            return redirect(self.desk_url)
        at = clock_time(review.judged_at)
        return JsonResponse({"version": review.version, "saved_at": at, **self.beside()})

    def refuse(self, form, sentence, *, missing=False):
        if is_fetch(self.request):
            need = {"need": "remark"} if missing else {}
            return JsonResponse({"message": sentence, **need}, status=REFUSED)
        messages.error(self.request, sentence)
        return self.read(form, REFUSED)

    def conflict(self, conflict):
        """Both texts; without a script the version of now goes into the page with mine."""
        head = conflict_head(conflict, self.request.user)
        if is_fetch(self.request):
            sides = {
                name: {"label": side.label, "mine": side.mine, "theirs": side.theirs}
                for name, side in conflict.fields.items()
            }
            return JsonResponse({"conflict": {**head, "fields": sides}}, status=CONFLICT)
        form = VerdictForm({**self.request.POST.dict(), "version": conflict.version})
        messages.error(self.request, f"{head['who']}已先填写采信情况，请对照后再保存。")
        return self.read(form, CONFLICT, theirs=conflict.fields)
