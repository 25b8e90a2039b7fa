"""One mark as a page or a script sends it."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict

from applications.controls import controls_of
from applications.leaves import Attempt
from portal.numbers import NumberRefused, parse_count, read_key
from portal.text import clean_line
from scoring.choices import Origin
from scoring.outline import Item
from scoring.services import MarkRefused

#: In a plain form the choice that says: the mark is the one typed beside it.
OTHER = "other"
NAME = re.compile("[a-z_]{1,30}")
#: How a mark that a person sends may have come about.
ORIGINS = (Origin.DESK, Origin.OFFLINE, Origin.PAPER)
#: How many earlier sends of one leaf a desk may name whose answers it never got.
UNANSWERED = 20
UNREADABLE = "没有读懂这次保存，请刷新页面后重新填写。"
#: What reading a body of any other shape ends in; an infinite version overflows.
UNREADABLES = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)
TWICE = "数量、名称和分值只须填写一处，请清空其余后保存。"

Entry = dict[str, Any]


def from_json(body: bytes, item: Item) -> Entry:
    """What the desk's script sends, as ``record_mark`` takes it; raises MarkRefused."""
    try:
        sent = json.loads(body)
        version, inputs = int(sent["version"]), dict(sent.get("inputs") or {})
        envelope = _envelope(sent)
        inputs = {} if "value" in sent else _inputs(inputs)
    except UNREADABLES as error:
        raise MarkRefused(UNREADABLE) from error
    return {
        **envelope,
        "version": version,
        "value": _mark(sent.get("value"), item),
        "inputs": inputs,
        "reason": str(sent.get("reason") or ""),
        "remark": str(sent.get("remark") or ""),
    }


def from_form(data: QueryDict, item: Item) -> Entry:
    """One leaf's plain form, as ``record_mark`` takes it; raises MarkRefused."""
    version = read_key(data.get("version", ""))
    if version is None or not data["version"].isascii():
        raise MarkRefused(UNREADABLE)
    texts = {name: data.get(name, "") for name in ("reason", "remark")}
    texts["origin"] = Origin.PAPER if data.get("origin") == Origin.PAPER else Origin.DESK
    if "clear" in data:
        return {"version": version, **texts}
    fed, is_twice = _fed(data, item)
    value, inputs = _mark(_typed(data), item), _inputs(fed)
    if is_twice or (value is not None and inputs):
        raise MarkRefused(f"{item}：{TWICE}")
    if gaps := "".join(control.missing(fed) for control in controls_of(item.rule)):
        raise MarkRefused(f"{item}：{gaps}")
    return {"version": version, "value": value, "inputs": inputs, **texts}


def attempt_of(data: QueryDict, item: Item, problem: str, *, version: int | None = None) -> Attempt:
    """What was typed and not stored, for the page to show again."""
    sent = read_key(data.get("version", "")) or 0
    return Attempt(
        text=_typed(data),
        inputs=_fed(data, item)[0],
        reason=data.get("reason", ""),
        remark=data.get("remark", ""),
        version=sent if version is None else version,
        problem=problem,
        is_paper=data.get("origin") == Origin.PAPER,
    )


def _envelope(sent: Mapping[str, Any]) -> Entry:
    """How a mark was sent; raises ValueError, TypeError or AttributeError for other shapes."""
    token, unanswered = sent.get("token") or "", list(sent.get("unanswered") or ())
    if len(unanswered) > UNANSWERED:
        raise ValueError("too many sends without an answer")
    if (origin := sent.get("origin") or Origin.DESK) not in ORIGINS:
        raise ValueError("no such origin")
    return {
        "token": token and str(UUID(token)),
        "unanswered": [str(UUID(one)) for one in unanswered],
        "origin": origin,
    }


def _typed(data: QueryDict) -> str:
    chosen = data.get("value", "")
    return data.get(OTHER, "") if chosen == OTHER else chosen


def _fed(data: QueryDict, item: Item) -> tuple[Entry, bool]:
    """What the leaf's controls hold, and whether two of them say the same thing."""
    read = [control.read(data) for control in controls_of(item.rule)]
    fed = {name: content for said in read for name, content in said.items()}
    return fed, len(fed) < sum(map(len, read))


def _mark(sent: Any, item: Item) -> int | None:
    """A whole number, typed or sent as one; None for nothing."""
    if isinstance(sent, bool) or not isinstance(sent, int | str | None):
        raise MarkRefused(f"{item.number} {item.text}：请填写整数分。")
    try:
        return sent if isinstance(sent, int) else parse_count(sent)
    except NumberRefused as refusal:
        raise MarkRefused(f"{item.number} {item.text}：{refusal}") from refusal


def _inputs(sent: Mapping[str, Any]) -> Entry:
    """What the rule is fed with; nothing at all where every box is empty.

    An empty list says that there is nothing to list.
    """
    inputs = {name: _plain(content) for name, content in sent.items() if NAME.fullmatch(name)}
    return inputs if any(content not in (None, "") for content in inputs.values()) else {}


def _plain(content: Any) -> Any:
    """Numbers as numbers, texts clean; the rule judges what remains."""
    if not isinstance(content, str):
        return _listed(content)
    try:
        return parse_count(content)
    except NumberRefused:
        return clean_line(content)


def _listed(content: Any, depth: int = 3) -> Any:
    """As it was sent, with clean texts: a list, a line of it and its photos, and no deeper."""
    if isinstance(content, str):
        return clean_line(content)
    if isinstance(content, list) and depth:
        return [_listed(entry, depth - 1) for entry in content]
    if isinstance(content, dict) and depth:
        return {clean_line(name): _listed(entry, depth - 1) for name, entry in content.items()}
    return content if isinstance(content, int | float | None) else None
