"""Rules in the words of a workbook: 「每项2分；最多10分」 for the parameters of 计数封顶, and back.

``words_of`` writes what ``params_of`` reads; what has no words is written as JSON, which is
read everywhere.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scoring.rules import KINDS

Params = dict[str, Any]
#: No standard counts further.
MOST = 10_000
#: Parameters that stand in the rows below a leaf, not in a cell.
FROM_ROWS = ("LV", "RG", "AD")
ALIASES = {
    "分档": "LV",
    "档次": "LV",
    "择一": "LV",
    "区间": "RG",
    "分档计分": "RG",
    "累计": "AD",
    "逐项加分": "AD",
    "有或无": "AN",
    "是否": "AN",
    "符合": "AN",
    "酌情": "DS",
    "酌情打分": "DS",
    "酌情给分": "DS",
    "计数": "CT",
    "扣分": "DD",
    "情节扣分": "SV",
    "混合": "MX",
    "零分条件": "ZC+AN",
}
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)}
_NUMERALS = str.maketrans("一二两三五", "12235")
_GAIN = r"(?:再|可)?(?:加|得|计|记|给)?"
_UNIT_WORD = r"(?:[^\d\s，,；;。:：扣分加得计记给]{1,4}?)"
_EACH = re.compile(
    rf"每(?:增加|新增|提供|具备|设置|设立|设|有|多)?\s*[1一]?\s*(?P<unit>{_UNIT_WORD})?\s*{_GAIN}\s*(?P<n>\d{{1,9}})\s*分"
)
_CAP = re.compile(
    r"(?:最多|最高|至多|封顶|上限|不超过|满分)(?:不超过|可|得|加|计|为)*\s*[:：]?\s*(?P<n>\d{1,9})\s*分"
)
_UNIT = re.compile(r"单位[:：]\s*(?P<unit>[^，,；;。\s]{1,8})")
_BASE = re.compile(r"(?:(?<!不)超过|起算)[:：]?\s*(?P<n>\d{1,9})(?!\d)")
_CORE = re.compile(r"核心(?:产品)?[:：]见?\s*(?P<number>[\w.]+)")
_DEFECT = re.compile(
    r"(?:每?(?P<verb>发现|缺少|缺|少)|每有|每)\s*[1一]?\s*"
    rf"(?P<unit>处|项|个|次|种|条|起|件|人|{_UNIT_WORD})?[^；;。]*?扣\s*(?P<n>[\d一二两三五]{{1,9}})\s*分"
)
_SEVERITY = re.compile(r"扣\s*(?P<low>\d{1,9})\s*分?\s*[-—–~～至到]+\s*(?P<high>\d{1,9})\s*分")
_SEVERITY_UNIT = re.compile(r"[1一每]\s*(?P<unit>处|项|次|起|个|例)")
_PART = re.compile(
    rf"(?P<text>.+?)，?每(?P<unit>{_UNIT_WORD})(?P<sign>扣|{_GAIN})\s*(?P<n>\d{{1,9}})\s*分"
)


class NotationProblem(ValueError):
    """Parameters that cannot be read; the message is a Chinese sentence with an example."""


def rule_code(text: str) -> str:
    """The code of a rule that is called by its code or by its name; raises NotationProblem."""
    wanted = re.sub(r"[\s、，,]", "", text).upper()
    names = {re.sub("、", "", kind.name): code for code, kind in KINDS.items()}
    known = ALIASES | names | {code: code for code in KINDS}
    if wanted in known:
        return known[wanted]
    listed = "、".join(f"{code} {kind.name}" for code, kind in KINDS.items())
    raise NotationProblem(f"没有“{text}”这一规则，请从以下规则中选择：{listed}。")


def params_of(rule: str, words: str, points: int) -> Params:
    """The parameters of a rule of ``points`` points out of ``words``; raises NotationProblem.

    Levels and items are those of the rows below, unless JSON gives them.
    """
    words = words.strip()
    if words.startswith("{"):
        params = _json(words)
    else:
        params = _READERS[rule](words.translate(_WIDE), points) if rule in _READERS else {}
    if any(number > MOST for number in _numbers(params)):
        raise NotationProblem(f"参数中的数不能超过 {MOST}，请核对。")
    return params


def words_of(rule: str, params: Params, points: int) -> str:
    """The parameters as a person would write them, "" where the rows below say it all."""
    if rule in FROM_ROWS and set(params) <= {"levels", "items"}:
        return ""
    words = "；".join(_WRITERS[rule](params)) if rule in _WRITERS else ""
    if _reads_as(rule, words, points, params):
        return words
    return json.dumps(params, ensure_ascii=False, sort_keys=True) if params else ""


def guess(points: int, texts: Sequence[str]) -> tuple[str, Params]:
    """The rule that ``texts`` of a leaf speak of; 酌情计分 where they speak of none."""
    said = "；".join(texts).translate(_WIDE)
    if _SEVERITY.search(said):
        return "SV", _severity(said, points)
    if _DEFECT.search(said):
        return "DD", _defects(said, points)
    if (each := _EACH.search(said)) and not points % int(each["n"]):
        cap = _CAP.search(said)
        if cap is None or int(cap["n"]) == points:
            return "CT", _counted(said, points)
    return "DS", {}


def _json(words: str) -> Params:
    try:
        return json.loads(words)
    except (ValueError, RecursionError) as error:
        raise NotationProblem("参数以“{”开头但不是有效的 JSON，请改正，或改用文字说明。") from error


def _numbers(value: Any) -> Iterator[int | float]:
    """Every number inside: a rule would count up to it."""
    if isinstance(value, int | float):
        yield abs(value)
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _numbers(one)


def _reads_as(rule: str, words: str, points: int, params: Params) -> bool:
    try:
        return params_of(rule, words, points) == params
    except NotationProblem:
        return False


# --- reading ---------------------------------------------------------------------------------


def _counted(words: str, points: int) -> Params:
    each = _EACH.search(words)
    if each is None:
        raise NotationProblem("请写明每项几分、最多几分，例如“每项2分；最多10分；单位：项”。")
    cap, unit, base = _CAP.search(words), _UNIT.search(words), _BASE.search(words)
    params = {
        "unit_points": int(each["n"]),
        "cap": int(cap["n"]) if cap else points,
        "base": int(base["n"]) if base else 0,
        "unit": unit["unit"] if unit else each["unit"] or "项",
    }
    if kinds := _listed(words, "种类"):
        params["kinds"] = kinds
    if same := _listed(words, "同义"):
        params["same"] = dict(pair.split("=", 1) for pair in same if "=" in pair)
    if core := _CORE.search(words):
        params["core_from"] = core["number"]
    return params


def _defects(words: str, points: int) -> Params:
    found = _DEFECT.search(words)
    if found is None:
        raise NotationProblem("请写明每处扣几分，例如“每发现一处扣1分”“缺一项扣2分”。")
    unit = _UNIT.search(words)
    return {
        "per_defect": int(found["n"].translate(_NUMERALS)),
        "unit": unit["unit"] if unit else found["unit"] or "处",
        "verb": found["verb"] or "发现",
    }


def _severity(words: str, points: int) -> Params:
    found = _SEVERITY.search(words)
    if found is None:
        raise NotationProblem("请写明每处最少和最多扣几分，例如“每处扣5至10分”。")
    unit = _UNIT.search(words) or _SEVERITY_UNIT.search(words)
    bounds = {"severity_min": int(found["low"]), "severity_max": int(found["high"])}
    return {**bounds, "unit": unit["unit"] if unit else "处"}


def _mixed(words: str, points: int) -> Params:
    params: Params = {"parts": [], "deductions": [], "cap": points}
    for place, segment in enumerate(_segments(words), 1):
        if cap := _CAP.fullmatch(segment):
            params["cap"] = int(cap["n"])
        elif segment.startswith("须"):
            params["required"] = _named(segment[1:], place)
        elif part := _PART.fullmatch(segment):
            sort = "deductions" if part["sign"] == "扣" else "parts"
            counted = {"unit": part["unit"], "each": int(part["n"])}
            params[sort].append(_named(part["text"], place) | counted)
        else:
            raise NotationProblem(
                f"“{segment}”无法识别，请逐段用分号隔开，"
                "例如“本地特色商品每种2分；差错每处扣1分；最多9分”。"
            )
    return {name: value for name, value in params.items() if value}


def _mixed_with_zero(words: str, points: int) -> Params:
    params = _mixed(words, points)
    if "required" not in params:
        raise NotationProblem("请写明零分条件，例如“须有中英文对照说明；对照的外文每种1分”。")
    return params


def _conditions(words: str, points: int) -> Params:
    if resources := _listed(words, "资源"):
        return {"resources": resources}
    segments = _segments(words)
    if not segments or not all(segment.startswith("须") for segment in segments):
        raise NotationProblem(
            "请逐条写明应当具备的条件，都以“须”开头，例如“须有营业执照；须有应急预案”，"
            "有一条不具备的计0分。"
        )
    return {"conditions": [_named(text[1:], place) for place, text in enumerate(segments, 1)]}


def _capped(words: str, points: int) -> Params:
    """Of 逐项累计: the items are in the rows below."""
    cap = _CAP.search(words)
    return {"cap": int(cap["n"])} if cap else {}


def _segments(words: str) -> list[str]:
    return [text for part in re.split(r"[；;\n]", words) if (text := part.strip(" 。"))]


def _listed(words: str, label: str) -> list[str]:
    """What stands after 「种类：」, up to the next semicolon."""
    found = re.search(rf"{label}[:：]([^；;\n]+)", words)
    parts = re.split("[、，,]", found[1]) if found else []
    return [text for part in parts if (text := part.strip(" 。"))]


def _named(text: str, place: int) -> Params:
    """A text with the name of its input: 「有中英文对照说明【bilingual】」, else a number of its own."""
    words, _, name = text.strip().rstrip("】").partition("【")
    return {"name": name or f"n{place}", "text": words.strip()}


_READERS: dict[str, Callable[[str, int], Params]] = {
    "CT": _counted,
    "DD": _defects,
    "SV": _severity,
    "MX": _mixed,
    "MX+ZC": _mixed_with_zero,
    "ZC+AN": _conditions,
    "AD": _capped,
}


# --- writing ---------------------------------------------------------------------------------


def _counted_words(params: Params) -> Iterator[str]:
    yield f"每{params['unit']}{params['unit_points']}分"
    yield f"最多{params['cap']}分"
    yield f"单位：{params['unit']}"
    if params.get("base"):
        yield f"超过{params['base']}{params['unit']}后起算"
    if kinds := params.get("kinds"):
        yield f"种类：{'、'.join(kinds)}"
    if same := params.get("same"):
        yield f"同义：{'、'.join(f'{name}={kind}' for name, kind in same.items())}"
    if core := params.get("core_from"):
        yield f"核心：{core}"


def _defect_words(params: Params) -> Iterator[str]:
    yield f"每{params['verb']}一{params['unit']}扣{params['per_defect']}分"


def _severity_words(params: Params) -> Iterator[str]:
    yield f"每{params['unit']}扣{params['severity_min']}至{params['severity_max']}分"


def _mixed_words(params: Params) -> Iterator[str]:
    if required := params.get("required"):
        yield f"须{_with_name(required)}"
    for sign, sort in (("", "parts"), ("扣", "deductions")):
        for part in params.get(sort, ()):
            yield f"{_with_name(part)}每{part['unit']}{sign}{part['each']}分"
    yield f"最多{params['cap']}分"


def _condition_words(params: Params) -> Iterator[str]:
    if resources := params.get("resources"):
        yield f"资源：{'、'.join(resources)}"
    yield from (f"须{_with_name(row)}" for row in params.get("conditions", ()))


def _capped_words(params: Params) -> Iterator[str]:
    yield f"最多{params['cap']}分"


def _with_name(row: Params) -> str:
    return f"{row['text']}【{row['name']}】"


_WRITERS: dict[str, Callable[[Params], Iterator[str]]] = {
    "CT": _counted_words,
    "DD": _defect_words,
    "SV": _severity_words,
    "MX": _mixed_words,
    "MX+ZC": _mixed_words,
    "ZC+AN": _condition_words,
    "AD": _capped_words,
}
