"""The ladder by the clock: each step once, to those who owe it, and the city at its end."""

from datetime import timedelta

import pytest

from applications import tasks
from applications.choices import Deadline
from applications.models import Extension, Urge
from applications.services.ladder import send_due_reminders
from applications.services.urging import urge
from portal import clock
from portal.celery import app
from portal.models import AuditEntry, Notice
from tests.factories.applications import ApplicationFactory
from tests.factories.portal import OrganisationFactory
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def send_at(moment):
    with clock.at(moment):
        return send_due_reminders()


def test_each_step_goes_out_once_whatever_the_clock_does(application, cast):
    due = application.batch.city_deadline
    jumps = (8, 7, 7, 5, 3, 7, 1, 1, 3, 0, 0, -1)

    sent = [send_at(due - timedelta(days=days, hours=1)) for days in jumps]

    # the day before and the day itself the city hears of it too
    assert sent == [0, 1, 0, 0, 1, 0, 2, 0, 0, 2, 0, 0]
    assert Notice.objects.filter(recipient=cast["clerk"]).count() == 4
    assert Notice.objects.filter(recipient=cast["city"]).count() == 2
    assert AuditEntry.objects.filter(action="send_reminders").count() == 4


def test_worker_that_was_down_sends_only_the_nearest_step(application, cast):
    due = application.batch.city_deadline

    assert send_at(due - timedelta(days=2, hours=1)) == 1
    assert "（还有2天）" in Notice.objects.filter(recipient=cast["head"]).get().text


def test_moved_deadline_begins_its_own_ladder(application, cast):
    due = application.batch.city_deadline
    send_at(due - timedelta(days=3, hours=1))
    Extension.objects.create(
        batch=application.batch,
        application=application,
        kind=Deadline.SUBMISSION,
        until=due + timedelta(days=4),
        reason="因暴雨延期。",
        approved_by="晋长河",
        granted_by=cast["province"],
        granted_at=clock.now(),
    )

    assert send_at(due - timedelta(days=3, hours=1)) == 1
    assert send_at(due) == 0


def test_city_reads_one_message_that_leads_to_its_list(client, application, cast):
    ApplicationFactory(batch=application.batch, organisation=OrganisationFactory(name="又一家"))

    send_at(application.batch.city_deadline - timedelta(days=1, hours=1))

    notice = Notice.objects.get(recipient=cast["city"])
    assert "2家单位（青岚谷康养有限公司、又一家）尚未提交，请督促。" in notice.text
    client.force_login(cast["city"])
    assert len(client.get(notice.url).context["object_list"]) == 2


def test_clock_reminds_every_hour_of_the_day(application):
    assert app.conf.beat_schedule["remind-applications"]["task"] == tasks.remind_task.name

    with clock.at(application.batch.city_deadline):
        tasks.remind_task()

    assert Urge.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_and_two_clicks_at_once_send_once(application, cast):
    with clock.at(application.batch.city_deadline):
        moment = clock.now()
    users = (cast["city"], cast["city_colleague"])

    together(lambda: send_at(moment), lambda: send_at(moment))
    clicks = together(
        *(lambda user=user: urge(application=application.pk, note="", actor=user) for user in users)
    )

    assert sorted(bool(click.refusal) for click in clicks) == [False, True]
    assert Urge.objects.count() == 3
