"""Every move of the months from every status and by everybody answers as the tables say."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from portal import audit, clock
from portal.workflow import TransitionRefused
from reports.choices import (
    BulletinStatus,
    CityMonthStatus,
    Duty,
    LiaisonListStatus,
    PaperStatus,
)
from reports.lifecycle import (
    bulletin_lifecycle,
    city_month_lifecycle,
    liaison_list_lifecycle,
    paper_lifecycle,
)
from reports.models import (
    Bulletin,
    CityMonth,
    LedgerLine,
    Liaison,
    LiaisonList,
    Merge,
    YearlyPaper,
)

pytestmark = pytest.mark.django_db

NOTE = "三处数字与上月对不上，请核对。"
MARCH = date(2026, 3, 1)
LIVES = {
    "month": (city_month_lifecycle, CityMonthStatus),
    "list": (liaison_list_lifecycle, LiaisonListStatus),
    "paper": (paper_lifecycle, PaperStatus),
    "bulletin": (bulletin_lifecycle, BulletinStatus),
}
#: Who makes each move; everybody else is refused.
CITY, UNIT, PROVINCE = {"city", "city_colleague"}, {"clerk", "head"}, {"province"}
ACTORS = {
    ("month", "report"): CITY,
    ("month", "review"): PROVINCE,
    ("month", "return"): PROVINCE,
    ("list", "report"): CITY,
    ("list", "confirm"): PROVINCE,
    ("list", "return"): PROVINCE,
    ("list", "revise"): {*CITY, *UNIT, "other_head"},
    ("paper", "hand_in"): {*CITY, *UNIT},
    ("paper", "forward"): CITY,
    ("paper", "return_to_unit"): CITY,
    ("paper", "accept"): PROVINCE,
    ("paper", "return"): PROVINCE,
    ("bulletin", "issue"): PROVINCE,
    ("bulletin", "withdraw"): PROVINCE,
}
MOVES = [(life, name) for life, (table, _) in LIVES.items() for name in table.transitions]


@pytest.fixture
def records(cast, places, taiyuan):
    """One record of each life, with everything that its moves ask for."""
    month = CityMonth.objects.create(city=taiyuan, month=MARCH)
    for key in ("unit", "other_unit"):
        LedgerLine.objects.create(
            city_month=month,
            organisation=places[key],
            progress="步道完工。",
            checked_by=cast["city"],
            checked_at=clock.now(),
        )
        Liaison.objects.create(
            organisation=places[key],
            name="苏晓溪",
            position="主任",
            phone="0351-0000000",
            since=MARCH,
            added_by=cast["city"],
            added_at=clock.now(),
        )
    merge = Merge.objects.create(
        month=MARCH, versions={}, merged_by=cast["province"], merged_at=clock.now()
    )
    bulletin = Bulletin.objects.create(
        month=MARCH,
        merge=merge,
        number="晋文旅函〔2026〕1号",
        title="月调度通报",
        addressees="各市文化和旅游局",
        sections=[],
        figures={},
    )
    return {
        "month": month,
        "list": LiaisonList.objects.create(city=taiyuan, year=2026),
        "paper": YearlyPaper.objects.create(organisation=places["unit"], year=2026, duty=Duty.PLAN),
        "bulletin": bulletin,
    }


#: What a row must hold in a status, beside the status.
MOMENTS = {
    "month": ("submitted_at", "first_submitted_at"),
    "list": ("submitted_at", "first_submitted_at"),
    "paper": ("first_submitted_at",),
    "bulletin": (),
}
BLANK = {"filling", "draft"}


def put(record, life, status):
    """Only the row says so; nothing else of that status is there."""
    moment = None if status in BLANK else clock.now()
    values = {name: moment for name in MOMENTS[life]}
    if life == "bulletin":
        issued = status == BulletinStatus.ISSUED
        values = {"issued_on": MARCH if issued else None, "sha256": "0" * 64 if issued else ""}
    type(record).objects.filter(pk=record.pk).update(status=status, **values)
    record.refresh_from_db()


def make(record, life, name, actor):
    LIVES[life][0].perform(record, name, actor=actor, note=NOTE)


@pytest.mark.parametrize(("life", "name"), MOVES)
def test_move_leads_from_each_source_to_its_target(records, cast, life, name):
    move = LIVES[life][0].transitions[name]
    record, actor = records[life], cast[sorted(ACTORS[life, name])[0]]

    for source in move.source:
        put(record, life, source)
        make(record, life, name, actor)

        record.refresh_from_db()
        entry = audit.history(record).order_by("pk").last()
        assert record.status == move.target
        assert (entry.action, entry.previous, entry.current) == (name, source, move.target)


@pytest.mark.parametrize(("life", "name"), MOVES)
def test_move_is_refused_from_every_other_status(records, cast, life, name):
    table, statuses = LIVES[life]
    move = table.transitions[name]
    record, actor = records[life], cast[sorted(ACTORS[life, name])[0]]
    others = [status for status in statuses if status not in move.source]

    for status in others:
        put(record, life, status)
        with pytest.raises(TransitionRefused) as refusal:
            make(record, life, name, actor)
        sentence = f"当前状态为“{status.label}”，不能{move.label}，请刷新页面后查看。"
        assert str(refusal.value) == sentence

    assert len(others) + len(move.source) == len(statuses)


@pytest.mark.parametrize(("life", "name"), MOVES)
def test_move_belongs_to_its_own_role(records, cast, life, name):
    record = records[life]
    put(record, life, LIVES[life][0].transitions[name].source[0])

    refused = set()
    for who in set(cast) - ACTORS[life, name]:
        with pytest.raises(PermissionDenied):
            make(record, life, name, cast[who])
        refused.add(who)

    assert refused == set(cast) - ACTORS[life, name]


@pytest.mark.parametrize(
    ("life", "name"),
    [
        ("month", "return"),
        ("list", "return"),
        ("paper", "return_to_unit"),
        ("bulletin", "withdraw"),
    ],
)
def test_taking_back_wants_a_reason(records, cast, life, name):
    move = LIVES[life][0].transitions[name]
    record, actor = records[life], cast[sorted(ACTORS[life, name])[0]]
    put(record, life, move.source[0])

    with pytest.raises(TransitionRefused) as refusal:
        LIVES[life][0].perform(record, name, actor=actor, note="不行")

    assert str(refusal.value) == f"请填写{move.label}的理由，不少于5个字。"


# --- what README says ---------------------------------------------------------------------

ROW = re.compile(r"^\| ([LNYB]\d) \| (\w+) \| (\S+) \| ([\w, ]+) \| (\w+) \|$", re.MULTILINE)


def test_readme_repeats_the_tables():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")

    told = [
        (number, name, label, sources.split(", "), target)
        for number, name, label, sources, target in ROW.findall(readme)
    ]

    assert told == [
        (move.number, move.name, move.label, [s.value for s in move.source], move.target.value)
        for table, _ in LIVES.values()
        for move in table.transitions.values()
    ]
