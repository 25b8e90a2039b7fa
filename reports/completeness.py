"""Why not now: what a city's month, its 回执表, a paper or a bulletin still wants."""

from datetime import date
from typing import Any

from django.urls import reverse

from portal import clock
from portal.problems import Problem
from reports import roster
from reports.models import Bulletin, CityMonth, Excuse, Liaison, LiaisonList
from reports.periods import FIRST_MONTH, month_of


def excused_units(organisations: list[int], month: date) -> set[int]:
    """Which of ``organisations`` need not report ``month``; one query."""
    rows = Excuse.objects.in_force().filter(
        organisation__in=organisations, since__lte=month, until__gte=month
    )
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
    problems = not_a_month(month.month)
    if not members:
        problems.append(Problem("本市本月没有在册单位，无需报送。"))
    for unit in members:
        if unit.pk not in excused and (sentence := _line_not_ready(lines.get(unit.pk))):
            url = f"{month.get_absolute_url()}#unit-{unit.pk}"
            problems.append(Problem(f"“{unit.name}”{sentence}", url))
    return problems


def _line_not_ready(line: Any) -> str:
    if line is None or not (line.progress or line.missing_reason):
        return "尚未填写本月工作进展，请催报、代填，或注明未报原因。"
    if line.checked_at is None:
        return "本月工作进展尚未核对，请核对后标为“已核”。"
    return ""


def list_not_ready(liaison_list: LiaisonList) -> list[Problem]:
    """Every organisation of the city needs at least one 联络员 (晋文旅发〔2024〕7号 item 19)."""
    members = roster.in_month(roster.of_city(liaison_list.city_id), month_of(clock.today()))
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
