"""Whether the background is at work: its last beat, and what waits for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from portal import clock
from portal.models import Heartbeat

WORKER = "worker"
#: A worker may be busy for some minutes; after so long a silence people are told.
SILENCE = timedelta(minutes=10)

#: What failed is spoken of for so long.
RECENT = timedelta(days=3)


class Queue(NamedTuple):
    """Work for the background: since when its oldest piece waits, how many failed of late."""

    label: str
    waiting_since: Callable[[], datetime | None]
    failed: Callable[[], int]


#: By name; an app adds its own when it is loaded.
QUEUES: dict[str, Queue] = {}


def beat() -> None:
    """A worker tells that it lives, and with it clock and broker."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": clock.machine_now()})


def last_beat() -> datetime | None:
    """When a worker last told that it lives."""
    return Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()


def is_silent(last: datetime | None) -> bool:
    """Whether nobody has been at work for too long; a beat from the future is a clock set back."""
    return last is None or abs(clock.machine_now() - last) > SILENCE


def silence(last: datetime | None) -> str:
    """What is said when nothing was heard since ``last``; empty while the worker is at work."""
    if not is_silent(last):
        return ""
    how_long = f"已停止{_minutes(abs(clock.machine_now() - last))}" if last else "没有运行"
    return f"后台任务{how_long}，文件和邮件将延迟，不影响填报和提交。"


def _minutes(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时" if minutes < 2880 else f"{minutes // 1440}天"
