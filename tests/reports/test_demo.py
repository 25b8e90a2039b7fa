"""The rehearsal that `make run` brings: accounts as printed, months of the ledger, a panel at work."""

from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from applications.choices import Status
from applications.models import Application
from portal import clock
from portal.choices import RegionKind
from portal.models import Region, User
from reports.choices import CityMonthStatus
from reports.contents import contents
from reports.models import CityMonth, LedgerVersion, Liaison
from reports.roster import everybody
from scoring.choices import SeatRole

pytestmark = pytest.mark.django_db

NOW = timezone.make_aware(datetime(2026, 1, 20, 9))


@pytest.fixture
def loaded(settings, capsys):
    """The rehearsal as it would be loaded in January 2026; answers what was printed."""
    settings.DEMO = True
    call_command("load_reference", verbosity=0)
    capsys.readouterr()
    with clock.at(NOW):
        call_command("load_demo")
    return capsys.readouterr().out.splitlines()


@pytest.mark.thorough
def test_rehearsal_brings_accounts_months_of_every_city_and_a_panel_at_work(loaded):
    assert loaded[0] == "演练账号（密码均为 Rehearsal-Only-1）："
    assert loaded[1].split() == ["角色", "用户名", "姓名", "单位"]
    assert loaded[2].split() == ["创建单位经办人", "clerk-1", "温小禾", "云栖谷康养有限公司"]
    assert len(loaded) == 2 + User.objects.count()

    cities = Region.objects.filter(kind=RegionKind.CITY).count()
    reported = CityMonth.objects.filter(status=CityMonthStatus.REVIEWED)
    writing = CityMonth.objects.filter(status=CityMonthStatus.FILLING)
    assert set(reported.values_list("month", flat=True)) == {
        date(2025, 10, 1),
        date(2025, 11, 1),
        date(2025, 12, 1),
    }
    assert (reported.count(), writing.count()) == (3 * cities, cities)
    assert set(writing.values_list("month", flat=True)) == {date(2026, 1, 1)}
    assert Liaison.objects.current().count() == everybody().count()
    last = LedgerVersion.objects.order_by("pk").last()
    assert last.data == contents(last.city_month)

    (judged,) = Application.objects.all()
    assert judged.status == Status.EVALUATING
    assert {
        seat.user.username: (seat.is_handed_in, seat.sheet.marks.exclude(value=None).count())
        for seat in judged.panel.seats.filter(role=SeatRole.MEMBER)
    } == {"member-1": (True, 124), "member-2": (False, 57)}

    before = CityMonth.objects.count()
    with clock.at(NOW):
        call_command("load_demo", verbosity=0)
    assert CityMonth.objects.count() == before
    assert Application.objects.count() == 1


def test_nothing_is_loaded_outside_a_rehearsal(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="演练数据只能在演练环境中载入"):
        call_command("load_demo")

    assert not User.objects.exists()


def test_the_standard_comes_first(settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match="请先运行load_reference"):
        call_command("load_demo")
