"""异议 in the office: the list of a batch, one objection, and what is done with it."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from applications import permissions as may
from applications.choices import ObjectionOutcome
from applications.forms.objections import (
    AnswerForm,
    AssignmentForm,
    RegistrationForm,
    ReopeningForm,
)
from applications.lifecycle import application_lifecycle
from applications.models import Objection
from applications.services import objections
from applications.views.answers import REFUSED, read_version
from applications.views.province import OfficeForm, batch_crumbs, find_batch
from portal import audit
from portal.access import require
from portal.editing import EditConflict

#: What follows an objection that is upheld, as far as the application's state allows.
FOLLOWING = ("uphold_objection", "reevaluate")


class Office(View):
    """A page for 省文化和旅游厅 alone: nobody else learns that an objection came in."""

    def dispatch(self, request, pk):
        self.batch = find_batch(request, pk)
        require(may.can_administer(request.user, self.batch))
        return super().dispatch(request, pk)

    def rows(self):
        return self.batch.objections.select_related(
            "application__organisation", "assigned_to", "answered_by", "received_by"
        )

    def show(self, template, **context):
        context = {"batch": self.batch, "crumbs": batch_crumbs(self.batch), **context}
        status = REFUSED if "form" in context and context["form"].is_bound else 200
        return render(
            self.request, f"applications/objections/{template}.html", context, status=status
        )


class ObjectionList(Office):
    """Every objection of a batch, the open ones first."""

    def get(self, request, pk):
        rows = sorted(self.rows(), key=lambda row: row.released_at is not None)
        return self.show("list", rows=rows, heading=f"{self.batch}公示异议")


class ObjectionRegister(Office):
    """The list with every word of it, for the file; who looked is written down."""

    @transaction.atomic
    def get(self, request, pk):
        rows = list(self.rows())
        deed = {"label": "打开异议登记簿", "count": len(rows)}
        audit.record(request.user, "read_objections", self.batch, **deed)
        return self.show("register", rows=rows, heading=f"{self.batch}公示异议登记簿")


class ObjectionRegistration(Office):
    """Write down what came by letter, telephone or visit."""

    def get(self, request, pk):
        return self.ask(RegistrationForm(batch=self.batch))

    def ask(self, form):
        url = objections.list_url(self.batch)
        return self.show("new", form=form, cancel_url=url, submit_label="登记")

    def post(self, request, pk):
        form = RegistrationForm(request.POST, batch=self.batch)
        if not form.is_valid():
            return self.ask(form)
        try:
            objection = objections.register(batch=self.batch, values=form.said, actor=request.user)
        except objections.ObjectionRefused as refusal:
            form.add_error(None, f"{refusal}以下内容没有保存，需要的请先复制。")
            return self.ask(form)
        messages.success(request, f"异议已登记，登记号{objection.number}。")
        return redirect("applications:objection", objection.pk)


# --- one of them ---------------------------------------------------------------------------


def find(request, pk):
    require(may.can_administer(request.user))
    related = ("batch", "application__organisation", "application__dossier", "application__batch")
    people = ("assigned_to", "answered_by", "received_by")
    return get_object_or_404(Objection.objects.select_related(*related, *people), pk=pk)


def objection_crumbs(objection):
    batch = objection.batch
    return [*batch_crumbs(batch), ("公示异议", objections.list_url(batch))]


class ObjectionDetail(View):
    """What was said, who examines it, what was found, and what may be done now."""

    def get(self, request, pk):
        objection = find(request, pk)
        context = {
            "objection": objection,
            "batch": objection.batch,
            "crumbs": objection_crumbs(objection),
            "following": following(objection, request.user),
            "history": audit.history(objection),
        }
        return render(request, "applications/objections/detail.html", context)


def following(objection, user):
    """The moves of the unit that an upheld objection leads to."""
    application = objection.application
    if application is None or objection.outcome != ObjectionOutcome.UPHELD:
        return []
    offers = application_lifecycle.offers(application, user)
    return [offer.move for offer in offers if offer.move.name in FOLLOWING]


class ObjectionOffice(OfficeForm):
    """A form about one objection; its version decides who came second."""

    template = "applications/objections/form.html"
    heading = ""
    form_class = None

    def find(self, pk):
        return find(self.request, pk)

    def closed(self):
        return "该异议已办结；确需修改的，请先重新核查。" if self.record.released_at else ""

    def crumbs(self):
        return [*objection_crumbs(self.record), (str(self.record), self.record.get_absolute_url())]

    def mark(self):
        return self.record.version

    def facts(self):
        return {"objection": self.record, "batch": self.record.batch, "heading": self.heading}


class ObjectionAssignment(ObjectionOffice):
    """交办."""

    heading, done = "交办异议", "已交办，承办人会收到消息。"

    def build_form(self, data=None):
        return AssignmentForm(data, initial={"officer": self.record.assigned_to})

    def save(self, form, seen):
        officer = form.cleaned_data["officer"]
        return objections.assign(
            objection=self.record, officer=officer, seen=seen, actor=self.request.user
        )


class ObjectionAnswer(ObjectionOffice):
    """核查结论 and 答复."""

    heading, done = "记录核查结论和答复", "核查结论和答复已记录；送达异议人后请办结。"

    def build_form(self, data=None):
        stored = {"outcome": self.record.outcome, "answer": self.record.answer}
        return AnswerForm(data, initial=stored)

    def save(self, form, seen):
        return objections.answer(
            objection=self.record, values=form.cleaned_data, seen=seen, actor=self.request.user
        )


class ObjectionRelease(View):
    """办结: asks once more, then writes it down."""

    def get(self, request, pk):
        objection = find(request, pk)
        context = {
            "objection": objection,
            "batch": objection.batch,
            "crumbs": objection_crumbs(objection),
            "heading": f"异议办结：{objection.number}",
            "question": "答复已按联系方式送达异议人，确认办结？",
            "consequences": ["全部异议办结后，方可公布本批次结果。"],
            "submit_label": "办结",
            "cancel_url": objection.get_absolute_url(),
            "problems": objections.not_releasable(objection),
            "following": following(objection, request.user),
        }
        return render(request, "applications/objections/release.html", context)

    def post(self, request, pk):
        objection = find(request, pk)
        seen = read_version(request.POST.get("version"))
        try:
            objections.release(objection=objection, seen=seen, actor=request.user)
        except objections.ObjectionRefused as refusal:
            messages.error(request, str(refusal))
        except EditConflict as conflict:
            messages.error(request, f"{conflict}该异议没有办结，请核对最新的结论和答复后再办结。")
        else:
            messages.success(request, "异议已办结。")
        return redirect("applications:objection", objection.pk)


class ObjectionReopening(ObjectionOffice):
    """重新核查, with a reason."""

    heading, done = "重新核查异议", "已转为核查中，承办人会收到消息。"

    def closed(self):
        return "" if self.record.released_at else "该异议尚未办结，可以直接修改结论和答复。"

    def build_form(self, data=None):
        return ReopeningForm(data)

    def save(self, form, seen):
        note = form.cleaned_data["note"]
        return objections.reopen(objection=self.record, note=note, actor=self.request.user)
