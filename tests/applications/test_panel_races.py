"""A panel at work and whoever keeps its standard, at the same instant."""

from functools import partial
from uuid import uuid4

import pytest

from applications.aggregation import propose
from applications.choices import Binding, Status
from applications.lifecycle import application_lifecycle
from applications.models import Application
from applications.services import panel
from applications.services.photos import store_photo
from applications.services.stale import mark_of
from portal.workflow import TransitionRefused
from scoring.choices import Aggregation, Attendance, Origin, SeatRole, SheetStatus
from scoring.services import SheetLocked, record_attendance, record_mark
from tests.factories.files import picture, upload
from tests.factories.scoring import fill
from tests.paths import bring, hand_in_marks, hand_in_scan
from tests.races import ahead_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scoring(application):
    """``member`` has filled in everything and handed in nothing."""
    evaluating = bring(application, to=Status.EVALUATING)
    fill(sheet_of(evaluating, "member"))
    return evaluating


def sheet_of(application, who):
    return application.panel.seats.get(user__username=who).sheet


def hand_in(application, member):
    return panel.hand_in(application=application, actor=member)


def give(sheet, actor, value, *, version=0):
    entered = {"number": "2.1", "value": value, "version": version}
    return record_mark(sheet=sheet, actor=actor, **entered)


def test_a_mark_that_waits_for_the_hand_in_is_refused(cast, scoring):
    sheet, member = sheet_of(scoring, "member"), cast["member"]

    with ahead_of(partial(give, sheet, member, 1)) as answers:
        hand_in(scoring, member)

    assert [type(answer) for answer in answers] == [SheetLocked]


def test_a_hand_in_that_waits_for_a_blank_is_refused(cast, scoring):
    sheet, member = sheet_of(scoring, "member"), cast["member"]

    with ahead_of(partial(hand_in, scoring, member)) as answers:
        give(sheet, member, None)

    assert [type(answer) for answer in answers] == [TransitionRefused]
    sheet.refresh_from_db()
    assert sheet.status == SheetStatus.OPEN


def test_a_photo_and_a_hand_in_do_not_lock_each_other_out(cast, scoring):
    """Both take the application first, then the sheet."""
    sheet, member = sheet_of(scoring, "member"), cast["member"]
    photo = {"sheet": sheet, "number": "2.1", "key": uuid4(), "actor": member}
    shot = upload("1.jpg", picture())
    send = partial(store_photo, application=scoring, upload=shot, **photo)

    with ahead_of(send, meanwhile=lambda: hand_in(scoring, member)) as answers:
        Application.objects.select_for_update(of=("self",)).get(pk=scoring.pk)

    assert [type(answer) for answer in answers] == [SheetLocked]


def test_an_average_leaves_the_mark_that_the_chair_gave_meanwhile(cast, scoring):
    scoring.batch.aggregation, scoring.batch.quorum = Aggregation.MEAN, 2
    scoring.batch.save()
    fill(scoring.final_score, n2_1=None)
    hand_in_marks(scoring)
    found = Application.objects.get(pk=scoring.pk)
    seen = mark_of(propose(found, cast["chair"]).boxes)
    average = partial(panel.fill_averages, application=found, seen=seen, actor=cast["chair"])

    with ahead_of(average) as answers:
        give(scoring.final_score, cast["chair"], 3)

    mark = scoring.final_score.marks.get(leaf__number="2.1")
    assert (answers, mark.value, mark.origin) == ([0], 3, Origin.DESK)


def test_what_the_chair_changed_after_the_scan_does_not_become_final(cast, scoring):
    """The mark came after the guards had compared the scan, and before the lock."""
    fill(scoring.final_score)
    hand_in_marks(scoring)
    members = scoring.panel.seats.filter(role=SeatRole.MEMBER)
    present = {member.pk: Attendance.PRESENT for member in members}
    record_attendance(panel=scoring.panel, attendance=present, actor=cast["chair"])
    hand_in_scan(scoring, Binding.FINAL)
    found = Application.objects.get(pk=scoring.pk)
    confirm = partial(application_lifecycle.perform, found, "confirm_score", actor=cast["chair"])

    with ahead_of(confirm) as answers:
        record_mark(
            sheet=scoring.final_score,
            number="2.1",
            value=3,
            reason="现场复核",
            version=0,
            actor=cast["chair"],
        )

    (refusal,) = answers
    assert isinstance(refusal, TransitionRefused)
    assert "已失效" in str(refusal)
    scoring.final_score.refresh_from_db()
    assert scoring.final_score.status == SheetStatus.OPEN
