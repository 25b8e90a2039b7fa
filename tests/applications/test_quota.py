import pytest
from django.db import IntegrityError, connection, transaction

from applications import triggers
from applications.choices import Status
from applications.lifecycle import application_lifecycle
from applications.models import Application, Batch, Nomination, QuotaBoard
from applications.quota import Standing, free_place, no_place_left, outranking
from portal import clock
from portal.workflow import TransitionRefused
from tests.factories.applications import ApplicationFactory
from tests.factories.scoring import SheetFactory
from tests.paths import REASONS, bring, hand_in_papers


@pytest.fixture
def rival(batch, places):
    """The other unit of the same city."""
    return ApplicationFactory(batch=batch, organisation=places["other_unit"])


@pytest.fixture
def far(batch, places):
    """A unit of another city."""
    return ApplicationFactory(batch=batch, organisation=places["far_unit"])


def test_the_first_of_a_city_takes_the_place(application):
    bring(application, to=Status.RECOMMENDED)

    assert application.place == 1


def test_the_second_of_a_city_reads_who_holds_it(application, rival, cast):
    bring(application, to=Status.RECOMMENDED)
    bring(rival, to=Status.REVIEWED)
    hand_in_papers(rival)

    with pytest.raises(TransitionRefused) as refusal:
        application_lifecycle.perform(rival, "recommend", actor=cast["city"], details=REASONS)

    assert str(refusal.value) == (
        "每市每批次最多推荐1家，本市已推荐“青岚谷康养有限公司”，不能再推荐。"
    )
    rival.refresh_from_db()
    assert (rival.status, rival.place) == (Status.REVIEWED, None)


def test_another_city_has_its_own_place(application, far):
    bring(application, to=Status.RECOMMENDED)
    bring(far, to=Status.RECOMMENDED)

    assert (application.place, far.place) == (1, 1)


def test_places_are_given_from_the_lowest(three_places, application, rival):
    bring(application, to=Status.RECOMMENDED)

    assert (free_place(rival), no_place_left(rival)) == (2, [])


@pytest.mark.parametrize("place", [1, 2])
def test_the_database_itself_refuses_a_second_place(application, rival, place):
    """Neither the same place nor one beyond the quota, even from the database shell."""
    bring(application, to=Status.RECOMMENDED)

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=rival.pk).update(**{"status": "recommended", "place": place})


def test_the_database_refuses_a_recommendation_without_a_place(application):
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**{"status": "recommended"})


@pytest.fixture
def nominated(application):
    """Its board and its nomination exist."""
    return bring(application, to=Status.RECOMMENDED)


#: From the database shell: each would let one more unit of a city be recommended.
WIDER = {
    "application_quota_is_the_batchs": "UPDATE applications_application SET quota = 2",
    "candidate_stays_in_its_city": "UPDATE applications_application SET city_id = '140200'",
    "board_quota_is_the_batchs": "UPDATE applications_quotaboard SET quota = 2",
    "nomination_is_of_its_board": "UPDATE applications_nomination SET quota = 2",
    "quota_stays_once_relied_upon": "UPDATE applications_batch SET quota = 2",
}


@pytest.mark.parametrize(("rule", "statement"), WIDER.items())
def test_the_database_itself_keeps_the_quota(nominated, rule, statement):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_row_with_a_quota_of_its_own_does_not_come_in(application, places):
    wider = ApplicationFactory.build(
        batch=application.batch,
        organisation=places["other_unit"],
        city=application.city,
        self_check=SheetFactory(ruleset=application.batch.ruleset),
        quota=20,
    )

    with pytest.raises(IntegrityError, match="application_quota_is_the_batchs"):
        wider.save()


def test_a_nomination_is_of_the_city_of_its_board(nominated, far, cast):
    fields = {"slot": 1, "quota": 1, "reason": "…", "placed_by": cast["city"]}
    board = QuotaBoard.objects.create(batch=nominated.batch, city=far.city, quota=1)

    with pytest.raises(IntegrityError, match="nomination_is_of_its_board"), transaction.atomic():
        Nomination.objects.filter(application=nominated).update(board=board)
    with pytest.raises(IntegrityError, match="nomination_is_of_its_board"), transaction.atomic():
        Nomination.objects.create(
            board=nominated.nomination.board, application=far, placed_at=clock.now(), **fields
        )


def test_a_batch_that_nobody_relies_on_changes_its_quota(batch):
    batch.quota = 3
    batch.save()

    assert Batch.objects.get().quota == 3


def test_the_rules_are_put_in_as_often_as_somebody_migrates(nominated):
    triggers.remove(using="default")
    triggers.install(using="default")
    triggers.install(using="default")

    with pytest.raises(IntegrityError, match="quota_stays"), transaction.atomic():
        Batch.objects.update(quota=2)


def test_whoever_is_a_moment_later_reads_a_sentence(application, rival, cast, monkeypatch):
    """Both saw the place free; the database let one through."""
    bring(rival, to=Status.REVIEWED)
    hand_in_papers(rival)
    bring(application, to=Status.RECOMMENDED)
    monkeypatch.setattr("applications.quota.holders", lambda application: [])

    with pytest.raises(TransitionRefused) as refusal:
        application_lifecycle.perform(rival, "recommend", actor=cast["city"], details=REASONS)

    assert str(refusal.value) == "本市本批次的推荐名额已被占用，不能再推荐，请先核对已推荐的单位。"
    rival.refresh_from_db()
    assert (rival.status, rival.place) == (Status.REVIEWED, None)


# --- who is passed by -------------------------------------------------------------------


def standing(pk, points, slot=None):
    return Standing(Application(pk=pk), points, slot)


#: Points and slot of the other unit, and whether a unit of 45 points in slot 1 passes it by.
PASSED = [
    (44, None, False),
    (45, None, True),
    (46, None, True),
    (45, 2, False),
    (46, 2, True),
    (44, 2, False),
]


@pytest.mark.parametrize(("points", "slot", "passed"), PASSED)
def test_whom_a_candidate_passes_by(points, slot, passed):
    own, other = standing(1, 45, 1), standing(2, points, slot)

    found = outranking([own, other], own.application, 1)

    assert found == ([other] if passed else [])


def test_a_unit_that_stands_in_an_earlier_slot_is_not_passed_by():
    own, other = standing(1, 45, 2), standing(2, 50, 1)

    assert outranking([own, other], own.application, 2) == []
