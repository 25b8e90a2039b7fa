"""催报: choose, look, send; and the log of every reminder."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.views import View
from django.views.generic import ListView

from applications.forms.urging import UrgeForm
from applications.views.answers import REFUSED
from portal.access import require
from portal.choices import Role
from reports import roster
from reports.choices import Duty
from reports.forms.calendar import ReminderFilter
from reports.models import Reminder
from reports.outstanding import cases, is_period
from reports.periods import period_word
from reports.permissions import can_read_months, can_urge, can_urge_city, is_province
from reports.services.reminders import Urge, send_urge, targets

UP = [("月调度", reverse_lazy("reports:ledger"))]


class UrgePage(View):
    """One duty and period: without targets the choice, with them the preview; POST sends."""

    def dispatch(self, request):
        given = request.POST if request.method == "POST" else request.GET
        duty, period = read_duty(given), read_period(given)
        if not is_period(duty, period):
            raise Http404
        self.units = roster.read(roster.organisations_for(request.user))
        self.urge = Urge(
            duty=duty,
            period=period,
            organisations=self.read_units(given.getlist("organisation")),
            cities=self.read_cities(given.getlist("city")),
        )
        return super().dispatch(request)

    def read_units(self, numbers):
        """Organisations that this person may know, and may urge."""
        known = {str(unit.pk): unit for unit in self.units}
        for number in numbers:
            if number not in known:
                raise Http404
            require(can_urge(self.request.user, known[number].city_id))
        return tuple(dict.fromkeys(map(int, numbers)))

    def read_cities(self, codes):
        """Cities that have organisations, as far as this person may urge them."""
        if codes:
            require(can_urge_city(self.request.user))
        if not {unit.city_id for unit in self.units}.issuperset(codes):
            raise Http404
        return tuple(dict.fromkeys(codes))

    def get(self, request):
        if self.urge.organisations or self.urge.cities:
            return self.preview(UrgeForm())
        return self.choose()

    def post(self, request):
        form = UrgeForm(request.POST)
        if not form.is_valid():
            return self.preview(form)
        found = send_urge(urge=self.urge, note=form.cleaned_data["note"], actor=request.user)
        sent = [target for target in found if not target.refusal]
        if sent:
            messages.success(request, f"已催报：{reach(sent)}。")
        for target in found:
            if target.refusal:
                messages.warning(request, f"“{target.name}”{target.refusal}")
        return redirect(log_url(self.urge.duty, self.urge.period))

    def choose(self):
        """Everybody who owes it, as far as this person may urge them."""
        user = self.request.user
        cities = user.city_ids(Role.CITY_OFFICER)
        require(can_urge(user, cities[0] if cities else ""))
        own = [unit for unit in self.units if is_province(user) or unit.city_id in cities]
        owing = [case for case in cases(self.urge.duty, [self.urge.period], own) if case.is_open]
        waiting = {pk for case in owing for pk in case.waiting}
        names = {unit.city_id: unit.city for unit in own}
        context = {
            "heading": f"催报{self.word}",
            "crumbs": UP,
            "duty": self.urge.duty,
            "period": self.urge.period,
            "cities": [names[case.city] for case in owing] if is_province(user) else [],
            "waiting": [unit for unit in own if unit.pk in waiting],
            "log_url": log_url(self.urge.duty, self.urge.period),
        }
        return render(self.request, "reports/province/urge_choice.html", context)

    def preview(self, form):
        found = targets(self.urge, self.units)
        going = [target for target in found if not target.refusal]
        context = {
            "heading": f"催报{self.word}",
            "crumbs": UP,
            "question": f"将向{reach(going)}发送。",
            "consequences": list(told(found)),
            "problems": [] if going else ["所选的市和单位都不需要催报，或今天已经催报过。"],
            "form": form,
            "urge": self.urge,
            "submit_label": "发送催报",
            "cancel_url": log_url(self.urge.duty, self.urge.period),
        }
        status = REFUSED if form.is_bound else 200
        return render(self.request, "reports/province/urge.html", context, status=status)

    @property
    def word(self):
        return period_word(self.urge.duty, self.urge.period)


def log_url(duty, period):
    """The part of the log about one duty and period."""
    wanted = {"duty": duty.value, "period": f"{period:%Y-%m}"}
    return f"{reverse('reports:reminders')}?{urlencode(wanted)}"


def read_duty(given):
    try:
        return Duty(given.get("duty", ""))
    except ValueError as error:
        raise Http404 from error


def read_period(given):
    try:
        return date.fromisoformat(given.get("period", ""))
    except ValueError as error:
        raise Http404 from error


def reach(found):
    """«3家单位、5人», «1个市、2家单位、4人»."""
    cities = sum(target.wanted.organisation is None for target in found)
    people = {person.pk for target in found for person in target.people}
    counts = ((cities, "个市"), (len(found) - cities, "家单位"))
    words = [f"{count}{word}" for count, word in counts if count]
    return "、".join([*words, f"{len(people)}人"])


def told(found):
    """To whom it goes; and a sentence for each that is left out, or for whom nobody reads."""
    if going := [target.name for target in found if not target.refusal]:
        yield f"发给：{'、'.join(going)}。"
    for target in found:
        if target.refusal:
            yield f"“{target.name}”{target.refusal}"
        elif not target.people:
            yield f"“{target.name}”没有可以接收消息的账号，请另行联系。"


class ReminderList(ListView):
    """Who was reminded of what, when, by whom; the newest first."""

    template_name = "reports/province/reminders.html"
    paginate_by = 20
    extra_context = {"heading": "催报记录"}

    def dispatch(self, request):
        require(can_read_months(request.user))
        return super().dispatch(request)

    def get_queryset(self):
        self.filter = ReminderFilter(self.request.GET)
        rows = Reminder.objects.visible_to(self.request.user)
        if self.filter.is_valid():
            wanted = {name: value for name, value in self.filter.cleaned_data.items() if value}
            rows = rows.filter(**wanted)
        return rows.select_related("city", "organisation", "sent_by")

    def get_context_data(self, **context):
        return super().get_context_data(filter_form=self.filter, crumbs=UP, **context)
