"""A rehearsal is cleared away whole, and nothing beside it is touched."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from applications.catalogue import copy_catalogue
from applications.choices import Status
from applications.models import Batch, EvidenceLink, Objection, QuotaBoard, SitePhoto
from applications.services import wiping
from applications.services.dossier import start_application
from portal import clock
from portal.choices import OrganisationKind
from portal.models import AuditEntry, KindPeriod, Notice, Organisation
from reports.models import OutputJob
from tests.factories.applications import BatchFactory
from tests.paths import bring

pytestmark = pytest.mark.django_db

#: What only grows: it says what was done, by whom.
RECORDS = {"portal.AuditEntry"}


def counts():
    """How many rows every table of ours holds."""
    labels = ("portal", "scoring", "applications", "reports")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {
        model._meta.label: model._base_manager.count()
        for model in models
        if model._meta.label not in RECORDS
    }


@pytest.fixture
def rehearsal(batch, cast):
    return rehearsed_beside(batch)


def rehearsed_beside(batch):
    """A rehearsal of the same standard."""
    other = BatchFactory(name="演练批次", ruleset=batch.ruleset, is_rehearsal=True)
    copy_catalogue(other)
    return other


def hang_everything_on(application, cast):
    """Files, evidence, a photo, an objection, a board and an output."""
    batch, now = application.batch, clock.now()
    upload = {"size": 3, "sha256": "0" * 64, "uploaded_by": cast["clerk"], "uploaded_at": now}
    attachment = application.attachments.first()
    EvidenceLink.objects.create(
        application=application,
        number="1.1",
        attachment=attachment,
        added_by=cast["clerk"],
        added_at=now,
    )
    photo = SitePhoto(application=application, sheet=application.final_score, number="1.1")
    for name, value in {**upload, "name": "现场.jpg", "content_type": "image/jpeg"}.items():
        setattr(photo, name, value)
    photo.file.save("photo.jpg", ContentFile(b"jpg"))
    Objection.objects.create(
        batch=batch, application=application, number=f"2026-{batch.pk}", received_at=now
    )
    board, _ = QuotaBoard.objects.get_or_create(
        batch=batch, city=application.city, defaults={"quota": 1}
    )
    job = OutputJob(
        quota_board=board,
        slot=f"board:{board.pk}",
        requested_by=cast["city"],
        requested_at=now,
        size=3,
    )
    job.file.save("board.pdf", ContentFile(b"pdf"))
    return [photo.file.name, job.file.name, attachment.file.name]


@pytest.mark.thorough
def test_everything_of_the_rehearsal_goes_and_nothing_else(
    application, cast, places, django_capture_on_commit_callbacks
):
    unit, began = places["unit"], date(2020, 1, 1)
    KindPeriod.objects.create(organisation=unit, kind=OrganisationKind.CREATING_UNIT, since=began)
    bring(application, to=Status.EVALUATED)
    kept = hang_everything_on(application, cast)
    before = counts()
    rehearsal = rehearsed_beside(application.batch)
    mirrored = start_application(batch=rehearsal, organisation=unit, actor=cast["clerk"])
    bring(mirrored, to=Status.DESIGNATED)
    gone = hang_everything_on(mirrored, cast)
    found = wiping.extent(rehearsal)

    with django_capture_on_commit_callbacks(execute=True):
        assert wiping.wipe(batch=rehearsal, actor=cast["province"])

    assert counts() == before
    assert dict(found.counts)["申报"] == 1
    said = dict(found.said)
    assert list(said) == list(wiping.MEASURES)
    assert (said["申报"], said["评定组"], said["现场照片"]) == ("1件", "1个", "1张")
    assert found.files >= 3
    assert [default_storage.exists(name) for name in gone] == [False, False, gone[2] in kept]
    assert [default_storage.exists(name) for name in kept] == [True] * 3
    assert Organisation.objects.get(pk=unit.pk).kind == OrganisationKind.CREATING_UNIT
    assert not KindPeriod.objects.filter(kind=OrganisationKind.ZONE).exists()
    entry = AuditEntry.objects.get(action="wipe_rehearsal")
    assert (entry.target_id, entry.details["name"]) == (str(rehearsal.pk), "演练批次")


def test_a_real_batch_is_refused_by_the_service_and_by_every_statement(batch, application, cast):
    with pytest.raises(PermissionDenied, match="正式批次不能清除，只能归档。"):
        wiping.wipe(batch=batch, actor=cast["province"])

    assert sum(rows.count() for _, rows in wiping._parts(batch)) == 0
    assert list(wiping._files(batch)) == []


@pytest.mark.parametrize(("who", "code"), [("city", 403), ("head", 403), ("province", 200)])
def test_only_the_province_clears_one_away(client, cast, rehearsal, who, code):
    client.force_login(cast[who])

    assert client.get(f"/applications/batches/{rehearsal.pk}/wipe/").status_code == code


def test_the_page_wants_the_name_and_does_it_once(client, cast, rehearsal, batch):
    page = f"/applications/batches/{rehearsal.pk}/wipe/"
    client.force_login(cast["province"])
    Notice.objects.create(
        recipient=cast["head"],
        text="开始申报。",
        url=rehearsal.get_absolute_url(),
        created_at=clock.now(),
    )

    refused = client.post(page, {"name": "第二批"})
    kept = Batch.objects.filter(pk=rehearsal.pk).exists()
    done = client.post(page, {"name": "演练批次"})
    again = client.post(page, {"name": "演练批次"})

    assert (refused.status_code, kept) == (422, True)
    assert done.url == again.url == "/applications/batches/"
    assert list(Batch.objects.all()) == [batch]
    assert not Notice.objects.exists()
    assert AuditEntry.objects.filter(action="wipe_rehearsal").count() == 1
    assert client.post("/applications/batches/9999/wipe/").status_code == 404
    assert client.get(f"/applications/batches/{batch.pk}/wipe/").status_code == 403
