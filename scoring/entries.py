"""What somebody enters for a leaf, and the mark that it makes; nothing is stored here.

The desk gives one entry at a time to ``enter``, a file all of them to ``score``.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.text import clean_line
from scoring.outline import Item, Outline
from scoring.rules import InputProblem
from scoring.totals import Totals, sum_up

Inputs = Mapping[str, Any]
#: Sentences why a mark wants a reason beside what its rule says; none: it wants none.
Doubts = Callable[[int], Iterable[str]]
LABELS = {"value": "得分", "reason": "理由", "remark": "备注"}
#: Reason and remark, in characters; what was entered, in characters of its JSON.
TEXT_LIMIT = 500
INPUTS_LIMIT = 20_000

#: What one entry of a file may hold.
NAMES = ("mark", "inputs", "reason", "remark")
#: Stands in place of what a file says twice under one name.
TWICE = object()


class MarkRefused(Exception):
    """The mark breaks the leaf's rule, or the sheet takes no marks now; the text says which."""


class ReasonMissing(MarkRefused):
    """The mark may stand, once somebody says why."""


class MarkIllegal(MarkRefused):
    """No reason makes the mark one that the leaf's rule knows."""


def no_doubts(mark: int) -> Iterable[str]:
    return ()


# --- one leaf ------------------------------------------------------------------------------


def enter(
    item: Item,
    *,
    value: Any = None,
    inputs: Inputs | None = None,
    reason: str = "",
    remark: str = "",
    doubts: Doubts = no_doubts,
) -> dict[str, Any]:
    """The fields of a mark: ``value``, else what the rule makes of ``inputs``; neither is a blank.

    ``inputs`` hold what the rule borrows; they are kept where the mark comes from them. Raises
    MarkRefused with a sentence when the rule forbids the mark, ReasonMissing when the rule or
    ``doubts`` want a reason.
    """
    new = {"value": value, "inputs": {}, "reason": clean_line(reason), "remark": clean_line(remark)}
    for name in ("reason", "remark"):
        if len(new[name]) > TEXT_LIMIT:
            raise MarkRefused(f"{item}：{LABELS[name]}最多{TEXT_LIMIT}字，请精简后再保存。")
    if value is None and inputs is not None:
        new |= {"value": _derived(item, inputs), "inputs": dict(inputs)}
    if new["value"] is not None:
        _refuse_illegal(item, new["value"], new["reason"])
        _refuse_doubtful(item, new["value"], new["reason"], doubts)
    return new


def _derived(item: Item, inputs: Inputs) -> int:
    if len(json.dumps(inputs, ensure_ascii=False, default=str)) > INPUTS_LIMIT:
        raise MarkRefused(f"{item}：录入的内容过长，请精简后再保存。")
    try:
        return item.rule.mark_from(inputs)
    except InputProblem as problem:
        raise MarkRefused(f"{item}：{problem}") from problem


def _refuse_illegal(item: Item, value: Any, reason: str) -> None:
    if sentence := item.rule.refusal(value, reason):
        kind = ReasonMissing if item.rule.needs_reason(value) else MarkIllegal
        raise kind(f"{item}：{sentence}")


def _refuse_doubtful(item: Item, value: int, reason: str, doubts: Doubts) -> None:
    if not reason and (sentences := list(doubts(value))):
        raise ReasonMissing(f"{item}：{''.join(sentences)}")


# --- a whole sheet -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scored:
    """The marks and the refusals of a sheet by number, and every sum; what is refused is missing."""

    marks: dict[str, int]
    refusals: dict[str, str]
    totals: Totals


def read_entries(text: str) -> dict[str, Any]:
    """The entries of a JSON document by number; raises ValueError with a sentence."""
    try:
        entries = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        place = f"（第{error.lineno}行）" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueError(f"不是正确的 JSON{place}，请核对后重试。") from error
    if not isinstance(entries, dict):
        raise ValueError("不是一个 JSON 对象，请按“序号: 录入”逐项列出。")
    return entries


def score(outline: Outline, entries: Mapping[str, Any]) -> Scored:
    """Mark the leaves that ``entries`` name, each ``{"mark": 15}`` or ``{"inputs": {…}}``.

    Leaves that borrow come after those that lend, in whatever order the entries stand.
    """
    marked: dict[str, dict[str, Any]] = {}
    refusals = {
        number: _no_leaf(outline, number) for number in entries if number not in outline.items
    }
    named = [item for item in outline.items.values() if item.number in entries]
    for item in sorted(named, key=lambda item: bool(item.rule.borrows)):
        said = {number: mark["inputs"] for number, mark in marked.items()}
        try:
            marked[item.number] = enter(item, **_read(item, entries[item.number], said))
        except MarkRefused as refusal:
            refusals[item.number] = str(refusal)
    marks = {item.number: marked[item.number]["value"] for item in named if item.number in marked}
    return Scored(marks, refusals, sum_up(outline.tree, marks))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a file; what it says twice under one name is neither of the two."""
    said = dict(pairs)
    if len(said) == len(pairs):
        return said
    times = Counter(name for name, _ in pairs)
    return {name: value if times[name] == 1 else TWICE for name, value in said.items()}


def _no_leaf(outline: Outline, number: str) -> str:
    if any(branch.number == number for branch in outline.tree):
        return f"“{number}”下设评分项，本身不计分，请在其下各项计分。"
    return f"标准中没有“{number}”这一评分项，请核对序号。"


def _read(item: Item, entry: object, said: Mapping[str, Inputs]) -> dict[str, Any]:
    """One entry of a file as ``enter`` takes it; raises MarkRefused."""
    if entry is TWICE:
        raise MarkRefused(f"{item}：在文件中出现了不止一次，请只保留一次。")
    if not isinstance(entry, Mapping):
        raise MarkRefused(f"{item}：须写成含 mark 或 inputs 的对象。")
    if strange := [name for name in entry if name not in NAMES]:
        raise MarkRefused(f"{item}：没有“{strange[0]}”这一内容，只能写{'、'.join(NAMES)}。")
    if ("mark" in entry) == ("inputs" in entry):
        raise MarkRefused(f"{item}：mark 和 inputs 须写一个，且只写一个。")
    return {**_texts(item, entry), **_mark(item, entry, said)}


def _texts(item: Item, entry: Inputs) -> dict[str, str]:
    texts = {name: entry[name] for name in ("reason", "remark") if entry.get(name) is not None}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise MarkRefused(f"{item}：{LABELS[name]}须为文字。")
    return texts


def _mark(item: Item, entry: Inputs, said: Mapping[str, Inputs]) -> dict[str, Any]:
    if "mark" in entry:
        if entry["mark"] is None:
            raise MarkRefused(f"{item}：mark 须为整数分，未评的项请不要列出。")
        return {"value": entry["mark"]}
    if not isinstance(entry["inputs"], Mapping):
        raise MarkRefused(f"{item}：inputs 须写成对象，按名称列出录入的内容。")
    return {"inputs": item.rule.with_borrowed(entry["inputs"], said)}
