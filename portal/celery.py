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
    "rescue-outputs": {"task": "reports.rescue_outputs", "schedule": 30.0},
    "remind": {"task": "reports.remind", "schedule": crontab(hour=8, minute=30)},
}
