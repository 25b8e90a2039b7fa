"""A leaver passes on open work: the colleague goes on, earlier entries keep their author."""

import pytest
from django.urls import reverse

from applications.choices import ObjectionChannel, Status
from applications.models import CoSignature, Objection
from applications.permissions import can_cosign
from applications.services import handover
from portal import audit, clock
from portal.choices import Role
from portal.models import Membership, Notice, User
from portal.services import AccountRefused, add_membership
from scoring.models import Seat
from tests.factories.portal import MembershipFactory
from tests.paths import bring

pytestmark = pytest.mark.django_db


def held_by(user):
    return Membership.objects.current().get(user=user)


def pass_on(leaver, successor, actor):
    membership = held_by(leaver)
    mark = handover.work_of(membership, actor).mark
    handover.hand_over(membership=membership, successor=successor, mark=mark, actor=actor)


def url(user):
    return reverse("applications:handover", args=[held_by(user).pk])


def test_colleague_goes_on_with_an_open_review(client, application, cast):
    bring(application, to=Status.REVIEWING)
    leaver, colleague = application.first_reviewer, cast["city_colleague"]
    gone, client_of_leaver = held_by(leaver), type(client)()
    client_of_leaver.force_login(leaver)
    client.force_login(colleague)

    page = client.get(url(leaver))
    assert [row.pk for row in page.context["work"].reviews] == [application.pk]
    form = {"successor": colleague.pk, "mark": page.context["work"].mark}
    client.post(url(leaver), form)

    application.refresh_from_db()
    gone.refresh_from_db()
    assert application.first_reviewer == colleague
    assert gone.ended_at is not None
    assert not User.objects.get(pk=leaver.pk).is_active
    assert client_of_leaver.get("/").status_code == 302
    begun = audit.history(application).get(action="begin_review")
    assert begun.actor == leaver
    entry = audit.history(application).get(action="hand_over_review")
    assert entry.details == {"before": leaver.name, "after": colleague.name}
    assert {row.recipient for row in Notice.objects.filter(text__contains="移交")} == {
        leaver,
        colleague,
    }


def test_neither_of_them_can_sign_what_was_passed_on(application, cast, places):
    bring(application, to=Status.REVIEWING)
    leaver, colleague = application.first_reviewer, cast["city_colleague"]
    pass_on(leaver, colleague, actor=colleague)
    application.refresh_from_db()
    add_membership(user=leaver, organisation=places["city_civil"], role=Role.CIVIL_OFFICER)
    with pytest.raises(AccountRefused, match="不能由同一人担任"):
        add_membership(user=colleague, organisation=places["city_civil"], role=Role.CIVIL_OFFICER)

    assert not can_cosign(User.objects.get(pk=leaver.pk), application)
    assert not can_cosign(User.objects.get(pk=colleague.pk), application)


def test_whoever_has_signed_it_does_not_take_it_over(application, cast):
    bring(application, to=Status.REVIEWING)
    CoSignature.objects.create(
        application=application,
        agreed=False,
        signer=cast["city_colleague"],
        signer_name="柳知行",
        signed_at=clock.now(),
    )

    with pytest.raises(handover.HandoverRefused, match="曾会签"):
        pass_on(application.first_reviewer, cast["city_colleague"], actor=cast["province"])

    assert User.objects.get(pk=application.first_reviewer_id).is_active


def test_head_of_a_unit_passes_on_the_role(cast, places):
    pass_on(cast["head"], cast["clerk"], actor=cast["city"])

    held = Membership.objects.current().filter(organisation=places["unit"])
    assert set(held.values_list("user__username", "role")) == {
        ("clerk", Role.UNIT_CLERK),
        ("clerk", Role.UNIT_HEAD),
    }


def test_head_takes_over_from_a_clerk_without_a_second_role(cast, places):
    pass_on(cast["clerk"], cast["head"], actor=cast["city"])

    held = Membership.objects.current().filter(organisation=places["unit"])
    assert list(held.values_list("user__username", "role")) == [("head", Role.UNIT_HEAD)]


def test_account_with_a_role_elsewhere_stays(cast, places):
    membership = held_by(cast["head"])
    MembershipFactory(user=cast["head"], organisation=places["other_unit"])
    mark = handover.work_of(membership, cast["city"]).mark

    deed = {"membership": membership, "mark": mark, "actor": cast["city"]}
    handover.hand_over(successor=cast["clerk"], **deed)
    handover.hand_over(successor=cast["clerk"], **deed)

    assert User.objects.get(pk=cast["head"].pk).is_active
    assert Notice.objects.filter(recipient=cast["clerk"]).count() == 1


def test_colleague_gives_nobody_a_role(cast, places):
    newcomer = MembershipFactory(organisation=places["city_culture"], role=Role.EXPERT).user

    found = handover.successors(held_by(cast["city"]), cast["city_colleague"])

    assert list(found) == [cast["city_colleague"]]
    wide = handover.successors(held_by(cast["city"]), cast["province"])
    assert set(wide) == {cast["city_colleague"], newcomer}


def test_what_was_shown_is_what_passes_on(application, cast):
    membership = held_by(cast["city"])
    mark = handover.work_of(membership, cast["province"]).mark
    bring(application, to=Status.REVIEWING)

    with pytest.raises(handover.HandoverRefused, match="刚刚有变化"):
        handover.hand_over(
            membership=membership,
            successor=cast["city_colleague"],
            mark=mark,
            actor=cast["province"],
        )


def test_open_objection_passes_to_a_colleague_of_the_province(batch, cast, places):
    colleague = MembershipFactory(
        organisation=places["province_culture"], role=Role.PROVINCE_OFFICER
    ).user
    objection = Objection.objects.create(
        batch=batch,
        number="2026-AAAA-AAAA",
        channel=ObjectionChannel.ONLINE,
        name="常问",
        contact="13900000009",
        text="数据不符",
        received_at=clock.now(),
        assigned_to=cast["province"],
    )

    pass_on(cast["province"], colleague, actor=colleague)

    objection.refresh_from_db()
    assert objection.assigned_to == colleague


def test_seat_of_a_panel_is_replaced_by_the_province_first(client, application, cast):
    bring(application, to=Status.EVALUATING)
    client.force_login(cast["province"])
    seats = Seat.objects.filter(user=cast["member"]).count()

    page = client.get(url(cast["member"]))
    client.post(url(cast["member"]), {"successor": cast["outsider"].pk})

    assert "请先更换专家" in page.content.decode()
    assert Seat.objects.filter(user=cast["member"]).count() == seats
    assert held_by(cast["member"])


@pytest.mark.parametrize(
    ("who", "code"),
    [("clerk", 404), ("head", 403), ("other_head", 404), ("city", 200), ("far_city", 404)],
)
def test_who_may_hand_over_for_the_head_of_a_unit(client, cast, who, code):
    client.force_login(cast[who])

    assert client.get(url(cast["head"])).status_code == code


def test_a_unit_without_a_successor_is_told_what_to_do(client, cast, places):
    client.force_login(cast["city"])

    page = client.get(url(cast["other_head"]))

    assert "请先新增人员" in page.content.decode()
    assert "必填" not in page.content.decode()
    assert reverse("person_new", args=[places["other_unit"].pk]) in page.content.decode()
