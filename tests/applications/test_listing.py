"""What the database says of a row is what the deciding modules say of one application."""

from datetime import timedelta

import pytest

from applications import deadlines, guards, listing, standing
from applications.choices import (
    HOLDING_PLACE,
    BatchStatus,
    Deadline,
    ReturnCategory,
    SectionName,
    Status,
)
from applications.models import Extension, ReturnRound
from applications.permissions import can_see_marks
from portal import clock
from scoring.choices import Column
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.factories.scoring import SheetFactory, fill
from tests.paths import bring, hand_back, request_cosign_again, sign_again

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
DAY = timedelta(days=1)
READERS = ("head", "city", "far_city", "civil", "province", "civil_reader", "member")


def in_status(status, unit, batch):
    place = 1 if status in HOLDING_PLACE else None
    row = ApplicationFactory(batch=batch, organisation=unit, status=status, place=place)
    row.first_review = SheetFactory(ruleset=row.self_check.ruleset, column=Column.FIRST_REVIEW)
    row.save()
    return row


@pytest.fixture
def every(places, ruleset):
    """One application of the unit in every status, all columns filled in; each in its own batch."""
    made = [
        in_status(status, places["unit"], BatchFactory(ruleset=ruleset, status=BatchStatus.OPEN))
        for status in Status
    ]
    for row in made:
        fill(row.self_check)
        fill(row.first_review)
    return made


def test_totals_stand_where_the_marks_may_be_seen(every, cast):
    for who in READERS:
        for row in listing.listed(cast[who]).select_related("panel"):
            for column in ("self_check", "first_review"):
                shown = who != "member" and bool(can_see_marks(cast[who], row, column))
                told = getattr(row, f"{column}_total") is not None
                assert told is shown, (who, row.status, column)


def test_unfinished_column_has_no_total(application, cast):
    fill(application.self_check, n1=None)
    first = application.self_check.marks.first()
    first.value = None
    first.save()

    assert listing.listed(cast["city"]).get().self_check_total is None


# --- in whose hands -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "steps", "key"),
    [
        (SectionName.DIRECTION, [], standing.UNIT),
        (SectionName.OPINION, [], standing.CULTURE),
        (SectionName.DIRECTION, [hand_back], standing.CULTURE),
        (SectionName.DIRECTION, [request_cosign_again], standing.CIVIL),
        (SectionName.DIRECTION, [sign_again], standing.CULTURE),
    ],
)
def test_supplement_goes_from_hand_to_hand(application, cast, section, steps, key):
    bring(application, to=Status.PROVINCE_RETURNED)
    application.return_points.update(section=section)
    for step in steps:
        step(application)

    row = listing.listed(cast["city"]).get()
    (line,) = listing.lines([row], cast["city"])

    who, _ = standing.whose(application)
    assert (row.lies_with, line.holder) == (key, who)
    assert_deeds_agree(application, key)
    assert listing.listed(cast["city"]).filter(listing.conditions(cast["city"])["holder"][key])


def assert_deeds_agree(application, key):
    """Whoever the list names is the one who may do the next step."""
    round_ = application.return_rounds.last()
    assert round_.lies_with_unit is (key == standing.UNIT)
    assert (not guards.no_cosign_asked_again(application)) is (key == standing.CIVIL)


# --- dates --------------------------------------------------------------------------------


def extend(row, cast, *, kind, days, scope, at=None):
    scopes = {"batch": {}, "city": {"city": row.city}, "application": {"application": row}}
    return Extension.objects.create(
        batch=row.batch,
        kind=kind,
        until=row.batch.province_deadline + timedelta(days=days),
        reason="因暴雨延期。",
        approved_by="晋长河",
        granted_by=cast["province"],
        granted_at=at or clock.now(),
        **scopes[scope],
    )


def expected(row):
    dates = deadlines.of(row)
    if row.status == Status.DRAFTING:
        return dates.submission
    return dates.supplement if row.status == Status.PROVINCE_RETURNED else dates.recommendation


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.DRAFTING, Deadline.SUBMISSION),
        (Status.REVIEWED, Deadline.RECOMMENDATION),
        (Status.PROVINCE_RETURNED, Deadline.SUPPLEMENT),
    ],
)
def test_date_in_force_is_that_of_deadlines(places, ruleset, cast, status, kind):
    row = in_status(status, places["unit"], BatchFactory(ruleset=ruleset))
    if status == Status.PROVINCE_RETURNED:
        return_round(row, cast, by_province=True)
    found = [listing.listed(cast["city"]).get().due]

    for days, scope in ((3, "batch"), (9, "city"), (5, "application"), (2, "city")):
        extend(row, cast, kind=kind, days=days, scope=scope)
        now = listing.listed(cast["city"]).get()
        assert now.due == expected(now)
        found.append(now.due)

    assert found[0] < found[-1]


def return_round(row, cast, *, days=4, **fields):
    return ReturnRound.objects.create(
        application=row,
        number=1,
        category=ReturnCategory.INCOMPLETE,
        note="请补充佐证材料。",
        returned_by=cast["city"],
        returned_at=clock.now(),
        due_at=clock.now() + timedelta(days=days),
        **fields,
    )


def test_return_has_its_own_date_and_never_a_later_one_than_the_submission(places, ruleset, cast):
    row = in_status(Status.CITY_RETURNED, places["unit"], BatchFactory(ruleset=ruleset))
    returned = return_round(row, cast)

    assert listing.listed(cast["city"]).get().due == returned.due_at

    returned.due_at = row.batch.city_deadline + timedelta(days=2)
    returned.save()
    assert listing.listed(cast["city"]).get().due == row.batch.city_deadline


def test_extension_of_an_earlier_supplement_does_not_move_the_next_one(places, ruleset, cast):
    row = in_status(Status.PROVINCE_RETURNED, places["unit"], BatchFactory(ruleset=ruleset))
    before = clock.now() - timedelta(days=9)
    extend(row, cast, kind=Deadline.SUPPLEMENT, days=30, scope="application", at=before)
    returned = return_round(row, cast, by_province=True)

    assert listing.listed(cast["city"]).get().due == returned.due_at


@pytest.mark.parametrize(
    ("status", "kind"),
    [(Status.REVIEWED, Deadline.RECOMMENDATION), (Status.PROVINCE_RETURNED, Deadline.SUPPLEMENT)],
)
def test_extension_granted_last_counts_whatever_its_clock_said(places, ruleset, cast, status, kind):
    row = in_status(status, places["unit"], BatchFactory(ruleset=ruleset))
    now = clock.now()
    if status == Status.PROVINCE_RETURNED:
        with clock.at(now - 2 * DAY):
            return_round(row, cast, by_province=True)

    for days, back in ((9, 0), (5, 1), (4, 0), (7, 3)):
        extend(row, cast, kind=kind, days=days, scope="application", at=now - back * DAY)
        assert listing.listed(cast["city"]).get().due == expected(row)


def test_what_is_over_waits_for_no_date(places, ruleset, cast):
    in_status(Status.ACCEPTED, places["unit"], BatchFactory(ruleset=ruleset))

    assert listing.listed(cast["city"]).get().due is None
