import pytest

from portal.audit import history
from portal.models import AuditEntry
from scoring.choices import Attendance, SeatRole
from scoring.models import Panel
from scoring.services import declare, record_attendance, seat_panel
from tests.factories.portal import MembershipFactory, UserFactory
from tests.factories.scoring import SeatFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return MembershipFactory().user


def roles_of(panel):
    return dict(panel.seats.values_list("user__name", "role"))


def test_a_panel_is_seated(province):
    chair, member = UserFactory(name="古衡岳"), UserFactory(name="白松岩")

    panel = seat_panel(panel=None, chair=chair, members=[member], actor=province)

    assert roles_of(panel) == {"古衡岳": SeatRole.CHAIR, "白松岩": SeatRole.MEMBER}
    assert history(panel).get().label == "组建评定组"


def test_a_seat_that_stays_keeps_its_declaration_and_may_change_its_role(province):
    chair, member, new = (UserFactory(name=name) for name in ("古衡岳", "白松岩", "甄若水"))
    panel = seat_panel(panel=None, chair=chair, members=[member], actor=province)
    declare(seat=panel.seats.get(user=member), recused=False)

    seat_panel(panel=panel, chair=member, members=[new], actor=province)

    assert roles_of(panel) == {"白松岩": SeatRole.CHAIR, "甄若水": SeatRole.MEMBER}
    assert panel.seats.get(user=member).declared_at is not None
    assert panel.seats.get(user=new).declared_at is None


def test_a_chair_named_among_the_members_stays_the_chair(province):
    chair = UserFactory(name="古衡岳")

    panel = seat_panel(panel=None, chair=chair, members=[chair], actor=province)

    assert roles_of(panel) == {"古衡岳": SeatRole.CHAIR}


def test_a_declaration_is_made_once():
    seat = SeatFactory(user=MembershipFactory().user)

    assert declare(seat=seat, recused=True, reason=" 曾任顾问 ")
    assert not declare(seat=seat, recused=False)

    seat.refresh_from_db()
    assert (seat.recused, seat.recusal_reason) == (True, "曾任顾问")
    entry = history(seat.panel).get()
    assert (entry.note, entry.details) == ("曾任顾问", {"recused": True})


def test_attendance_is_noted_for_the_members_of_this_panel_only(province):
    panel = Panel.objects.create()
    chair = SeatFactory(panel=panel, role=SeatRole.CHAIR)
    member, other = SeatFactory(panel=panel), SeatFactory()
    everybody = {seat.pk: Attendance.PRESENT for seat in (chair, member, other)}

    record_attendance(panel=panel, attendance=everybody, actor=province)

    for seat, expected in ((chair, ""), (member, Attendance.PRESENT), (other, "")):
        seat.refresh_from_db()
        assert seat.attendance == expected
    assert history(panel).get().details == {"attendance": {str(member.pk): "present"}}


def test_an_attendance_that_is_neither_is_refused(province):
    seat = SeatFactory()

    with pytest.raises(ValueError, match="late"):
        record_attendance(panel=seat.panel, attendance={seat.pk: "late"}, actor=province)

    assert not AuditEntry.objects.filter(action="record_attendance").exists()
