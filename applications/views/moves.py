"""One page for every move: what will happen, what stands in the way, then the deed itself."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views import View

from applications import (
    completeness,
    cosigning,
    deadlines,
    evidence,
    guards,
    overview,
    quota,
    returns,
    summaries,
    tasks,
)
from applications.choices import Binding, Status
from applications.forms.moves import form_for
from applications.lifecycle import application_lifecycle
from applications.panels import doubt_about_days
from applications.snapshots import current
from applications.views.answers import REFUSED, crumbs, find, too_late
from applications.views.versions import mended
from portal import audit, clock
from portal.access import require
from portal.problems import blocking
from portal.workflow import TransitionRefused
from scoring.choices import Column

#: After these, done or refused, 形式审查 is counted anew.
SUBMISSIONS = ("submit", "resubmit")
ON_PAPER = "请打印现行版本的报告书，签字、盖章后在“其他材料”中上传扫描件。"


class MovePage(View):
    """GET asks, POST performs. A record that has moved on meanwhile says so and stays as it is."""

    lifecycle = None
    templates = ""

    def dispatch(self, request, pk, move):
        if move not in self.lifecycle.transitions:
            raise Http404
        self.move = self.lifecycle.transitions[move]
        self.record = self.find(pk)
        require(self.move.allowed(request.user, self.record))
        if self.record.status not in self.move.source:
            return self.moved_on()
        return super().dispatch(request, pk, move)

    def get(self, request, pk, move):
        return self.show(self.build_form())

    def post(self, request, pk, move):
        form = self.build_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            self.lifecycle.perform(
                self.record, move, actor=request.user, note=form.note, details=form.details
            )
        except TransitionRefused as refusal:
            return self.refused(form, refusal)
        messages.success(request, self.done())
        return redirect(self.record)

    def done(self):
        state = self.record.get_status_display()
        return f"已办理“{self.move.label}”，当前状态为“{state}”。"

    def refused(self, form, refusal):
        """The page again with every sentence and everything typed."""
        if self.record.status not in self.move.source:
            return self.moved_on()
        self.record = self.find(self.record.pk)
        return self.show(form, refusal.problems)

    def moved_on(self):
        state, user = self.record.get_status_display(), self.request.user
        sentence = f"当前状态为“{state}”，“{self.move.label}”已经办理，或者现在不能办理，本次操作没有改变任何内容。"
        last = audit.history(self.record).filter(previous__gt="").last()
        is_done = last is not None and (last.action, last.actor_id) == (self.move.name, user.pk)
        return too_late(self.request, self.record, sentence, is_done=is_done)

    def build_form(self, data=None):
        return self.form_class()(data, move=self.move, record=self.record, user=self.request.user)

    def show(self, form, problems=()):
        standing = blocking(self.move.problems(self.record))
        said = {problem.text for problem in standing}
        context = {
            "move": self.move,
            "record": self.record,
            "form": form,
            "problems": standing + [p for p in problems if p.text not in said],
            "can_go": not standing,
            "target": self.target_label(),
            "crumbs": self.crumbs(),
            **self.facts(),
        }
        status = REFUSED if form.is_bound else 200
        return render(self.request, self.template_names(), context, status=status)

    def template_names(self):
        return [f"{self.templates}/{self.move.name}.html", f"{self.templates}/move.html"]

    def facts(self):
        return {}


class ApplicationMove(MovePage):
    """A move of one application."""

    lifecycle = application_lifecycle
    templates = "applications/moves"

    def post(self, request, pk, move):
        answer = super().post(request, pk, move)
        if move in SUBMISSIONS:
            tasks.count_soon(self.record)
        return answer

    def done(self):
        """With the work on paper that begins now: whoever submits at night goes home after it."""
        return super().done() + (ON_PAPER if self.move.name in SUBMISSIONS else "")

    def find(self, pk):
        return find(self.request, pk)

    def crumbs(self):
        return crumbs(self.record)

    def form_class(self):
        return form_for(self.move)

    def target_label(self):
        return Status(self.move.target).label

    def facts(self):
        reader = FACTS.get(self.move.name)
        return reader(self.record, self.request.user) if reader else {}


# --- what the person checks once more ----------------------------------------------------------


def submission_facts(application, user):
    reports = completeness.section_states(application)
    return {
        "reports": reports,
        "reminders": [p for report in reports for p in report.problems if p.is_warning],
        "sheet": summaries.sheet_summary(application.self_check),
        "tables": summaries.table_totals(application),
        "number": application.snapshots.count() + 1,
        "due": deadlines.of(application).submission,
    }


def resubmission_facts(application, user):
    return {**submission_facts(application, user), "mended": mended(application, user)}


def return_facts(application, user):
    due, now = deadlines.of(application).submission, clock.now()
    return {"days_left": clock.days_left(due, now), "due": due, "is_late": now > due}


def withdrawal_facts(application, user):
    return {"due": deadlines.of(application).submission}


def review_facts(application, user):
    answers = summaries.qualification(application)
    return {
        "own_sheet": summaries.sheet_summary(application.self_check),
        "sheet": summaries.sheet_summary(application.first_review),
        "opinion": getattr(application, "opinion", None),
        "answers": answers,
        "remarkable": [answer for answer in answers if answer.is_remarkable],
        "snapshot": current(application),
    }


def with_evidence(facts, column):
    """The facts of a move that closes a sheet, and the evidence that it has left aside."""

    def read(application, user):
        return {
            **facts(application, user),
            "unopened": evidence.unopened(application, getattr(application, column)),
            "unproven": len(evidence.without(application)),
        }

    return read


def with_unsent(facts, *, by_province):
    """The facts of a move that passes over what was noted and has not gone out."""

    def read(application, user):
        unsent = returns.noted(application, by_province=by_province).count()
        return {**facts(application, user), "unsent": unsent}

    return read


def cosigning_facts(application, user):
    return {**review_facts(application, user), **cosigning.facts(application)}


def recommendation_facts(application, user):
    cities = overview.batch_overview(application.batch, user)
    rows = [row for city in cities for row in city.rows if city.region.pk == application.city_id]
    return {
        "holders": quota.holders(application),
        "rows": rows,
        "papers": summaries.submitted_papers(application),
        "due": deadlines.of(application).recommendation,
    }


def taken_back_facts(application, user):
    return {"due": deadlines.of(application).recommendation}


def request_facts(application, user):
    return {"asked": guards.open_request(application)}


def receipt_facts(application, user):
    return {
        "papers": summaries.submitted_papers(application),
        "sheet": summaries.sheet_summary(application.first_review),
        "snapshot": current(application),
    }


def panel_facts(application, user):
    doubt = doubt_about_days(application.panel) if application.panel else ""
    return {"seats": summaries.seats(application), "doubt": doubt}


def score_facts(application, user):
    return {
        "seats": summaries.seats(application),
        "sheet": summaries.sheet_summary(application.final_score),
        "papers": summaries.papers(application, [Binding.FINAL]),
        "result": getattr(application, "result", None),
    }


def objection_facts(application, user):
    upheld = guards.upheld_objections(application)
    return {**score_facts(application, user), "upheld": list(upheld)}


FACTS = {
    "submit": submission_facts,
    "withdraw": withdrawal_facts,
    "resubmit": resubmission_facts,
    "return_to_unit": return_facts,
    "request_cosign": with_unsent(
        with_evidence(review_facts, Column.FIRST_REVIEW), by_province=False
    ),
    "cosign": with_evidence(cosigning_facts, Column.FIRST_REVIEW),
    "decline_cosign": with_evidence(cosigning_facts, Column.FIRST_REVIEW),
    "recommend": recommendation_facts,
    "withdraw_recommendation": taken_back_facts,
    "request_cosign_again": with_evidence(review_facts, Column.FIRST_REVIEW),
    "cosign_again": with_evidence(cosigning_facts, Column.FIRST_REVIEW),
    "decline_cosign_again": with_evidence(cosigning_facts, Column.FIRST_REVIEW),
    "accept": with_unsent(receipt_facts, by_province=True),
    "start_evaluation": panel_facts,
    "confirm_score": with_evidence(score_facts, Column.FINAL_SCORE),
    "reevaluate": score_facts,
    "list_publicly": score_facts,
    "fail": score_facts,
    "publish": score_facts,
    "uphold_objection": objection_facts,
    "end": request_facts,
}
