"""A leaf as HTML: what the standard says about it is rendered once, then only filled in.

Django's templates need a millisecond for a leaf, and a page has up to 52 of them.
"""

import re
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from applications.desk import Desk
from applications.leaves import Beside, Look, Row
from portal.templatetags.portal_ui import cn_moment

register = template.Library()

SLOTS = (
    *("url", "token", "version", "filled", "differs", "value", "state"),
    *("beside", "changed", "reason", "remark", "problem", "extras"),
)
#: A slot in the rendered leaf: its name between two characters that no text has.
OPEN, CLOSE = "\ue000", "\ue001"


@register.simple_tag(takes_context=True)
def leaf(context: Any, row: Row) -> SafeString:
    """One leaf of the desk in the context; everything that is filled in is escaped."""
    desk, given, attempt = context["desk"], row.given, row.attempt
    return format_html(
        _with_slots(Look.of(row, desk.short, is_writing=bool(desk.writing))),
        url=f"{desk.marks_url}{row.item.number}/",
        token=context.get("csrf_token", ""),
        version=attempt.version,
        filled=int(given.value is not None),
        differs=int(row.differs),
        value="—" if given.value is None else given.value,
        state=f"{given.editor} {cn_moment(given.edited_at)}" if given.editor else "",
        beside=_beside(row.beside),
        changed=_changed(row.changed),
        reason=attempt.reason,
        remark=attempt.remark,
        problem=attempt.problem,
        extras=_extras(desk, row.item.number),
    )


def _extras(desk: Desk, number: str) -> SafeString:
    """What else is known about the leaf, each kind with its own template."""
    known = ((name, found[number]) for name, found in desk.extras.items() if number in found)
    parts = ((_extra(desk, number, name, extra),) for name, extra in known)
    return format_html_join("", "{}", parts)


def _extra(desk: Desk, number: str, name: str, extra: Any) -> SafeString:
    context = {"desk": desk, "number": number, "extra": extra}
    return render_to_string(f"applications/sheets/extras/_{name}.html", context)


@lru_cache(maxsize=4096)
def _with_slots(look: Look) -> str:
    """A format string; braces in the standard's own words are kept."""
    slots = {name: f"{OPEN}{name}{CLOSE}" for name in SLOTS}
    html = render_to_string("applications/sheets/_leaf.html", {"look": look, "slot": slots})
    html = re.sub(r"\n\s+", "\n", html).replace("{", "{{").replace("}", "}}")
    return re.sub(f"{OPEN}([a-z]+){CLOSE}", r"{\1}", html)


@lru_cache(maxsize=4096)
def _beside(others: tuple[Beside, ...]) -> SafeString:
    return render_to_string("applications/sheets/_beside.html", {"others": others})


@lru_cache(maxsize=256)
def _changed(sentence: str) -> SafeString:
    return render_to_string("applications/sheets/_changed.html", {"sentence": sentence})
