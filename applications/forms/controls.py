"""Boxes of the office's forms, beside those of the 报告书 in ``fields``."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.forms.fields import DayField, ParagraphsField, read_date

MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]
YES, NO = "yes", "no"
#: What the office writes down happens in these; whatever lies outside is a slip of the finger.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Sentences:
    """Mixin of forms: an empty required field is asked for by its name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            ask_by_name(field)


def ask_by_name(field: forms.Field) -> None:
    """Let an empty ``field`` say which one it is, unless it has a sentence of its own."""
    if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
        verb = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
        field.error_messages["required"] = f"{verb}{field.label}。"


class ReasonField(ParagraphsField):
    """Paragraphs with a counter: at most ``most`` characters, at least ``least`` where any."""

    def __init__(self, *, most: int, least: int = 0, rows: int = 4, **options: Any) -> None:
        attrs = {"rows": rows, "data-count": "", "data-max": most}
        super().__init__(max_length=most, widget=forms.Textarea(attrs=attrs), **options)
        self.least = least

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and len(value.strip()) < self.least:
            raise ValidationError(f"不少于{self.least}个字，请写清楚情况。")


def refuse_odd_year(day: date) -> None:
    """A year that nobody means; days at the ends of the calendar cannot be reckoned with either."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"年份应为{FIRST_YEAR}至{LAST_YEAR}，现为{day.year}，请核对。")


class AnyDayField(DayField):
    """A calendar day, also one that lies ahead."""

    def to_python(self, value: Any) -> date | None:
        read = read_date(value)
        if read is None:
            return None
        day, is_exact = read
        if not is_exact:
            raise ValidationError("请填写到日，如“2023年8月1日”。")
        refuse_odd_year(day)
        return day


class MomentField(forms.DateTimeField):
    """A minute in Asia/Shanghai."""

    default_error_messages = {"invalid": "请按“2023-08-31 23:59”的格式填写日期和时间。"}

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local", "data-width": "medium"}, format="%Y-%m-%dT%H:%M"
        )
        super().__init__(**{"widget": widget, "input_formats": MOMENT_FORMATS, **options})

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment:
            refuse_odd_year(moment)
        return moment


class DeadlineField(MomentField):
    """The last minute of a term: it ends with its last moment, 23:59 lasts until 24:00."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        return moment and moment.replace(second=59, microsecond=999999)


class YesNoField(forms.ChoiceField):
    """是 or 否, told from nothing chosen: True, False or None."""

    def __init__(self, **options: Any) -> None:
        options = {"choices": [(YES, "是"), (NO, "否")], "widget": forms.RadioSelect, **options}
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return {True: YES, False: NO}[value] if isinstance(value, bool) else value

    def clean(self, value: Any) -> bool | None:
        return {YES: True, NO: False}.get(super().clean(value))


class TickField(forms.BooleanField):
    """A box that has to be ticked; ``sentence`` is said when it is not."""

    def __init__(self, *, sentence: str, **options: Any) -> None:
        super().__init__(error_messages={"required": sentence}, **options)
