"""Pages without log-in: the list in 公示, objections to it, and what a check code is worth.

Pages to read set no cookie. The form of an objection has the token that every form has: another
site must not let its visitors object, each from an address of its own.
"""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from applications import publicity
from applications.forms.objections import ObjectionForm
from applications.forms.verification import CodeForm
from applications.models import Batch
from applications.services import objections
from applications.verification import Verdict, verdict
from applications.views.answers import REFUSED
from portal import audit, workdays
from portal.throttling import allow, place_of

#: An hour sees so many objections from one address, and so many to one batch from all.
OBJECTIONS, OBJECTIONS_OF_ALL = 5, 200
#: A minute sees so many codes asked from one address.
CODES = 30
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TOO_MANY, UNTRUSTED = 429, 403
STALE = (
    "页面已过期，内容没有提交。请核对后再次提交；仍不能提交的，请在浏览器中允许本网站使用Cookie。"
)
TONES = {Verdict.VALID: "done", Verdict.REPLACED: "returned", Verdict.UNKNOWN: "problem"}


@method_decorator(login_not_required, name="dispatch")
class PublicPage(View):
    """A page for everybody, with a menu of its own; without a form an empty token keeps the
    cookie away."""

    has_form = False

    def show(self, template, context, status=200):
        frame = {"menu": self.menu(), **({} if self.has_form else {"csrf_token": ""})}
        path = f"applications/public/{template}.html"
        return render(self.request, path, {**frame, **context}, status=status)

    def menu(self):
        links = [
            ("公示公布", reverse("public:batches")),
            ("校验码核对", reverse("public:verify")),
            ("返回平台" if self.request.user.is_authenticated else "登录", reverse("home")),
        ]
        is_code = self.request.path.startswith(reverse("public:verify"))
        return [(label, url, place == is_code) for place, (label, url) in enumerate(links)]

    def find(self, pk):
        return get_object_or_404(Batch.objects.public(), pk=pk)


# --- lists ---------------------------------------------------------------------------------


class BatchList(PublicPage):
    """Every batch that is or was in 公示, the newest first."""

    def get(self, request):
        on_list = Count("applications", filter=Q(applications__status__in=publicity.ON_LIST))
        return self.show("batches", {"batches": Batch.objects.public().annotate(units=on_list)})


class UnitList(PublicPage):
    """拟评定 units, or those that were published: no person, no mark."""

    def get(self, request, pk):
        batch = self.find(pk)
        context = {
            "batch": batch,
            "rows": publicity.listed(batch),
            "is_published": publicity.is_published(batch),
            "workdays": batch.publicity_to
            and workdays.count(batch.publicity_from, batch.publicity_to),
            "closed": publicity.closed_to_objections(batch),
        }
        return self.show("units", context)


# --- objections ----------------------------------------------------------------------------


class ObjectionNew(PublicPage):
    """The form of an objection; whatever is refused, what was typed stays."""

    has_form = True

    def get(self, request, pk):
        batch = self.find(pk)
        return self.ask(batch, ObjectionForm(batch=batch))

    def post(self, request, pk):
        batch = self.find(pk)
        form = ObjectionForm(request.POST, batch=batch)
        if not form.is_valid():
            return self.ask(batch, form, status=REFUSED)
        number = objections.number_of(batch, form.said, form.cleaned_data["token"])
        if not objections.find(batch, number) and not self.is_allowed(batch):
            form.add_error(None, self.too_many(batch))
            return self.ask(batch, form, status=TOO_MANY)
        try:
            objections.receive(
                batch=batch, values=form.said, number=number, address=audit.address.get()
            )
        except objections.ObjectionRefused as refusal:
            form.add_error(None, f"{refusal}以下内容没有提交，需要的请先复制。")
            return self.ask(batch, form, status=REFUSED)
        return redirect("public:received", batch.pk, number)

    def stale(self):
        """The browser has lost the cookie that the token belongs to: the form again, with another."""
        batch = self.find(self.kwargs["pk"])
        form = ObjectionForm(self.request.POST, batch=batch)
        form.add_error(None, publicity.closed_to_objections(batch) or STALE)
        return self.ask(batch, form, status=UNTRUSTED)

    def is_allowed(self, batch):
        place = f"objection:{place_of(self.request)}"
        return allow(place, limit=OBJECTIONS, per=HOUR) and allow(
            f"objections:{batch.pk}", limit=OBJECTIONS_OF_ALL, per=HOUR
        )

    def too_many(self, batch):
        other = f"，或按以下方式提出：{batch.objection_contact}" if batch.objection_contact else ""
        return f"提交过于频繁，内容没有提交。请保留本页，1小时后再提交{other}。"

    def ask(self, batch, form, status=200):
        closed = publicity.closed_to_objections(batch)
        context = {"batch": batch, "form": form, "closed": closed}
        return self.show("objection", context, status=status)


class ObjectionReceived(PublicPage):
    """The number to note down; nothing of what was said."""

    def get(self, request, pk, number):
        batch = self.find(pk)
        objection = objections.find(batch, number)
        if objection is None:
            raise Http404
        return self.show("received", {"batch": batch, "objection": objection})


# --- check codes ---------------------------------------------------------------------------


class Codes(PublicPage):
    """Where a code is typed."""

    def get(self, request):
        form = CodeForm(request.GET if "code" in request.GET else None)
        if form.is_valid():
            return redirect("public:verdict", form.cleaned_data["code"])
        return self.show("verify", {"form": form}, status=REFUSED if form.is_bound else 200)


class CodeVerdict(PublicPage):
    """有效, 已被新版本替代 or 未查到, and nothing else."""

    def get(self, request, code):
        if not allow(f"verify:{place_of(request)}", limit=CODES, per=MINUTE):
            form = CodeForm({"code": code})
            form.add_error("code", "核对过于频繁，请1分钟后再试。")
            return self.show("verify", {"form": form}, status=TOO_MANY)
        answer = verdict(code)
        context = {"code": code, "verdict": answer, "tone": TONES[answer], "form": CodeForm()}
        return self.show("verify", context)
