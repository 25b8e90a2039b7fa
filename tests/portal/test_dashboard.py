"""The home page of every role: what now, until when, what came back and why."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from applications.catalogue import copy_catalogue
from applications.choices import BatchStatus, Status
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Batch, QuotaBoard, Result, ReturnPoint
from portal import board, clock
from portal.board import Task, arrange
from portal.choices import Role
from portal.dashboard import board_of, recent_files
from portal.models import KindPeriod, User
from reports.choices import OutputState
from reports.models import OutputJob
from scoring.services import declare, seat_panel
from tests import paths
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.factories.portal import MembershipFactory, OrganisationFactory
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture(autouse=True)
def before_the_ledger(places):
    """These pages speak of applications alone; tests/reports/test_board.py of the months."""
    for unit in (places["unit"], places["other_unit"], places["far_unit"]):
        KindPeriod.objects.create(organisation=unit, kind=unit.kind, since=date(2099, 1, 1))


def fresh(user):
    """The user as the next request reads it."""
    return User.objects.get(pk=user.pk)


def labels(tasks):
    return [task.label for task in tasks]


def home(user):
    """What is returned, to do and waiting, by label."""
    found = board_of(fresh(user))
    return labels(found.returned), labels(found.todo), labels(found.waiting)


def noted(application, officer, **place):
    """A point that was noted while reading."""
    return ReturnPoint.objects.create(
        application=application,
        category="unproven",
        comment="请补充。",
        noted_by=officer,
        noted_at=clock.now(),
        **place,
    )


PLACES = "推荐名额"
ZONE = "青岚谷文旅康养示范区（青岚谷康养有限公司）"


# --- the unit ------------------------------------------------------------------------------


def test_unit_is_told_to_begin_in_an_open_batch(cast, batch):
    found = board_of(cast["clerk"])

    assert labels(found.todo) == ["开始填报"]
    assert (found.todo[0].due, found.todo[0].url) == (batch.city_deadline, "/applications/")


def test_nobody_is_told_to_begin_after_the_deadline(cast, batch):
    with clock.at(batch.city_deadline + timedelta(seconds=1)):
        assert home(cast["clerk"]) == ([], [], [])


def test_zone_does_not_apply_again(cast, batch, places):
    places["unit"].kind = "zone"
    places["unit"].save()

    assert home(cast["clerk"]) == ([], [], [])


def test_unit_with_a_draft_sees_how_far_it_is_and_until_when(cast, application):
    (task,) = board_of(cast["head"]).todo

    assert (task.label, task.note) == ("填写报告书并提交", "自检已评0/5项")
    assert (task.due, task.left) == (application.batch.city_deadline, "还有20天")


def test_returned_application_says_why_and_what_is_open(cast, application):
    bring(application, to=Status.SUBMITTED)
    for section in ("basics", "staffing"):
        noted(application, cast["city"], section=section)
    application_lifecycle.perform(
        application,
        "return_to_unit",
        actor=cast["city"],
        note="请补充参保证明和用工合同。",
        details={"category": "unproven"},
    )

    (task,) = board_of(cast["clerk"]).returned

    assert task.label == "修改后重新提交"
    assert task.reason == "退回修改，缺少佐证或佐证不足：请补充参保证明和用工合同。"
    assert task.note == "2处意见待答复：二（一）基本信息、四、用工情况表。"
    assert task.url == reverse("applications:return_round", args=[application.pk, 1])
    assert task.due == application.batch.city_deadline


def test_unit_is_told_to_hand_in_the_scan_until_it_is_there(cast, application):
    bring(application, to=Status.REVIEWED)
    assert home(cast["head"]) == ([], ["上传签字盖章扫描件"], [ZONE])

    paths.hand_in_papers(application)

    assert home(cast["head"]) == ([], [], [ZONE])


def test_scan_of_an_older_version_does_not_count(cast, application):
    bring(application, to=Status.SUBMITTED)
    paths.hand_in_scan(application, "submission")
    paths.return_to_unit(application)
    application.dossier.honours = "新增荣誉"
    application.dossier.save()
    paths.resubmit(application)

    assert home(cast["head"])[1] == ["上传签字盖章扫描件"]


def test_unit_sees_who_has_its_application(cast, application):
    bring(application, to=Status.RECOMMENDED)

    (task,) = board_of(cast["head"]).waiting

    assert task.note == "现由省文化和旅游厅办理：省文化和旅游厅收到纸质材料后受理。"


def test_unit_never_sees_another_unit(cast, application, batch, places):
    ApplicationFactory(batch=batch, organisation=places["other_unit"])

    assert [task.record for task in board_of(cast["head"]).todo] == [application]


# --- the city ------------------------------------------------------------------------------

# fmt: off
CITY = [
    # status                 to do                            waiting
    (Status.DRAFTING,        [],                              ["青岚谷（青岚谷康养有限公司）", PLACES]),
    (Status.SUBMITTED,       ["受理并开始初评，或退回修改"],      [PLACES]),
    (Status.CITY_RETURNED,   [],                              [ZONE, PLACES]),
    (Status.REVIEWING,       ["完成初评并提交会签"],             [PLACES]),
    (Status.COSIGNING,       [],                              [ZONE, PLACES]),
    (Status.REVIEWED,        ["推荐报省，或确定本批不推荐"],      [PLACES]),
    (Status.RECOMMENDED,     [],                              [PLACES, ZONE]),
    (Status.NOT_RECOMMENDED, [],                              [PLACES, ZONE]),
]
# fmt: on


@pytest.mark.parametrize(("status", "todo", "waiting"), CITY)
def test_city_is_told_what_lies_with_it(cast, application, status, todo, waiting):
    bring(application, to=status)

    assert home(cast["city"]) == ([], todo, waiting)
    assert home(cast["city_colleague"]) == ([], todo, waiting)
    assert home(cast["far_city"]) == ([], [], [PLACES])


def test_declined_cosignature_comes_back_with_its_opinion(cast, application):
    bring(application, to=Status.COSIGNING)
    application_lifecycle.perform(
        application,
        "decline_cosign",
        actor=cast["civil"],
        note="养老服务部分依据不足。",
        details={"digest": application.review_digest},
    )

    (task,) = board_of(cast["city"]).returned

    assert (task.label, task.reason) == (
        "完成初评并提交会签",
        "市民政局会签退回：养老服务部分依据不足。",
    )


def test_second_unit_of_a_city_can_only_be_passed_over(cast, application, batch, places):
    bring(application, to=Status.RECOMMENDED)
    second = ApplicationFactory(batch=batch, organisation=places["other_unit"])
    bring(second, to=Status.REVIEWED)

    (task,) = board_of(cast["city"]).todo

    assert (task.label, task.note) == ("确定本批不推荐", "本市名额已推荐“青岚谷康养有限公司”。")


def test_late_task_says_so(cast, application):
    bring(application, to=Status.SUBMITTED)

    with clock.at(application.batch.province_deadline + timedelta(seconds=1)):
        (task,) = board_of(cast["city"]).todo
        assert (task.is_late, task.left) == (True, "已截止")


def test_civil_affairs_signs_what_lies_there(cast, application):
    assert home(cast["civil"]) == ([], [], [])
    bring(application, to=Status.COSIGNING)

    assert home(cast["civil"]) == ([], ["会签初评意见"], [])
    assert home(cast["far_civil"]) == ([], [], [])


# --- the panel -----------------------------------------------------------------------------


def test_expert_declares_before_anything_else(cast, application):
    bring(application, to=Status.ACCEPTED)
    paths.seat(application)
    seat = application.panel.seats.get(user=cast["member"])

    (task,) = board_of(cast["member"]).todo

    assert (task.label, task.subject) == ("作出回避声明", ZONE)
    assert task.url == reverse("applications:declaration", args=[seat.pk])
    assert home(cast["outsider"]) == ([], [], [])


def test_chair_and_members_mark(cast, application):
    bring(application, to=Status.EVALUATING)
    paths.hand_in_marks(application, who=["second_member"])

    (chairs,) = board_of(cast["chair"]).todo
    (members,) = board_of(cast["member"]).todo

    assert chairs.label == "填写评定计分并确认"
    assert chairs.note.startswith("评定已评0/5项；2名成员中1名已提交计分；现场验收")
    assert members.label == "填写成员计分并提交"
    assert members.note.startswith("已评0/5项；现场验收")
    assert home(cast["second_member"]) == ([], [], ["查阅申报材料"])
    assert home(cast["outsider"]) == ([], [], [])


def test_province_replaces_a_substitute_who_stands_aside(cast, application):
    bring(application, to=Status.EVALUATING)
    assert "更换应当回避的专家" not in [task.label for task in board_of(cast["province"]).todo]

    application.panel.seats.filter(user=cast["member"]).update(recused=True)

    assert "更换应当回避的专家" in [task.label for task in board_of(cast["province"]).todo]


def test_member_reads_why_the_chair_gave_the_marks_back(cast, application):
    bring(application, to=Status.EVALUATING)
    application.panel.seats.filter(user=cast["member"]).update(return_note="1.1请重新核对。")

    (task,) = board_of(cast["member"]).returned

    assert task.reason == "组长退回：1.1请重新核对。"


def test_recused_expert_sees_nothing_more(cast, application):
    bring(application, to=Status.ACCEPTED)
    paths.seat(application)
    seat = application.panel.seats.get(user=cast["member"])

    declare(seat=seat, recused=True, reason="曾在该单位任职。")

    assert home(cast["member"]) == ([], [], [])


# --- the province --------------------------------------------------------------------------


def province_tasks(cast):
    """The labels of what the province must do, applications and batches alike."""
    return labels(board_of(fresh(cast["province"])).todo)


def test_province_receives_and_counts(cast, application):
    bring(application, to=Status.RECOMMENDED)

    found = board_of(cast["province"])

    assert labels(found.todo) == ["核对纸质材料并受理"]
    assert [(task.label, task.note) for task in found.waiting] == [
        ("申报中", "已推荐1家；1市尚未推荐也未声明本批不推荐。")
    ]


def test_province_appoints_waits_replaces_and_starts(cast, application):
    bring(application, to=Status.ACCEPTED)
    assert province_tasks(cast) == ["组建评定组"]

    paths.seat(application)
    assert province_tasks(cast) == []

    first, *others = application.panel.seats.all()
    declare(seat=first, recused=True, reason="与该单位有合作。")
    assert province_tasks(cast) == ["更换应当回避的专家"]

    seat_panel(
        panel=application.panel,
        chair=cast["outsider"],
        members=[seat.user for seat in others],
        actor=cast["province"],
        visit_on=clock.today(),
        defence_on=clock.today(),
    )
    for seat in application.panel.seats.filter(declared_at=None):
        declare(seat=seat, recused=False)
    assert province_tasks(cast) == ["启动评定"]


def test_province_decides_then_moves_the_batch_on(cast, application, batch):
    bring(application, to=Status.EVALUATED)
    assert province_tasks(cast) == ["录入审定投资额和是否拟评定"]

    Result.objects.filter(application=application).update(audited_wan=3100, proposed=True)
    assert province_tasks(cast) == []

    stated = {"none_reason": "没有合适的单位。", "none_at": clock.now(), "quota": 1}
    QuotaBoard.objects.create(batch=batch, city_id="140200", **stated)
    after = batch.province_deadline + timedelta(days=1)
    with clock.at(after):
        assert province_tasks(cast) == ["转入评定"]
        batch.refresh_from_db()
        batch_lifecycle.perform(batch, "start_evaluation", actor=cast["province"])
        assert province_tasks(cast) == ["开始公示"]
        details = paths.publicity_period()
        batch_lifecycle.perform(batch, "start_publicity", actor=cast["province"], details=details)
        assert province_tasks(cast) == []

    with clock.at(after + timedelta(days=8)):
        assert province_tasks(cast) == ["公布结果"]


def test_published_batch_is_read_by_all_and_filed_away_by_the_province(cast, application, batch):
    bring(application, to=Status.DESIGNATED)

    assert province_tasks(cast) == ["归档"]
    for who in ("head", "city", "civil", "chair", "civil_reader", "finance_reader"):
        assert "查看评定结果" in home(cast[who])[2], who

    batch.refresh_from_db()
    batch_lifecycle.perform(batch, "archive", actor=cast["province"])
    assert home(cast["head"]) == ([], [], [])


def test_batch_in_preparation_is_the_provinces_alone(cast):
    Batch.objects.all().delete()
    BatchFactory(status=BatchStatus.PREPARING)

    assert province_tasks(cast) == ["核对批次并开始申报"]
    assert home(cast["head"]) == ([], [], [])


# --- readers, operators, nobody ------------------------------------------------------------


def test_readers_have_nothing_to_do_and_read_from_the_recommendation_on(cast, application):
    bring(application, to=Status.REVIEWED)
    assert home(cast["finance_reader"]) == ([], [], [])

    bring(application, to=Status.RECOMMENDED)

    assert home(cast["finance_reader"]) == ([], [], [ZONE])


def test_operator_is_told_of_accounts_with_which_nobody_can_work(cast):
    (task,) = board_of(cast["admin"]).todo

    assert task.note == "有1个启用的账号没有任职，本人登录后无法办理业务。"
    assert task.url == "/admin/portal/user/?membership=none"


def test_operator_without_idle_accounts_has_nothing_to_do(cast):
    cast["nobody"].delete()

    assert home(cast["admin"]) == ([], [], [])


def test_operator_never_sees_an_application(cast, application):
    bring(application, to=Status.RECOMMENDED)

    found = board_of(cast["admin"])

    assert [task.record for task in (*found.todo, *found.waiting)] == [None]


def test_somebody_without_a_role_is_told_whom_to_ask(client, cast, application):
    client.force_login(cast["nobody"])

    response = client.get("/")

    assert board_of(cast["nobody"]) == board.Board()
    assert "您的账号还没有设定单位和角色" in response.content.decode()


def test_nothing_to_do_is_said_in_words(client, cast):
    client.force_login(cast["finance_reader"])

    assert "目前没有需要您办理的事项" in client.get("/").content.decode()


# --- files ---------------------------------------------------------------------------------


def job(user, application, state=OutputState.DONE, **fields):
    times = {"requested_at": clock.now(), "finished_at": clock.now()}
    slot = f"dossier:{application.pk}:0:{user.pk}"
    return OutputJob.objects.create(
        kind="dossier",
        application=application,
        requested_by=user,
        slot=slot,
        state=state,
        **(times | fields),
    )


def test_newest_file_of_a_slot_is_shown_with_its_failure(cast, application):
    job(cast["head"], application, requested_at=clock.now() - timedelta(hours=1))
    failed = job(
        cast["head"], application, OutputState.FAILED, error="字体文件损坏，请联系管理员。"
    )

    (shown,) = recent_files(cast["head"])

    assert shown.job == failed
    assert recent_files(cast["clerk"]) == []


def test_old_files_leave_the_home_page(cast, application):
    job(cast["head"], application, requested_at=clock.now() - timedelta(days=4))

    assert recent_files(cast["head"]) == []


def test_failed_file_says_why_on_the_page(client, cast, application):
    job(cast["head"], application, OutputState.FAILED, error="字体文件损坏，请联系管理员。")
    client.force_login(cast["head"])

    assert "字体文件损坏，请联系管理员。" in client.get("/").content.decode()


# --- the order, and what it costs ----------------------------------------------------------


def test_nearest_deadline_comes_first_and_shared_tasks_once():
    now = clock.now()
    late, soon = now - timedelta(days=1), now + timedelta(days=1)
    tasks = [Task("无期限", "/a"), Task("将到期", "/b", due=soon), Task("已过期", "/c", due=late)]

    found = arrange([*tasks, *tasks])

    assert labels(found.todo) == ["已过期", "将到期", "无期限"]


def test_long_lists_are_cut_and_counted():
    tasks = [Task("受理", f"/{n}") for n in range(board.SHOWN + 4)]

    found = arrange(tasks)

    assert (len(found.todo), found.more) == (board.SHOWN, 4)


def test_last_day_says_so():
    with clock.at(clock.now().replace(hour=2, minute=0)):
        task = Task("提交", "/", due=clock.now() + timedelta(hours=1))
        assert task.left == "今天截止"


# fmt: off
QUERIES = {
    "head": 21, "city": 21, "civil": 9, "chair": 12, "province": 23, "civil_reader": 7, "admin": 10,
}
# fmt: on


@pytest.mark.parametrize("item_count", [1, 3])
def test_home_query_count(client, cast, batch, places, item_count, django_assert_num_queries):
    for place in range(item_count):
        each = BatchFactory(ruleset=batch.ruleset, name=f"批次{place}")
        organisation = places["unit"]
        application = ApplicationFactory(batch=each, organisation=organisation)
        copy_catalogue(each)
        bring(application, to=Status.EVALUATING)
    MembershipFactory.create_batch(
        item_count, organisation=OrganisationFactory(), role=Role.UNIT_CLERK
    )
    for who, count in QUERIES.items():
        client.force_login(cast[who])

        with django_assert_num_queries(count, info=who):
            response = client.get("/")

        assert response.status_code == 200, who
