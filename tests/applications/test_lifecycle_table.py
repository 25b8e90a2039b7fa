"""Every move × every state × every role answers as domain.md §5.3 says; README repeats the table.

The table is written down here a second time, in the symbols of the document: it is not read
from the code that it judges.
"""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from applications.choices import (
    BatchStatus,
    ObjectionChannel,
    ObjectionOutcome,
    ReturnCategory,
    SectionName,
    Status,
)
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Application, Batch, Result
from applications.services import panel
from applications.services.dossier import start_application
from portal import audit, clock
from portal.workflow import TransitionRefused
from scoring.choices import SheetStatus
from tests import paths
from tests.factories.applications import WithdrawalRequestFactory
from tests.factories.content import complete
from tests.paths import bring, publicity_period
from tests.returns import note as note_point

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

NOTE = "条件尚不成熟，请补充材料后再报。"
MOVES = application_lifecycle.transitions

# --- domain.md §5.2, §5.3 -------------------------------------------------------------------

STATES = {
    "S0": Status.DRAFTING,
    "S1": Status.SUBMITTED,
    "S2": Status.CITY_RETURNED,
    "S3": Status.REVIEWING,
    "S4": Status.COSIGNING,
    "S5": Status.REVIEWED,
    "S6": Status.RECOMMENDED,
    "S7": Status.PROVINCE_RETURNED,
    "S8": Status.ACCEPTED,
    "S9": Status.EVALUATING,
    "S10": Status.EVALUATED,
    "S11": Status.PUBLICISED,
    "S12": Status.DESIGNATED,
    "E1": Status.NOT_RECOMMENDED,
    "E2": Status.FAILED,
    "E3": Status.WITHDRAWN,
}
# fmt: off
TABLE = [
    # number  move                       from                          to     who
    ("T1",    "submit",                  "S0",                         "S1",  "head"),
    ("T2",    "withdraw",                "S1",                         "S0",  "unit"),
    ("T3",    "begin_review",            "S1",                         "S3",  "city"),
    ("T4",    "return_to_unit",          "S1 S3",                      "S2",  "city"),
    ("T5",    "resubmit",                "S2",                         "S1",  "head"),
    ("T6",    "request_cosign",          "S3",                         "S4",  "city"),
    ("T7",    "cosign",                  "S4",                         "S5",  "civil"),
    ("T8",    "decline_cosign",          "S4",                         "S3",  "civil"),
    ("T9",    "reopen_review",           "S5",                         "S3",  "city"),
    ("T10",   "recommend",               "S5",                         "S6",  "city"),
    ("T11",   "pass_over",               "S1 S3 S5",                   "E1",  "city"),
    ("T11a",  "close",                   "S1 S2 S3 S4 S5",             "E1",  "system"),
    ("T12",   "withdraw_recommendation", "S6",                         "S5",  "city"),
    ("T13",   "return_for_supplement",   "S6",                         "S7",  "A"),
    ("T14",   "finish_supplement",       "S7",                         "S6",  "city"),
    ("T14a",  "request_cosign_again",    "S7",                         "S7",  "city"),
    ("T14b",  "cosign_again",            "S7",                         "S7",  "civil"),
    ("T14c",  "decline_cosign_again",    "S7",                         "S7",  "civil"),
    ("T15",   "accept",                  "S6",                         "S8",  "A"),
    ("T16",   "start_evaluation",        "S8",                         "S9",  "A"),
    ("T17",   "confirm_score",           "S9",                         "S10", "chair"),
    ("T18",   "reevaluate",              "S10",                        "S9",  "A"),
    ("T19",   "list_publicly",           "S10",                        "S11", "A"),
    ("T20",   "fail",                    "S10",                        "E2",  "A"),
    ("T21",   "publish",                 "S11",                        "S12", "A"),
    ("T22",   "uphold_objection",        "S11",                        "E2",  "A"),
    ("T23",   "end",                     "S0 S1 S2 S3 S4 S5 S6 S7 S8", "E3",  "city|A"),
]
WHO = {
    "head":   {"head"},
    "unit":   {"head", "clerk"},
    "city":   {"city", "city_colleague"},
    "civil":  {"civil"},
    "chair":  {"chair"},
    "A":      {"province"},
    "system": set(),
}
#: T23: A from S6 on (and of what was recommended once), the city before.
OF_PROVINCE = {"S6", "S7", "S8", "S9", "S10", "S11", "S12", "E2"}
# fmt: on


def may_make(who, state):
    """The people of the cast who are asked by the table, whatever the state says."""
    if who == "city|A":
        return WHO["A"] if state in OF_PROVINCE else WHO["city"]
    return WHO[who]


def test_table_has_every_move_with_its_states():
    told = [
        (number, name, {STATES[state] for state in sources.split()}, STATES[target])
        for number, name, sources, target, _ in TABLE
    ]

    assert told == [
        (move.number, move.name, set(move.source), move.target) for move in MOVES.values()
    ]
    assert set(STATES.values()) == set(Status)


# --- every role, every state: refused by type ------------------------------------------------


@pytest.fixture
def standing_still(application, cast):
    """The application in memory: a move that is refused reads and writes no row."""
    paths.seat(application)
    for seat in application.panel.seats.all():
        paths.declare(seat=seat, recused=False)
    rows = Application.objects.select_related("organisation", "city", "batch", "panel")
    found = rows.prefetch_related("panel__seats").get(pk=application.pk)
    found.refresh_from_db = lambda **options: None
    return found


@pytest.mark.parametrize("state", STATES)
def test_move_is_refused_to_everybody_else_and_in_every_other_state(standing_still, cast, state):
    status = STATES[state]

    for _, name, sources, _, who in TABLE:
        allowed = may_make(who, state)
        for person, user in cast.items():
            standing_still.status = status
            if person not in allowed:
                with pytest.raises(PermissionDenied):
                    perform(standing_still, name, user)
            elif state not in sources.split():
                with pytest.raises(TransitionRefused) as refusal:
                    perform(standing_still, name, user)
                label = MOVES[name].label
                sentence = f"当前状态为“{status.label}”，不能{label}，请刷新页面后查看。"
                assert str(refusal.value) == sentence
            else:
                assert MOVES[name].allowed(user, standing_still)
            assert standing_still.status == status


def perform(application, name, actor, **details):
    application_lifecycle.perform(application, name, actor=actor, note=NOTE, details=details)


@pytest.mark.parametrize("state", ["S0", "S6", "E1"])
def test_system_closes_in_its_own_states_only(standing_still, state):
    standing_still.status = STATES[state]

    with pytest.raises(TransitionRefused, match="不能截止未推荐"):
        perform(standing_still, "close", None)


# --- from its own states: done ---------------------------------------------------------------


def seat_and_declare(application):
    paths.seat(application)
    for seat in application.panel.seats.all():
        paths.declare(seat=seat, recused=False)


def judge(application):
    paths.fill(application.final_score)
    paths.hand_in_marks(application)
    application.panel.seats.update(attendance="present")
    paths.hand_in_scan(application, "final")


def decide(application):
    Result.objects.filter(application=application).update(audited_wan=3100, proposed=True)
    Batch.objects.filter(pk=application.batch_id).update(**publicity_period())


def announce(application):
    number = {"published_number": "晋文旅发〔2023〕99号", "published_on": clock.today()}
    Batch.objects.filter(pk=application.batch_id).update(**number)


def object_to(application):
    """An objection that was examined and found right."""
    application.objections.create(
        batch=application.batch,
        number="YY2023-001",
        channel=ObjectionChannel.LETTER,
        name="匿名",
        contact="无",
        text="申报面积与实际不符。",
        received_at=clock.now(),
        outcome=ObjectionOutcome.UPHELD,
        answer="经核查属实。",
        answered_at=clock.now(),
        released_at=clock.now(),
    )


def want_to_leave(application):
    WithdrawalRequestFactory(application=application, asked_by=paths.head_of(application))


#: What must be done before a move, beside being in its source.
BEFORE = {
    "submit": complete,
    "request_cosign": paths.write_review,
    "recommend": paths.hand_in_papers,
    "return_for_supplement": lambda application: note_point(
        application, paths.province(), SectionName.DIRECTION
    ),
    "finish_supplement": paths.sign_again,
    "request_cosign_again": paths.hand_back,
    "cosign_again": paths.request_cosign_again,
    "decline_cosign_again": paths.request_cosign_again,
    "start_evaluation": seat_and_declare,
    "confirm_score": judge,
    "list_publicly": decide,
    "publish": announce,
    "uphold_objection": object_to,
    "end": want_to_leave,
}
DETAILS = {
    "submit": lambda application: {"declared": True},
    "resubmit": lambda application: {"declared": True},
    "return_to_unit": lambda application: {"category": ReturnCategory.CONTENT, "all_open": True},
    "cosign": lambda application: {"digest": application.review_digest},
    "cosign_again": lambda application: {"digest": application.review_digest},
    "recommend": lambda application: paths.REASONS,
    "return_for_supplement": lambda application: {
        "category": ReturnCategory.CONTENT,
        "due_at": clock.now() + timedelta(days=3),
    },
    "accept": lambda application: {
        "paper_sets": 5,
        "received_on": clock.today(),
        "scans_match": True,
        "number": "受理1号",
        "platform_number": "",
    },
}


def nothing(application):
    return {}


@contextmanager
def undone():
    """Takes everything back at the end."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


MOVING = [state for state in STATES if any(state in row[2].split() for row in TABLE)]


@pytest.mark.parametrize("state", MOVING)
def test_every_move_leads_from_its_state_to_its_target(application, cast, state):
    bring(application, to=STATES[state])

    for _, name, sources, target, who in TABLE:
        if state not in sources.split():
            continue
        actor = cast.get(next(iter(sorted(may_make(who, state))), None))
        with undone():
            found = Application.objects.get(pk=application.pk)
            BEFORE.get(name, nothing)(found)
            found.refresh_from_db()
            perform(found, name, actor, **DETAILS.get(name, nothing)(found))
            assert_made(found, name, STATES[state], STATES[target], actor)


def assert_made(application, name, source, target, actor):
    application.refresh_from_db()
    entry = audit.history(application).filter(action=name).order_by("pk").last()
    assert application.status == target
    assert (entry.label, entry.actor) == (MOVES[name].label, actor)
    assert (entry.previous, entry.current) == (source, target)


# --- a member's sheet ---------------------------------------------------------------------------


def test_member_sheet_is_handed_in_by_its_member_and_returned_by_the_chair(application, cast):
    bring(application, to=Status.EVALUATING)
    seat = application.panel.seats.get(user=cast["member"])
    paths.fill(seat.sheet)
    deeds = {
        "hand_in": lambda user: panel.hand_in(application=application, actor=user),
        "return": lambda user: panel.return_sheet(
            application=application, seat=seat, note=NOTE, actor=user
        ),
    }
    may = {
        (SheetStatus.OPEN, "hand_in"): "member",
        (SheetStatus.LOCKED, "return"): "chair",
    }

    for (status, name), right in may.items():
        for deed in deeds:
            for who, user in cast.items():
                if (deed, who) != (name, right) and (deed, who) != ("hand_in", "second_member"):
                    with pytest.raises((PermissionDenied, TransitionRefused)):
                        deeds[deed](user)
        seat.sheet.refresh_from_db()
        assert seat.sheet.status == status
        deeds[name](cast[right])


# --- the batch ----------------------------------------------------------------------------


# fmt: off
BATCH_TABLE = [
    ("open",             BatchStatus.PREPARING,  BatchStatus.OPEN),
    ("start_evaluation", BatchStatus.OPEN,       BatchStatus.EVALUATING),
    ("start_publicity",  BatchStatus.EVALUATING, BatchStatus.PUBLICISED),
    ("publish",          BatchStatus.PUBLICISED, BatchStatus.PUBLISHED),
    ("archive",          BatchStatus.PUBLISHED,  BatchStatus.ARCHIVED),
    ("archive_without_result", BatchStatus.EVALUATING, BatchStatus.ARCHIVED),
]
# fmt: on


@pytest.mark.parametrize("status", BatchStatus)
def test_batch_is_moved_by_the_province_alone_and_in_order(batch, cast, status):
    batch.refresh_from_db = lambda **options: None
    batch.status = status

    for name, source, target in BATCH_TABLE:
        move = batch_lifecycle.transitions[name]
        assert (set(move.source), move.target) == ({source}, target)
        for who, user in cast.items():
            if who != "province":
                with pytest.raises(PermissionDenied):
                    batch_lifecycle.perform(batch, name, actor=user)
        if status != source:
            with pytest.raises(TransitionRefused) as refusal:
                batch_lifecycle.perform(batch, name, actor=cast["province"])
            sentence = f"当前状态为“{status.label}”，不能{move.label}，请刷新页面后查看。"
            assert str(refusal.value) == sentence


def test_batch_goes_from_preparation_to_the_archive(batch, cast):
    Batch.objects.filter(pk=batch.pk).update(status=BatchStatus.PREPARING)
    seen = []

    def move(name, **details):
        batch.refresh_from_db()
        batch_lifecycle.perform(batch, name, actor=cast["province"], details=details)
        seen.append(batch.status)

    move("open")
    application = paths_to_evaluated(batch, cast)
    decide(application)
    after = batch.province_deadline + timedelta(days=1)
    with clock.at(after):
        move("start_evaluation")
        move("start_publicity", **publicity_period())
    with clock.at(after + timedelta(days=20)):
        move("publish", published_number="晋文旅发〔2023〕99号", published_on=clock.today())
        move("archive")

    assert seen == [target for name, _, target in BATCH_TABLE if name != "archive_without_result"]
    application.refresh_from_db()
    assert application.status == Status.DESIGNATED


def paths_to_evaluated(batch, cast):
    unit = cast["head"].organisation
    application = start_application(batch=batch, organisation=unit, actor=cast["head"])
    return bring(application, to=Status.EVALUATED)


# --- what README says ---------------------------------------------------------------------

ROW = re.compile(r"^\| (T\d+[a-c]?) \| (\w+) \| (\S+) \| ([\w, ]+) \| (\w+) \|$", re.MULTILINE)


def test_readme_repeats_the_table():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")

    told = [
        (number, name, label, sources.split(", "), target)
        for number, name, label, sources, target in ROW.findall(readme)
    ]

    assert told == [
        (move.number, move.name, move.label, [str(s.value) for s in move.source], move.target.value)
        for move in MOVES.values()
    ]


def test_readme_names_every_move_of_a_batch():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    sentence = readme.split("A batch goes from", 1)[1].split("\n\n", 1)[0]

    assert re.findall(r"`(\w+)`", sentence) == list(batch_lifecycle.transitions)
