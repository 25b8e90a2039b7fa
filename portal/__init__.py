"""The floor of the project: people, places, access, workflow, audit."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
