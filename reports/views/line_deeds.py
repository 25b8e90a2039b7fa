"""What is done with a line beside writing it: hand it in, 本月无变化, 单位未报; and the way to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST

from applications.views.answers import REFUSED
from portal import clock
from portal.access import require
from portal.choices import CITY_ROLES, UNIT_ROLES
from reports.forms.lines import MissingForm
from reports.lines import LineRecord
from reports.months import month_at_hand
from reports.permissions import can_check_lines, can_hand_in, can_read_months, is_of_unit
from reports.services import lines as services
from reports.services.months import LineRefused
from reports.views.lines import LinePage, find_organisation


@method_decorator(require_POST, name="dispatch")
class Deed(LinePage):
    """All boxes are saved first, then comes the deed of the button."""

    def then(self):
        try:
            messages.success(self.request, self.perform())
        except LineRefused as refusal:
            messages.error(self.request, str(refusal))

    def done(self):
        return self.back()


class HandIn(Deed):
    """交市文旅局."""

    def is_own(self):
        return is_of_unit(self.request.user, self.organisation)

    def decision(self):
        record = self.record
        return can_hand_in(self.request.user, self.organisation, record.city_month, record.line)

    def perform(self):
        services.hand_in(**self.place)
        rows = LineRecord(self.organisation, self.month).rows
        if blank := sum(row.figure.amount is None for row in rows):
            sentence = f"还有{blank}项任务没有填写本月数据，核对前可以补填。"
            messages.warning(self.request, sentence)
        return "已交市文化和旅游局，核对前仍可修改。"


class Unchanged(Deed):
    """本月无变化, or its undoing."""

    def perform(self):
        undo = "undo" in self.request.POST
        services.mark_unchanged(**self.place, undo=undo)
        if undo:
            return "已取消“本月无变化”，请填写本月工作进展。"
        return "已标为“本月无变化”，沿用上次填写的进展。"


class Missing(LinePage):
    """单位未报: asked with its reason, or taken back."""

    def get(self, request, pk, year, month):
        return self.guarded(lambda: self.ask(MissingForm()))

    def post(self, request, pk, year, month):
        return self.guarded(self.state)

    def guarded(self, answer):
        """The answer, for whoever may check lines now."""
        city_month = self.record.city_month
        decision = can_check_lines(self.request.user, city_month)
        if not decision and not self.is_city:
            raise PermissionDenied(decision.reason)
        if not decision:
            messages.error(self.request, decision.reason)
            return redirect(city_month)
        return answer()

    def ask(self, form, status=200):
        context = {
            "heading": "单位未报",
            "question": f"“{self.heading}”标为“单位未报”？",
            "consequences": [
                "报省的台账中，本单位本月工作进展为“未报”和下面的原因。",
                "单位在报省前补填的，“单位未报”自动取消。",
            ],
            "submit_label": "标为单位未报",
            "form": form,
            "cancel_url": self.record.city_month.get_absolute_url(),
        }
        return render(self.request, "generic/confirm.html", context, status=status)

    def state(self):
        reason = ""
        if "undo" not in self.request.POST:
            form = MissingForm(self.request.POST)
            if not form.is_valid():
                return self.ask(form, status=REFUSED)
            reason = form.cleaned_data["reason"]
        try:
            services.state_missing(**self.place, reason=reason)
        except LineRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            done = "已标为“单位未报”。" if reason else "已取消“单位未报”。"
            messages.success(self.request, done)
        return redirect(self.place_on_city_page())


class Ledger(View):
    """Sends everybody to their place of the month that is due now."""

    def get(self, request):
        user = request.user
        require(can_read_months(user))
        if units := user.organisation_ids(*UNIT_ROLES):
            organisation = find_organisation(user, units[0], clock.today())
            return self.to("line", organisation.pk, month_at_hand(organisation.city_id))
        if cities := user.city_ids(*CITY_ROLES):
            return self.to("city_month", cities[0], month_at_hand(cities[0]))
        return self.to("month", None, month_at_hand(None))

    @staticmethod
    def to(name, whose, month):
        args = [month.year, month.month]
        return redirect(f"reports:{name}", *([whose] if whose else []), *args)
