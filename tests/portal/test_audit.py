import pytest

from portal import audit
from portal.models import AuditEntry


def test_an_entry_is_written_once_and_never_deleted(batch, cast):
    entry = audit.record(cast["province"], "note", batch, label="登记")

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_history_is_of_one_record_in_order(batch, application, cast):
    first = audit.record(cast["province"], "one", batch)
    second = audit.record(cast["province"], "two", batch)
    audit.record(cast["head"], "other", application)

    assert list(audit.history(batch)) == [first, second]


def test_details_and_address_are_kept(batch, cast):
    token = audit.address.set("192.0.2.7")

    entry = audit.record(cast["province"], "export", batch, rows=11)

    audit.address.reset(token)
    entry.refresh_from_db()
    assert (entry.details, entry.address) == ({"rows": 11}, "192.0.2.7")
