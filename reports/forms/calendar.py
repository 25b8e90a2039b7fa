"""What the province types about dates, excused months and lights; and the note of a 催报."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.forms.controls import AnyDayField, ReasonField, Sentences
from applications.forms.fields import CountField, LineField, read_date
from portal import clock
from portal.choices import RegionKind
from portal.models import Organisation, Region
from reports import roster
from reports.choices import Duty
from reports.periods import FIRST_MONTH, default_due_on, month_of, year_of

REASON = 5
#: So many days after the notice's day a date may be moved to at most.
FARTHEST = 366


class WholeMonthField(forms.Field):
    """A month, cleaned to its first day; not before the year of the notice."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "month", "data-width": "medium"}, format="%Y-%m")
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> date | None:
        read = read_date(value)
        if read is None:
            return None
        month = month_of(read[0])
        if month.year < FIRST_MONTH.year:
            raise ValidationError(f"月调度自{FIRST_MONTH.year}年起，请核对。")
        return month


class NumberField(LineField):
    """依据文号."""

    def __init__(self) -> None:
        super().__init__(
            label="依据文号", max_length=60, width="medium", help_text="没有文号的可不填。"
        )


class DueDateForm(Sentences, forms.Form):
    """The last day of one duty and period, set anew for one city or all."""

    duty = forms.ChoiceField(label="事项", choices=Duty.choices)
    period = WholeMonthField(label="期间", help_text="月调度台账取所选月份，年度事项只取年份。")
    city = forms.ModelChoiceField(
        label="适用范围",
        queryset=Region.objects.filter(kind=RegionKind.CITY),
        required=False,
        empty_label="全部市",
    )
    due_on = AnyDayField(label="新的截止日期", required=True, help_text="含当日。")
    reason = ReasonField(
        label="调整原因", most=300, least=REASON, required=True, help_text="将告知有关市和单位。"
    )
    document_number = NumberField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        duty, period, due_on = (cleaned.get(name) for name in ("duty", "period", "due_on"))
        if duty and period:
            cleaned["duty"] = Duty(duty)
            cleaned["period"] = period if duty == Duty.LEDGER else year_of(period.year)
        if duty and period and due_on:
            self._refuse_far(Duty(duty), cleaned["period"], due_on)
        return cleaned

    def _refuse_far(self, duty: Duty, period: date, due_on: date) -> None:
        if due_on < period:
            self.add_error("due_on", "新的截止日期不能早于期间开始，请核对。")
        elif (due_on - default_due_on(duty, period)).days > FARTHEST:
            self.add_error("due_on", "新的截止日期与通知规定相差一年以上，请核对。")


class ExcuseForm(Sentences, forms.Form):
    """Months in which one organisation need not report."""

    organisation = forms.ModelChoiceField(
        label="单位", queryset=Organisation.objects.none(), empty_label="请选择"
    )
    since = WholeMonthField(label="起始月份")
    until = WholeMonthField(label="截止月份", help_text="含当月。")
    reason = ReasonField(
        label="免报原因", most=300, least=REASON, required=True, help_text="将告知单位和所在市。"
    )
    document_number = NumberField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = roster.everybody()
        self.fields["organisation"].label_from_instance = lambda unit: (
            f"{unit.city.name} {unit.name}"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        last = clock.today().year + 1
        if since and until and until < since:
            self.add_error("until", "截止月份不能早于起始月份，请核对。")
        elif until and until.year > last:
            self.add_error("until", f"最晚为{last}年12月，届时仍需免报的请再办理。")
        return cleaned


class LightRuleForm(Sentences, forms.Form):
    """From how many points behind the calendar a light is yellow, and red."""

    yellow_points = CountField(label="黄灯：进度落后超过", unit="个百分点", required=True)
    red_points = CountField(label="红灯：进度落后超过", unit="个百分点", required=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        yellow, red = cleaned.get("yellow_points"), cleaned.get("red_points")
        if red is not None and red > 100:
            self.add_error("red_points", "最多100个百分点，请核对。")
        elif yellow is not None and red is not None and yellow >= red:
            self.add_error("yellow_points", "黄灯的百分点应小于红灯，请核对。")
        return cleaned


class ReminderFilter(forms.Form):
    """Which part of the log is shown."""

    duty = forms.ChoiceField(label="事项", choices=[("", "全部"), *Duty.choices], required=False)
    period = WholeMonthField(label="期间", required=False)
