"""What is remembered is what would have been written."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import DateTimeField
from django.test.utils import CaptureQueriesContext

from applications.catalogue import copy_catalogue
from applications.choices import Status
from applications.models import Snapshot
from applications.services.dossier import start_application
from portal import clock
from portal.models import Organisation
from portal.workflow import TransitionRefused
from tests.conftest import hire, two_cities, unsaved_places
from tests.factories.applications import BatchFactory
from tests.memory import APPS, memory
from tests.paths import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(monkeypatch):
    """A whole test in small: from an empty database to ``to``, and everything taken back."""

    monkeypatch.setattr(memory, "known", {})

    def walk(to, *, before=lambda application: None):
        with memory.watching(), transaction.atomic():
            application = begun()
            before(application)
            with CaptureQueriesContext(connection) as queries:
                bring(application, to=to)
            found = everything()
            transaction.set_rollback(True)
        return found, [query["sql"] for query in queries if query["sql"].startswith("SELECT")]

    return walk


def begun():
    places = unsaved_places(*two_cities())
    Organisation.objects.bulk_create(places.values())
    people = hire(places)
    batch = BatchFactory(name="第二批")
    copy_catalogue(batch)
    return start_application(batch=batch, organisation=places["unit"], actor=people["clerk"])


def everything():
    """Every row of every table, without its moments."""
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    return {
        model: list(model.objects.order_by("pk").values_list(*lasting(model))) for model in models
    }


def lasting(model):
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if not isinstance(field, DateTimeField)]


def test_step_that_was_walked_before_writes_the_same_rows_without_asking(walk):
    walked, asked = walk(Status.EVALUATED)
    remembered, asked_again = walk(Status.EVALUATED)

    assert remembered == walked
    assert len(asked_again) < len(asked) / 4


def test_step_after_anything_else_is_walked(walk):
    walk(Status.SUBMITTED)
    told, _ = walk(Status.SUBMITTED, before=rename)

    assert "云台康养有限公司" in str(told[Snapshot])


def rename(application):
    application.organisation.name = "云台康养有限公司"
    application.organisation.save(update_fields=["name"])


def test_step_that_fails_is_not_remembered(walk):
    for _ in range(2):
        with pytest.raises(TransitionRefused):
            walk(Status.SUBMITTED, before=miss_the_deadline)


def miss_the_deadline(application):
    application.batch.city_deadline = clock.now() - timedelta(seconds=5)
    application.batch.save(update_fields=["city_deadline"])


def test_played_calendar_is_not_remembered(walk):
    _, asked = walk(Status.SUBMITTED)
    with clock.at(clock.now()):
        _, asked_again = walk(Status.SUBMITTED)

    assert len(asked_again) == len(asked)
