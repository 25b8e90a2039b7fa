"""Why not now: what a city's month, its 回执表, a paper or a bulletin still wants."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from portal import clock
from portal.problems import Problem
from portal.text import count_characters
from reports import roster
from reports.models import Bulletin, CityMonth, Excuse, LedgerLine, Liaison, LiaisonList
from reports.periods import FIRST_MONTH, month_of


def excused_units(organisations: list[int], month: date) -> set[int]:
    """Which of ``organisations`` need not report ``month``; one query."""
    rows = Excuse.objects.over(month, month).filter(organisation__in=organisations)
    return set(rows.values_list("organisation", flat=True))


def not_a_month(month: date) -> list[Problem]:
    """A month can be written from March 2024 on and not before it has begun."""
    if month < FIRST_MONTH:
        return [Problem(f"台账自{FIRST_MONTH.year}年{FIRST_MONTH.month}月起填报。")]
    if month > month_of(clock.today()):
        return [Problem(f"{month.year}年{month.month}月尚未开始，请在当月填报。")]
    return []


def month_not_ready(month: CityMonth) -> list[Problem]:
    """Lines that neither say something checked nor are stated as 单位未报 nor are excused."""
    members = roster.in_month(roster.of_city(month.city_id), month.month)
    excused = excused_units([unit.pk for unit in members], month.month)
    lines = {line.organisation_id: line for line in month.lines.all()}
    return lines_not_ready(month, members, excused, lines)


def lines_not_ready(
    month: CityMonth, members: list[Any], excused: Collection[int], lines: Mapping[int, Any]
) -> list[Problem]:
    """The same, of what a page has read already: the month's ``lines`` by organisation."""
    problems = not_a_month(month.month)
    if not members:
        problems.append(Problem("本市本月没有在册单位，无需报送。"))
    for unit in members:
        if unit.pk not in excused and (sentence := line_not_ready(lines.get(unit.pk))):
            url = f"{month.get_absolute_url()}#unit-{unit.pk}"
            problems.append(Problem(f"“{unit.name}”{sentence}", url))
    return problems


def line_not_ready(line: Any) -> str:
    """What one line (None where nobody has written) still wants of the city; empty when ready."""
    if line is None or not (line.progress or line.missing_reason):
        return "尚未填写本月工作进展，请催报、代填，或注明未报原因。"
    if line.checked_at is None:
        return "本月工作进展尚未核对，请核对后标为“已核”。"
    return ""


#: 字数 of what a line says at most; the notice sets none, domain.md §4.7 does.
LINE_LENGTHS = {"progress": 1000, "problems": 500, "requests": 500}
NOTHING = "无"


def is_nothing(text: str) -> bool:
    """Whether a progress says that there is none: «无»."""
    return text.strip("。 ") == NOTHING


def line_gaps(line: LedgerLine) -> dict[str, str]:
    """What a line wants before it is handed in or checked, by the name of its box."""
    gaps = {}
    if not line.progress:
        gaps["progress"] = "请填写本月工作进展；确无进展的填“无”并写明原因。"
    if is_nothing(line.progress) and not line.nothing_reason:
        gaps["progress"] = "填“无”的请写明原因，例如“无，冬季停工”。"
    for name, most in LINE_LENGTHS.items():
        if (count := count_characters(getattr(line, name))) > most:
            label = LedgerLine._meta.get_field(name).verbose_name
            gaps[name] = f"{label}最多{most}字，现为{count}字，请删减。"
    return gaps


def list_not_ready(liaison_list: LiaisonList) -> list[Problem]:
    """Every organisation of the city needs at least one 联络员 (晋文旅发〔2024〕7号 item 19)."""
    members = roster.in_month(roster.of_city(liaison_list.city_id), month_of(clock.today()))
    if not members:
        return [Problem("本市没有在册单位，无需报送。")]
    named = set(
        Liaison.objects.current()
        .filter(organisation__in=[unit.pk for unit in members])
        .values_list("organisation", flat=True)
    )
    return [
        Problem(
            f"“{unit.name}”还没有工作联络员，请至少登记一人。",
            reverse("reports:liaisons_of", args=[unit.pk]),
        )
        for unit in members
        if unit.pk not in named
    ]


def bulletin_not_ready(bulletin: Bulletin) -> list[Problem]:
    """What an official document wants before it is 印发."""
    url = bulletin.get_absolute_url()
    wanted = (
        (bulletin.number, "请填写文号。"),
        (bulletin.title, "请填写标题。"),
        (bulletin.addressees, "请填写主送单位。"),
    )
    return [Problem(sentence, url) for value, sentence in wanted if not value]
