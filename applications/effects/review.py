"""What follows in the city's review (T3, T6)."""

from typing import Any

from applications import digests, people
from applications.choices import QualificationItem, SectionName
from applications.models import Application, QualificationCheck, ReviewOpinion, Section
from portal.notices import notify
from portal.workflow import Details
from scoring.choices import Column
from scoring.lifecycle import sheet_lifecycle
from scoring.services import open_sheet


def open_review(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """An empty sheet the first time; after a return the earlier marks stand."""
    if application.first_review_id:
        return {"first_reviewer": actor}
    sheet = open_sheet(application.batch.ruleset, Column.FIRST_REVIEW)
    return {"first_review": sheet, "first_reviewer": actor}


def prepare_review(application: Application, actor: Any, details: Details) -> None:
    ReviewOpinion.objects.get_or_create(application=application)
    QualificationCheck.objects.bulk_create(
        [QualificationCheck(application=application, item=item) for item in QualificationItem],
        ignore_conflicts=True,
    )
    Section.objects.bulk_create(
        [
            Section(application=application, name=name)
            for name in (SectionName.QUALIFICATION, SectionName.OPINION)
        ],
        ignore_conflicts=True,
    )
    text = f"市文化和旅游局已受理“{application.dossier.zone_name}”的申报，开始初评。"
    notify(people.of_unit(application), text, application.get_absolute_url())


def freeze_review(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """Lock the sheet first, so that the digest is of what cannot change any more."""
    sheet_lifecycle.perform(application.first_review, "lock", actor=actor)
    return {"review_digest": digests.review_digest(application), "first_reviewer": actor}


def ask_for_cosignature(application: Application, actor: Any, details: Details) -> None:
    text = f"“{application.dossier.zone_name}”初评已完成，请会签。"
    notify(people.of_city_civil(application), text, application.get_absolute_url())


def release_review(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """Open the city's sheet again; the digest falls with it."""
    sheet_lifecycle.perform(application.first_review, "reopen", actor=actor)
    return {"review_digest": ""}
