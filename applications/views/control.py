"""The control panel of an application: where it stands, what is to be done."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from applications import completeness, deadlines, differences, standing
from applications.choices import (
    AT_CITY,
    EDITABLE,
    RETURNED,
    UNIT_SECTIONS,
    Deadline,
    Status,
)
from applications.guards import open_request
from applications.lifecycle import BEFORE_EVALUATION
from applications.links import office_links
from applications.models import Batch
from applications.permissions import (
    can_ask_to_end,
    can_edit_section,
    can_end,
    can_extend,
    can_read_dossier,
    can_review,
    can_start,
    can_submit,
    is_of_city_civil,
    opening_of,
    scores_blind,
    zone_shown,
)
from applications.places import section_url
from applications.services.dossier import (
    StartRefused,
    start_application,
    unit_of,
)
from applications.views.answers import crumbs, find
from portal import clock
from portal.access import require
from portal.choices import READER_ROLES


class ApplicationStart(View):
    """POST only: begin, or go on where the unit has begun already."""

    def post(self, request, batch):
        batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=batch)
        require(can_start(request.user, batch))
        try:
            application = start_application(
                batch=batch, organisation=unit_of(request.user), actor=request.user
            )
        except StartRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("applications:list")
        return redirect(application)


class ApplicationDetail(View):
    """The control panel, the same for every role; what it offers is decided elsewhere."""

    def get(self, request, pk):
        application = find(request, pk)
        entries = standing.moves_of(application)
        dates = deadlines.of(application)
        returned = last_return(application)
        offers, others = standing.offers(application, request.user)
        versions = list(application.snapshots.defer("data").order_by("-number"))
        context = {
            "application": application,
            "heading": zone_shown(request.user, application) or application.organisation.name,
            "crumbs": crumbs(application)[:1],
            **place(application, entries, dates),
            "due": due(application, request.user, dates),
            "events": standing.timeline(application, request.user, entries),
            "returned": returned,
            # the request to leave is answered where it stands
            "offers": [offer for offer in offers if offer.move.name != "end"],
            "others": others,
            **leaving(application, request.user),
            "versions": versions,
            "changes": changes(application, request.user, versions),
            "decided": standing.decided(application, request.user),
            "links": office_links(application, request.user),
            **contents(application, request.user),
        }
        return render(request, "applications/detail.html", context)


def place(application, entries, dates):
    """Where it stands, who has it and what comes next."""
    holder, following = standing.whose(application, dates.submission)
    note = standing.here_note(application, dates.supplement)
    steps = standing.steps(application, entries, who=holder, note=note)
    return {"steps": steps, "holder": holder, "next": following}


def contents(application, user):
    """The parts of the 报告书: tasks for whoever writes them, links for whoever reads."""
    decision = can_read_dossier(user, application)
    if not decision:
        return {"closed": decision.reason}
    opening = opening_of(application)
    writable = {
        name for name in UNIT_SECTIONS if can_edit_section(user, application, name, opening=opening)
    }
    if not writable:
        parts = [
            {"label": name.label, "url": section_url(application, name)} for name in UNIT_SECTIONS
        ]
        return {"parts": parts}
    reports = completeness.section_states(application)
    asked = {point.section for point in opening.of_unit() if not point.answer}
    ready = [r for r in reports if r.state == completeness.SectionState.COMPLETE]
    return {
        "tasks": [task(report, report.section in writable, asked) for report in reports],
        "done": sum(report.section not in asked for report in ready),
        "wanted": sum(report.state != completeness.SectionState.OPTIONAL for report in reports),
        "waits_for_head": can_submit(user, application).reason,
    }


TASK_STATES = {
    completeness.SectionState.UNTOUCHED: "todo",
    completeness.SectionState.OPTIONAL: "todo",
    completeness.SectionState.COPIED: "problem",
    completeness.SectionState.PROBLEMS: "problem",
    completeness.SectionState.COMPLETE: "done",
}


def task(report, is_writable, asked):
    """One line of the task list; ``asked`` are the parts whose return waits for an answer."""
    stopping = [problem for problem in report.problems if not problem.is_warning]
    reminders = len(report.problems) - len(stopping)
    notes = [f"{len(stopping)}处需处理"] if stopping else []
    notes += [f"{reminders}条提醒"] if reminders else []
    if report.state == completeness.SectionState.OPTIONAL:
        notes = ["未填的核对为“无法核对”"]
    is_new = report.state == completeness.SectionState.UNTOUCHED
    state, word = TASK_STATES[report.state], report.state.value
    if report.section in asked:
        state, word = "problem", "有退回意见"
    return {
        "label": report.section.label,
        "url": report.url,
        "state": state if is_writable else "locked",
        "word": word if is_writable else "本次未开放",
        "note": "" if is_new or not is_writable else "，".join(notes),
    }


def last_return(application):
    """What came back and is not answered yet."""
    if application.status not in RETURNED:
        return None
    rounds = application.return_rounds.select_related("returned_by")
    return rounds.prefetch_related("points__item").last()


def due(application, user, dates):
    """The next deadline that concerns whoever reads, the days left, and what moved it."""
    kind = next_deadline(application, user)
    moment = kind and getattr(dates, kind)
    if moment is None:
        return None
    now = clock.now()
    return {
        "label": Deadline(kind).label,
        "moment": moment,
        "left": clock.left(moment, now),
        "late": now > moment,
        "extended": deadlines.governing(application, kind, dates),
        "extend_url": extend_url(application, user, kind),
    }


def extend_url(application, user, kind):
    """Where ``user`` moves this date for this unit; empty for whoever may not."""
    if not can_extend(user, kind, applications=[application]):
        return ""
    url = reverse("applications:extension_new", args=[application.batch_id])
    return f"{url}?{urlencode({'kind': kind.value, 'application': application.pk})}"


def next_deadline(application, user):
    """Which date it is; None where nothing runs for the reader."""
    if application.status in EDITABLE:
        return Deadline.SUBMISSION
    if application.status == Status.PROVINCE_RETURNED:
        return Deadline.SUPPLEMENT
    if application.status in AT_CITY and can_review(user, application):
        return Deadline.RECOMMENDATION
    if application.status == Status.COSIGNING and is_of_city_civil(user, application):
        return Deadline.RECOMMENDATION
    return None


def leaving(application, user):
    """T23: what the unit has asked, who reads it, and who may answer it or ask."""
    asks = application.status in BEFORE_EVALUATION
    asked = open_request(application) if asks and not user.has_role(*READER_ROLES) else None
    return {
        "asked": asked,
        "may_ask": asks and not asked and bool(can_ask_to_end(user, application)),
        "may_cancel": bool(asked and can_ask_to_end(user, application)),
        "may_decide": bool(asked and can_end(user, application)),
    }


def changes(application, user, versions):
    """What the last submission changed against the one before it."""
    if len(versions) < 2 or not can_read_dossier(user, application):
        return None
    new, old = application.snapshots.order_by("-number")[:2]
    is_blind = scores_blind(user, application)
    parts = differences.between(application, old.data, new.data, marks=not is_blind)
    url = reverse("applications:difference", args=[application.pk, old.number, new.number])
    return {"count": differences.count(parts), "url": url}
