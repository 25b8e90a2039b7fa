"""Boxes of a form: what people type into them, and the sentence when it cannot be that."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.models.scoring_figures import MOST_NAMES, NAME_LENGTH, names_in
from portal import clock
from portal.numbers import (
    NumberRefused,
    format_amount,
    format_area,
    format_count,
    format_figure,
    parse_amount,
    parse_count,
)
from portal.text import clean_line, clean_text

TOO_LONG = {"max_length": "最多%(limit_value)d个字符，现为%(show_value)d个，请删减后再保存。"}
CONVERTED = re.compile(r"([0-9][0-9,.]*)\s*(亩|公顷)")
#: How many of each unit make a 平方公里.
PER_KM2 = {"亩": 1500, "公顷": 100}

# --- texts -------------------------------------------------------------------------------


class LineField(forms.CharField):
    """One line of plain text; too long is refused, never cut."""

    def __init__(self, *, width: str = "", **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("error_messages", TOO_LONG)
        super().__init__(**options)
        if width:
            self.widget.attrs["data-width"] = width

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No ``maxlength``: a browser would cut off what is pasted, in silence."""
        return {}


class CodeField(LineField):
    """A line that is stored in one spelling, by ``normalise``."""

    def __init__(self, *, normalise: Callable[[str], str], **options: Any) -> None:
        self.normalise = normalise
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return self.normalise(super().to_python(value))


class ParagraphsField(LineField):
    """Several paragraphs of plain text."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(forms.CharField.to_python(self, value))


class NamesField(ParagraphsField):
    """Names, one a line: each once, as many and as long as a list holds."""

    def to_python(self, value: Any) -> str:
        names = names_in(super().to_python(value))
        if problem := _list_problem(names):
            raise ValidationError(problem)
        return "\n".join(names)


def _list_problem(names: Sequence[str]) -> str:
    """Why these cannot be stored; empty when they can."""
    if len(names) > MOST_NAMES:
        return f"最多填写{MOST_NAMES}项，现为{len(names)}项，请删减后再保存。"
    if long := [name for name in names if len(name) > NAME_LENGTH]:
        return f"“{long[0][:10]}…”超过{NAME_LENGTH}个字符，请缩短后再保存。"
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        return f"“{twice[0]}”重复填写，每项只填一次。"
    return ""


# --- numbers -----------------------------------------------------------------------------


class NumberField(forms.Field):
    """A number as people type it: «1,234.50», «１２３»; words are refused with a sentence."""

    inputmode = "decimal"
    unit = ""

    def __init__(self, *, unit: str = "", **options: Any) -> None:
        attrs = {"inputmode": self.inputmode, "data-unit": unit or self.unit, "autocomplete": "off"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(**{"required": False, "widget": widget, **options})

    def parse(self, value: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        try:
            return self.parse(value)
        except NumberRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else self.show(value)


class AmountField(NumberField):
    """Money in 万元 with two decimals."""

    unit = "万元"

    def parse(self, value: str) -> Any:
        return parse_amount(value)

    def show(self, value: Any) -> str:
        return format_amount(value)


class CountField(NumberField):
    """People or visits."""

    inputmode = "numeric"

    def parse(self, value: str) -> Any:
        return parse_count(value)

    def show(self, value: Any) -> str:
        return format_count(value)


class AreaField(NumberField):
    """平方公里 with four decimals; an area in 亩 or 公顷 is answered with its conversion."""

    unit = "平方公里"

    def parse(self, value: str) -> Any:
        text = unicodedata.normalize("NFKC", str(value or ""))
        if typed := CONVERTED.fullmatch(text.strip()):
            raise NumberRefused(_conversion(*typed.groups()))
        return parse_amount(value, places=4, max_digits=12)

    def show(self, value: Any) -> str:
        return format_area(value)


class MeasureField(NumberField):
    """A measured figure with at most ``places`` decimals."""

    def __init__(self, *, places: int, **options: Any) -> None:
        self.places = places
        super().__init__(**options)

    def parse(self, value: str) -> Any:
        return parse_amount(value, places=self.places)

    def show(self, value: Any) -> str:
        return format_figure(value)


def _conversion(number: str, unit: str) -> str:
    """The sentence that does the sum for whoever typed another unit."""
    size = parse_amount(number, places=4, max_digits=14)
    area = format_area(round(size / PER_KM2[unit], 4))
    return f"{number}{unit}等于{area}平方公里，请填写{area}。"


# --- dates -------------------------------------------------------------------------------

SPOKEN = re.compile(
    r"(?P<year>\d{4})(?:年|[-./])(?P<month>\d{1,2})(?:月|[-./])?(?:(?P<day>\d{1,2})[日号]?)?"
)
DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?")
FIRST_YEAR = 1900


def read_date(text: str) -> tuple[date, bool] | None:
    """The date in «2021年5月18日», «2021-05-18», «2021.5», «202105»; whether it names a day.

    A month alone is its first day. None for an empty text; raises ValidationError.
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))
    if not text:
        return None
    found = DIGITS.fullmatch(text) or SPOKEN.fullmatch(text)
    if not found:
        raise ValidationError("请按“2021年5月18日”或“2021年5月”的格式填写。")
    year, month, day = (int(part) if part else None for part in found.groups())
    if not 1 <= month <= 12:
        raise ValidationError(f"月份应为1至12，现为{month}，请核对。")
    if year < FIRST_YEAR:
        raise ValidationError(f"年份{year}过早，请核对。")
    try:
        return date(year, month, day or 1), day is not None
    except ValueError as error:
        raise ValidationError(f"{year}年{month}月没有{day}日，请核对。") from error


class DayField(forms.Field):
    """A calendar day, not after today."""

    def __init__(self, **options: Any) -> None:
        # A native date box shows its value only in this form.
        widget = forms.DateInput(attrs={"type": "date", "data-width": "medium"}, format="%Y-%m-%d")
        super().__init__(**{"required": False, "widget": widget, **options})

    def to_python(self, value: Any) -> date | None:
        read = read_date(value)
        if read is None:
            return None
        day, is_exact = read
        if not is_exact:
            raise ValidationError("请填写到日，如“2023年8月1日”。")
        return not_in_future(day)


class MonthField(forms.Field):
    """A month, or a day where it is known: cleaned to the date and whether it names a day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"data-width": "medium", "autocomplete": "off"})
        super().__init__(**{"required": False, "widget": widget, **options})

    def to_python(self, value: Any) -> tuple[date | None, bool]:
        read = read_date(value)
        if read is None:
            return None, False
        return not_in_future(read[0]), read[1]


def not_in_future(day: date) -> date:
    today = clock.today()
    if day > today:
        shown = f"{today.year}年{today.month}月{today.day}日"
        raise ValidationError(f"不能晚于今天（{shown}），请核对。")
    return day
