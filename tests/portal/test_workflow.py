from contextlib import nullcontext

import pytest
from django.core.exceptions import PermissionDenied

from portal import audit
from portal.access import ALLOWED, refuse
from portal.problems import Problem
from portal.workflow import Lifecycle, Transition, TransitionRefused
from scoring.choices import SheetStatus
from tests.factories.scoring import SheetFactory

OPEN, LOCKED = SheetStatus.OPEN, SheetStatus.LOCKED


def life(**options):
    """A life with one move, as ``options`` make it."""
    return Lifecycle(
        Transition(
            "lock", "锁定", [OPEN], LOCKED, **{"allowed": lambda user, sheet: ALLOWED} | options
        )
    )


@pytest.fixture
def sheet(ruleset):
    return SheetFactory(ruleset=ruleset)


def test_perform_moves_logs_and_does_what_follows(sheet, cast):
    followed = []
    lifecycle = life(then=lambda record, actor, details: followed.append((record.status, details)))

    lifecycle.perform(sheet, "lock", actor=cast["city"], note="已核对", details={"day": 3})

    sheet.refresh_from_db()
    entry = audit.history(sheet).get()
    assert sheet.status == LOCKED
    assert followed == [(LOCKED, {"day": 3, "note": "已核对"})]
    assert (entry.action, entry.label, entry.previous, entry.current, entry.note) == (
        "lock",
        "锁定",
        OPEN,
        LOCKED,
        "已核对",
    )
    assert (entry.actor_name, entry.actor_role, entry.actor_organisation) == (
        "岳思齐",
        "市文化和旅游局",
        "太原市文化和旅游局",
    )


def test_perform_by_the_system_says_so(sheet):
    life().perform(sheet, "lock", actor=None)

    assert audit.history(sheet).get().actor_name == "系统"


def test_perform_refuses_who_may_not_and_writes_nothing(sheet, cast):
    lifecycle = life(allowed=lambda user, record: refuse("只有本市民政局可以会签。"))

    with pytest.raises(PermissionDenied, match=r"^只有本市民政局可以会签。$"):
        lifecycle.perform(sheet, "lock", actor=cast["city"])

    sheet.refresh_from_db()
    assert sheet.status == OPEN
    assert not audit.history(sheet).exists()


def test_perform_twice_does_nothing_twice(sheet, cast):
    life().perform(sheet, "lock", actor=cast["city"])

    with pytest.raises(TransitionRefused) as refusal:
        life().perform(sheet, "lock", actor=cast["city"])

    assert str(refusal.value) == "当前状态为“已锁定”，不能锁定，请刷新页面后查看。"
    assert audit.history(sheet).count() == 1


def test_perform_sees_what_others_did_meanwhile(sheet, cast):
    stale = type(sheet).objects.get(pk=sheet.pk)
    life().perform(sheet, "lock", actor=cast["city"])

    with pytest.raises(TransitionRefused, match="当前状态为“已锁定”"):
        life().perform(stale, "lock", actor=cast["city_colleague"])


def test_perform_says_everything_that_is_missing(sheet, cast):
    lifecycle = life(problems=lambda record: [Problem("缺少甲。"), Problem("缺少乙。", "/b/")])

    with pytest.raises(TransitionRefused) as refusal:
        lifecycle.perform(sheet, "lock", actor=cast["city"])

    assert str(refusal.value) == "缺少甲；缺少乙。"
    assert [problem.url for problem in refusal.value.problems] == ["", "/b/"]


def test_a_warning_stops_nothing(sheet, cast):
    lifecycle = life(problems=lambda record: [Problem("请核对面积。", is_warning=True)])

    lifecycle.perform(sheet, "lock", actor=cast["city"])

    assert sheet.status == LOCKED


@pytest.mark.parametrize(
    ("note", "moves"), [("四个字呢", False), ("  四个字呢  ", False), ("五个字正好", True)]
)
def test_the_reason_has_its_least_length(sheet, cast, note, moves):
    lifecycle = life(note_length=5)

    refusal = nullcontext() if moves else pytest.raises(TransitionRefused, match="不少于5个字")
    with refusal:
        lifecycle.perform(sheet, "lock", actor=cast["city"], note=note)

    assert (sheet.status == LOCKED) is moves


def test_a_failing_consequence_undoes_the_move(sheet, cast):
    def fail(record, actor, details):
        raise TransitionRefused(["后续办理失败。"])

    with pytest.raises(TransitionRefused, match="后续办理失败"):
        life(then=fail).perform(sheet, "lock", actor=cast["city"])

    sheet.refresh_from_db()
    assert sheet.status == OPEN
    assert not audit.history(sheet).exists()


def test_values_are_written_with_the_status(sheet, cast):
    life(sets=lambda record, actor, details: {"revision": 7}).perform(
        sheet, "lock", actor=cast["city"]
    )

    sheet.refresh_from_db()
    assert (sheet.status, sheet.revision) == (LOCKED, 7)


def test_offers_show_open_and_blocked_moves_of_the_present_state(sheet, cast):
    lifecycle = Lifecycle(
        Transition("lock", "锁定", [OPEN], LOCKED, lambda user, record: ALLOWED),
        Transition(
            "seal",
            "封存",
            [OPEN],
            LOCKED,
            lambda user, record: ALLOWED,
            lambda r: [Problem("还差一项。")],
        ),
        Transition("hide", "隐藏", [OPEN], LOCKED, lambda user, record: refuse("不可以。")),
        Transition("reopen", "重开", [LOCKED], OPEN, lambda user, record: ALLOWED),
    )

    offers = lifecycle.offers(sheet, cast["city"])

    assert [(offer.move.name, offer.is_open) for offer in offers] == [
        ("lock", True),
        ("seal", False),
    ]
