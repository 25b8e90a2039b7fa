"""What the clock does for the months."""

from celery import shared_task

from reports.services import reminders


@shared_task(name="reports.remind")
def remind_task() -> None:
    """Clock: send the steps of the ladder that are due; a second run the same day sends nothing."""
    reminders.send_due_reminders()
