"""The boxes of a line: their names, and the texts that its page holds."""

from collections.abc import Iterable
from typing import Any

from portal.numbers import format_figure
from reports.figures import Figure
from reports.models import LedgerLine, YearTask

TEXTS = ("progress", "nothing_reason", "problems", "requests", "request_kind")
#: The three boxes of one task, of which the first two follow from each other.
PARTS = {"amount": "本月", "total": "累计", "reason": "减少的原因"}


def is_box(name: str) -> bool:
    """Whether a posted name is a box of a line, of whatever page."""
    return name in (*TEXTS, "reason", "checked") or name.startswith("task")


def text_boxes(line: LedgerLine) -> dict[str, str]:
    return {name: getattr(line, name) for name in TEXTS}


def figure_name(task_id: int, part: str) -> str:
    return f"task{task_id}_{part}"


def figure_boxes(task_id: int, figure: Figure) -> dict[str, str]:
    """What the boxes of one task hold; empty where the month has no entry."""
    entered = figure.amount is not None
    texts = {
        "amount": format_figure(figure.amount),
        "total": format_figure(figure.cumulative) if entered else "",
        "reason": figure.reason if entered else "",
    }
    return {figure_name(task_id, part): text for part, text in texts.items()}


def labels(tasks: Iterable[YearTask]) -> dict[str, str]:
    """What people call each box."""
    names = {name: str(LedgerLine._meta.get_field(name).verbose_name) for name in TEXTS}
    for task in tasks:
        for part, word in PARTS.items():
            names[figure_name(task.pk, part)] = f"{task.indicator}（{word}）"
    return names


def choice_words(name: str, text: str) -> str:
    """The text of a box in words, where it is a choice."""
    field: Any = LedgerLine._meta.get_field("request_kind")
    return dict(field.choices).get(text, text) if name == "request_kind" else text
