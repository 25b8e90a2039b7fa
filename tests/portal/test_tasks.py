"""The static clock: every entry names a task that a worker knows."""

import pytest

from portal.celery import app
from portal.tasks import beat_task, send_mail_task, write_digests_task

pytestmark = pytest.mark.django_db


def test_clock_calls_only_what_there_is():
    app.loader.import_default_modules()

    unknown = {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks)

    assert unknown == set()


@pytest.mark.parametrize("task", [beat_task, send_mail_task, write_digests_task])
def test_tasks_of_the_floor_run_twice_without_harm(task):
    task()
    task()
