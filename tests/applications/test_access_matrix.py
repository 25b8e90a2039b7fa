"""Who gets which answer from every address of the scoring desk (house.md §4)."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.choices import Status
from applications.services.photos import store_photo
from scoring.models import RuleSet
from scoring.standards import store_draft
from tests.applications import access
from tests.factories.content import point, put_file
from tests.factories.files import picture
from tests.factories.scoring import SMALL
from tests.matrix import answers, columns
from tests.paths import bring, hand_in_marks

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

PHOTO = UUID("0a8f2b64-5d1e-4b7c-9f00-3c2d1e4f5a6b")


@pytest.fixture
def stage(application, cast):
    """Sets the application to a status, with evidence, a photo, and a draft of the standard.

    While the panel is at work ``second_member`` has handed in, ``member`` has not and took the photo.
    """

    def at(status):
        put_file(application, application.batch.catalogue.get(code="3.1"))
        point(application, "1.1")
        bring(application, to=status)
        if status == Status.EVALUATING:
            hand_in_marks(application, who=["second_member"])
        seat = seat_of_member(application)
        take_photo(application, cast, seat.sheet if seat else application.self_check)
        store_draft({**SMALL, "title": "修订的规范"})
        return application

    return at


def seat_of_member(application):
    return application.panel and application.panel.seats.get(user__username="member")


def take_photo(application, cast, sheet):
    if not sheet.is_open:
        return
    store_photo(
        application=application,
        sheet=sheet,
        number="1.1",
        key=PHOTO,
        upload=SimpleUploadedFile("现场.jpg", picture(), "image/jpeg"),
        actor=cast["member"],
    )


def address(row, application):
    """The address that a row means; what stands behind its name are further arguments."""
    name, *rest = row.split()
    return reverse(name, args=[*arguments(name, application, rest)])


def arguments(name, application, rest):
    if name.startswith("scoring:") or name == "applications:trial":
        return of_standard(name, rest)
    if not name.startswith("applications:") and name != "reports:application_outputs":
        return rest
    seat = seat_of_member(application)
    last = {
        "applications:attachment_view": application.attachments.filter(item__code="3.1"),
        "applications:evidence_reading": application.evidence,
    }
    if name in last:
        return [application.pk, *rest, last[name].first().pk]
    if name in ("applications:seat_proof", "applications:return_sheet"):
        return [application.pk, seat.pk if seat else 0]
    if name == "applications:photo":
        return [application.pk, PHOTO]
    return [application.pk, *rest]


def of_standard(name, rest):
    if name in ("scoring:standards", "scoring:template", "scoring:import"):
        return rest
    draft = RuleSet.objects.get(published_at__isnull=True)
    return [draft.pk, *rest]


@pytest.mark.parametrize(("method", "status"), access.CASES)
def test_every_address_answers_as_the_table_says(client, cast, stage, method, status):
    application = stage(status)
    table = access.TABLES[method][status]
    urls = [address(row, application) for row in table]

    codes = columns(client, cast, method, urls, who=access.WHO)

    assert dict(zip(table, codes, strict=True)) == table


@pytest.mark.parametrize(("method", "rows"), [("get", access.ONLY_POST), ("post", access.ONLY_GET)])
def test_wrong_method_is_refused_whoever_asks(client, cast, stage, method, rows):
    application = stage(Status.DRAFTING)
    client.force_login(cast["province"])

    codes = answers(client, method, [address(row, application) for row in rows])

    assert {*codes} == {405}


def test_rows_are_complete():
    tables = [table for method in access.TABLES.values() for table in method.values()]

    assert {len(codes) for table in tables for codes in table.values()} == {len(access.WHO)}
