"""The list as a workbook: what its filter finds for its reader, at the moment it is made."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from applications.choices import Status
from applications.models import Batch
from reports.models import OutputJob
from reports.outputs import catalogue
from reports.outputs.progress import OutputError, silent
from reports.services.outputs import request_output
from tests.factories.applications import ApplicationFactory
from tests.factories.content import FACTS, complete
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
KIND = catalogue.get("application_list")


def request(user, batch, query=""):
    return request_output(user=user, kind=KIND.key, subject=batch, query=query)


def sheet_of(job, folder):
    target = folder / "list.xlsx"
    KIND.render(KIND.build(job), target, silent)
    return load_workbook(target).active


def rows_of(sheet):
    head, *rows = sheet.iter_rows(min_row=3, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_workbook_holds_what_the_list_shows(application, cast, tmp_path):
    bring(application, to=Status.REVIEWED)
    ApplicationFactory(batch=application.batch)

    job = request(cast["city"], application.batch, "status=reviewed")
    sheet = sheet_of(job, tmp_path)

    (row,) = rows_of(sheet)
    assert (row["申报单位"], row["状态"]) == ("青岚谷康养有限公司", "初评完成")
    assert (
        row["自检总分"]
        == row["初评总分"]
        == sum(application.self_check.marks.values_list("value", flat=True))
    )
    assert (row["联系人"], row["联系电话"]) == ("温小禾", FACTS["contact_phone"])
    assert sheet["A1"].value == "第二批申报列表 · 申报列表"
    assert sheet["A2"].value.startswith("条件：状态：初评完成　共1件　截至：")


def test_reader_gets_masked_numbers_and_only_what_was_recommended(application, cast, tmp_path):
    bring(application, to=Status.RECOMMENDED)

    (row,) = rows_of(sheet_of(request(cast["civil_reader"], application.batch), tmp_path))

    assert row["联系电话"] == "035****0000"


def test_draft_tells_the_province_no_more_than_that_it_exists(application, cast, tmp_path):
    complete(application)
    application.organisation.zone_name = "青岚谷"
    application.organisation.save()

    (row,) = rows_of(sheet_of(request(cast["province"], application.batch), tmp_path))

    closed = ("联系人", "联系电话", "自检总分", "初评总分")
    assert [row[name] for name in closed] == [None, None, None, None]
    assert row["示范区名称"] == "青岚谷"


def test_rights_are_those_of_the_moment_when_it_is_made(application, cast, tmp_path):
    job = request(cast["city"], application.batch)
    type(application).objects.update(city="140200")

    assert rows_of(sheet_of(job, tmp_path)) == []


def test_filter_that_is_no_longer_offered_is_told(application, cast):
    job = request(cast["city"], application.batch, "county=140999")

    with pytest.raises(OutputError, match="请回到申报列表重新筛选后导出"):
        KIND.build(job)


def test_text_is_no_formula(application, cast, tmp_path):
    application.dossier.contact_name = "=1+1"
    application.dossier.zone_name = "@青岚谷"
    application.dossier.save()

    (row,) = rows_of(sheet_of(request(cast["city"], application.batch), tmp_path))

    assert (row["联系人"], row["示范区名称"]) == ("'=1+1", "'@青岚谷")


def test_two_filters_are_two_files_and_one_filter_is_one(application, cast):
    first = request(cast["city"], application.batch, "holder=unit")
    again = request(cast["city"], application.batch, "holder=unit")
    other = request(cast["city"], application.batch, "holder=culture")

    assert first == again != other


@pytest.mark.parametrize(
    ("who", "status"),
    [("city", 302), ("civil", 302), ("province", 302), ("finance_reader", 302), ("head", 403)],
)
def test_workbook_is_ordered_by_the_offices(client, application, cast, who, status):
    client.force_login(cast[who])
    sent = {"kind": KIND.key, "batch": application.batch_id, "query": "sort=deadline"}

    response = client.post(reverse("reports:request"), sent)

    assert response.status_code == status
    assert [job.query for job in OutputJob.objects.all()] == ["sort=deadline"] * (status == 302)


def test_filter_that_is_too_long_is_refused(client, application, cast):
    client.force_login(cast["city"])
    sent = {"kind": KIND.key, "batch": application.batch_id, "query": "text=" + "请" * 300}

    assert client.post(reverse("reports:request"), sent).status_code == 400


def test_name_of_the_file_holds_no_personal_data(application, cast):
    job = request(cast["city"], application.batch, "text=青岚谷")

    assert KIND.file_name(job, KIND.build(job)) == "第二批_申报列表.xlsx"


def test_workbook_of_a_rehearsal_says_so_in_its_name_and_lines(application, cast, tmp_path):
    Batch.objects.update(is_rehearsal=True)
    job = request(cast["city"], Batch.objects.get(), "")
    paper = KIND.build(job)

    KIND.render(paper, tmp_path / "list.xlsx", silent)

    sheet = load_workbook(tmp_path / "list.xlsx")["申报列表"]
    assert KIND.file_name(job, paper) == "演练_第二批_申报列表.xlsx"
    assert sheet["A1"].value.startswith("第二批申报列表")
    assert sheet["A2"].value.startswith("演练 · 条件：")
    assert sheet.oddFooter.left.text == "演练 · 第二批申报列表"
