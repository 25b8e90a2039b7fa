"""The Celery application and its static clock.

It reads the settings that ``DJANGO_SETTINGS_MODULE`` names and sets no default:
an import must not change the environment of the processes started after it.
"""

from celery import Celery
from celery.schedules import crontab

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["reports.outputs"])

app.conf.beat_schedule = {
    "beat": {"task": "portal.beat", "schedule": 60.0, "options": {"expires": 60}},
    "send-mail": {"task": "portal.send_mail", "schedule": 60.0, "options": {"expires": 60}},
    "write-digests": {"task": "portal.write_digests", "schedule": crontab(hour=7, minute=30)},
    "rescue-outputs": {"task": "reports.rescue_outputs", "schedule": 30.0},
    "remind": {"task": "reports.remind", "schedule": crontab(hour=8, minute=30)},
    # Every hour of the day: a worker that was down in the morning is late by an hour, not by a day.
    "remind-applications": {
        "task": "applications.remind",
        "schedule": crontab(hour="8-20", minute=35),
    },
    "count-checks": {"task": "applications.count_checks", "schedule": crontab(minute=0)},
    "look-through-files": {
        "task": "applications.look_through_files",
        "schedule": crontab(minute=20),
    },
}
