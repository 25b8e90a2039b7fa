"""A record that is gone when its turn comes."""

import pytest
from django.db import transaction

from portal.locking import Gone, find_record, lock_record
from portal.middleware import GoneMiddleware
from portal.models import Region

pytestmark = pytest.mark.django_db


def test_a_record_is_found_and_locked_by_what_is_its_own(taiyuan):
    with transaction.atomic():
        assert lock_record(Region.objects, pk=taiyuan.pk) == taiyuan
    assert find_record(Region.objects, name="太原市") == taiyuan


def test_what_was_cleared_away_is_gone(taiyuan):
    with transaction.atomic(), pytest.raises(Gone):
        lock_record(Region.objects, pk="149900")
    with pytest.raises(Gone):
        find_record(Region.objects.filter(name="大同市"), pk=taiyuan.pk)


def test_only_a_record_that_is_gone_is_answered_as_not_found(rf):
    middleware = GoneMiddleware(None)

    assert middleware.process_exception(rf.post("/"), Gone("Region 149900")).status_code == 404
    assert middleware.process_exception(rf.post("/"), Region.DoesNotExist()) is None
