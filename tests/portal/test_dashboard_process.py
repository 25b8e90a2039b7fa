"""The home page while things go back and forth: rounds, dates, requests, places, objections."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import standing
from applications.catalogue import copy_catalogue
from applications.choices import Deadline, ObjectionOutcome, SectionName, Status
from applications.completeness import CHECKS
from applications.lifecycle import application_lifecycle
from applications.models import CheckCount, Extension, Objection, QuotaBoard, ReturnRound
from applications.services.checking import count_application
from applications.services.withdrawals import ask_to_withdraw
from portal import clock, health
from portal.board import Board
from portal.choices import MailState
from portal.dashboard import board_of
from portal.models import Mail
from reports.choices import OutputState
from reports.models import OutputJob
from tests import paths
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.factories.content import complete
from tests.paths import bring
from tests.portal.test_dashboard import before_the_ledger, fresh, labels, noted  # noqa: F401
from tests.returns import note

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

DAY = timedelta(days=1)


def home(user) -> Board:
    return board_of(fresh(user))


def to_do(user):
    return labels(home(user).todo)


# --- the unit ------------------------------------------------------------------------------


def count_checks(application, blocking=0):
    rows = [
        CheckCount(
            application=application, check_name=name, blocking=blocking, counted_at=clock.now()
        )
        for name in list(CHECKS)[:2]
    ]
    CheckCount.objects.bulk_create(rows)


def test_draft_that_looks_complete_is_told_to_take_the_last_step(cast, application):
    count_checks(application)

    (heads,), (clerks,) = home(cast["head"]).todo, home(cast["clerk"]).todo

    assert heads.label == "可以提交了，请核对后提交"
    assert heads.url == reverse("applications:move", args=[application.pk, "submit"])
    assert clerks.label == "可以提交了，请负责人登录提交"
    assert clerks.url == application.get_absolute_url()


def test_complete_report_counts_as_complete(cast, application):
    complete(application)

    count_application(application)

    assert to_do(cast["head"]) == ["可以提交了，请核对后提交"]


def test_draft_with_gaps_or_uncounted_is_not(cast, application):
    assert to_do(cast["head"]) == ["填写报告书并提交"]

    count_checks(application, blocking=1)

    assert to_do(cast["head"]) == ["填写报告书并提交"]


def extend(batch, **scope):
    """Three more days to submit."""
    return Extension.objects.create(
        batch=batch,
        kind=Deadline.SUBMISSION,
        until=batch.city_deadline + 3 * DAY,
        reason="暴雨停电。",
        approved_by="厅领导",
        granted_by=paths.province(),
        granted_at=clock.now(),
        **scope,
    )


def test_extension_is_told_with_the_date_that_was_planned(cast, application):
    until = extend(application.batch, application=application).until

    (task,) = home(cast["clerk"]).todo

    assert task.due == until
    assert "截止时间已延长，原为" in task.note


def test_after_the_deadline_a_draft_is_no_task_and_says_whom_to_ask(cast, application):
    with clock.at(application.batch.city_deadline + timedelta(seconds=1)):
        found = home(cast["clerk"])

    (line,) = found.waiting
    assert (found.todo, found.returned) == ([], [])
    assert line.note.startswith("市级截止时间已过，未提交；已填内容均已保留")


def test_after_the_deadline_the_city_reads_that_nothing_was_handed_in(cast, application):
    with clock.at(application.batch.city_deadline + timedelta(seconds=1)):
        notes = [line.note for line in home(cast["city"]).waiting if line.record == application]

    assert len(notes) == 1
    assert notes[0].endswith("市级截止时间已过，没有提交；确需延期的，由市、省文化和旅游部门办理。")


def test_extension_brings_the_late_draft_back(cast, application):
    extend(application.batch, city_id=application.city_id)

    with clock.at(application.batch.city_deadline + timedelta(seconds=1)):
        assert to_do(cast["clerk"]) == ["填写报告书并提交"]


def give_back(application, cast, *, days=2, **place):
    bring(application, to=Status.SUBMITTED)
    noted(application, cast["city"], **(place or {"section": "basics"}))
    application_lifecycle.perform(
        application,
        "return_to_unit",
        actor=cast["city"],
        note="请补充参保证明和用工合同。",
        details={"category": "unproven", "due_at": clock.now() + timedelta(days=days)},
    )
    return application.return_rounds.get()


def test_return_has_its_own_date_and_counts_what_is_not_answered(cast, application):
    round_ = give_back(application, cast)

    (before,) = home(cast["clerk"]).returned
    round_.points.update(answer="已补充。")
    (after,) = home(cast["clerk"]).returned

    assert before.due == round_.due_at
    assert before.note == "1处意见待答复：二（一）基本信息。"
    assert after.note == "1处意见均已答复，请核对后由负责人重新提交。"


def test_supplement_lies_with_the_unit_until_it_hands_back(cast, application):
    bring(application, to=Status.PROVINCE_RETURNED)
    round_ = application.return_rounds.get()

    (task,) = home(cast["head"]).returned
    ReturnRound.objects.update(answered_version=2)

    assert task.label == "修改后交回市文化和旅游局"
    assert task.reason == "退回补正，内容需补充完善：请补充发展方向后重新报送。"
    assert task.due == round_.due_at
    assert home(cast["head"]).returned == []


@pytest.mark.parametrize(
    ("step", "who"),
    [
        (None, "青岚谷康养有限公司"),
        (paths.hand_back, "太原市文化和旅游局"),
        (paths.request_cosign_again, "太原市民政局"),
    ],
)
def test_readers_are_told_with_whom_a_supplement_lies(cast, application, step, who):
    bring(application, to=Status.PROVINCE_RETURNED)
    if step:
        step(application)

    told = {
        reader: [line.note for line in home(cast[reader]).waiting if line.record == application]
        for reader in ("civil_reader", "finance_reader")
    }

    _, following = standing.whose(application)
    assert told == {reader: [f"现由{who}办理：{following}"] for reader in told}


def test_signer_has_a_supplement_only_while_it_waits_for_the_signature(cast, application):
    bring(application, to=Status.PROVINCE_RETURNED)
    paths.request_cosign_again(application)
    asked = to_do(cast["civil"])
    paths.cosign(application, "cosign_again")

    assert asked == ["重新会签补正后的初评"]
    assert to_do(cast["civil"]) == []


def test_city_mends_its_own_places_while_the_unit_mends_its(cast, application):
    bring(application, to=Status.PROVINCE_RETURNED)
    round_ = application.return_rounds.get()
    (before,) = [line for line in home(cast["city"]).waiting if line.record == application]
    point = round_.points.create(
        application=application,
        section="opinion",
        category="content",
        comment="请补充核查情况。",
        by_province=True,
        noted_by=cast["province"],
        noted_at=clock.now(),
    )
    (task,) = home(cast["city"]).returned
    point.answer = "已补充。"
    point.save()

    assert before.note == "省级退回补正：等待申报单位修改后交回。"
    assert task.label == "修改本局内容并填写修改说明"
    assert task.note == "1处意见待答复：五、初评意见。申报单位同时修改，尚未交回。"
    assert home(cast["city"]).returned == []


@pytest.mark.parametrize(
    ("who", "status", "says"),
    [
        ("city", Status.REVIEWING, "初评已评0/5项。已记1条退回意见，尚未发出。"),
        ("province", Status.RECOMMENDED, "已记1条退回意见，尚未发出。"),
    ],
)
def test_points_that_were_not_sent_are_not_forgotten(cast, application, who, status, says):
    bring(application, to=status)
    note(application, cast[who], SectionName.DIRECTION)

    assert says in [task.note for task in home(cast[who]).todo]


def test_unit_sees_that_its_request_to_leave_waits(cast, application):
    ask_to_withdraw(application=application, reason="资金计划调整。", actor=cast["head"])

    assert [line.note for line in home(cast["clerk"]).waiting] == [
        "已申请撤回申报，等待办理；办理前可以取消申请。"
    ]


def test_unit_reads_why_its_application_ended(cast, application):
    bring(application, to=Status.SUBMITTED)
    paths.pass_over(application)

    (line,) = home(cast["head"]).waiting

    assert line.note.endswith("理由：本批次条件尚不成熟。")


def test_rehearsal_is_marked_at_every_task(cast, application, batch):
    type(batch).objects.update(is_rehearsal=True)

    assert [task.subject for task in home(cast["head"]).todo] == [
        "【演练】青岚谷（青岚谷康养有限公司）"
    ]


# --- the city ------------------------------------------------------------------------------


def test_city_looks_at_what_was_changed(cast, application):
    give_back(application, cast)
    application.return_rounds.get().points.update(answer="已补充。")
    paths.resubmit(application)

    (task,) = home(cast["city"]).todo

    assert task.label == "查看修改，受理或再次退回"
    assert task.url == reverse("applications:difference", args=[application.pk, 1, 2])
    assert task.note == "第1次退回后重新提交；只看本次修改的内容即可。"


def test_city_urges_when_the_date_of_a_return_has_passed(cast, application):
    round_ = give_back(application, cast)
    assert to_do(cast["city"]) == []

    with clock.at(round_.due_at + DAY):
        (task,) = home(cast["city"]).todo

    assert task.label == "退回逾期未改，请催办"
    assert task.url == reverse("applications:urge", args=[application.pk])


@pytest.mark.parametrize(
    ("status", "who"), [(Status.REVIEWED, "city"), (Status.RECOMMENDED, "province")]
)
def test_request_to_leave_goes_to_whoever_decides(cast, application, status, who):
    bring(application, to=status)
    ask_to_withdraw(application=application, reason="资金计划调整。", actor=cast["head"])
    label = "办理撤回申报的申请"

    found = {one: label in to_do(cast[one]) for one in ("city", "province", "civil")}

    assert found == {one: one == who for one in found}


def board_line(user):
    found = home(user)
    return next(t for t in (*found.todo, *found.waiting) if t.label == "推荐名额")


def test_places_are_counted(cast, application):
    bring(application, to=Status.REVIEWED)
    before = board_line(cast["city"]).note

    bring(application, to=Status.RECOMMENDED)

    assert before == "名额1家，已推荐0家，初评完成待定1家。"
    assert board_line(cast["city"]).note == "名额1家，已推荐1家，初评完成待定0家。"


def test_city_that_says_nothing_is_told_near_the_date_and_seen_by_the_province(
    cast, application, batch
):
    with clock.at(batch.province_deadline - 7 * DAY):
        assert "推荐报省，或声明本批不推荐" in to_do(cast["far_city"])
        assert "督促尚未推荐也未声明本批不推荐的市" in to_do(cast["province"])

    for city in ("140100", "140200"):
        stated = {"none_reason": "条件尚不成熟。", "none_at": clock.now()}
        QuotaBoard.objects.create(batch=batch, city_id=city, quota=1, **stated)

    with clock.at(batch.province_deadline - 7 * DAY):
        assert board_line(cast["far_city"]).note == "已声明本批不推荐：条件尚不成熟。"
        assert to_do(cast["far_city"]) == to_do(cast["province"]) == []


def test_supplement_goes_from_the_unit_to_the_city_to_the_province(cast, application):
    bring(application, to=Status.PROVINCE_RETURNED)
    round_ = application.return_rounds.get()
    assert home(cast["city"]).returned == []
    with clock.at(round_.due_at + DAY):
        assert to_do(cast["city"])[0] == "补正逾期，请催办申报单位"
        assert "补正逾期，请催办或延期" in to_do(cast["province"])

    paths.hand_back(application)

    (scan,) = [task for task in home(cast["head"]).todo if task.record == application]
    assert (scan.label, scan.due) == ("上传签字盖章扫描件", round_.due_at)
    (task,) = home(cast["city"]).returned
    assert (task.label, task.due) == ("完成补正并报回省厅", round_.due_at)
    assert task.note == "申报单位已交回修改情况，请核对。"

    application_lifecycle.perform(application, "request_cosign_again", actor=cast["city"])

    assert home(cast["city"]).returned == []
    assert to_do(cast["civil"]) == ["重新会签补正后的初评"]

    paths.cosign(application, "cosign_again")
    assert to_do(cast["civil"]) == []
    paths.hand_in_papers(application)
    application_lifecycle.perform(application, "finish_supplement", actor=cast["city"])

    (task,) = [t for t in home(cast["province"]).todo if t.record == application]
    assert task.label == "复核补正情况并受理"
    assert task.url == reverse("applications:difference", args=[application.pk, 1, 2])

    round_.points.update(section=SectionName.OPINION)
    (task,) = [t for t in home(cast["province"]).todo if t.record == application]
    assert task.url == round_.get_absolute_url()


# --- the province: objections --------------------------------------------------------------


def objection(application, number, **fields):
    return Objection.objects.create(
        batch=application.batch,
        application=application,
        number=number,
        channel="online",
        name="匿名甲",
        contact="0351-0000000",
        text="面积不实。",
        received_at=clock.now(),
        **fields,
    )


def test_objections_are_assigned_answered_and_released(cast, application):
    bring(application, to=Status.PUBLICISED)
    one = objection(application, "2026-AAAA-BBBB")
    assert to_do(cast["province"]) == ["交办公示异议"]

    Objection.objects.update(assigned_to=cast["province"], assigned_at=clock.now())
    (task,) = home(cast["province"]).todo
    assert (task.label, task.url) == ("核查并答复公示异议", one.get_absolute_url())
    assert "匿名甲" not in f"{task.label}{task.subject}{task.note}"

    answered = {"outcome": ObjectionOutcome.DISMISSED, "answered_at": clock.now()}
    Objection.objects.update(**answered)
    assert to_do(cast["province"]) == ["办结公示异议"]

    Objection.objects.update(released_at=clock.now())
    assert to_do(cast["province"]) == []


def test_nothing_is_published_while_an_objection_is_open(cast, application, batch):
    bring(application, to=Status.PUBLICISED)
    batch.refresh_from_db()
    colleague = paths._hired("province_officer", cast["province"].organisation)
    objection(application, "2026-AAAA-CCCC", assigned_to=colleague, assigned_at=clock.now())
    after = clock.now() + timedelta(days=60)

    with clock.at(after):
        assert to_do(cast["province"]) == ["督促办结公示异议"]
        Objection.objects.update(
            outcome=ObjectionOutcome.UPHELD, answered_at=after, released_at=after
        )
        assert set(to_do(cast["province"])) == {"公布结果", "办理公示异议成立"}


# --- what it costs -------------------------------------------------------------------------

QUERIES = {"head": 22, "city": 22, "civil": 9, "province": 23}


@pytest.mark.parametrize("item_count", [1, 3])
def test_home_query_count_while_things_go_back_and_forth(
    client, cast, batch, places, item_count, django_assert_num_queries
):
    for place in range(item_count):
        each = BatchFactory(ruleset=batch.ruleset, name=f"批次{place}")
        row = ApplicationFactory(batch=each, organisation=places["unit"])
        copy_catalogue(each)
        bring(row, to=Status.PROVINCE_RETURNED)
        ask_to_withdraw(application=row, reason="资金计划调整。", actor=cast["head"])
    for who, count in QUERIES.items():
        client.force_login(cast[who])

        with django_assert_num_queries(count, info=who):
            response = client.get("/")

        assert response.status_code == 200, who


# --- whoever runs it -----------------------------------------------------------------------


def test_operator_is_told_of_mail_and_files_that_failed(cast, application):
    now = clock.now()
    mail = {"recipient": cast["head"], "address": "x@example.cn", "created_at": now}
    Mail.objects.create(key="1", state=MailState.FAILED, send_at=now, **mail)
    Mail.objects.create(key="2", error="连接不上邮件服务器。", send_at=now, **mail)
    times = {"requested_at": now, "finished_at": now}
    OutputJob.objects.create(
        kind="dossier",
        application=application,
        requested_by=cast["head"],
        slot="x",
        state=OutputState.FAILED,
        **times,
    )

    found = {task.label: (task.url, task.note) for task in home(cast["admin"]).todo}

    assert found["处理发送失败的邮件"][0] == "/mail/?state=failed"
    assert found["核对邮件服务器"][1] == "邮件正在重试：连接不上邮件服务器。"
    assert found["查明文件生成失败的原因"][1].startswith("近3天有1个文件没有生成")


@pytest.mark.parametrize(("who", "is_told"), [("province", True), ("admin", True), ("head", False)])
def test_worker_that_stands_still_is_told_to_those_who_can_help(client, cast, who, is_told):
    client.force_login(cast[who])
    down = client.get("/").content.decode()

    health.beat()

    assert ("后台任务没有运行" in down) == is_told
    assert "后台任务没有运行" not in client.get("/").content.decode()
