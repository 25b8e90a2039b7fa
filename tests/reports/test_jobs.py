import logging
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from openpyxl import load_workbook

from applications.choices import Status
from portal import clock
from portal.files import digest_of
from reports.choices import OutputState
from reports.models import OutputJob
from reports.outputs import catalogue, jobs
from tests.paths import bring

pytestmark = pytest.mark.thorough


def ask(user, kind, *, application=None, batch=None, version=None, **fields) -> OutputJob:
    """A queued job as the service makes it."""
    subject = application or batch
    return OutputJob.objects.create(
        kind=kind,
        application=application,
        batch=batch,
        version=version,
        requested_by=user,
        requested_at=clock.now(),
        slot=catalogue.slot_of(kind, subject, version, user),
        **fields,
    )


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    """Rows of other tests had the same numbers."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def standstill(monkeypatch):
    """The moment at which the machine's clock stands still: a second may be long elsewhere."""
    moment = jobs.machine_now()
    monkeypatch.setattr(jobs, "machine_now", lambda: moment)
    return moment


@pytest.fixture
def job(batch, cast):
    """The province's queued summary of the batch."""
    return ask(cast["province"], "batch_summary", batch=batch)


def run(job: OutputJob) -> OutputJob:
    jobs.run_output(job.pk)
    job.refresh_from_db()
    return job


def stored_files(job: OutputJob) -> list[str]:
    folder = f"outputs/{job.pk}"
    if not default_storage.exists(folder):
        return []
    return sorted(default_storage.listdir(folder)[1])


def silenced(job: OutputJob, attempt: int) -> None:
    """As a worker leaves the row that was killed in its ``attempt``."""
    silence = jobs.machine_now() - jobs.SILENCE - timedelta(seconds=1)
    OutputJob.objects.filter(pk=job.pk).update(
        state=OutputState.RUNNING, attempt=attempt, heartbeat_at=silence, enqueued_at=silence
    )


# --- a job that goes well ---------------------------------------------------------------------


def test_finished_job_holds_its_file(job, batch):
    run(job)

    assert (job.state, job.progress, job.attempt, job.error) == (OutputState.DONE, 100, 1, "")
    assert job.file_name == "第二批_批次汇总.xlsx"
    assert job.data_version.startswith("数据时间 ")
    with job.file.open() as stream:
        content = stream.read()
    assert job.size == len(content)
    assert job.sha256 == digest_of(BytesIO(content))
    assert load_workbook(BytesIO(content))["汇总"]["A1"].value.startswith("第二批")


def test_dossier_is_made_from_the_version_asked_for(application, cast):
    bring(application, to=Status.SUBMITTED)
    code = application.snapshots.get().check_code
    job = run(ask(cast["head"], "dossier", application=application, version=1))

    assert (job.state, job.error) == (OutputState.DONE, "")
    assert job.file_name == "第二批_太原市_青岚谷康养有限公司_评定申请报告书_v1.pdf"
    assert job.data_version == f"版本 v1 · 校验码 {code}"
    with job.file.open() as stream:
        assert stream.read(5) == b"%PDF-"


def test_job_run_twice_makes_one_file(job):
    first = run(job).file.name

    again = run(job)

    assert (again.file.name, again.attempt) == (first, 1)
    assert stored_files(job) == ["1.xlsx"]


def test_claimed_job_is_nobody_elses(job):
    mine = jobs.claim(job.pk)

    assert mine.attempt == 1
    assert jobs.claim(job.pk) is None


def test_missing_job_is_dropped(db):
    jobs.run_output(0)

    assert not OutputJob.objects.exists()


def test_slot_takes_one_live_job(job, batch, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(cast["province"], "batch_summary", batch=batch)

    run(job)
    second = ask(cast["province"], "batch_summary", batch=batch)
    assert second.state == OutputState.QUEUED


# --- the previous file ------------------------------------------------------------------------


def test_previous_file_stays_until_the_new_one_is_complete(
    job, batch, cast, django_capture_on_commit_callbacks
):
    old = run(job)
    new = ask(cast["province"], "batch_summary", batch=batch)
    jobs.claim(new.pk)
    old.refresh_from_db()
    assert old.is_available
    OutputJob.objects.filter(pk=new.pk).update(state=OutputState.QUEUED)

    with django_capture_on_commit_callbacks(execute=True):
        run(new)

    old.refresh_from_db()
    assert (old.is_available, new.is_available) == (False, True)
    assert (stored_files(old), stored_files(new)) == ([], ["2.xlsx"])


def test_previous_file_survives_a_failure(job, batch, cast):
    old = run(job)
    new = ask(cast["nobody"], "batch_summary", batch=batch)
    OutputJob.objects.filter(pk=new.pk).update(slot=old.slot)

    run(new)

    old.refresh_from_db()
    assert new.state == OutputState.FAILED
    assert old.is_available
    assert stored_files(old) == ["1.xlsx"]


def test_file_of_another_reader_stays(job, batch, cast):
    of_province = run(job)

    of_reader = run(ask(cast["finance_reader"], "batch_summary", batch=batch))

    of_province.refresh_from_db()
    assert of_reader.is_available
    assert of_province.is_available


# --- a job that fails -------------------------------------------------------------------------


def test_right_that_has_gone_stops_the_job(batch, cast):
    job = run(ask(cast["head"], "batch_summary", batch=batch))

    assert job.state == OutputState.FAILED
    assert job.error == "只有省文化和旅游厅、省民政厅、省财政厅可以导出批次汇总。"
    assert stored_files(job) == []


def test_missing_version_fails_with_its_sentence(application, cast):
    job = run(ask(cast["head"], "dossier", application=application, version=3))

    assert job.state == OutputState.FAILED
    assert job.error == "该申报没有提交过版本 v3，请刷新页面后重新选择。"


def test_missing_font_fails_with_its_sentence(application, cast, settings, tmp_path):
    settings.FONTS_DIR = tmp_path

    job = run(ask(cast["head"], "dossier", application=application))

    assert job.state == OutputState.FAILED
    assert job.error.startswith("服务器缺少中文字体文件（serif-regular.otf")
    assert job.error.endswith("。")


def test_unexpected_error_is_logged_in_full_and_told_in_general(job, caplog):
    OutputJob.objects.filter(pk=job.pk).update(kind="no_such_kind")

    with caplog.at_level(logging.ERROR, logger="reports.outputs.jobs"):
        run(job)

    assert (job.state, job.error) == (OutputState.FAILED, jobs.UNEXPECTED)
    (record,) = [r for r in caplog.records if r.name == "reports.outputs.jobs"]
    assert record.exc_info[0] is KeyError


def test_full_disk_leaves_nothing_behind(job, settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    settings.MEDIA_ROOT = blocked

    run(job)

    assert (job.state, job.error, job.file.name) == (OutputState.FAILED, jobs.UNEXPECTED, "")


# --- a worker that was killed -----------------------------------------------------------------


@pytest.mark.parametrize("attempt", [1, 2])
def test_silent_job_is_queued_again(job, attempt):
    silenced(job, attempt)

    called = jobs.rescue_outputs()

    job.refresh_from_db()
    assert called == [job.pk]
    assert (job.state, job.attempt, job.progress) == (OutputState.QUEUED, attempt, 0)
    assert job.stage == "生成曾经中断，正在重新排队…"
    assert run(job).state == OutputState.DONE


def test_third_silence_fails_with_a_sentence(job):
    silenced(job, jobs.ATTEMPTS)

    called = jobs.rescue_outputs()

    job.refresh_from_db()
    assert called == []
    assert (job.state, job.error) == (OutputState.FAILED, jobs.BROKEN)


def test_living_worker_keeps_its_job(job):
    jobs.claim(job.pk)

    called = jobs.rescue_outputs()

    job.refresh_from_db()
    assert called == []
    assert job.state == OutputState.RUNNING


def test_calendar_of_a_rehearsal_takes_no_job_from_a_living_worker(job):
    with clock.at(clock.now() - timedelta(days=900)):
        jobs.claim(job.pk)

    assert jobs.rescue_outputs() == []


@pytest.mark.parametrize(("waited", "is_called"), [(None, True), (119, False), (121, True)])
def test_queued_job_is_called_for_after_two_minutes(job, standstill, waited, is_called):
    moment = None if waited is None else standstill - timedelta(seconds=waited)
    OutputJob.objects.filter(pk=job.pk).update(enqueued_at=moment)

    assert jobs.rescue_outputs() == ([job.pk] if is_called else [])


def test_worker_that_lost_its_job_throws_its_file_away(job, tmp_path):
    slow = jobs.claim(job.pk)
    silenced(job, 1)
    jobs.rescue_outputs()
    done = run(OutputJob.objects.get(pk=job.pk))
    late = tmp_path / "late.xlsx"
    late.write_bytes(b"late")

    with pytest.raises(jobs.Superseded):
        jobs.finish(slow, jobs.Made(late, "迟到.xlsx", ""))

    done.refresh_from_db()
    assert (done.attempt, done.file_name) == (2, "第二批_批次汇总.xlsx")
    assert stored_files(job) == ["2.xlsx"]


def test_worker_that_lost_its_job_stops_at_the_next_sign(job):
    watch = jobs.Watch(jobs.claim(job.pk))
    OutputJob.objects.filter(pk=job.pk).update(attempt=2)

    with pytest.raises(jobs.Superseded):
        watch(50, "正在排版第5页…")


def test_next_attempt_clears_what_a_killed_one_left(job):
    silenced(job, 1)
    left = default_storage.save(f"outputs/{job.pk}/1.xlsx", BytesIO(b"half"))
    jobs.rescue_outputs()

    run(job)

    assert not default_storage.exists(left)
    assert stored_files(job) == ["2.xlsx"]


@pytest.mark.parametrize(("later", "progress"), [(0.9, 20), (1.0, 22)])
def test_progress_is_written_at_most_once_a_second(job, monkeypatch, later, progress):
    watch = jobs.Watch(jobs.claim(job.pk))

    for percent, seconds in ((20, 100.0), (22, 100.0 + later)):
        monkeypatch.setattr(jobs, "time", SimpleNamespace(monotonic=lambda now=seconds: now))
        watch(percent, f"正在排版{percent}%…")

    job.refresh_from_db()
    assert (job.progress, job.stage) == (progress, f"正在排版{progress}%…")


@pytest.mark.parametrize(
    ("state", "seconds", "sentence"),
    [
        (OutputState.RUNNING, 9, "正在排版第5页…"),
        (OutputState.RUNNING, 11, jobs.STALLED),
        (OutputState.QUEUED, 239, "正在排版第5页…"),
        (OutputState.QUEUED, 241, jobs.NO_WORKER),
        (OutputState.DONE, 999, "正在排版第5页…"),
    ],
)
def test_page_says_when_nobody_seems_to_be_at_work(standstill, state, seconds, sentence):
    heard = standstill - timedelta(seconds=seconds)
    job = OutputJob(state=state, stage="正在排版第5页…", heartbeat_at=heard, enqueued_at=heard)

    assert jobs.outlook(job) == sentence


@pytest.mark.parametrize(("seconds", "sentence"), [(239, ""), (241, jobs.NO_WORKER)])
def test_page_says_when_no_worker_could_even_be_called(standstill, seconds, sentence):
    asked = standstill - timedelta(seconds=seconds)
    job = OutputJob(state=OutputState.QUEUED, requested_at=asked, enqueued_at=None)

    assert jobs.outlook(job) == sentence


# --- names and rights -------------------------------------------------------------------------


def test_file_name_takes_no_forbidden_character(application, cast):
    application.dossier.unit_name = 'A/B\\C:*?"<>|康养'
    application.dossier.save()

    job = run(ask(cast["clerk"], "dossier", application=application))

    assert job.file_name == "第二批_太原市_A_B_C_______康养_评定申请报告书_草稿.pdf"


# fmt: off
RIGHTS = [
    # kind            unit   city   civil  chair  province  reader
    ("dossier",       (True,  True,  False, False, False,    False)),
    ("batch_summary", (False, False, False, False, True,     True)),
]
# fmt: on


@pytest.mark.parametrize(("kind", "expected"), RIGHTS)
def test_who_may_ask_while_the_unit_is_writing(application, cast, kind, expected):
    may = catalogue.get(kind).may
    subject = application if kind == "dossier" else application.batch
    people = ("clerk", "city", "civil", "chair", "province", "finance_reader")

    assert tuple(bool(may(cast[who], subject)) for who in people) == expected


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_documents_are_read_as_of_one_moment():
    with jobs.one_moment(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)


def test_kind_refuses_a_subject_of_another_sort(application, batch, cast):
    province = cast["province"]

    wrong = [
        catalogue.get("dossier").may(province, batch),
        catalogue.get("batch_summary").may(province, application),
    ]

    assert [decision.reason for decision in wrong] == [
        "“文旅康养示范区评定申请报告书”不能由所选对象生成，请返回上一页重新选择。",
        "“批次汇总表”不能由所选对象生成，请返回上一页重新选择。",
    ]
