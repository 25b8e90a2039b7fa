"""Two people decide about the same record at the same instant: one of them, and never half."""

from datetime import date

import pytest

from portal import clock
from portal.workflow import TransitionRefused
from reports.choices import CityMonthStatus, LiaisonListStatus
from reports.lifecycle import city_month_lifecycle, liaison_list_lifecycle
from reports.models import CityMonth, LedgerVersion, Liaison, LiaisonList
from reports.services.liaisons import add_liaison, stored_list
from tests.factories.reports import liaison_of, line_of, report_month
from tests.races import ahead_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

#: A month that is over wherever the test runs: the clock of a thread is the machine's.
MONTH = date(2024, 3, 1)
PERSON = {"name": "苏晚晴", "position": "科长", "phone": "13900000002"}


def deed(lifecycle, record, name, actor, note=""):
    """The move, by somebody whose page shows the record as it is now."""
    own = type(record).objects.get(pk=record.pk)
    return lambda: lifecycle.perform(own, name, actor=actor, note=note)


def test_two_officers_review_one_month(cast, places, taiyuan):
    for key in ("unit", "other_unit"):
        line_of(places[key], MONTH)
    month = report_month(taiyuan, MONTH, by=cast["city"], at=clock.now())

    answers = together(
        deed(city_month_lifecycle, month, "review", cast["province"]),
        deed(city_month_lifecycle, month, "review", cast["province"]),
    )

    assert [type(answer) for answer in answers if answer] == [TransitionRefused]
    assert CityMonth.objects.get().status == CityMonthStatus.REVIEWED


def test_two_officers_of_a_city_report_one_month(cast, places, taiyuan):
    checked = {"checked_by": cast["city"], "checked_at": clock.now()}
    lines = [line_of(places[key], MONTH, **checked) for key in ("unit", "other_unit")]

    answers = together(
        *(
            deed(city_month_lifecycle, lines[0].city_month, "report", cast[who])
            for who in ("city", "city_colleague")
        )
    )

    assert [type(answer) for answer in answers if answer] == [TransitionRefused]
    assert LedgerVersion.objects.count() == 1


def test_person_who_comes_while_the_list_is_reported_opens_it_again(cast, places, taiyuan):
    for key in ("unit", "other_unit"):
        liaison_of(places[key])
    record = stored_list(taiyuan.pk, clock.today().year)

    def come():
        add_liaison(
            organisation=places["unit"], values=PERSON, since=clock.today(), actor=cast["clerk"]
        )

    with ahead_of(come) as answers:
        liaison_list_lifecycle.perform(record, "report", actor=cast["city"])

    assert answers == [None]
    assert Liaison.objects.count() == 3
    assert LiaisonList.objects.get().status == LiaisonListStatus.FILLING
    assert PERSON["name"] not in str(record.versions.get().data)
