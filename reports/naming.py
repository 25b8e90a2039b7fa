"""Which organisation a name in somebody's workbook means (O8, O9)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

#: What a name may carry or leave out and still mean the same organisation; longer ones first.
FILLERS = re.compile(
    "文旅康养|示范区创建单位|创建单位|集聚区|示范区|股份有限公司|有限责任公司|有限公司|公司|集团|山西省|山西"
)
#: A shorter rest says too little to be guessed at.
LEAST = 2
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """The organisation that was meant, or None and a ``problem`` that says what to write.

    ``hint`` says how a name was understood that is written differently.
    """

    organisation: Any | None
    hint: str = ""
    problem: str = ""


def find_unit(name: str, organisations: Iterable[Any]) -> Match:
    """The one of ``organisations`` that ``name`` means.

    Width, blanks, brackets and a trailing note in brackets do not matter; the zone's name serves
    as well as the unit's. A name that is shortened or spelt out is understood where only one
    organisation can be meant, with a hint.
    """
    organisations = list(organisations)
    wanted = plain(name)
    if not wanted:
        return Match(None, problem="请填写单位名称。")
    for means in (_same, _same_core, _contained):
        found = [unit for unit in organisations if means(wanted, unit)]
        if len(found) == 1:
            return Match(found[0], hint=_hint(name, found[0]))
        if found:
            names = "、".join(f"“{unit.name}”" for unit in found)
            return Match(None, problem=f"“{name}”可能是{names}，请填写单位全称。")
    return Match(None, problem=_unknown(name, organisations))


def plain(name: str) -> str:
    """Half-width, without blanks, quotation marks and points: what two spellings have in common."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s\"'“”‘’《》〈〉·•.,，。、:：;；*_-]", "", text)


def core(name: str) -> str:
    """What is left of a plain name without brackets and words that many names share."""
    return FILLERS.sub("", re.sub(r"[()\[\]【】〔〕]", "", re.sub(r"\(.*?\)$", "", name)))


def _names(unit: Any) -> list[str]:
    return [plain(name) for name in (unit.name, unit.zone_name) if name]


def _same(wanted: str, unit: Any) -> bool:
    return wanted in _names(unit)


def _same_core(wanted: str, unit: Any) -> bool:
    rest = _without_city(core(wanted), unit)
    return len(rest) >= LEAST and rest in _cores(unit)


def _contained(wanted: str, unit: Any) -> bool:
    rest = _without_city(core(wanted), unit)
    return any(
        min(len(rest), len(own)) >= LEAST and (rest in own or own in rest) for own in _cores(unit)
    )


def _cores(unit: Any) -> set[str]:
    return {_without_city(core(name), unit) for name in _names(unit)}


def _without_city(name: str, unit: Any) -> str:
    """Offices write 太原市晋源区, 太原晋源区 and 晋源区."""
    city = plain(unit.city.name)
    for prefix in (city, city.removesuffix("市")):
        if len(name) - len(prefix) >= LEAST:
            name = name.removeprefix(prefix)
    return name


def _hint(name: str, unit: Any) -> str:
    text = name.strip()
    return "" if text in (unit.name, unit.zone_name) else f"“{text}”按“{unit.name}”识别"


def _unknown(name: str, organisations: list[Any]) -> str:
    near = get_close_matches(name, [unit.name for unit in organisations], n=SUGGESTIONS, cutoff=0.5)
    names = "、".join(f"“{found}”" for found in near)
    advice = f"是否为{names}？" if near else ""
    return f"没有找到单位“{name.strip()}”，{advice}请按系统中的单位名称填写。"


def person_name(name: str) -> str:
    """A person's name without the blanks that tables set between two characters: 梁　云 is 梁云."""
    return re.sub(r"(?<=[\u2e80-\U0003ffff])\s+(?=[\u2e80-\U0003ffff])", "", name.strip())
