"""Why objections keep a batch or one application from being published (T21)."""

from applications.choices import ObjectionOutcome, Status
from applications.guards.batch import publicity_not_over
from applications.models import Application, Batch
from portal.problems import Problem


def not_ready_to_publish(batch: Batch) -> list[Problem]:
    """公布 follows the last day of 公示, when no objection is left and what was upheld is out."""
    upheld = batch.applications.filter(
        status=Status.PUBLICISED, objections__outcome=ObjectionOutcome.UPHELD
    )
    return [
        *publicity_not_over(batch),
        *_waiting(batch.objections.filter(released_at__isnull=True).count()),
        *(_upheld(found) for found in upheld.select_related("organisation").distinct()),
    ]


def objections_left(application: Application) -> list[Problem]:
    """What is not released yet, or was upheld, about one application."""
    outcome = ObjectionOutcome.UPHELD
    upheld = application.objections.filter(outcome=outcome).exists()
    return [
        *_waiting(application.objections.filter(released_at__isnull=True).count()),
        *([_upheld(application)] if upheld else []),
    ]


def _waiting(count: int) -> list[Problem]:
    if not count:
        return []
    return [Problem(f"还有{count}件公示异议没有办结，请先核查、答复并办结。")]


def _upheld(application: Application) -> Problem:
    sentence = f"“{application.organisation.name}”的公示异议成立，请在其申报页办理“公示异议成立”。"
    return Problem(sentence, application.get_absolute_url())
