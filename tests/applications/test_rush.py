"""The last minute: two hundred heads press 提交 at once, some of them twice, some too late."""

from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from applications import digests
from applications.choices import UNIT_SECTIONS, Status
from applications.models import (
    Application,
    Attachment,
    Batch,
    Dossier,
    EvidenceLink,
    InvestmentLine,
    Section,
    Snapshot,
    StaffingLine,
)
from portal import clock
from portal.choices import Role
from portal.models import AuditEntry
from scoring.choices import SheetStatus
from scoring.models import Mark
from tests.factories.applications import ApplicationFactory
from tests.factories.content import FACTS, complete
from tests.factories.portal import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.thorough,
]

IN_TIME, TWICE, LATE = 200, 10, 20
#: As many connections as four web servers with four workers each would hold.
WORKERS = 16


@pytest.fixture
def crowd(batch, cast, taiyuan):
    """Complete drafts, each with the browser of its own head, logged in."""
    drafts, clients = [], []
    for number in range(IN_TIME + LATE):
        unit = OrganisationFactory(name=f"第{number}家康养有限公司", city=taiyuan)
        head = MembershipFactory(user=UserFactory(), organisation=unit, role=Role.UNIT_HEAD).user
        drafts.append(ApplicationFactory(batch=batch, organisation=unit))
        clients.append(Client())
        clients[-1].force_login(head)
    fill_in_alike(*drafts)
    return list(zip(drafts, clients, strict=True))


def fill_in_alike(first, *others):
    """What is complete in the first one, in all the others; a few statements for all."""
    complete(first)
    Dossier.objects.filter(application__in=others).update(**FACTS)
    Section.objects.filter(application__in=others, name__in=UNIT_SECTIONS).update(version=1)
    for mark in first.self_check.marks.all():
        sheets = [other.self_check_id for other in others]
        alike = Mark.objects.filter(sheet__in=sheets, leaf=mark.leaf_id)
        alike.update(value=mark.value, reason=mark.reason)
    for model in (InvestmentLine, StaffingLine, Attachment):
        model.objects.bulk_create(copies(model, first, others))
    files = {(one.application_id, one.item_id): one for one in Attachment.objects.all()}
    links = copies(EvidenceLink, first, others)
    for link in links:
        link.attachment = files[link.application_id, link.attachment.item_id]
    EvidenceLink.objects.bulk_create(links)


def copies(model, first, others):
    rows = list(model.objects.filter(application=first))
    found = [copy(row) for _ in others for row in rows]
    for row, other in zip(found, (other for other in others for _ in rows), strict=True):
        row.pk, row.application = None, other
    return found


def press(application, client, moment):
    """What the browser is answered at ``moment``."""
    url = reverse("applications:move", args=[application.pk, "submit"])
    try:
        with clock.at(moment):
            return client.post(url, {"declared": "on"})
    finally:
        connection.close()


@pytest.fixture
def answers(batch, crowd):
    """Everybody within the last minute, ten of them from two windows, then the late ones."""
    batch = Batch.objects.get()
    last = batch.city_deadline
    in_time, late = crowd[:IN_TIME], crowd[IN_TIME:]
    presses = [(*one, last - timedelta(seconds=n % 60)) for n, one in enumerate(in_time)]
    presses += [(*one, last) for one in in_time[:TWICE]]
    presses += [(*one, last + timedelta(seconds=1 + n)) for n, one in enumerate(late)]
    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(lambda one: press(*one), presses))
    return found[: IN_TIME + TWICE], found[IN_TIME + TWICE :]


def states_of(crowd):
    keys = [application.pk for application, _ in crowd]
    return Application.objects.filter(pk__in=keys).select_related("self_check")


def test_two_hundred_in_the_last_minute_are_whole_and_the_late_ones_keep_their_text(
    cast, crowd, answers
):
    accepted, refused = answers
    submitted, drafts = states_of(crowd[:IN_TIME]), states_of(crowd[IN_TIME:])
    sealed = {snapshot.application_id: snapshot for snapshot in Snapshot.objects.all()}
    moves = AuditEntry.objects.filter(action="submit").values_list("target_id", flat=True)

    # Each accepted one is whole.
    assert {answer.status_code for answer in accepted} == {302}
    assert {one.status for one in submitted} == {Status.SUBMITTED}
    assert {one.self_check.status for one in submitted} == {SheetStatus.LOCKED}
    assert all(one.submitted_at <= one.batch.city_deadline for one in submitted)
    assert Snapshot.objects.count() == IN_TIME
    for one in submitted:
        snapshot = sealed[one.pk]
        assert digests.sha256_of(snapshot.data) == snapshot.sha256
        assert len(snapshot.data["self_check"]) == 5
    # Each once, whoever pressed twice: one record, one message to each officer.
    assert sorted(map(int, moves)) == sorted(one.pk for one in submitted)
    for who in ("city", "city_colleague"):
        assert cast[who].notices.count() == IN_TIME
    # The late ones are refused with the sentence, and nothing of theirs has changed.
    assert {answer.status_code for answer in refused} == {422}
    sentence = str(refused[0].context["problems"][0])
    assert sentence.startswith("市级截止时间为")
    assert "已填写的内容均已保留" in sentence
    assert {one.status for one in drafts} == {Status.DRAFTING}
    assert {one.self_check.status for one in drafts} == {SheetStatus.OPEN}
    assert not sealed.keys() & {one.pk for one in drafts}
