import pytest
from django.core.exceptions import PermissionDenied

from applications.choices import Status
from portal import audit
from reports.choices import OutputState
from reports.models import OutputJob
from reports.services.outputs import request_output
from tests.paths import bring


def test_a_request_queues_one_job_for_the_reader(application, cast):
    job = request_output(user=cast["clerk"], kind="dossier", subject=application)

    assert (job.state, job.requested_by, job.subject) == (
        OutputState.QUEUED,
        cast["clerk"],
        application,
    )
    assert audit.history(application).get(action="request_output").details == {"kind": "dossier"}


def test_a_second_click_answers_the_same_job(application, cast):
    first = request_output(user=cast["clerk"], kind="dossier", subject=application)
    second = request_output(user=cast["clerk"], kind="dossier", subject=application)

    assert (second, OutputJob.objects.count()) == (first, 1)


def test_two_readers_have_a_file_each(application, cast):
    for who in ("clerk", "city"):
        request_output(user=cast[who], kind="dossier", subject=application)

    assert OutputJob.objects.count() == 2
    assert OutputJob.objects.visible_to(cast["clerk"]).count() == 1


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("province", "该单位尚在填报，提交后方可查看报告书内容。"),
        ("far_city", "您没有查看该申报的权限。"),
    ],
)
def test_whoever_may_not_read_may_not_print(application, cast, who, sentence):
    with pytest.raises(PermissionDenied, match=sentence):
        request_output(user=cast[who], kind="dossier", subject=application)

    assert not OutputJob.objects.exists()


@pytest.mark.parametrize("who", ["province", "finance_reader", "civil_reader"])
def test_the_province_exports_the_batch(application, cast, who):
    bring(application, to=Status.RECOMMENDED)

    job = request_output(user=cast[who], kind="batch_summary", subject=application.batch)

    assert job.subject == application.batch


@pytest.mark.parametrize("who", ["city", "head", "chair"])
def test_nobody_else_exports_the_batch(batch, cast, who):
    with pytest.raises(PermissionDenied, match="只有省文化和旅游厅"):
        request_output(user=cast[who], kind="batch_summary", subject=batch)
