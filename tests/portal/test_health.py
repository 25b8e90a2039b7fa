"""Alive or not: database, worker, mail; and nothing else."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from portal import clock, health, outbox
from portal.choices import MailState
from portal.models import Heartbeat, Mail
from portal.notices import notify
from portal.tasks import beat_task
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db


def beaten(**ago):
    Heartbeat.objects.create(name=health.WORKER, at=clock.machine_now() - timedelta(**ago))


def test_health_is_public_and_says_nothing_of_anybody(client):
    beat_task()

    response = client.get("/healthz")

    body = response.json()
    assert response.status_code == 200
    assert set(body) == {
        "status", "database", "worker", "worker_last_seen", "mail", "waiting_seconds"
    }  # fmt: skip
    assert (body["status"], body["database"], body["worker"], body["mail"]) == (
        "ok", "ok", "ok", "off",
    )  # fmt: skip
    assert body["waiting_seconds"] == {"mail": 0, "files": 0}


def test_health_says_when_the_database_is_gone(client, monkeypatch):
    def gone():
        raise OperationalError("no route to host")

    with monkeypatch.context() as patch:
        patch.setattr("portal.views.health.connection.cursor", gone)
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"status": "failing", "database": "unreachable"}


def test_portal_is_well_without_worker_and_mail_server_and_says_so(client, settings):
    settings.SENDS_MAIL = True
    with clock.at(clock.now() - timedelta(minutes=3)):
        notify([UserFactory(email="x@example.cn")], "申报已提交。")
    Mail.objects.update(state=MailState.QUEUED, error="连接不上邮件服务器。")

    response = client.get("/healthz")

    body = response.json()
    assert (response.status_code, body["worker"], body["mail"]) == (200, "silent", "failing")
    assert 180 <= body["waiting_seconds"]["mail"] < 240


def test_nobody_is_told_while_the_worker_is_busy_for_minutes():
    beaten(minutes=9)

    assert health.silence(health.last_beat()) == ""


# fmt: off
TOLD = [
    ({"minutes": 12}, "后台任务已停止12分钟，文件和邮件将延迟，不影响填报和提交。"),
    ({"hours": 5},    "后台任务已停止5小时，文件和邮件将延迟，不影响填报和提交。"),
    ({"days": 3},     "后台任务已停止3天，文件和邮件将延迟，不影响填报和提交。"),
]
# fmt: on


@pytest.mark.parametrize(("ago", "told"), TOLD)
def test_silent_worker_is_told_in_words(ago, told):
    beaten(**ago)

    assert health.silence(health.last_beat()) == told


def test_clock_that_is_set_back_hides_no_silence():
    beaten(days=-2)

    assert health.is_silent(health.last_beat())


def test_worker_that_never_ran_is_told_until_it_beats():
    assert (
        health.silence(health.last_beat())
        == "后台任务没有运行，文件和邮件将延迟，不影响填报和提交。"
    )

    health.beat()

    assert health.silence(health.last_beat()) == ""


def test_clock_that_is_played_says_nothing_of_the_worker():
    health.beat()

    with clock.at(clock.now() + timedelta(days=400)):
        assert health.silence(health.last_beat()) == ""
        assert outbox.waiting_since() is None
