"""One city's month: every line in place, 已核, 报送, and the province's answer."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.timezone import is_aware
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from applications.forms.moves import MoveForm
from applications.views.answers import REFUSED
from portal import clock
from portal.access import require
from portal.models import Region
from portal.numbers import read_key
from portal.workflow import Offer, TransitionRefused
from reports.completeness import not_a_month
from reports.forms.lines import LineForm
from reports.lifecycle import city_month_lifecycle
from reports.months import CityRecord
from reports.periods import FIRST_MONTH, next_month, previous_month
from reports.permissions import can_check_lines, can_read_city, is_of_culture, is_province
from reports.services import lines as services
from reports.services.months import LineRefused, open_month
from reports.views.lines import not_now, read_month

#: The boxes of a line on the city's page; all others are on the page of the line.
BOXES = ("progress", "reason", "checked")
FILES = (("ledger_pdf", "生成PDF"), ("ledger_xlsx", "生成Excel"))


class MonthView(View):
    """Finds the month of a city, for whoever may read it."""

    def dispatch(self, request, *, city, year, month):
        self.month = read_month(year, month)
        if not can_read_city(request.user, city):
            raise Http404
        self.record = CityRecord(city, self.month)
        try:
            self.city_month = self.record.city_month
        except Region.DoesNotExist as error:
            raise Http404 from error
        if problems := not_a_month(self.month):
            return not_now(request, str(self.city_month), problems[0].text)
        return super().dispatch(request)


@method_decorator(require_safe, name="dispatch")
class CityMonthPage(MonthView):
    """All organisations in the three groups of the notice."""

    def get(self, request):
        record, user = self.record, request.user
        may_write = bool(can_check_lines(user, self.city_month))
        context = {
            "heading": str(self.city_month),
            "record": record,
            "city_month": self.city_month,
            "groups": [(label, self.cards(rows, may_write)) for label, rows in record.groups],
            "may_write": may_write,
            "offers": self.offers(user),
            "files": FILES,
            "events": record.events if self.sees_events(user) else (),
            "seen": clock.now().isoformat(),
            **self.links(),
        }
        return render(request, "reports/ledger/city_month.html", context)

    def cards(self, rows, may_write):
        """Each line with its form, where this person may write."""
        return [{"record": row, "form": self.form(row) if may_write else None} for row in rows]

    def form(self, row):
        form = LineForm(row, only=BOXES, is_city=True, auto_id=f"id_{row.organisation.pk}_%s")
        form.show_hints()
        return form

    def offers(self, user):
        """The moves of this person, with what stands in the way as the page has read it."""
        moves = city_month_lifecycle.transitions.values()
        return [
            Offer(move, self.record.problems if move.name == "report" else [])
            for move in moves
            if self.city_month.status in move.source and move.allowed(user, self.city_month)
        ]

    def sees_events(self, user):
        return is_province(user) or is_of_culture(user, self.city_month.city_id)

    def links(self):
        before, after = previous_month(self.month), next_month(self.month)
        return {
            "earlier": self.url(before) if before >= FIRST_MONTH else "",
            "later": self.url(after) if after <= clock.today() else "",
            "strip": [{**step, "url": self.url(step["month"])} for step in self.record.strip],
        }

    def url(self, month):
        args = [self.city_month.city_id, month.year, month.month]
        return reverse("reports:city_month", args=args)


@method_decorator(require_POST, name="dispatch")
class CheckLines(MonthView):
    """已核 for the named organisations, or for all that were handed in; or its undoing."""

    def post(self, request):
        undo = "undo" in request.POST
        try:
            answer = services.check_lines(
                city=self.city_month.city_id,
                month=self.month,
                actor=request.user,
                organisations=self.organisations(),
                seen=self.seen(),
                undo=undo,
            )
        except PermissionDenied as refusal:
            return self.refused(refusal)
        if answer.names:
            verb = "已取消核对" if undo else "已核对"
            messages.success(request, f"{verb}{len(answer.names)}家：{'、'.join(answer.names)}。")
        elif not answer.left:
            messages.info(request, "没有需要核对的进展；单位填好交来后再核对。")
        for sentence in answer.left:
            messages.warning(request, sentence)
        return redirect(self.city_month)

    def organisations(self):
        """Those that were named; None where the page asks for all."""
        sent = self.request.POST.getlist("organisation")
        return [read_key(number) or 0 for number in sent] if sent else None

    def seen(self) -> datetime | None:
        """The moment at which the page was made; None where the page names none."""
        try:
            moment = parse_datetime(self.request.POST.get("seen", ""))
        except ValueError:
            return None
        return moment if moment and is_aware(moment) else None

    def refused(self, refusal):
        """Not this person's: 403. Not now: the page says so."""
        if not is_of_culture(self.request.user, self.city_month.city_id):
            raise refusal
        messages.error(self.request, str(refusal))
        return redirect(self.city_month)


class CityMonthMove(MonthView):
    """GET asks, POST performs: 报送, 审阅, 退回."""

    def dispatch(self, request, *, move, **address):
        if move not in city_month_lifecycle.transitions:
            raise Http404
        self.move = city_month_lifecycle.transitions[move]
        return super().dispatch(request, **address)

    def get(self, request):
        require(self.move.allowed(request.user, self.city_month))
        if self.city_month.status not in self.move.source:
            return self.moved_on()
        return self.show(self.build_form())

    def post(self, request):
        require(self.move.allowed(request.user, self.city_month))
        form = self.build_form(request.POST)
        if not form.is_valid():
            return self.show(form, status=REFUSED)
        try:
            self.perform(form.note)
        except TransitionRefused as refusal:
            if self.city_month.status not in self.move.source:
                return self.moved_on()
            return self.show(form, refusal.problems, status=REFUSED)
        state = self.city_month.get_status_display()
        messages.success(request, f"已办理“{self.move.label}”，当前状态为“{state}”。")
        return redirect(self.city_month)

    @transaction.atomic
    def perform(self, note):
        """Make the move; a month that nobody has touched begins with it."""
        try:
            record = open_month(city=self.city_month.city_id, month=self.month)
        except LineRefused as refusal:
            raise TransitionRefused([str(refusal)]) from refusal
        self.city_month = record
        city_month_lifecycle.perform(record, self.move.name, actor=self.request.user, note=note)

    def moved_on(self):
        state = self.city_month.get_status_display()
        sentence = f"当前状态为“{state}”，现在不能{self.move.label}，本次操作没有改变任何内容。"
        messages.warning(self.request, sentence)
        return redirect(self.city_month)

    def build_form(self, data=None):
        return MoveForm(data, move=self.move, record=self.city_month, user=self.request.user)

    def show(self, form, problems=None, *, status=200):
        if problems is None and self.move.name == "report":
            problems = self.record.problems
        context = {
            "heading": f"{self.move.label}：{self.city_month}",
            "question": f"确定{self.move.label}？",
            "consequences": CONSEQUENCES[self.move.name](self.record),
            "problems": problems,
            "form": form,
            "submit_label": self.move.label,
            "danger": self.move.name == "return",
            "cancel_url": self.city_month.get_absolute_url(),
        }
        return render(self.request, "generic/confirm.html", context, status=status)


# --- what follows a move ---------------------------------------------------------------------


def after_report(record):
    number = (getattr(record.city_month, "version_number", None) or 0) + 1
    sentences = [
        f"应报{record.count.partition('/')[2]}家的进展报省文化和旅游厅，封存为第{number}版并生成校验码。",
        "报送后本市和各单位不能再修改；如需更正，请联系省文化和旅游厅退回。",
    ]
    missing = [
        line.organisation.name for _, lines in record.groups for line in lines if line.is_missing
    ]
    if missing:
        sentences.append(f"单位未报：{'、'.join(missing)}。")
    if record.excused:
        names = [unit.name for unit in record.units if unit.pk in record.excused]
        sentences.append(f"免报：{'、'.join(names)}。")
    if clock.now() > record.due and not record.city_month.first_submitted_at:
        sentences.append("已过截止日期，本次报送记为“逾期”。")
    return sentences


def after_review(record):
    return ["状态变为“已审阅”；如再发现问题，仍可退回。"]


def after_return(record):
    return [
        "台账退回市文化和旅游局修改，市文化和旅游局会收到消息和退回理由。",
        "是否逾期以首次报送时间为准，不因退回改变；再次报送的改动在汇总中逐条列出。",
    ]


CONSEQUENCES = {"report": after_report, "review": after_review, "return": after_return}
