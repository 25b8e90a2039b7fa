"""Which organisation a name in somebody's workbook means (O8, O9)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

#: What a name may carry or leave out and still mean the same organisation; longer ones first.
FILLERS = re.compile(
    "文旅康养|示范区创建单位|创建单位|集聚区|示范区|股份有限公司|有限责任公司|有限公司|公司|集团|山西省|山西"
)
#: The number before a name in a list.
NUMBERING = re.compile(r"\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．]|[①-⑳])\s*")
#: What may stand before and behind a name that is spelt out, and still add nothing to it.
BEFORE, BEHIND = (
    "(?:[^县市区]{1,4}[县市区])?",
    "(?:康养|文旅|旅游|文化|项目|风景名胜区|风景区|景区)*",
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


@dataclass(frozen=True, slots=True)
class Finder:
    """Whose row it is in the ``paper`` of a city: ``members`` stand in it, ``others`` do not.

    ``absent`` says why an organisation of the city itself is none of its members.
    """

    city_id: str
    members: Sequence[Any]
    others: Sequence[Any]
    paper: str
    absent: str

    def find(self, name: str) -> Match:
        """Exact names first, also those that may not be in this file; then what can be meant."""
        own, other = find_unit(name, self.members), find_unit(name, self.others)
        is_exact = other.organisation is not None and not other.hint
        if other.organisation and (not own.organisation or (is_exact and own.hint)):
            return Match(None, problem=self._not_here(other.organisation))
        return own

    def _not_here(self, unit: Any) -> str:
        if unit.city_id != self.city_id:
            return f"“{unit.name}”是{unit.city.name}的单位，不在本市{self.paper}中，请删去这一行。"
        return f"“{unit.name}”{self.absent}，请删去这一行。"


def find_unit(name: str, organisations: Iterable[Any]) -> Match:
    """The one of ``organisations`` that ``name`` means.

    Width, blanks, brackets, a number before and a note in brackets behind do not matter; the
    zone's name serves as well as the unit's. A name that is shortened, or spelt out with its
    city and county, is understood where only one organisation can be meant, with a hint.
    """
    organisations = list(organisations)
    wanted = plain(NUMBERING.sub("", name, count=1) if NUMBERING.match(name) else name)
    if not wanted:
        return Match(None, problem="请填写单位名称。")
    for means in (_same, _same_core, _shortened, _spelt_out):
        found = [unit for unit in organisations if means(wanted, unit)]
        if len(found) == 1:
            return Match(found[0], hint=_hint(name, found[0]))
        if found:
            names = "、".join(f"“{unit.name}”" for unit in found)
            return Match(None, problem=f"“{_one_line(name)}”可能是{names}，请填写单位全称。")
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
    rest = _bare(core(wanted), unit)
    return len(rest) >= LEAST and rest in _cores(unit)


def _shortened(wanted: str, unit: Any) -> bool:
    rest = _bare(core(wanted), unit)
    return len(rest) >= LEAST and any(rest in own for own in _cores(unit))


def _spelt_out(wanted: str, unit: Any) -> bool:
    rest = _bare(core(wanted), unit)
    return any(
        len(own) >= LEAST and re.fullmatch(f"{BEFORE}{re.escape(own)}{BEHIND}", rest)
        for own in _cores(unit)
    )


def _cores(unit: Any) -> set[str]:
    return {_bare(core(name), unit) for name in _names(unit)}


def _bare(name: str, unit: Any) -> str:
    """Offices write 太原市晋源区, 太原晋源区 and 晋源区, and the county before a unit in it."""
    for place in filter(None, (unit.city, unit.county)):
        whole = plain(place.name)
        for prefix in (whole, whole.rstrip("市县区")):
            if len(prefix) >= LEAST and len(name) - len(prefix) >= LEAST:
                name = name.removeprefix(prefix)
    return name


def _hint(name: str, unit: Any) -> str:
    text = _one_line(name)
    return "" if text in (unit.name, unit.zone_name) else f"“{text}”按“{unit.name}”识别"


def _unknown(name: str, organisations: list[Any]) -> str:
    """Words that many names share bring none nearer."""
    units = {core: unit.name for unit in organisations for core in _cores(unit)}
    near = get_close_matches(core(plain(name)), units, n=SUGGESTIONS, cutoff=0.5)
    names = "、".join(dict.fromkeys(f"“{units[found]}”" for found in near))
    advice = f"是否为{names}？" if near else ""
    return f"没有找到单位“{_one_line(name)}”，{advice}请按系统中的单位名称填写。"


def _one_line(name: str) -> str:
    """A name that was broken to fit its cell."""
    return re.sub(r"\s*\n\s*", "", name.strip())


def person_name(name: str) -> str:
    """A person's name without the blanks that tables set between two characters: 梁　云 is 梁云."""
    return re.sub(r"(?<=[\u2e80-\U0003ffff])\s+(?=[\u2e80-\U0003ffff])", "", name.strip())
