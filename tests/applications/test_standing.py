"""Where an application stands, and what of its history each reader is told."""

import pytest

from applications import standing
from applications.choices import Status
from applications.lifecycle import application_lifecycle
from scoring.services import record_mark
from tests.factories.applications import ApplicationFactory
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def way(application):
    return standing.steps(application, standing.moves_of(application))


def told(application, user):
    entries = standing.moves_of(application)
    return {event.label: event for event in standing.timeline(application, user, entries)}


# --- the way ---------------------------------------------------------------------------


# fmt: off
STANDS = [
    (Status.DRAFTING,      "填报",    "青岚谷康养有限公司"),
    (Status.SUBMITTED,     "市级受理", "太原市文化和旅游局"),
    (Status.CITY_RETURNED, "填报",    "青岚谷康养有限公司"),
    (Status.REVIEWING,     "初评",    "太原市文化和旅游局"),
    (Status.COSIGNING,     "会签",    "太原市民政局"),
    (Status.REVIEWED,      "推荐",    "太原市文化和旅游局"),
    (Status.RECOMMENDED,   "省级受理", "省文化和旅游厅"),
    (Status.ACCEPTED,      "评定",    "省文化和旅游厅"),
    (Status.EVALUATING,    "评定",    "省评定组"),
    (Status.EVALUATED,     "评定",    "省文化和旅游厅"),
    (Status.PUBLICISED,    "公示",    "省文化和旅游厅"),
]
# fmt: on


@pytest.mark.parametrize(("status", "label", "holder"), STANDS)
def test_current_step_says_where_and_who(application, status, label, holder):
    bring(application, to=status)

    steps = way(application)

    (current,) = [step for step in steps if step.state == "current"]
    assert (current.label, current.who) == (label, holder)
    assert current.since == standing.moves_of(application)[-1].at
    place = steps.index(current)
    assert {step.state for step in steps[:place]} <= {"done"}
    assert {step.state for step in steps[place + 1 :]} <= {"todo"}


def test_steps_after_a_return_are_ahead_again(application):
    bring(application, to=Status.CITY_RETURNED)

    assert [step.since for step in way(application)[1:]] == [None] * 8


def test_designated_application_has_nothing_ahead(application):
    bring(application, to=Status.DESIGNATED)

    assert {step.state for step in way(application)} == {"done"}
    assert standing.holder(application) == ""


def test_application_stops_where_it_was_passed_over(application, cast):
    bring(application, to=Status.REVIEWING)
    application_lifecycle.perform(
        application, "pass_over", actor=cast["city"], note="本批次条件尚不成熟。"
    )

    steps = way(application)

    assert [step.label for step in steps if step.state == "stopped"] == ["初评"]
    assert [step.state for step in steps] == ["done", "done", "stopped", *["todo"] * 6]


def test_application_without_history_stands_at_its_beginning():
    application = ApplicationFactory()

    assert way(application)[0].since == application.started_at


@pytest.mark.parametrize("status", Status)
def test_every_status_says_what_comes_next(status):
    assert standing.NEXT[status].endswith("。")


# --- what happened -----------------------------------------------------------------------


def test_timeline_tells_moves_alone_newest_first(application, cast):
    record_mark(
        sheet=application.self_check, number="1.1", value=20, actor=cast["clerk"], version=0
    )
    bring(application, to=Status.SUBMITTED)

    entries = standing.moves_of(application)

    events = standing.timeline(application, cast["city"], entries)
    assert [event.label for event in events] == ["提交", "开始填报"]


# fmt: off
NAMES = [
    # who          at the return              at the start
    ("clerk",      "太原市文化和旅游局",        "温小禾"),
    ("city",       "岳思齐",                  "温小禾"),
    ("province",   "岳思齐",                  "温小禾"),
    ("chair",      "太原市文化和旅游局",        "青岚谷康养有限公司"),
    ("civil_reader", "太原市文化和旅游局",      "青岚谷康养有限公司"),
]
# fmt: on


@pytest.mark.parametrize(("who", "returner", "starter"), NAMES)
def test_people_of_other_houses_are_told_as_their_house(application, cast, who, returner, starter):
    bring(application, to=Status.CITY_RETURNED)

    events = told(application, cast[who])

    assert events["退回修改"].actor == returner
    assert events["开始填报"].actor == starter
    assert events["退回修改"].note == "请补充近一年的经营数据和佐证材料。"


@pytest.mark.parametrize(
    ("who", "actor"),
    [("clerk", "省评定组"), ("city", "省评定组"), ("civil", "省评定组"), ("province", "古衡岳")],
)
def test_panel_is_told_without_names(application, cast, who, actor):
    bring(application, to=Status.EVALUATED)

    assert told(application, cast[who])["组长确认"].actor == actor


@pytest.mark.parametrize(
    ("who", "note"),
    [("clerk", ""), ("city", "请核对1.3项得分。"), ("civil", "请核对1.3项得分。"), ("chair", "")],
)
def test_reasons_between_the_bureaus_stay_there(application, cast, who, note):
    bring(application, to=Status.COSIGNING)
    application_lifecycle.perform(
        application, "decline_cosign", actor=cast["civil"], note="请核对1.3项得分。"
    )

    assert told(application, cast[who])["会签退回"].note == note


# --- what others decided -------------------------------------------------------------------


# fmt: off
DECIDED = [
    # who          in status             会签     受理    组成    拟评定
    ("clerk",      Status.REVIEWING,     False,  False,  False,  False),
    ("clerk",      Status.REVIEWED,      True,   False,  False,  False),
    ("clerk",      Status.EVALUATED,     True,   True,   False,  False),
    ("city",       Status.EVALUATED,     True,   True,   False,  False),
    ("civil",      Status.EVALUATED,     True,   True,   False,  False),
    ("chair",      Status.EVALUATING,    True,   True,   True,   False),
    ("province",   Status.EVALUATED,     True,   True,   True,   True),
    ("civil_reader", Status.ACCEPTED,    True,   True,   False,  False),
    ("finance_reader", Status.EVALUATED, True,   True,   True,   False),
    ("clerk",      Status.DESIGNATED,    True,   True,   True,   False),
]
# fmt: on


@pytest.mark.parametrize(("who", "status", "cosigned", "received", "seated", "result"), DECIDED)
def test_decisions_show_no_sooner_than_their_marks(
    application, cast, who, status, cosigned, received, seated, result
):
    bring(application, to=status)

    decided = standing.decided(application, cast[who])

    shown = (
        decided.cosignature is not None,
        decided.receipt is not None,
        bool(decided.seats),
        decided.result is not None,
    )
    assert shown == (cosigned, received, seated, result)


def test_cancelled_cosignature_is_not_shown(application, cast):
    bring(application, to=Status.REVIEWED)
    application_lifecycle.perform(
        application, "reopen_review", actor=cast["city"], note="需要补充意见。"
    )

    assert standing.decided(application, cast["city"]).cosignature is None
