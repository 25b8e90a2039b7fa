import logging
from contextlib import contextmanager

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from applications.choices import Status
from applications.models import InvestmentLine
from portal.celery import app
from reports.choices import OutputState
from reports.models import OutputJob
from reports.outputs import jobs, tasks
from reports.services.outputs import request_output
from tests.paths import bring
from tests.services import wait_until


@pytest.fixture
def dead_broker(free_port, monkeypatch):
    """Celery looks for its broker where nobody listens."""
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{free_port}/0")
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


@pytest.fixture
def summary_job(batch, cast):
    return request_output(user=cast["province"], kind="batch_summary", subject=batch)


def test_worker_is_called_only_after_the_commit(batch, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = request_output(user=cast["province"], kind="batch_summary", subject=batch)
        job.refresh_from_db()
        assert job.enqueued_at is None

    job.refresh_from_db()
    assert len(callbacks) == 1
    assert job.enqueued_at is not None
    assert job.state == OutputState.QUEUED


def test_request_survives_a_dead_broker(
    dead_broker, batch, cast, caplog, django_capture_on_commit_callbacks
):
    with (
        caplog.at_level(logging.WARNING, logger="portal.broker"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        job = request_output(user=cast["province"], kind="batch_summary", subject=batch)

    job.refresh_from_db()
    assert (job.state, job.enqueued_at) == (OutputState.QUEUED, None)
    assert "No broker takes reports.run_output." in caplog.messages


def test_rescue_calls_for_what_no_broker_took(summary_job):
    assert summary_job.enqueued_at is None

    tasks.rescue_outputs_task()

    summary_job.refresh_from_db()
    assert summary_job.enqueued_at is not None
    assert jobs.rescue_outputs() == []


def test_task_makes_the_file(summary_job):
    tasks.run_output_task(job_id=summary_job.pk)

    summary_job.refresh_from_db()
    assert summary_job.is_available


@pytest.mark.parametrize("name", ["reports.run_output", "reports.rescue_outputs"])
def test_worker_knows_the_task(name):
    app.loader.import_default_modules()

    assert name in app.tasks


def test_clock_rescues_twice_a_minute():
    entries = [e for e in app.conf.beat_schedule.values() if e["task"] == "reports.rescue_outputs"]

    assert [entry["schedule"] for entry in entries] == [30.0]


# --- a real worker ----------------------------------------------------------------------------


@pytest.fixture
def call_worker(cast, application, redis_worker):
    """Call a real worker for a 报告书."""
    bring(application, to=Status.SUBMITTED)

    def call():
        with transaction.atomic():
            return request_output(user=cast["head"], kind="dossier", subject=application)

    return call


@contextmanager
def nobody_reads(model):
    """Whoever wants to read a row of ``model`` waits until the end of the block."""
    elsewhere = connection.copy()
    elsewhere.set_autocommit(False)
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {model._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        elsewhere.rollback()
        elsewhere.close()


def state_of(job: OutputJob) -> str:
    return OutputJob.objects.values_list("state", flat=True).get(pk=job.pk)


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_worker_makes_the_file_that_was_asked_for(call_worker):
    waiting = call_worker()
    wait_until(lambda: state_of(waiting) == OutputState.DONE)

    waiting.refresh_from_db()
    assert waiting.is_available
    assert (waiting.attempt, waiting.size) == (1, default_storage.size(waiting.file.name))


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_job_of_a_killed_worker_is_done_once_by_the_next(call_worker, redis_worker):
    with nobody_reads(InvestmentLine):
        waiting = call_worker()
        wait_until(lambda: state_of(waiting) == OutputState.RUNNING)
        redis_worker.kill()
    assert state_of(waiting) == OutputState.RUNNING
    silence = jobs.machine_now() - jobs.SILENCE
    OutputJob.objects.filter(pk=waiting.pk).update(heartbeat_at=silence)

    redis_worker.start()
    wait_until(lambda: state_of(waiting) == OutputState.DONE)

    waiting.refresh_from_db()
    assert (waiting.attempt, waiting.is_available) == (2, True)
    assert default_storage.listdir(f"outputs/{waiting.pk}")[1] == ["2.pdf"]
    assert OutputJob.objects.count() == 1
