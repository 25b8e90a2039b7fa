"""A city's board: who stands where, who passes whom by, 本批不推荐."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import boards, quota
from applications.boards import rank
from applications.choices import Deadline, Status
from applications.lifecycle import application_lifecycle
from applications.models import Application, Nomination, QuotaBoard
from applications.overview import Cell, Row
from applications.services import quota as services
from applications.services.stale import mark_of
from portal import audit, clock
from portal.editing import EditConflict
from portal.workflow import TransitionRefused
from tests.factories.applications import ApplicationFactory
from tests.factories.portal import OrganisationFactory
from tests.factories.scoring import fill
from tests.paths import REASONS, bring, hand_in_papers

WHY = "产品和服务成熟，带动就业明显。"
HIGHER = "高分单位正在整改消防问题。"


def address(name, batch, *args):
    return reverse(f"applications:{name}", args=[batch.pk, "140100", *args])


def reviewed(batch, organisation, points):
    """A unit whose signed 初评 has so many of 50 points."""
    application = ApplicationFactory(batch=batch, organisation=organisation)
    bring(application, to=Status.REVIEWING)
    fill(application.first_review, n1_1=points - 30)
    return bring(application, to=Status.REVIEWED)


@pytest.fixture
def best(batch, cast, places):
    return reviewed(batch, places["unit"], 50)


@pytest.fixture
def second(batch, cast, places):
    return reviewed(batch, places["other_unit"], 45)


def place(application, actor, *, slot=1, reason=WHY, higher_reason="", seen=None):
    known = Nomination.objects.filter(application=application).first()
    seen = mark_of(services.boxes(known)) if seen is None else seen
    return services.place_candidate(
        application=application,
        slot=slot,
        reason=reason,
        higher_reason=higher_reason,
        seen=seen,
        actor=actor,
    )


def slots(batch):
    rows = Nomination.objects.filter(board__batch=batch)
    return {one.slot: one.application for one in rows.select_related("application")}


# --- who stands above whom ---------------------------------------------------------------


def ranked(*points):
    unit = Application(status=Status.REVIEWED)
    rows = [Row(unit, "青岚谷", None, Cell(n, 5, 5), None, []) for n in points]
    return [(one.rank, one.row.first_review.points) for one in rank(map(boards.Candidate, rows))]


def test_equal_points_share_a_rank():
    assert ranked(40, 50, 45, 50) == [(1, 50), (1, 50), (3, 45), (4, 40)]


def test_only_a_fixed_review_is_compared(batch, cast, best, second, places):
    perform = application_lifecycle.perform
    perform(second, "reopen_review", actor=cast["city"], note="补充一项扣分依据")
    open_again = [str(one) for one in quota.standings(batch, best.city)]
    bring(second, to=Status.REVIEWED)
    perform(second, "pass_over", actor=cast["city"], note="建议继续培育。")

    assert open_again == ["“青岚谷康养有限公司”（50分）"]
    assert [one.points for one in quota.standings(batch, best.city)] == [50, 45]


# --- placing -------------------------------------------------------------------------------


def test_a_candidate_below_a_higher_score_needs_a_reason(cast, best, second):
    with pytest.raises(TransitionRefused) as refusal:
        place(second, cast["city"])
    nomination = place(second, cast["city"], higher_reason=HIGHER)

    assert str(refusal.value) == (
        "“青岚谷康养有限公司”（50分）的初评得分不低于本单位，请说明推荐本单位的理由。"
    )
    assert (nomination.slot, nomination.reason, nomination.higher_reason) == (1, WHY, HIGHER)
    entry = audit.history(nomination.board).get()
    assert (entry.action, entry.details["unit"]) == ("place_candidate", second.organisation.name)


def test_the_best_needs_no_explanation(cast, best, second):
    assert place(best, cast["city"], higher_reason="不必要的说明").higher_reason == ""


def test_a_filled_slot_is_refused_by_name(cast, best, second):
    place(best, cast["city"])

    with pytest.raises(TransitionRefused, match="名额1已排入“青岚谷康养有限公司”，请先移出"):
        place(second, cast["city"], higher_reason=HIGHER)

    assert slots(best.batch) == {1: best}


def test_two_candidates_change_places(three_places, cast, best, second):
    place(best, cast["city"])
    place(second, cast["city"], slot=2)

    place(best, cast["city"], slot=2)

    assert slots(three_places) == {1: second, 2: best}


def test_whoever_saves_second_sees_both_reasons(cast, best):
    place(best, cast["city"])
    seen = mark_of(services.boxes(best.nomination))
    place(best, cast["city_colleague"], reason="另一人的理由。")

    with pytest.raises(EditConflict) as conflict:
        place(best, cast["city"], reason="我的理由。", seen=seen)

    assert conflict.value.fields["reason"].theirs == "另一人的理由。"
    assert conflict.value.who == cast["city_colleague"]


def test_nobody_is_placed_before_the_signature_nor_after_the_deadline(cast, application, best):
    other = ApplicationFactory(
        batch=best.batch, organisation=OrganisationFactory(city=best.city, name="后来单位")
    )

    with pytest.raises(TransitionRefused, match="初评完成（会签同意）后方可排入名额"):
        place(other, cast["city"])
    with (
        clock.at(best.batch.province_deadline + timedelta(seconds=1)),
        pytest.raises(TransitionRefused, match="推荐名额不能再改动"),
    ):
        place(best, cast["city"])


@pytest.fixture
def application(best):
    """The one unit that this module begins with is reviewed."""
    return best


# --- recommending ---------------------------------------------------------------------------


def recommend(application, actor, **details):
    hand_in_papers(application)
    application_lifecycle.perform(application, "recommend", actor=actor, details=details)


def test_the_recommended_takes_the_slot_and_the_reason_of_the_board(three_places, cast, best):
    place(best, cast["city"], slot=2)

    recommend(best, cast["city"])

    assert best.place == 2
    assert best.nomination.reason == WHY


def test_without_a_board_the_move_asks_for_the_reason(cast, best, second):
    hand_in_papers(second)
    with pytest.raises(TransitionRefused) as refusal:
        recommend(second, cast["city"])
    recommend(second, cast["city"], **REASONS)

    assert [problem.text for problem in refusal.value.problems] == [
        "请填写推荐理由。",
        "“青岚谷康养有限公司”（50分）的初评得分不低于本单位，请说明推荐本单位的理由。",
    ]
    assert slots(best.batch) == {1: second}
    assert second.nomination.higher_reason == REASONS["higher_reason"]


def test_a_slot_that_is_kept_for_another_is_not_taken(cast, best, second):
    place(best, cast["city"])

    with pytest.raises(TransitionRefused, match="名额已排入“青岚谷康养有限公司”"):
        recommend(second, cast["city"], **REASONS)


def test_a_recommended_unit_stays_in_its_slot(three_places, cast, best, second):
    recommend(best, cast["city"], **REASONS)

    with pytest.raises(TransitionRefused, match="如需移出请先办理“撤回推荐”"):
        services.take_out(application=best, actor=cast["city"])
    with pytest.raises(TransitionRefused, match="名额1已由“青岚谷康养有限公司”占用并推荐报省"):
        place(second, cast["city"], slot=1)


def test_whoever_is_passed_over_leaves_the_slot(cast, best):
    place(best, cast["city"])

    application_lifecycle.perform(best, "pass_over", actor=cast["city"], note="建议继续培育。")

    assert slots(best.batch) == {}
    history = audit.history(QuotaBoard.objects.get())
    assert [entry.action for entry in history] == ["place_candidate", "clear_slot"]
    assert history.last().details["reason"] == WHY


# --- 本批不推荐 --------------------------------------------------------------------------------


def state(batch, actor, reason="各单位尚不成熟，继续培育。"):
    city = actor.organisation.city
    return services.state_none(batch=batch, city=city, reason=reason, actor=actor)


def test_none_is_a_statement_with_a_reason_that_the_province_hears(batch, cast):
    board = state(batch, cast["city"])

    assert (board.none_reason, board.none_by) == ("各单位尚不成熟，继续培育。", cast["city"])
    assert cast["province"].notices.get().text == (
        "太原市声明本批不推荐：各单位尚不成熟，继续培育。"
    )


def test_none_is_refused_while_somebody_stands_in_a_slot(cast, best):
    place(best, cast["city"])
    with pytest.raises(TransitionRefused, match="名额1已排入“青岚谷康养有限公司”，请先移出"):
        state(best.batch, cast["city"])
    recommend(best, cast["city"])
    with pytest.raises(TransitionRefused, match="已推荐报省，请先撤回推荐"):
        state(best.batch, cast["city"])


def test_while_none_stands_nobody_is_placed_or_recommended(cast, best):
    state(best.batch, cast["city"])

    with pytest.raises(TransitionRefused, match="请先在推荐名额页收回声明"):
        place(best, cast["city"])
    with pytest.raises(TransitionRefused, match="请先在推荐名额页收回声明"):
        recommend(best, cast["city"], **REASONS)


def test_none_is_taken_back_until_the_deadline(batch, cast, taiyuan):
    state(batch, cast["city"])
    back = {"batch": batch, "city": taiyuan, "actor": cast["city"]}

    with (
        clock.at(batch.province_deadline + timedelta(seconds=1)),
        pytest.raises(TransitionRefused, match="推荐名额不能再改动"),
    ):
        services.withdraw_statement(**back)
    services.withdraw_statement(**back)
    services.withdraw_statement(**back)

    board = QuotaBoard.objects.get()
    assert (board.none_reason, board.none_by, board.none_at) == ("", None, None)
    actions = [entry.action for entry in audit.history(board)]
    assert actions == ["state_none", "withdraw_statement"]


# --- pages -----------------------------------------------------------------------------------


def test_the_board_ranks_the_units_and_shows_what_stops_each(client, cast, best, second):
    place(second, cast["city"], higher_reason=HIGHER)
    client.force_login(cast["city"])

    response = client.get(address("board", best.batch))

    board = response.context["board"]
    assert [(one.rank, one.application) for one in board.candidates] == [(1, best), (2, second)]
    assert [problem.text[:4] for problem in board.slots[0].problems] == ["缺少材料"] * 3
    assert [one.application for one in board.slots[0].passed_by] == [best]
    assert address("candidate", best.batch, second.pk) in response.content.decode()


def test_an_empty_slot_says_who_can_be_put_into_it(client, cast, batch, places):
    client.force_login(cast["city"])
    before = client.get(address("board", batch)).content.decode()
    reviewed(batch, places["unit"], 50)

    after = client.get(address("board", batch)).content.decode()

    assert "空缺，初评完成（会签同意）的单位可以排入。" in before
    assert "空缺，请在下表中选择单位排入。" in after


def test_the_board_urges_whoever_has_not_submitted(client, cast, best, places):
    draft = ApplicationFactory(batch=best.batch, organisation=places["other_unit"])
    client.force_login(cast["city"])

    html = client.get(address("board", best.batch)).content.decode()

    urged = [row.pk for row in (best, draft) if reverse("applications:urge", args=[row.pk]) in html]
    assert urged == [draft.pk]


def test_the_board_offers_the_move_when_nothing_stops_it(client, cast, best):
    place(best, cast["city"])
    hand_in_papers(best)
    client.force_login(cast["city"])

    page = client.get(address("board", best.batch)).content.decode()

    assert reverse("applications:move", args=[best.pk, "recommend"]) in page
    assert "还不能推荐报省" not in page


def test_a_full_board_offers_what_makes_room_and_nothing_else(client, cast, best, second):
    bring(best, to=Status.RECOMMENDED)
    client.force_login(cast["city"])

    page = client.get(address("board", best.batch)).content.decode()
    told = client.get(address("candidate", best.batch, second.pk), follow=True).content.decode()

    assert reverse("applications:move", args=[best.pk, "withdraw_recommendation"]) in page
    assert address("candidate", best.batch, second.pk) not in page
    assert "请先移出已排入的单位；已推荐报省的，先撤回推荐。" in told


def test_a_unit_with_more_time_keeps_the_board_open(client, cast, best):
    after = best.batch.province_deadline + timedelta(days=1)
    client.force_login(cast["city"])
    offered = []

    for _ in range(2):
        with clock.at(after):
            page = client.get(address("board", best.batch)).content.decode()
        offered.append(address("candidate", best.batch, best.pk) in page)
        best.extensions.create(
            batch=best.batch,
            kind=Deadline.RECOMMENDATION,
            until=after,
            reason="材料寄送延误。",
            approved_by="晋长河",
            granted_by=cast["province"],
            granted_at=clock.now(),
        )

    assert offered == [False, True]


def test_others_read_the_board_and_change_nothing(client, cast, best):
    place(best, cast["city"])

    for who, status in (("civil", 200), ("province", 200), ("far_city", 404), ("head", 404)):
        client.force_login(cast[who])
        shown = client.get(address("board", best.batch))
        written = client.post(address("candidate_remove", best.batch, best.pk))
        assert (shown.status_code, written.status_code) == (status, 403 if status == 200 else 404)
        assert address("candidate", best.batch, best.pk) not in shown.content.decode()

    assert slots(best.batch) == {1: best}


def test_a_candidate_is_placed_changed_and_taken_out_by_forms(client, cast, best, second):
    client.force_login(cast["city"])
    page = address("candidate", best.batch, second.pk)
    asked = client.get(page).context
    version = asked["version"]

    refused = client.post(page, {"slot": "1", "reason": WHY, "version": version})
    sent = {"slot": "1", "reason": WHY, "higher_reason": HIGHER, "version": version}
    placed = client.post(page, sent)
    stands = slots(best.batch)
    removed = client.post(address("candidate_remove", best.batch, second.pk))

    assert asked["form"].fields["higher_reason"].required
    assert list(refused.context["form"].errors) == ["higher_reason"]
    assert refused.context["form"]["reason"].value() == WHY
    assert (placed.status_code, stands) == (302, {1: second})
    assert (removed.status_code, slots(best.batch)) == (302, {})


def test_the_statement_keeps_what_was_typed_on_a_refusal(client, cast, best):
    place(best, cast["city"])
    client.force_login(cast["city"])

    response = client.post(address("board_none", best.batch), {"reason": "各单位尚不成熟。"})

    assert response.status_code == 422
    assert response.context["form"]["reason"].value() == "各单位尚不成熟。"
    assert [problem.text for problem in response.context["problems"]] == [
        "名额1已排入“青岚谷康养有限公司”，请先移出。"
    ]


def test_the_province_sees_what_every_city_has_said(client, cast, best, datong):
    place(best, cast["city"])
    state(best.batch, cast["far_city"], "本市单位尚不成熟。")
    client.force_login(cast["province"])

    response = client.get(reverse("applications:boards", args=[best.batch.pk]))

    lines = {line.city.name: (line.word, line.left) for line in response.context["lines"]}
    assert lines == {"太原市": ("已排", "还有30天"), "大同市": ("本批不推荐", "还有30天")}
    assert "本市单位尚不成熟。" in response.content.decode()
    client.force_login(cast["city"])
    assert client.get(response.request["PATH_INFO"]).status_code == 403


def test_the_board_asks_as_often_for_three_units(client, cast, batch, taiyuan):
    client.force_login(cast["city"])
    asked = []

    for number in (0, 1, 2):
        reviewed(batch, OrganisationFactory(city=taiyuan, name=f"单位{number}"), 45 + number)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address("board", batch))
        asked.append(len(queries))

    assert len(response.context["board"].candidates) == 3
    assert asked[0] == asked[2]
