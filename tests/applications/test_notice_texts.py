"""What messages say, and so what mails say: no marks, and no expert outside panel and province."""

import re

import pytest

from applications import people
from applications.choices import Status
from portal import clock, mail
from portal.choices import OrganisationKind, Role
from portal.models import Notice, User
from tests.factories.portal import MembershipFactory, OrganisationFactory
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

EXPERTS = ("chair", "member", "second_member", "outsider")
MAY_KNOW = (*EXPERTS, "province")


@pytest.fixture
def told(cast, application):
    """Every message of a life from the first 提交 through a 退回补正 to 公布."""
    bring(application, to=Status.PROVINCE_RETURNED)
    bring(application, to=Status.DESIGNATED)
    return list(Notice.objects.select_related("recipient"))


def test_no_message_names_a_mark(told):
    assert len(told) > 15
    assert [notice.text for notice in told if re.search(r"\d+(\.\d+)?\s*分", notice.text)] == []


def test_experts_are_named_to_panel_and_province_only(told, cast):
    names = [cast[who].name for who in EXPERTS]
    outside = User.objects.exclude(username__in=MAY_KNOW)

    leaking = [
        notice.text
        for notice in told
        if notice.recipient in outside and any(name in notice.text for name in names)
    ]

    assert leaking == []


def test_only_the_portal_is_linked_from_mails(told):
    url = "https://portal.example.cn/notices/7/"

    found = {
        link
        for notice in told
        for link in re.findall(r"https?://\S+|www\.\S+|\S+@\S+", mail.body_about(notice, url))
    }

    assert found == {url}


def test_every_message_leads_into_the_portal(told):
    assert [notice.url for notice in told if not re.match(r"/\w", notice.url)] == []


def test_whoever_has_left_for_a_zone_hears_of_no_batch(cast, places):
    zone = OrganisationFactory(kind=OrganisationKind.ZONE, city=places["unit"].city)
    cast["clerk"].memberships.update(ended_at=clock.now())
    MembershipFactory(user=cast["clerk"], organisation=zone, role=Role.UNIT_CLERK)

    told = {person.username for person in people.of_every_unit_and_city()}

    assert told == {"head", "other_head", "far_head", "city", "city_colleague", "far_city"}
