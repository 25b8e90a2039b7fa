import pytest
from django.core.files.base import ContentFile

from portal import audit, clock
from reports.choices import OutputState
from reports.models import OutputJob
from reports.services.outputs import request_output

URL = "/outputs/"


@pytest.fixture
def job(application, cast):
    return request_output(user=cast["clerk"], kind="dossier", subject=application)


@pytest.fixture
def done(job):
    """The job with its file."""
    job.file.save("x.pdf", ContentFile(b"%PDF-1.7 paper"), save=False)
    job.state, job.finished_at = OutputState.DONE, clock.now()
    job.file_name, job.progress = "第二批_太原市_青岚谷_评定申请报告书_草稿.pdf", 100
    job.save()
    return job


def test_asking_leads_to_the_page_of_the_job(client, cast, application):
    client.force_login(cast["clerk"])

    response = client.post(f"{URL}request/", {"kind": "dossier", "application": application.pk})

    job = OutputJob.objects.get()
    assert response["Location"] == f"{URL}{job.pk}/"
    assert "排队中" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "dossier"},
        {"kind": "payroll", "application": "1"},
        {"kind": "dossier", "application": "x"},
        {"kind": "dossier", "application": "²"},
        {"kind": "dossier", "application": "99999"},
    ],
)
def test_asking_for_what_is_not_there_answers_404(client, cast, fields):
    client.force_login(cast["clerk"])

    assert client.post(f"{URL}request/", fields).status_code == 404
    assert not OutputJob.objects.exists()


def test_asking_for_a_foreign_application_answers_404(client, cast, application):
    client.force_login(cast["far_head"])

    response = client.post(f"{URL}request/", {"kind": "dossier", "application": application.pk})

    assert response.status_code == 404
    assert not OutputJob.objects.exists()


def test_the_page_asks_how_far_the_job_is(client, cast, job):
    running = {"state": "running", "progress": 40, "stage": "正在排版…"}
    OutputJob.objects.filter(pk=job.pk).update(heartbeat_at=clock.now(), **running)
    client.force_login(cast["clerk"])

    assert client.get(f"{URL}{job.pk}/state/").json() == {
        "status": "running",
        "label": "生成中",
        "progress": 40,
        "stage": "正在排版…",
        "error": "",
        "download": "",
    }


def test_a_finished_file_is_taken_under_its_chinese_name(client, cast, done):
    client.force_login(cast["clerk"])

    response = client.get(f"{URL}{done.pk}/download/")

    assert b"".join(response.streaming_content) == b"%PDF-1.7 paper"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%AC%AC")
    assert audit.history(done.application).last().action == "download_output"


@pytest.mark.parametrize("place", ["", "state/", "download/"])
def test_somebody_elses_file_answers_404(client, cast, done, place):
    client.force_login(cast["head"])

    assert client.get(f"{URL}{done.pk}/{place}").status_code == 404


def test_a_right_that_has_gone_takes_the_file_with_it(client, cast, done):
    cast["clerk"].memberships.update(ended_at=clock.now())
    client.force_login(cast["clerk"])

    assert client.get(f"{URL}{done.pk}/download/").status_code == 403


def test_a_failed_job_says_why_and_offers_the_file_before(client, cast, done):
    again = request_output(user=cast["clerk"], kind="dossier", subject=done.application)
    OutputJob.objects.filter(pk=again.pk).update(state="failed", error="字体缺失，请联系管理员。")
    client.force_login(cast["clerk"])

    page = client.get(f"{URL}{again.pk}/").content.decode()

    assert "字体缺失，请联系管理员。" in page
    assert "重新生成" in page
    assert done.file_name in page


def test_the_list_tells_two_files_of_one_title_apart(client, cast, job):
    request_output(user=cast["clerk"], kind="scores_pdf", subject=job.application)
    request_output(user=cast["clerk"], kind="scores_xlsx", subject=job.application)
    client.force_login(cast["clerk"])

    listed = client.get(URL).context["object_list"]

    told = [(one.title, one.medium) for one in listed if one.job.kind.startswith("scores")]
    assert told == [("评分表", "Excel"), ("评分表", "PDF")]


@pytest.mark.parametrize("job_count", [1, 3])
def test_output_list_query_count(client, cast, job, job_count, django_assert_num_queries):
    for number in range(1, job_count):
        OutputJob.objects.create(
            kind="dossier",
            application=job.application,
            requested_by=cast["clerk"],
            requested_at=clock.now(),
            slot=f"other{number}",
        )
    client.force_login(cast["clerk"])

    with django_assert_num_queries(6):
        response = client.get(URL)

    assert len(response.context["object_list"]) == job_count
