from decimal import Decimal

import pytest

from applications import differences, digests, snapshots
from applications.choices import Status
from tests.factories.content import complete
from tests.paths import bring, resubmit


@pytest.fixture
def returned(application):
    return bring(application, to=Status.CITY_RETURNED)


def test_a_submission_seals_version_one(application):
    bring(application, to=Status.SUBMITTED)

    snapshot = snapshots.current(application)
    assert snapshot.number == 1
    assert snapshot.check_code == snapshot.sha256[:8].upper()
    assert snapshot.data == snapshots.contents(application)
    assert snapshots.is_intact(snapshot)


def test_the_digest_is_of_the_content_alone(application):
    complete(application)

    first, second = (digests.sha256_of(snapshots.contents(application)) for _ in range(2))

    assert first == second


def test_an_altered_snapshot_is_no_longer_intact(application):
    bring(application, to=Status.SUBMITTED)
    snapshot = snapshots.current(application)
    snapshot.data["basics"]["invested_wan"] = "1.00"

    assert not snapshots.is_intact(snapshot)


def test_canonical_json_keeps_chinese_and_sorts_keys():
    assert (
        digests.canonical({"二": "岢岚䶮", "一": [1, None]})
        == '{"一":[1,null],"二":"岢岚䶮"}'.encode()
    )


def test_a_resubmission_without_changes_has_the_same_digest_and_a_new_number(returned):
    resubmit(returned)

    first, second = returned.snapshots.all()
    assert (second.number, second.sha256) == (2, first.sha256)
    assert differences.between(returned, first.data, second.data) == []


def test_amounts_are_text_so_that_no_number_format_can_change_them(application):
    complete(application)
    application.dossier.refresh_from_db()

    stored = snapshots.contents(application)["basics"]["invested_wan"]

    assert Decimal(stored) == application.dossier.invested_wan
    assert isinstance(stored, str)


def test_sealing_takes_a_constant_number_of_queries(application, cast, django_assert_num_queries):
    complete(application)
    application.refresh_from_db()

    with django_assert_num_queries(14):
        snapshots.seal(application, cast["head"])
