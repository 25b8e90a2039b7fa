"""Saving one mark: JSON from the desk's script, a plain form without it."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views import View

from applications import crosschecks, desk
from applications.doubts import doubts_of
from applications.forms.marks import attempt_of, from_form, from_json
from applications.permissions import can_chair, can_review, is_of_unit, member_seat
from applications.places import leaf_url
from applications.services.refusals import record_refusal
from applications.views.answers import clock_time
from applications.views.sheets import find_sheet, show_desk
from scoring.choices import Column
from scoring.outline import outline_of
from scoring.services import (
    MarkConflict,
    MarkIllegal,
    MarkRefused,
    ReasonMissing,
    SheetLocked,
    record_mark,
)
from scoring.totals import sum_up

#: Whose column it is: they read why not now, everybody else that they may not.
OWNS = {
    Column.SELF_CHECK: is_of_unit,
    Column.FIRST_REVIEW: can_review,
    Column.MEMBER: member_seat,
    Column.FINAL_SCORE: can_chair,
}


CHECK = "applications/sheets/extras/_check.html"
#: What a stranger's mark is written down with; the answer says no more than that nothing was found.
STRANGE = "无权办理该申报，或者该栏尚未开放。"
STORED = ("value", "inputs", "reason", "remark", "version")


class MarkSave(View):
    """POST only: one leaf of one column; the contract is docs/frontend.md §7."""

    def post(self, request, pk, column, number):
        application, sheet = find_to_write(request, pk, column, number)
        item = outline_of(sheet.ruleset).items.get(number)
        if item is None:
            raise Http404
        kind = ScriptAnswer if request.content_type == "application/json" else PageAnswer
        answer = kind(request, application, sheet, item)
        if decision := desk.can_write_leaf(request.user, application, column, number):
            return save(answer)
        answer.record(decision.reason)
        if OWNS[column](request.user, application):
            return answer.closed(decision.reason)
        return answer.forbidden(decision.reason)


def find_to_write(request, pk, column, number):
    """As ``find_sheet``; what a stranger sent to leaf ``number`` is written down."""
    try:
        return find_sheet(request, pk, column)
    except Http404:
        place = {"application": pk, "column": column, "number": number}
        record_refusal(**place, actor=request.user, reason=STRANGE)
        raise


def save(answer):
    """Store what was sent and answer, whatever comes of it."""
    number = answer.item.number
    subject = {"sheet": answer.sheet, "number": number, "actor": answer.request.user}
    subject["doubts"] = doubts_of(answer.application, answer.sheet, number)
    try:
        mark = record_mark(**subject, **answer.read())
    except SheetLocked as refusal:
        answer.record(str(refusal))
        return answer.closed(str(refusal))
    except MarkIllegal as refusal:
        answer.record(str(refusal))
        return answer.refused(refusal)
    except MarkRefused as refusal:
        return answer.refused(refusal)
    except MarkConflict as conflict:
        return answer.conflict(conflict)
    return answer.saved(mark)


class Answer:
    """The ways in which a save can end; one subclass for each way of sending."""

    def __init__(self, request, application, sheet, item):
        self.request = request
        self.application = application
        self.sheet = sheet
        self.column = sheet.column
        self.item = item

    def record(self, reason):
        """Write down what no page of ours would have sent; a mere slip is not."""
        record_refusal(
            application=self.application.pk,
            column=self.column,
            number=self.item.number,
            actor=self.request.user,
            reason=reason,
        )


class ScriptAnswer(Answer):
    """Status and JSON."""

    def read(self):
        return from_json(self.request.body, self.item)

    def saved(self, mark):
        answer = {
            "value": mark.value,
            "version": mark.version,
            "saved_at": clock_time(mark.edited_at),
            "totals": self.totals(),
        }
        more = {"also": self.derived_with(mark), "checks": self.checks()}
        return JsonResponse(answer | {name: told for name, told in more.items() if told})

    def checks(self):
        """The lines of cross-checks that follow from this mark, each as HTML by its leaf."""
        lines = crosschecks.beside_others(
            self.application, self.sheet, self.item.number, self.request.user
        )
        return {
            number: render_to_string(CHECK, {"number": number, "extra": checked})
            for number, checked in lines.items()
        }

    def derived_with(self, mark):
        """The leaves that were counted anew because of this save, or since."""
        numbers = outline_of(self.sheet.ruleset).dependents.get(self.item.number)
        if not numbers:
            return {}
        rows = self.sheet.marks.filter(leaf__number__in=numbers, edited_at__gte=mark.edited_at)
        found = rows.order_by().values_list("leaf__number", "value", "version")
        return {number: {"value": value, "version": version} for number, value, version in found}

    def totals(self):
        """The running sums after the save, as the server computes them."""
        marks = dict(self.sheet.marks.order_by().values_list("leaf__number", "value"))
        totals = sum_up(outline_of(self.sheet.ruleset).tree, marks)
        section = next(part for part in totals.sections if part.number == self.item.part)
        return {
            "section": section.points,
            "section_filled": section.marked,
            "total": totals.total,
            "filled": totals.whole.marked,
            "of": totals.whole.leaves,
            "groups": totals.nodes,
        }

    def refused(self, refusal):
        need = {"need": "reason"} if isinstance(refusal, ReasonMissing) else {}
        return self.say(str(refusal), HTTPStatus.UNPROCESSABLE_ENTITY, **need)

    def conflict(self, conflict):
        theirs = {name: getattr(conflict.mark, name) for name in STORED}
        return self.say(str(conflict), HTTPStatus.CONFLICT, who=conflict.name, **theirs)

    def closed(self, reason):
        return self.say(reason, HTTPStatus.LOCKED)

    def forbidden(self, reason):
        return self.say(reason, HTTPStatus.FORBIDDEN)

    def say(self, message, status, **more):
        return JsonResponse({"message": message, **more}, status=status)


class PageAnswer(Answer):
    """Back to the leaf, or the page again with everything that was typed."""

    def read(self):
        return from_form(self.request.POST, self.item)

    def saved(self, mark):
        return redirect(leaf_url(self.application, self.column, self.item))

    def refused(self, refusal):
        return self.again(str(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)

    def conflict(self, conflict):
        """The version that stands now goes into the page: saving again is knowing why."""
        return self.again(str(conflict), HTTPStatus.CONFLICT, version=conflict.version)

    def again(self, sentence, status, **changes):
        messages.error(self.request, f"没有保存：{sentence}")  # the leaf may be far below
        attempt = attempt_of(self.request.POST, self.item, sentence, **changes)
        return show_desk(
            self.request,
            self.application,
            self.column,
            self.item.part,
            attempts={self.item.number: attempt},
            status=status,
        )

    def closed(self, reason):
        messages.error(self.request, reason)
        return redirect(leaf_url(self.application, self.column, self.item))

    def forbidden(self, reason):
        raise PermissionDenied(reason)
