"""The door between the rows of jobs and the workers."""

from functools import partial

from celery import shared_task
from celery.signals import worker_ready
from django.db import transaction

from portal import broker
from portal.clock import machine_now
from reports.models import OutputJob
from reports.outputs import jobs


@shared_task(name="reports.run_output", soft_time_limit=300, time_limit=360)
def run_output_task(*, job_id: int) -> None:
    """Render one queued output; a missing job is logged and dropped."""
    jobs.run_output(job_id)


@shared_task(name="reports.rescue_outputs")
def rescue_outputs_task() -> None:
    """Clock: call again for every job that was left lying."""
    for job_id in jobs.rescue_outputs():
        deliver(job_id)


@worker_ready.connect
def rescue_at_start(**_: object) -> None:
    """What the last worker left behind need not wait for the clock."""
    rescue_outputs_task.delay()


def deliver_on_commit(job: OutputJob) -> None:
    """Call a worker for ``job`` once its row is committed; never fails the request."""
    transaction.on_commit(partial(deliver, job.pk), robust=True)


def deliver(job_id: int) -> None:
    """Call a worker now; without a broker the row waits for the next rescue."""
    if broker.call(run_output_task.name, kwargs={"job_id": job_id}):
        OutputJob.objects.filter(pk=job_id).update(enqueued_at=machine_now())
