"""What the background does for the floor: it tells that it lives, and sends the mail."""

from celery import shared_task
from celery.signals import worker_ready

from portal import health, outbox


@shared_task(name="portal.beat")
def beat_task() -> None:
    """Clock, every minute: whoever runs this is at work."""
    health.beat()


@worker_ready.connect
def beat_at_start(**_: object) -> None:
    """A worker that has just begun need not wait for the clock."""
    beat_task.delay()


@shared_task(name=outbox.SEND)
def send_mail_task() -> None:
    """Clock, every minute, and after each message: send what is due."""
    outbox.send_due()


@shared_task(name="portal.write_digests")
def write_digests_task() -> None:
    """Clock, at 07:30: one mail about all that is unread, to whoever chose 每日汇总."""
    outbox.write_digests()
