"""A panel at work for whoever tries the rehearsal: one member has handed in, one is half through."""

from dataclasses import replace
from datetime import timedelta

from applications.choices import Status
from applications.models import Application, Batch
from applications.services import panel as deeds
from portal import clock
from portal.models import Organisation, Region, User
from reports.rehearsal import panel, scores
from reports.rehearsal.cast import Cast
from reports.rehearsal.invention import InventedUnit, invent_unit
from reports.rehearsal.performance import VISITING, Performance
from reports.rehearsal.play import (
    let_cities_recommend,
    let_cities_review,
    let_panels_begin,
    let_units_apply,
    open_batch,
)
from reports.rehearsal.script import Part
from scoring.models import RuleSet

SEED = 2024
BATCH = "评定中批次"
UNIT, CITY = "4", "3"
#: How many leaves the second member has marked.
MARKED = 57


def load(ruleset: RuleSet) -> None:
    """Bring one unit before its panel, once; needs the accounts of ``applications.rehearsal``."""
    if Batch.objects.filter(name=BATCH).exists():
        return
    performance = _performance()
    with clock.at(performance.moment(0, 9)):
        open_batch(performance, ruleset, name=BATCH, notice_number="晋文旅发〔演练〕2号")
    parts = [_part(performance.clerks[1].organisation.city)]
    let_units_apply(performance, parts)
    let_cities_review(performance, parts)
    let_cities_recommend(performance, parts)
    let_panels_begin(performance)
    with performance.scene("现场验收、成员计分", VISITING):
        for number, application in performance.in_state(Status.EVALUATING):
            _score(performance, number, application)


def _performance() -> Performance:
    """The accounts of the rehearsal; the visit was yesterday."""
    notice_day = clock.today() - timedelta(days=VISITING + 1)
    performance = Performance(SEED, lambda line: None, notice_day)
    names = ("chair", "member-1", "member-2")
    clerk, head = _user(f"clerk-{UNIT}"), _user(f"head-{UNIT}")
    city, civil = _user(f"city-{CITY}"), _user(f"civil-{CITY}")
    code = clerk.organisation.city_id
    performance.cast = Cast(
        province=_user("province"),
        experts=[_user(name) for name in names],
        city={code: city},
        civil={code: civil},
    )
    performance.clerks[1], performance.heads[1] = clerk, head
    performance.units[1] = _unit(clerk.organisation, performance.full_year)
    return performance


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _unit(organisation: Organisation, full_year: int) -> InventedUnit:
    """What the unit types: invented, under its own name."""
    unit = invent_unit(SEED, 1, organisation.city.name, full_year)
    return replace(
        unit,
        name=organisation.name,
        zone_name=organisation.zone_name,
        credit_code=organisation.credit_code,
    )


def _part(city: Region) -> Part:
    return Part(1, city, *[False] * 5)


def _score(performance: Performance, number: int, application: Application) -> None:
    first, second = panel.members_of(application)
    for place, seat in enumerate((first, second)):
        actor = _user(seat.user.username)
        choose = panel.choice_of(performance, number, application, place)
        if seat == first:
            scores.mark_all(application, seat.sheet, actor, choose, at_once=True)
            deeds.hand_in(application=application, actor=actor)
        else:
            scores.mark_some(application, seat.sheet, actor, choose, count=MARKED)
