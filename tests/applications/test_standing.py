"""Where an application stands, and what of its history each reader is told."""

from datetime import date
from itertools import product

import pytest

from applications import deadlines, standing
from applications.choices import HOLDING_PLACE, Status
from applications.lifecycle import application_lifecycle
from applications.models import Application
from applications.services import results, withdrawals
from applications.services.stale import mark_of
from scoring.services import record_mark
from tests import paths
from tests.factories.applications import ApplicationFactory
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def way(application):
    who, _ = standing.whose(application)
    return standing.steps(application, standing.moves_of(application), who=who)


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
    (Status.PROVINCE_RETURNED, "省级受理", "青岚谷康养有限公司"),
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
    assert standing.whose(application) == ("", standing.NEXT[Status.DESIGNATED])


def test_application_stops_where_it_was_passed_over(application, cast):
    bring(application, to=Status.REVIEWING)
    application_lifecycle.perform(
        application, "pass_over", actor=cast["city"], note="本批次条件尚不成熟。"
    )

    steps = way(application)

    assert [step.label for step in steps if step.state == "stopped"] == ["初评"]
    assert [step.state for step in steps] == ["done", "done", "stopped", *["todo"] * 6]


@pytest.mark.parametrize(
    ("status", "label", "note"),
    [
        (Status.FAILED, "评定", "未通过评定"),
        (Status.WITHDRAWN, "填报", "已撤回"),
        (Status.NOT_RECOMMENDED, "推荐", "本批未推荐"),
    ],
)
def test_early_end_stops_at_its_station_and_says_which(application, status, label, note):
    bring(application, to=status)

    steps = standing.steps(
        application, standing.moves_of(application), note=standing.here_note(application, None)
    )

    assert [(step.label, step.note) for step in steps if step.state == "stopped"] == [(label, note)]
    assert "current" not in {step.state for step in steps}


def test_supplement_shows_its_date_at_the_station(application):
    bring(application, to=Status.PROVINCE_RETURNED)
    due = deadlines.of(application).supplement

    note = standing.here_note(application, due)

    assert note == f"退回补正，限{deadlines.spoken(due)}前"


def test_supplement_lies_with_the_unit_then_the_signer_then_the_city(application):
    bring(application, to=Status.PROVINCE_RETURNED)
    lies = []

    def look():
        application.refresh_from_db()
        lies.append(standing.whose(application)[0])

    look()
    paths.request_cosign_again(application)
    look()
    paths.cosign(application, "cosign_again")
    look()

    assert lies == ["青岚谷康养有限公司", "太原市民政局", "太原市文化和旅游局"]


def test_request_to_leave_does_not_move_the_steps(application, cast):
    bring(application, to=Status.SUBMITTED)
    before = way(application)

    withdrawals.ask_to_withdraw(
        application=application, reason="项目用地调整，不再申报。", actor=cast["head"]
    )

    assert way(application) == before
    assert told(application, cast["city"])["申请撤回申报"].note == "项目用地调整，不再申报。"
    assert told(application, cast["civil_reader"])["申请撤回申报"].note == ""


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


# fmt: off
APPOINTMENT = [
    # status            who reads of it
    (Status.ACCEPTED,   "province"),
    (Status.EVALUATING, "province chair"),
    (Status.EVALUATED,  "province chair member civil_reader"),
]
# fmt: on


@pytest.mark.parametrize(("status", "readers"), APPOINTMENT)
def test_appointment_is_told_to_those_who_may_see_the_panel(application, cast, status, readers):
    bring(application, to=Status.ACCEPTED)
    results.appoint_panel(
        application=application,
        chair=cast["chair"],
        members=[cast["member"], cast["second_member"]],
        visit_on=date(2026, 9, 10),
        defence_on=date(2026, 9, 12),
        seen=mark_of(results.panel_boxes(None)),
        actor=cast["province"],
    )
    bring(application, to=status)

    everybody = ("province", "chair", "member", "civil_reader", "clerk", "city", "civil")
    found = {who: told(application, cast[who]).get("组建评定组") for who in everybody}

    assert " ".join(who for who, event in found.items() if event) == readers
    event = found["province"]
    assert event.note.startswith("组长古衡岳，成员")
    assert event.note.endswith("；现场验收2026年9月10日，汇报答辩2026年9月12日")


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


# --- what can be done, and by whom ---------------------------------------------------------


def offered(application, user):
    own, others = standing.offers(application, user)
    said = {label: other.reasons for other in others for label in other.labels}
    return [offer.move.name for offer in own], said


def put(application, status):
    place = 1 if status in HOLDING_PLACE else None
    Application.objects.filter(pk=application.pk).update(status=status, place=place)
    application.refresh_from_db()


def test_unit_reads_whose_the_other_moves_are_and_not_what_is_missing(application, cast):
    bring(application, to=Status.REVIEWING)

    own, others = offered(application, cast["head"])

    assert own == []
    assert others == {
        "退回修改": ("只有本市文化和旅游局可以办理。",),
        "提交会签": ("只有本市文化和旅游局可以办理。",),
        "本批不推荐": ("只有本市文化和旅游局可以办理。",),
        "同意撤回申报": ("只有本市文化和旅游局可以办理。",),
        "截止未推荐": ("省级截止后转入评定时由系统自动办理，无需人工操作。",),
    }
    assert offered(application, cast["city"])[0] == [
        "return_to_unit",
        "request_cosign",
        "pass_over",
    ]


def test_move_that_waits_for_an_occasion_says_for_which(application, cast):
    put(application, Status.PUBLICISED)

    own, others = offered(application, cast["province"])

    assert own == ["publish"]
    assert others == {
        "公示异议成立": (
            "没有核查结论为“异议成立”的异议涉及该单位，请先在公示异议中登记核查结论。",
        )
    }


READERS = ("clerk", "head", "city", "civil", "province", "chair", "civil_reader")


def test_every_status_explains_every_move_to_everybody(application, cast):
    """Own or another's, no move that exists from here is passed over in silence."""
    bring(application, to=Status.COSIGNING)

    for status, who in product(Status, READERS):
        put(application, status)
        moves = {m.label for m in application_lifecycle.transitions.values() if status in m.source}
        own, others = offered(application, cast[who])
        labels = {application_lifecycle.transitions[name].label for name in own}
        assert labels | set(others) == moves
        assert all(reason.endswith("。") for reasons in others.values() for reason in reasons)


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
