"""What the public page says of a code on paper, and what it does not say."""

import pytest

from applications.choices import Status
from applications.digests import check_code
from applications.models import Application, Batch, CoSignature, FormerResult
from applications.verification import Verdict, normalised, verdict
from tests.factories.applications import ApplicationFactory
from tests.paths import bring

pytestmark = pytest.mark.django_db

VALID, REPLACED, UNKNOWN = Verdict.VALID, Verdict.REPLACED, Verdict.UNKNOWN
DIGEST, OLD = "1a2b3c4d" + "0" * 56, "5e6f7a8b" + "0" * 56


def codes(application):
    return list(application.snapshots.values_list("check_code", flat=True))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1A2B3C4D", "1A2B3C4D"),
        (" １\uff41２\uff42 3c4d\n", "1A2B3C4D"),
        ("1A2B3C4", ""),
        ("1A2B3C4D5", ""),
        ("1A2B3C4G", ""),
        ("%%%%%%%%", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_as_people_write_it(typed, code):
    assert normalised(typed) == code


def test_a_version_is_valid_until_the_next_one_is_submitted(application):
    bring(application, to=Status.CITY_RETURNED)
    first = codes(application)[0]
    returned = verdict(first)

    application.dossier.honours = "省级康养旅游示范基地"
    application.dossier.save()
    bring(application, to=Status.SUBMITTED)

    assert (returned, verdict(first), verdict(codes(application)[1])) == (VALID, REPLACED, VALID)


@pytest.mark.parametrize("status", [Status.DRAFTING, Status.WITHDRAWN])
def test_what_was_withdrawn_is_not_found(application, status):
    bring(application, to=Status.SUBMITTED)
    code = codes(application)[0]

    Application.objects.update(status=status)

    assert verdict(code) == UNKNOWN


def test_a_first_review_is_valid_while_it_is_the_one_to_be_signed(cast):
    application = ApplicationFactory(review_digest=DIGEST)
    for digest, agreed in ((OLD, False), (DIGEST, True)):
        CoSignature.objects.create(
            application=application,
            digest=digest,
            agreed=agreed,
            signer=cast["civil"],
            signed_at=application.started_at,
        )

    assert [verdict(check_code(digest)) for digest in (DIGEST, OLD)] == [VALID, REPLACED]
    Application.objects.update(review_digest="")
    assert verdict(check_code(DIGEST)) == REPLACED


def test_a_result_that_was_done_again_is_replaced(cast):
    application = ApplicationFactory(final_digest=DIGEST)
    FormerResult.objects.create(
        application=application,
        number=1,
        marks={},
        points=40,
        digest=OLD,
        reason="计分表录入有误。",
        ended_by=cast["province"],
        ended_at=application.started_at,
    )

    assert [verdict(check_code(digest)) for digest in (DIGEST, OLD)] == [VALID, REPLACED]


def test_what_is_rehearsed_is_found_only_where_all_is_rehearsal(settings):
    ApplicationFactory(final_digest=DIGEST)
    Batch.objects.update(is_rehearsal=True)

    on_a_server = verdict(check_code(DIGEST))
    settings.DEMO = True

    assert (on_a_server, verdict(check_code(DIGEST))) == (UNKNOWN, VALID)


@pytest.mark.parametrize("code", ["1A2B3C4D", "FFFFFFFF"])
def test_every_code_costs_the_same_queries(django_assert_num_queries, code):
    ApplicationFactory(review_digest=DIGEST)

    with django_assert_num_queries(5):
        verdict(code)
