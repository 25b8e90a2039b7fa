"""A city's board of places, and the province's list of all of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from applications import boards, quota
from applications.forms.quota import NominationForm, StatementForm
from applications.models import Application, Nomination, QuotaBoard
from applications.permissions import can_administer, can_read_board, can_write_board
from applications.services import quota as services
from applications.services.stale import mark_of
from applications.views.answers import REFUSED, read_version
from applications.views.province import batch_crumbs, find_batch
from portal import clock
from portal.access import require
from portal.choices import RegionKind
from portal.editing import EditConflict
from portal.models import Region
from portal.workflow import TransitionRefused

#: The files that the board offers, as ``reports.outputs`` knows them.
PAPERS = (("recommendation_pdf", "PDF"), ("recommendation_xlsx", "Excel"))
NO_ROOM = "本市名额均已排满，请先移出已排入的单位；已推荐报省的，先撤回推荐。"


class BoardList(View):
    """The eleven cities: who has chosen, who recommends nobody, who has not said anything."""

    def get(self, request, batch):
        record = find_batch(request, batch)
        require(can_administer(request.user, record))
        context = {
            "batch": record,
            "crumbs": batch_crumbs(record),
            "lines": boards.city_lines(record),
            "heading": "各市推荐名额",
        }
        return render(request, "applications/quota/boards.html", context)


class OfCity(View):
    """A page of one city's board; who may not read the board does not know of it."""

    writes = True

    def dispatch(self, request, batch, city, pk=None):
        self.batch = find_batch(request, batch)
        self.city = get_object_or_404(Region, kind=RegionKind.CITY, pk=city)
        if not can_read_board(request.user, city):
            raise Http404
        if self.writes:
            require(can_write_board(request.user, city))
        self.url = quota.board_url(batch, city)
        self.find(pk)
        return super().dispatch(request)

    def find(self, pk):
        """Read what the page is about."""

    def crumbs(self):
        return [*batch_crumbs(self.batch), (f"{self.city.name}推荐名额", self.url)]


class BoardPage(OfCity):
    """The slots as boxes, the units by 初评, and what the city may do now."""

    writes = False

    def get(self, request):
        board = boards.read_board(self.batch, self.city, request.user)
        context = {
            "board": board,
            "batch": self.batch,
            "crumbs": batch_crumbs(self.batch),
            "left": clock.left(board.due, clock.now()),
            "kinds": PAPERS,
            "may_write": bool(can_write_board(request.user, self.city.pk)) and board.is_open,
        }
        return render(request, "applications/quota/board.html", context)


# --- candidates ----------------------------------------------------------------------


class Candidate(OfCity):
    """Put one unit into a slot, or change its slot and reasons."""

    def find(self, pk):
        rows = Application.objects.visible_to(self.request.user).for_list()
        rows = rows.filter(batch=self.batch, city=self.city)
        self.application = get_object_or_404(rows, pk=pk)
        self.nomination = Nomination.objects.filter(application=pk).first()

    def get(self, request):
        if not self.slots():
            messages.warning(request, NO_ROOM)
            return redirect(self.url)
        return self.show(self.build_form(), mark_of(services.boxes(self.nomination)))

    def post(self, request):
        form = self.build_form(request.POST)
        seen = read_version(request.POST.get("version"))
        if not form.is_valid():
            return self.show(form, seen)
        try:
            services.place_candidate(
                application=self.application, seen=seen, actor=request.user, **form.cleaned_data
            )
        except EditConflict as conflict:
            return self.show(form, conflict.version, conflict=conflict)
        except TransitionRefused as refusal:
            return self.show(form, seen, problems=refusal.problems)
        messages.success(request, f"已将“{self.application.organisation.name}”排入推荐名额。")
        return redirect(self.url)

    def build_form(self, data=None):
        standings = quota.standings(self.batch, self.city)
        slots = self.slots()
        return NominationForm(data, application=self.application, slots=slots, standings=standings)

    def slots(self):
        """Those that can be chosen: empty ones, the own, and with an own one to give also others'."""
        stands = Nomination.objects.filter(board__batch=self.batch, board__city=self.city)
        stands = stands.select_related("application__organisation")
        filled = {one.slot: one.application for one in stands}
        return [
            (number, self.said_of(number, filled.get(number)))
            for number in range(1, self.batch.quota + 1)
            if self.is_free(filled.get(number))
        ]

    def is_free(self, other):
        if other is None or other.pk == self.application.pk:
            return True
        return self.nomination is not None and other.place is None

    def said_of(self, number, other):
        if other is None or other.pk == self.application.pk:
            return f"名额{number}"
        return f"名额{number}（现为“{other.organisation.name}”，保存后互换）"

    def show(self, form, version, *, conflict=None, problems=()):
        context = {
            "application": self.application,
            "nomination": self.nomination,
            "form": form,
            "version": version,
            "conflict": conflict,
            "problems": problems,
            "crumbs": self.crumbs(),
            "board_url": self.url,
        }
        status = REFUSED if form.is_bound else 200
        return render(self.request, "applications/quota/candidate.html", context, status=status)


# --- pages that ask once more -----------------------------------------------------------


class Confirmation(OfCity):
    """A deed after a page that says what follows. Without a ``form_class`` nothing is asked."""

    form_class = None
    heading = question = submit_label = done = ""
    danger = False

    def get(self, request):
        return self.show(self.form_class() if self.form_class else None, self.not_now())

    def post(self, request):
        form = self.form_class(request.POST) if self.form_class else None
        if form and not form.is_valid():
            return self.show(form, self.not_now(), status=REFUSED)
        try:
            self.perform(request.user, form)
        except TransitionRefused as refusal:
            return self.show(form, refusal.problems, status=REFUSED)
        messages.success(request, self.done)
        return redirect(self.url)

    def not_now(self):
        """Why the deed is not possible now, sentences."""
        return []

    def show(self, form, problems, status=200):
        context = {
            "batch": self.batch,
            "heading": self.heading,
            "question": self.question,
            "consequences": self.consequences(),
            "form": form,
            "problems": problems,
            "submit_label": self.submit_label,
            "cancel_url": self.url,
            "danger": self.danger,
            "crumbs": self.crumbs(),
        }
        return render(self.request, "applications/quota/confirm.html", context, status=status)


class CandidateRemoval(Confirmation):
    """移出: the slot becomes free, the board's history keeps what it held."""

    heading, submit_label, danger = "移出推荐名额", "移出", True
    done = "已移出，名额空缺。"

    find = Candidate.find

    @property
    def question(self):
        return f"将“{self.application.organisation.name}”移出推荐名额？"

    def consequences(self):
        return ["名额空缺，可以排入其他单位。", "推荐理由不再保留在本页，办理记录中可以查到。"]

    def perform(self, user, form):
        services.take_out(application=self.application, actor=user)


class Statement(Confirmation):
    """本批不推荐, with its reason."""

    form_class = StatementForm
    heading, submit_label, danger = "本批不推荐", "声明本批不推荐", True
    done = "已声明本批不推荐，并告知省文化和旅游厅。"

    @property
    def question(self):
        return f"{self.city.name}本批次不推荐任何单位？"

    def consequences(self):
        return [
            "声明和理由报省文化和旅游厅，印入推荐汇总表。",
            "声明期间不能推荐报省；省级截止前可以收回。",
            "各单位的申报仍按各自的状态办理，省级截止后由系统结束。",
        ]

    def not_now(self):
        board = QuotaBoard.objects.filter(batch=self.batch, city=self.city).first()
        return services.not_to_be_stated(board or QuotaBoard(batch=self.batch, city=self.city))

    def perform(self, user, form):
        reason = form.cleaned_data["reason"]
        services.state_none(batch=self.batch, city=self.city, reason=reason, actor=user)


class StatementWithdrawal(Confirmation):
    """收回 the statement before the deadline."""

    heading, submit_label = "收回“本批不推荐”的声明", "收回声明"
    question = "收回声明，重新排定推荐名额？"
    done = "声明已收回，可以排定名额、推荐报省。"

    def consequences(self):
        return ["告知省文化和旅游厅；原声明和理由留在办理记录中。"]

    def perform(self, user, form):
        services.withdraw_statement(batch=self.batch, city=self.city, actor=user)
