"""What migrations do to rows that stand already."""

from importlib import import_module

import pytest
from django.apps import apps

from applications.catalogue import copy_catalogue
from applications.choices import BatchStatus
from portal import audit
from tests.factories.applications import BatchFactory

pytestmark = pytest.mark.django_db

numbering = import_module("applications.migrations.0006_number_parts_once")
OLD = {code: old for code, (old, _) in numbering.OLD_AND_NEW.items()}
NEW = {code: new for code, (_, new) in numbering.OLD_AND_NEW.items()}


def batch_of_then(status, **titles):
    """A batch with the catalogue of before, and ``titles`` by code where somebody changed them."""
    batch = BatchFactory(status=status)
    copy_catalogue(batch)
    for code, title in {**OLD, **titles}.items():
        batch.catalogue.filter(code=code).update(title=title)
    return batch


def titles_of(batch):
    return dict(batch.catalogue.filter(code__in=OLD).values_list("code", "title"))


@pytest.mark.parametrize("status", BatchStatus)
def test_parts_are_numbered_once_while_a_batch_takes_applications(status):
    batch = batch_of_then(status)
    is_open = status in (BatchStatus.PREPARING, BatchStatus.OPEN)

    numbering.number_once(apps, None)
    numbering.number_once(apps, None)

    assert titles_of(batch) == (NEW if is_open else OLD)
    kept = [list(audit.history(item)) for item in batch.catalogue.filter(code__in=OLD)]
    assert [len(entries) for entries in kept] == ([1, 1] if is_open else [0, 0])
    if is_open:
        ((entry,), _) = kept
        assert (entry.actor_name, entry.details["batch"]) == ("系统", batch.pk)
        assert entry.details["changes"] == {"title": [OLD["1-五"], NEW["1-五"]]}


def test_new_titles_are_those_of_a_new_batch():
    batch = BatchFactory()

    copy_catalogue(batch)

    assert titles_of(batch) == NEW


def test_title_that_somebody_has_worded_stays():
    own = {"1-五": "五、初评意见（两局盖章）扫描件"}
    batch = batch_of_then(BatchStatus.OPEN, **own)
    batch.catalogue.filter(code="2").update(title=OLD["1-五"])

    numbering.number_once(apps, None)

    assert titles_of(batch) == {**NEW, **own}
    assert batch.catalogue.get(code="2").title == OLD["1-五"]
