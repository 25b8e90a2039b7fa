"""After 市级截止: the draft is read, saved and exported; only sending it is refused, with the time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import deadlines
from applications.choices import UNIT_SECTIONS, Deadline, SectionName, Status
from applications.places import section_url
from portal import clock
from reports.models import OutputJob
from tests.factories.applications import ExtensionFactory
from tests.factories.content import complete

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(application):
    """A complete draft, a minute after the last moment."""
    complete(application)
    with clock.at(application.batch.city_deadline + timedelta(minutes=1)):
        yield application


def submit_url(application):
    return reverse("applications:move", args=[application.pk, "submit"])


def test_every_part_of_a_late_draft_opens_and_is_saved(client, late, cast):
    client.force_login(cast["clerk"])
    version = late.sections.get(name=SectionName.DIRECTION).version
    changed = {"changed": "direction", "direction": "新的方向。" * 70}

    pages = [client.get(section_url(late, name)).status_code for name in UNIT_SECTIONS]
    saved = client.post(
        section_url(late, SectionName.DIRECTION), {"autosave": "1", "version": version, **changed}
    )

    assert set(pages) <= {200, 302}
    assert saved.status_code == 200
    late.dossier.refresh_from_db()
    assert late.dossier.direction == "新的方向。" * 70


def test_late_draft_is_exported(client, late, cast):
    client.force_login(cast["clerk"])

    response = client.post(reverse("reports:request"), {"kind": "dossier", "application": late.pk})

    assert response.status_code == 302
    assert OutputJob.objects.filter(application=late, kind="dossier").exists()


def test_page_opened_before_and_sent_after_keeps_what_was_typed_and_says_the_time(
    client, late, cast
):
    client.force_login(cast["head"])

    response = client.post(submit_url(late), {"declared": "on"})

    page = response.content.decode()
    due, now = late.batch.city_deadline, clock.now()
    assert response.status_code == 422
    assert f"市级截止时间为{deadlines.spoken(due)}，现为{deadlines.spoken(now)}，已不能提交" in page
    assert response.context["form"].data["declared"] == "on"
    late.refresh_from_db()
    assert (late.status, late.snapshots.count()) == (Status.DRAFTING, 0)


def test_extension_of_one_unit_opens_its_door_again(client, late, cast):
    ExtensionFactory(
        batch=late.batch, application=late, until=late.batch.city_deadline + timedelta(days=1)
    )
    client.force_login(cast["head"])

    page = client.get(submit_url(late)).content.decode()
    client.post(submit_url(late), {"declared": "on"})

    late.refresh_from_db()
    assert "现在不能提交" not in page
    assert late.status == Status.SUBMITTED
    assert deadlines.governing(late, Deadline.SUBMISSION).planned == late.batch.city_deadline
