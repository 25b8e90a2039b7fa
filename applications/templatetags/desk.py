"""A leaf as HTML: what the standard says about it is rendered once, then only filled in.

Django's templates need a millisecond for a leaf, and a page has up to 52 of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from applications.controls import CLOSE, OPEN, Filled, Lines, slot
from applications.desk import Desk
from applications.leaves import Beside, Look, Row
from portal.templatetags.portal_ui import cn_moment
from scoring.choices import Origin

register = template.Library()

#: Literals and names of slots in turn.
Pieces = tuple[str, ...]
INDENT = re.compile(r"\s*\n\s*")
HIDDEN, OPENED, SELECTED = " hidden", " open", " selected"
DIFFERS = SafeString(' data-diff="1"')


class Slots(dict[str, str]):
    """For templates: ``slots.url`` is the place that holds the address."""

    def __missing__(self, name: str) -> str:
        return slot(name)


@register.simple_tag(takes_context=True)
def leaf(context: Any, row: Row) -> SafeString:
    """One leaf of the desk in the context; everything that is filled in is escaped."""
    desk = context["desk"]
    look = Look(row.item, desk.short, desk.is_writing(row.item.number))
    filled = dict(row.slots())
    for lines in (control for control in look.controls if isinstance(control, Lines)):
        filled[f"{lines.name}-lines"] = _lines(lines, filled[f"{lines.name}-lines"])
    filled |= _folds(row, look) | dict(_frame(desk, row))
    filled["url"] = f"{context['marks_url']}{row.item.number}/"
    filled["token"] = context.get("csrf_token", "")
    return _fill(_leaf(look), filled)


def _frame(desk: Desk, row: Row) -> Filled:
    """What stands round the controls."""
    given, number = row.given, row.item.number
    extras = {name: found[number] for name, found in desk.extras.items() if number in found}
    yield "version", row.attempt.version
    yield "filled", int(given.value is not None)
    yield "differs", DIFFERS if row.differs else ""
    yield "flags", _flags(row, extras)
    yield "value", "—" if given.value is None else given.value
    yield "state", f"{given.editor} {cn_moment(given.edited_at)}" if given.editor else ""
    yield "origin", Origin(given.origin).label if given.origin else ""
    yield "beside", _beside(row.beside)
    yield "changed", _changed(row.changed)
    yield "problem", row.attempt.problem
    yield "extras", format_html_join("", "{}", _extras(desk, number, extras))


def _folds(row: Row, look: Look) -> dict[str, str]:
    """Which folds are open because something stands in them."""
    shown = row.attempt
    is_direct = bool(look.controls and shown.text and not shown.inputs)
    is_open = shown.problem or shown.reason or shown.remark or is_direct
    has_inputs = look.is_writing or bool(shown.inputs)
    return {
        "no_inputs": "" if has_inputs else HIDDEN,
        "no_direct": "" if is_direct else HIDDEN,
        "open": OPENED if is_open else "",
        "no_other": "" if look.is_writing or row.is_other else HIDDEN,
        "no_said_reason": "" if shown.reason else HIDDEN,
        "no_said_remark": "" if shown.remark else HIDDEN,
    }


def _flags(row: Row, extras: Mapping[str, Any]) -> str:
    """What the filters of the desk look for, as an attribute."""
    flags = [name for name, extra in extras.items() if getattr(extra, "flag", False)]
    wants_reason = ["reason"] if row.needs_reason or row.given.reason else []
    changed = ["changed"] if row.changed else []
    found = " ".join([*wants_reason, *changed, *flags])
    return format_html(' data-flags="{}"', found) if found else ""


def _extras(desk: Desk, number: str, extras: Mapping[str, Any]) -> Iterator[tuple[SafeString]]:
    """What else is known about the leaf, each kind with its own template."""
    for name, extra in extras.items():
        context = {"desk": desk, "number": number, "extra": extra}
        html = render_to_string(f"applications/sheets/extras/_{name}.html", context)
        yield (SafeString(INDENT.sub("\n", html)),)


def _lines(control: Lines, lines: Iterable[Mapping[str, Any]]) -> SafeString:
    """A line of the list for each thing found wrong."""
    return SafeString("".join(_fill(_line(control), dict(_shown(line))) for line in lines))


def _shown(line: Mapping[str, Any]) -> Filled:
    for name, content in line.items():
        shown = ",".join(map(str, content)) if isinstance(content, list) else content
        yield f"line_{name}", shown
    yield f"line_points-{line.get('points')}", SELECTED


def _fill(pieces: Pieces, filled: Mapping[str, Any]) -> SafeString:
    """Put what is filled in, escaped, between the literals; other slots stay empty."""
    parts = list(pieces)
    parts[1::2] = [_escaped(filled[name]) if name in filled else "" for name in pieces[1::2]]
    return SafeString("".join(parts))


def _escaped(content: Any) -> str:
    """As ``conditional_escape``, at a tenth of its cost for the thousand slots of a page."""
    return content if isinstance(content, SafeString) else escape(str(content))


@lru_cache(maxsize=4096)
def _leaf(look: Look) -> Pieces:
    context = {"look": look, "item": look.item, "slots": Slots()}
    return _pieces(render_to_string("applications/sheets/_leaf.html", context))


@lru_cache(maxsize=1024)
def _line(control: Lines) -> Pieces:
    context = {"control": control, "slots": Slots()}
    return _pieces(render_to_string("scoring/leaf/_line.html", context))


def _pieces(html: str) -> Pieces:
    return tuple(re.split(f"{OPEN}(.+?){CLOSE}", INDENT.sub("\n", html)))


@lru_cache(maxsize=4096)
def _beside(others: tuple[Beside, ...]) -> SafeString:
    return render_to_string("applications/sheets/_beside.html", {"others": others})


@lru_cache(maxsize=256)
def _changed(sentence: str) -> SafeString:
    return render_to_string("applications/sheets/_changed.html", {"sentence": sentence})
