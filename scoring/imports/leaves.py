"""How each leaf is scored: as the workbook says, else as its words and the rows below it let guess."""

import re
from collections.abc import Iterable

from scoring.choices import NodeKind, ValueColumn
from scoring.imports.entries import Entry
from scoring.notation import NotationProblem, Params, guess, params_of
from scoring.numbering import NumberProblem, Points, trailing_points

LEVELS = ("LV", "RG")
#: What a level says of its range.
_DASH = "[-—–~～至到]"
UNCLEAR = (
    "其下各行的分值既不是分档（最高一档应等于本项分值），合计也不等于本项分值，"
    "请核对分值，或在“规则”“参数”栏写明。"
)


def complete(leaf: Entry) -> list[Entry]:
    """Give a leaf its rule; answers rows that its parameters name and the sheet does not print."""
    if not leaf.rule:
        leaf.inferred.add("rule")
        leaf.rule, params = _guess(leaf)
    else:
        params = _params(leaf)
    made = _made(leaf, params)
    _set_kinds(leaf)
    params = _with_rows(leaf, params)
    leaf.leaf = {
        "rule": leaf.rule,
        "params": params,
        "certainty": leaf.certainty,
        "crosscheck": leaf.crosscheck,
        "evidence": leaf.evidence,
        "help": leaf.help,
    }
    return made


# --- which rule --------------------------------------------------------------------------------


def _guess(leaf: Entry) -> tuple[str, Params]:
    points = leaf.value or 0
    valued = _valued(leaf)
    if leaf.words:
        leaf.trouble("params", "填了参数但没有填规则，请在“规则”栏选择规则。")
    if any(row.points and row.points.is_range for row in valued):
        return "RG", {}
    values = [row.value or 0 for row in valued]
    if len(values) == 1 and values[0] == points:
        return "AN", {}
    if max(values, default=0) == points and len(valued) > 1:
        return "LV", {}
    if values and sum(values) == points:
        return "AD", {}
    if values:
        leaf.trouble("points", f"“{leaf.number} {leaf.text}”{UNCLEAR}")
        return "DS", {}
    return guess(points, [leaf.text, *(row.text for row in leaf.below), leaf.help])


def _params(leaf: Entry) -> Params:
    if leaf.rule in LEVELS and not leaf.words.startswith("{"):
        return {}
    texts = [leaf.text, *(row.text for row in leaf.below if row.points is None), leaf.help]
    try:
        if leaf.words:
            return params_of(leaf.rule, leaf.words, leaf.value or 0)
        return params_of(leaf.rule, "；".join(texts), leaf.value or 0)
    except NotationProblem as problem:
        leaf.trouble("params", str(problem))
        return {}


# --- rows below ----------------------------------------------------------------------------------


def _valued(leaf: Entry) -> list[Entry]:
    """Rows below with points; a level of 0 points is what «none of them» says anyway."""
    return [row for row in leaf.below if row.value and row.kind in ("", *_kinds_of(leaf.rule))]


def _kinds_of(rule: str) -> tuple[str, ...]:
    return {"LV": (NodeKind.LEVEL,), "RG": (NodeKind.LEVEL,), "CT": (NodeKind.KIND,)}.get(
        rule, (NodeKind.KIND,) if rule == "AD" else ()
    )


def _set_kinds(leaf: Entry) -> None:
    kinds = _kinds_of(leaf.rule)
    for row in leaf.below:
        if row.kind:
            continue
        if row.value and kinds:
            row.kind = kinds[0]
        elif row.value and row.value == leaf.value:
            row.kind = NodeKind.CONDITION
        else:
            row.kind = NodeKind.RULE_TEXT


def _made(leaf: Entry, params: Params) -> list[Entry]:
    """Levels or items that only the parameters name."""
    if leaf.rule not in (*LEVELS, "AD") or _valued(leaf):
        return []
    named = params.get("levels") or params.get("items")
    listed = named if isinstance(named, list) else _listed(leaf.words)
    rows = [
        Entry(
            places={"text": leaf.place("params")},
            text=str(row.get("text", "")),
            points=_span(row),
            column=ValueColumn.NONE if leaf.column is None else leaf.column,
            above=leaf,
        )
        for row in listed
        if isinstance(row, dict)
    ]
    for row in rows:
        leaf.below.append(row)
        row.key = f"{leaf.number}/{chr(ord('a') + len(leaf.below) - 1)}"
    return rows


def _span(row: Params) -> Points | None:
    high = row.get("high", row.get("points"))
    return Points(row.get("low", high), high) if isinstance(high, int) else None


def _listed(words: str) -> Iterable[Params]:
    """「优秀20分；良好15分」."""
    for part in re.split(r"[；;\n]", words):
        try:
            points = trailing_points(part.strip())
        except NumberProblem:
            continue
        if points:
            text = re.sub(
                rf"[，,：:\s]*[得计记]?\s*\d+(\s*{_DASH}+\s*\d+)?\s*分[。]?$", "", part.strip()
            )
            yield {"text": text, "low": points.low, "high": points.high}


# --- parameters out of rows ------------------------------------------------------------------------


def _with_rows(leaf: Entry, params: Params) -> Params:
    """The parameters with what the rows below say."""
    printed = [row for row in leaf.below if row.kind in _kinds_of(leaf.rule)]
    if leaf.rule == "LV":
        return {"levels": [{"text": row.text, "points": row.value} for row in printed]}
    if leaf.rule == "RG":
        return {"levels": [_band(row) for row in printed]}
    if leaf.rule == "AD":
        listed = [{"text": row.text, "points": row.value} for row in printed]
        return {name: params[name] for name in ("cap",) if name in params} | {"items": listed}
    if leaf.rule == "CT" and printed and "kinds" not in params:
        return params | {"kinds": [row.text for row in printed]}
    return params


def _band(row: Entry) -> Params:
    """A level with its range; the printed text names the range, because a cell holds one number."""
    low, high = (row.points.low, row.points.high) if row.points else (0, 0)
    if low != high and not re.search(rf"{low}\D{{1,3}}{high}|{high}\D{{1,3}}{low}", row.text):
        row.text = f"{row.text}（{low}—{high}分）"
    return {"text": row.text, "low": low, "high": high}
