"""What the clock does for the applications, and what is counted soon after a deed."""

from functools import partial

from celery import shared_task
from django.db import transaction

from applications.models import Application
from applications.services import checking, ladder
from portal import broker


@shared_task(name="applications.remind")
def remind_task() -> None:
    """Clock: send the steps of the ladder that are due; a second run sends nothing."""
    ladder.send_due_reminders()


@shared_task(name="applications.count_checks")
def count_checks_task() -> None:
    """Clock: count what 形式审查 finds in the open batches."""
    checking.count_open_batches()


@shared_task(name="applications.look_through_files")
def look_through_files_task() -> None:
    """Clock: open stored files again and keep what is wrong with them."""
    checking.look_through_files()


@shared_task(name="applications.count_application")
def count_application_task(*, application_id: int) -> None:
    """Count one application anew; one that is gone meanwhile is nothing."""
    checking.count_anew(application_id)


def count_soon(application: Application) -> None:
    """Have ``application`` counted once the deed is committed; without a broker by the clock."""
    call = partial(
        broker.call, count_application_task.name, kwargs={"application_id": application.pk}
    )
    transaction.on_commit(call, robust=True)
