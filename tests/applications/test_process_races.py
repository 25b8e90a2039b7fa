"""Deeds of the process that exclude each other, at the same instant; and that none waits for ever."""

import threading
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import nominations
from applications.choices import (
    Deadline,
    ObjectionChannel,
    ObjectionOutcome,
    SectionName,
    Status,
)
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Application, Extension, Nomination, Result
from applications.services import extensions, handover, objections, quota, wiping, withdrawals
from applications.services.dossier import save_section
from applications.services.stale import mark_of
from portal import clock
from portal.services import add_membership
from portal.workflow import TransitionRefused
from reports.services.moving import MoveRefused, move_unit
from reports.services.moving import mark_of as mark_of_place
from tests.factories.applications import ApplicationFactory
from tests.factories.content import complete
from tests.factories.portal import CountyFactory, UserFactory
from tests.paths import (
    REASONS,
    bring,
    hand_in_papers,
    publicity_period,
    sign_again,
    write_review,
)
from tests.races import PATIENCE, ahead_of, somebody_waits, together
from tests.services import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def move(application, name, actor, note="", **details):
    """One move of an application as it is stored then."""
    fresh = Application.objects.get(pk=application.pk)
    return lambda: application_lifecycle.perform(
        fresh, name, actor=actor, note=note, details=details
    )


def move_batch(application, name, actor, **details):
    batch = Application.objects.get(pk=application.pk).batch
    return lambda: batch_lifecycle.perform(batch, name, actor=actor, details=details)


def place(application, slot, actor):
    known = Nomination.objects.filter(application=application).first()
    return lambda: quota.place_candidate(
        application=application,
        slot=slot,
        reason="产品成熟。",
        higher_reason="用工更多。",
        seen=mark_of(quota.boxes(known)),
        actor=actor,
    )


def state_of(application):
    return Application.objects.values_list("status", flat=True).get(pk=application.pk)


@pytest.fixture
def rehearsed(batch, application):
    """A rehearsal need not wait for its deadline."""
    batch.is_rehearsal = True
    batch.save(update_fields=["is_rehearsal"])
    return application


# --- the batch and its applications ------------------------------------------------------


def test_a_batch_that_closes_and_the_first_line_of_a_board_do_not_wait_for_each_other(
    cast, rehearsed, monkeypatch
):
    """推荐 holds its application and comes to the board while 转入评定 is under way."""
    bring(rehearsed, to=Status.REVIEWED)
    hand_in_papers(rehearsed)
    begun, look = threading.Event(), nominations.place_for

    def look_slowly(application, details):
        begun.set()
        wait_until(somebody_waits)
        return look(application, details)

    monkeypatch.setattr(nominations, "place_for", look_slowly)
    close = move_batch(rehearsed, "start_evaluation", cast["province"])

    answers = together(
        move(rehearsed, "recommend", cast["city"], **REASONS),
        lambda: begun.wait(PATIENCE) and close(),
    )

    assert answers == [None, None]
    assert state_of(rehearsed) == Status.RECOMMENDED


def test_what_is_submitted_while_the_batch_closes_is_closed_with_it(cast, rehearsed):
    complete(rehearsed)

    with ahead_of(move_batch(rehearsed, "start_evaluation", cast["province"])) as answers:
        move(rehearsed, "submit", cast["head"], declared=True)()

    assert answers == [None]
    assert state_of(rehearsed) == Status.NOT_RECOMMENDED


def test_nothing_is_evaluated_anew_once_publicity_begins(cast, application):
    """Also of a unit that is not on the list, which 开始公示 does not touch."""
    bring(application, to=Status.EVALUATED)
    Result.objects.filter(application=application).update(proposed=False)
    batch = application.batch
    with clock.at(batch.province_deadline + timedelta(days=1)):
        move_batch(application, "start_evaluation", cast["province"])()
    period = {**publicity_period(), "objection_contact": "0351-0000001"}
    again = move(application, "reevaluate", cast["province"], "现场情况有变化。")

    with ahead_of(again) as answers:
        move_batch(application, "start_publicity", cast["province"], **period)()

    assert [type(answer) for answer in answers] == [TransitionRefused]
    assert "已经公示" in str(answers[0])


def test_publicity_waits_for_what_is_evaluated_anew(cast, application):
    bring(application, to=Status.EVALUATED)
    Result.objects.filter(application=application).update(proposed=False)
    with clock.at(application.batch.province_deadline + timedelta(days=1)):
        move_batch(application, "start_evaluation", cast["province"])()
    period = {**publicity_period(), "objection_contact": "0351-0000001"}
    begin = move_batch(application, "start_publicity", cast["province"], **period)

    with ahead_of(begin) as answers:
        move(application, "reevaluate", cast["province"], "现场情况有变化。")()

    assert [type(answer) for answer in answers] == [TransitionRefused]
    assert "尚无评定结果" in str(answers[0])


def test_no_objection_is_examined_anew_while_the_results_are_published(cast, application):
    bring(application, to=Status.PUBLICISED)
    batch, actor = application.batch, cast["province"]
    said = {"application": application, "name": "龚正言", "contact": "0351-0000001"}
    words = {**said, "text": "占地面积与公开资料不一致。", "channel": ObjectionChannel.LETTER}
    words["received_at"] = clock.now()
    objection = objections.register(batch=batch, values=words, actor=actor)
    found = {"outcome": ObjectionOutcome.DISMISSED, "answer": "经核查一致。"}
    objection = objections.answer(objection=objection, values=found, seen=0, actor=actor)
    objection = objections.release(objection=objection, seen=1, actor=actor)
    numbers = {"published_number": "晋文旅发〔2023〕99号", "published_on": clock.today()}

    def reopen():
        return objections.reopen(objection=objection, note="又有新的情况。", actor=actor)

    day_after = clock.now() + timedelta(days=90)
    with ahead_of(reopen) as answers, clock.at(day_after):
        move_batch(application, "publish", actor, **numbers)()

    assert [type(answer) for answer in answers] == [objections.ObjectionRefused]
    objection.refresh_from_db()
    assert objection.released_at is not None


# --- places ------------------------------------------------------------------------------


def test_a_unit_that_leaves_is_not_put_into_another_slot(cast, three_places, application, places):
    """Two candidates change slots while one of them is let go."""
    other = ApplicationFactory(batch=application.batch, organisation=places["other_unit"])
    for slot, one in enumerate((application, other), 1):
        bring(one, to=Status.REVIEWED)
        place(one, slot, cast["city"])()
    withdrawals.ask_to_withdraw(
        application=other, reason="用地调整，不再申报。", actor=cast["other_head"]
    )

    with ahead_of(place(application, 2, cast["city_colleague"])) as answers:
        move(other, "end", cast["city"])()

    assert [type(answer).__name__ for answer in answers] == ["Nomination"]
    assert list(Nomination.objects.values_list("application", "slot")) == [(application.pk, 2)]


# --- 补正 ---------------------------------------------------------------------------------


def test_no_supplement_is_extended_that_ends_meanwhile(cast, application):
    bring(application, to=Status.PROVINCE_RETURNED)
    sign_again(application)
    chosen = Application.objects.for_list().get(pk=application.pk)

    def extend():
        return extensions.extend(
            batch=application.batch,
            kind=Deadline.SUPPLEMENT,
            until=clock.now() + timedelta(days=20),
            reason="材料补办需要时间。",
            document_number="",
            approved_by="分管处长",
            actor=cast["province"],
            applications=[chosen],
        )

    with ahead_of(extend) as answers:
        move(application, "finish_supplement", cast["city"])()

    assert [type(answer) for answer in answers] == [extensions.ExtensionRefused]
    assert not Extension.objects.exists()


# --- 延期 ---------------------------------------------------------------------------------


def test_longer_date_that_is_granted_while_many_wait_is_not_shortened(cast, application):
    batch = application.batch
    rows = tuple(Application.objects.for_list().filter(batch=batch))
    until = batch.city_deadline + timedelta(days=1)
    wish = extensions.Wish(batch, Deadline.SUBMISSION, until, applications=rows)
    longer = batch.city_deadline + timedelta(days=3)
    grounds = {"reason": "因暴雨道路中断。", "document_number": "", "approved_by": "分管处长"}
    scope = {"batch": batch, "kind": Deadline.SUBMISSION, "actor": cast["province"]}

    with ahead_of(lambda: extensions.extend_each(wish, cast["city"], grounds=grounds)) as answers:
        extensions.extend(until=longer, applications=rows, **scope, **grounds)

    [[moved]] = answers
    assert "确需改短的，请单独办理延期。" in moved.refusal
    assert Extension.objects.get().until == longer


# --- 清除演练 ------------------------------------------------------------------------------


def test_whoever_waits_for_a_rehearsal_that_is_wiped_is_told_that_it_is_gone(cast, rehearsed):
    bring(rehearsed, to=Status.SUBMITTED)
    browser = Client()
    browser.force_login(cast["city"])
    url = reverse("applications:move", args=[rehearsed.pk, "begin_review"])

    with ahead_of(lambda: browser.post(url)) as answers:
        wiping.wipe(batch=rehearsed.batch, actor=cast["province"])

    assert [answer.status_code for answer in answers] == [404]


def test_a_rehearsal_is_wiped_whole_beside_a_save(cast, rehearsed):
    version = rehearsed.sections.get(name=SectionName.BASICS).version

    def wipe():
        return wiping.wipe(batch=rehearsed.batch, actor=cast["province"])

    with ahead_of(wipe) as answers:
        save_section(
            application=rehearsed,
            name=SectionName.BASICS,
            values={"address": "另一个地址"},
            version=version,
            actor=cast["clerk"],
        )

    assert answers == [True]
    assert not Application.objects.exists()


# --- who has it in hand --------------------------------------------------------------------


def test_a_review_that_a_colleague_has_finished_is_not_passed_on(cast, application):
    bring(application, to=Status.REVIEWING)
    write_review(application)
    leaver, colleague, third = cast["city"], cast["city_colleague"], UserFactory()
    membership = leaver.memberships.get()
    add_membership(user=third, organisation=membership.organisation, role=membership.role)
    mark = handover.work_of(membership, colleague).mark

    def pass_on():
        handover.hand_over(membership=membership, successor=third, mark=mark, actor=colleague)

    with ahead_of(pass_on) as answers:
        move(application, "request_cosign", colleague)()

    application.refresh_from_db()
    assert answers == [None]
    assert application.first_reviewer == colleague


def test_a_unit_whose_review_begins_meanwhile_stays_in_its_city(cast, application, places):
    bring(application, to=Status.SUBMITTED)
    unit = places["unit"]
    unit.refresh_from_db()
    county = CountyFactory(code="140213", name="平城区", parent=places["far_culture"].city)
    there = {"unit": unit, "county": county, "seen": mark_of_place(unit)}

    with ahead_of(lambda: move_unit(**there, note="登记错误。", actor=cast["province"])) as answers:
        move(application, "begin_review", cast["city"])()

    assert [type(answer) for answer in answers] == [MoveRefused]
    application.refresh_from_db()
    assert application.city == places["city_culture"].city
