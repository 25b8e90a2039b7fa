"""The files of the months: who may have which, what they are called, that each is made."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from portal import clock
from reports.models import CityMonth, LiaisonList, Merge
from reports.outputs import catalogue, jobs
from reports.services.outputs import request_output
from tests.factories.reports import liaison_of, line_of, moment, report_list, report_month

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
OWN_CITY = {"city", "city_colleague", "civil"}
PROVINCE = {"province", "civil_reader", "finance_reader"}


@pytest.fixture
def subjects(places, taiyuan, cast):
    """A reported month, a reported list and a merge."""
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH)
        liaison_of(places[key])
    month = report_month(taiyuan, MARCH, by=cast["city"], at=moment(2026, 3, 30, 10))
    return {
        "ledger": month,
        "liaison": report_list(taiyuan, by=cast["city"], at=moment(2026, 3, 10, 10)),
        "merged": Merge.objects.create(
            month=MARCH,
            versions={taiyuan.pk: 1},
            merged_by=cast["province"],
            merged_at=moment(2026, 4, 1, 9),
        ),
    }


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("ledger_pdf", OWN_CITY | PROVINCE),
        ("ledger_xlsx", OWN_CITY | PROVINCE),
        ("liaison_pdf", OWN_CITY | PROVINCE),
        ("liaison_xlsx", OWN_CITY | PROVINCE),
        ("merged_xlsx", PROVINCE),
    ],
)
def test_file_is_for_those_who_may_read_its_data(subjects, cast, kind, who):
    subject = subjects[kind.split("_")[0]]

    may = {name for name, person in cast.items() if catalogue.get(kind).may(person, subject)}

    assert may == who
    with pytest.raises(PermissionDenied):
        request_output(user=cast["head"], kind=kind, subject=subject)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("ledger_xlsx", "太原市_2026年3月调度台账_v1.xlsx"),
        ("liaison_xlsx", "太原市_2026年_工作联络员回执表_v1.xlsx"),
        ("merged_xlsx", "山西省_2026年3月调度台账汇总.xlsx"),
        pytest.param("ledger_pdf", "太原市_2026年3月调度台账_v1.pdf", marks=pytest.mark.thorough),
        pytest.param(
            "liaison_pdf", "太原市_2026年_工作联络员回执表_v1.pdf", marks=pytest.mark.thorough
        ),
    ],
)
def test_file_is_made_and_named_without_personal_data(subjects, cast, kind, name):
    with clock.at(moment(2026, 4, 2, 9)):
        job = request_output(user=cast["province"], kind=kind, subject=subjects[kind.split("_")[0]])
        jobs.run_output(job.pk)

    job.refresh_from_db()
    assert (job.error, job.state, job.file_name) == ("", "done", name)
    assert job.size > 4000


def test_draft_says_so_in_its_name(places, taiyuan, cast):
    line_of(places["unit"], MARCH)
    month = CityMonth.objects.get()

    with clock.at(moment(2026, 3, 20, 9)):
        job = request_output(user=cast["city"], kind="ledger_xlsx", subject=month)
        jobs.run_output(job.pk)

    job.refresh_from_db()
    assert job.file_name == "太原市_2026年3月调度台账_草稿.xlsx"


def test_file_of_another_record_is_refused(subjects, cast):
    wanted = catalogue.get("ledger_pdf").may(cast["province"], subjects["liaison"])

    assert not wanted
    assert wanted.reason == "“月调度台账”不能由所选对象生成，请返回上一页重新选择。"
    assert isinstance(subjects["liaison"], LiaisonList)
