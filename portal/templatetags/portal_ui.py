"""How things look: states, numbers, dates, fields and page links. No queries."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal import clock, numbers

register = template.Library()

#: A state is told by its word, its shape and its colour: tone → shape. The tone is the colour.
SHAPES = {
    "open": "pen",
    "waiting": "clock",
    "returned": "back",
    "late": "clock",
    "done": "done",
    "stopped": "stopped",
    "problem": "problem",
    "neutral": "dot",
}
# fmt: off
TONES = {
    # being filled in        with somebody else          came back                      settled
    "drafting": "open",      "submitted": "waiting",     "city_returned": "returned",   "designated": "done",
    "open": "open",          "reviewing": "waiting",     "province_returned": "returned", "reviewed": "done",
    "preparing": "neutral",  "cosigning": "waiting",     "recommended": "waiting",      "evaluated": "done",
    "queued": "waiting",     "running": "waiting",       "accepted": "waiting",         "done": "done",
    "evaluating": "waiting", "publicised": "waiting",    "published": "done",           "locked": "neutral",
    "not_recommended": "stopped", "failed": "problem",   "withdrawn": "stopped",        "archived": "neutral",
    "listed": "neutral",     "disabled": "stopped",
    # the months
    "filling": "open",       "forwarded": "waiting",     "late": "late",                "confirmed": "done",
    "writing": "open",       "handed_in": "waiting",     "missing": "problem",          "issued": "done",
    "empty": "neutral",      "pending": "neutral",       "draft": "neutral",            "checked": "done",
    "excused": "neutral",    "outside": "neutral",       "returned": "returned",        "on_time": "done",
    # mail
    "dropped": "stopped",                                                               "sent": "done",
}
# fmt: on
TASKS = {
    "todo": ("neutral", "未开始"),
    "open": ("open", "填写中"),
    "problem": ("problem", "有问题"),
    "done": ("done", "已完成"),
    "locked": ("neutral", "已锁定"),
}
STEPS = {"done": "已完成", "current": "进行中", "todo": "未开始", "stopped": "已终止"}
MESSAGE_SHAPES = {"success": "done", "warning": "problem", "error": "stopped", "danger": "stopped"}


# --- states ------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """A shape of ``static/img/icons.svg``; always stands beside a word."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def badge(tone: str, label: str) -> SafeString:
    """A word with the shape and the colour of ``tone``, or of the status of that name."""
    tone = TONES.get(tone, tone)
    tone = tone if tone in SHAPES else "neutral"
    return format_html(
        '<span class="badge-state tone-{}">{}{}</span>', tone, icon(SHAPES[tone]), label
    )


@register.simple_tag
def status_badge(record: Any) -> SafeString:
    """The badge of anything with ``status`` and ``get_status_display``."""
    return badge(record.status, record.get_status_display())


@register.simple_tag
def task_badge(state: str, word: str = "") -> SafeString:
    """The badge of a section: todo, open, problem, done or locked."""
    tone, usual = TASKS.get(state, TASKS["todo"])
    return badge(tone, word or usual)


@register.simple_tag
def message_icon(level_tag: str) -> SafeString:
    return icon(MESSAGE_SHAPES.get(level_tag, "info"))


@register.simple_tag
def step_word(state: str) -> str:
    return STEPS[state]


@register.simple_tag
def step_icon(state: str, number: int) -> SafeString | int:
    """A tick, a cross, or the number of a step that is not over."""
    shapes = {"done": "done", "stopped": "stopped"}
    return icon(shapes[state]) if state in shapes else number


# --- numbers and dates -------------------------------------------------------


@register.filter
def amount(value: Decimal | None) -> str:
    """万元: 1,234.50; empty for None."""
    return numbers.format_amount(value)


@register.filter
def area(value: Decimal | None) -> str:
    """平方公里: up to four decimals."""
    return numbers.format_area(value)


@register.filter
def figure(value: Decimal | None) -> str:
    """A number of any unit: up to two decimals."""
    return numbers.format_figure(value)


@register.filter
def count(value: int | None) -> str:
    """人, 人次: 1,234."""
    return numbers.format_count(value)


@register.filter
def signed(value: int | None) -> str:
    """A difference told by its sign: +5, −5, 0."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{numbers.format_count(abs(value))}"


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2023年8月31日, without leading zeros (GB/T 9704)."""
    day = _local(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@register.filter
def cn_moment(value: datetime | None) -> str:
    """2023年8月31日 14:03, in Asia/Shanghai."""
    return f"{cn_date(value)} {_local(value):%H:%M}" if value else ""


@register.simple_tag
def server_time(pattern: str) -> str:
    """The moment that decides deadlines, to the second."""
    return formats.date_format(_local(clock.now()).replace(microsecond=0), pattern)


def _local(value: date | datetime | None) -> date | datetime | None:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


# --- fields ------------------------------------------------------------------


@register.filter
def control_kind(field: BoundField) -> str:
    """Which markup a field wants: checkbox, choices, or one control."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "single"


@register.filter
def unit(field: BoundField) -> str:
    """The unit printed beside the box."""
    return field.field.widget.attrs.get("data-unit", "")


@register.filter
def is_counted(field: BoundField) -> bool:
    """Whether the 字数 of the text is shown."""
    return "data-count" in field.field.widget.attrs


@register.filter
def is_required(field: BoundField) -> bool:
    """Whether the field is needed: now, or (``data-required``) at submission."""
    return field.field.required or "data-required" in field.field.widget.attrs


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control itself, tied to its unit, help, counter, hint and error."""
    widget = field.field.widget
    own = widget.attrs.get("class", "")
    attrs = {
        "class": f"{_control_class(widget)} {own}".strip(),
        "aria-describedby": " ".join(f"{field.auto_id}_{part}" for part in _described_by(field)),
    }
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


def _described_by(field: BoundField) -> list[str]:
    parts = ["helptext"] if field.help_text else []
    parts += ["unit"] if unit(field) else []
    parts += ["count"] if is_counted(field) else []
    return [*parts, "hint", "error"]


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


# --- page links --------------------------------------------------------------


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """The numbers to link, None for a gap."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in pages]
