"""The road that other tests rely on leads where it says."""

import pytest

from applications.choices import Status
from applications.completeness import not_ready
from tests.factories.applications import ApplicationFactory
from tests.factories.content import complete
from tests.paths import ROADS, bring

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ROADS)
def test_application_is_brought_to_every_status_that_has_a_road(application, status):
    bring(application, to=status)

    assert application.status == status


def test_complete_leaves_nothing_to_mend(application):
    complete(application)

    assert not_ready(application) == []


def test_people_are_made_up_where_there_is_no_cast(batch):
    application = ApplicationFactory(batch=batch)

    bring(application, to=Status.DESIGNATED)

    assert application.status == Status.DESIGNATED


def test_returned_application_goes_on_by_being_submitted_again(application):
    bring(application, to=Status.CITY_RETURNED)

    bring(application, to=Status.COSIGNING)

    assert application.snapshots.count() == 2


def test_supplemented_application_goes_on_by_being_signed_again(application):
    bring(application, to=Status.PROVINCE_RETURNED)

    bring(application, to=Status.ACCEPTED)

    signed = application.cosignatures.filter(agreed=True)
    assert (signed.count(), signed.filter(cancelled_at__isnull=True).count()) == (2, 1)
    assert application.return_rounds.get().answered_version == 2
    assert application.place == 1
