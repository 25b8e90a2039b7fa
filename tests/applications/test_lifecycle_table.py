"""Every move from every status answers as the table says; README repeats the table."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from applications.choices import HOLDING_PLACE, BatchStatus, ReturnCategory, Status
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Application, Batch, Result
from applications.services.dossier import start_application
from portal import audit, clock
from portal.models import AuditEntry
from portal.workflow import TransitionRefused
from tests import paths
from tests.factories.applications import BatchFactory
from tests.factories.content import complete
from tests.paths import bring, publicity_period

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

NOTE = "条件尚不成熟，请补充材料后再报。"
MOVES = application_lifecycle.transitions
#: Who makes each move.
ACTORS = {
    "submit": "head",
    "withdraw": "clerk",
    "begin_review": "city",
    "return_to_unit": "city",
    "resubmit": "head",
    "request_cosign": "city",
    "cosign": "civil",
    "decline_cosign": "civil",
    "reopen_review": "city_colleague",
    "recommend": "city",
    "pass_over": "city",
    "accept": "province",
    "start_evaluation": "province",
    "confirm_score": "chair",
    "list_publicly": "province",
    "publish": "province",
}


def receipt(application):
    received = {"paper_sets": 5, "received_on": clock.today(), "scans_match": True}
    return received | {"number": "受理1号", "platform_number": ""}


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


#: What must be done before a move, beside being in its source.
BEFORE = {
    "submit": complete,
    "request_cosign": paths.write_review,
    "recommend": paths.hand_in_papers,
    "start_evaluation": seat_and_declare,
    "confirm_score": judge,
    "list_publicly": decide,
    "publish": announce,
}
DETAILS = {
    "submit": lambda application: {"declared": True},
    "resubmit": lambda application: {"declared": True},
    "return_to_unit": lambda application: {"category": ReturnCategory.CONTENT},
    "cosign": lambda application: {"digest": application.review_digest},
    "recommend": lambda application: paths.REASONS,
    "accept": receipt,
}
PAIRS = [(name, status) for name, move in MOVES.items() for status in move.source]


def make(application, name, actor):
    details = DETAILS.get(name, lambda application: {})(application)
    application_lifecycle.perform(application, name, actor=actor, note=NOTE, details=details)


# --- from its own statuses ----------------------------------------------------------------


@pytest.mark.parametrize(("name", "source"), PAIRS)
def test_move_leads_from_each_source_to_its_target(application, cast, name, source):
    bring(application, to=source)
    BEFORE.get(name, lambda application: None)(application)
    application.refresh_from_db()

    make(application, name, cast[ACTORS[name]])

    application.refresh_from_db()
    entry = audit.history(application).order_by("pk").last()
    assert application.status == MOVES[name].target
    assert (entry.action, entry.label) == (name, MOVES[name].label)
    assert (entry.previous, entry.current) == (source, MOVES[name].target)
    assert entry.actor == cast[ACTORS[name]]


# --- from every other status --------------------------------------------------------------


def put(application, status):
    """Only the row says so; nothing else of that status is there."""
    place = 1 if status in HOLDING_PLACE else None
    Application.objects.filter(pk=application.pk).update(status=status, place=place)
    application.refresh_from_db()


@pytest.mark.parametrize("name", MOVES)
def test_move_is_refused_from_every_other_status(application, cast, name):
    seat_and_declare(application)
    others = [status for status in Status if status not in MOVES[name].source]
    before = AuditEntry.objects.count()

    for status in others:
        put(application, status)
        with pytest.raises(TransitionRefused) as refusal:
            make(application, name, cast[ACTORS[name]])
        application.refresh_from_db()
        sentence = f"当前状态为“{status.label}”，不能{MOVES[name].label}，请刷新页面后查看。"
        assert (str(refusal.value), application.status) == (sentence, status)

    assert len(others) + len(MOVES[name].source) == len(Status)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", MOVES)
def test_move_belongs_to_its_own_role(application, cast, name):
    """Whoever is not named by the table is refused before anything else is looked at."""
    seat_and_declare(application)
    source = next(iter(MOVES[name].source))
    put(application, source)
    same_role = {"clerk", "head"} if name == "withdraw" else {"city", "city_colleague"}
    may = {ACTORS[name]} | (same_role if ACTORS[name] in same_role else set())

    refused = set()
    for who, person in cast.items():
        if who in may:
            continue
        with pytest.raises(PermissionDenied):
            make(application, name, person)
        refused.add(who)

    assert refused == set(cast) - may
    application.refresh_from_db()
    assert application.status == source


# --- the batch ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", batch_lifecycle.transitions)
def test_batch_move_is_refused_from_every_other_status(cast, name):
    move = batch_lifecycle.transitions[name]
    batch = BatchFactory()

    for status in (status for status in BatchStatus if status not in move.source):
        Batch.objects.filter(pk=batch.pk).update(status=status)
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
    with clock.at(after + timedelta(days=8)):
        move("publish", published_number="晋文旅发〔2023〕99号", published_on=clock.today())
        move("archive")

    assert seen == ["open", "evaluating", "publicised", "published", "archived"]
    application.refresh_from_db()
    assert application.status == Status.DESIGNATED


def paths_to_evaluated(batch, cast):
    unit = cast["head"].organisation
    application = start_application(batch=batch, organisation=unit, actor=cast["head"])
    return bring(application, to=Status.EVALUATED)


# --- what README says ---------------------------------------------------------------------

ROW = re.compile(r"^\| (T\d+) \| (\w+) \| (\S+) \| ([\w, ]+) \| (\w+) \|$", re.MULTILINE)


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


def test_every_move_has_an_actor_in_this_test():
    assert set(ACTORS) == set(MOVES)
