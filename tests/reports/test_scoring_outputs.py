"""Files of the scoring: who may have which, under what name, and what stands in them."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import load_workbook

from applications.choices import Status
from applications.lifecycle import application_lifecycle
from applications.services.panel import return_sheet
from portal import clock
from reports.models import OutputJob
from reports.offers import offers_of
from reports.outputs import catalogue
from reports.outputs.progress import silent
from reports.outputs.scoring import SCORING
from reports.services.outputs import request_output
from scoring.services import record_mark
from tests.factories.scoring import fill
from tests.paths import bring, hand_in_marks
from tests.reports.printed import rendered

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def seated(application, cast):
    """A panel at work; the chair gives 2.1 less than the only member who has handed in."""
    bring(application, to=Status.EVALUATING)
    fill(application.final_score, n2_1=7)
    hand_in_marks(application, who=["member"])
    given = {"value": 4, "reason": "=1+1", "remark": "现场没有标准文本"}
    record_mark(
        sheet=application.final_score, number="2.1", actor=cast["chair"], version=0, **given
    )
    return application


@pytest.fixture
def seat(seated):
    """The name of the sheet of the member who has handed in."""
    return f"seat-{seated.panel.seats.get(user__username='member').pk}"


def job_of(application, reader, key, sheet=""):
    kind = catalogue.get(key)
    subject = {"batch": application.batch} if "blank" in key else {"application": application}
    return kind, OutputJob(kind=key, requested_by=reader, sheet=sheet, **subject)


# --- who may have them -------------------------------------------------------------------


# fmt: off
FILES = [
    # kind                  sheet            who
    ("scores_pdf",          "",              "clerk city civil chair member province civil_reader"),
    ("scores_xlsx",         "first_review",  "clerk city civil chair member province civil_reader"),
    ("scores_pdf",          "final_score",   "chair member province"),
    ("scores_pdf",          "seat-0",        ""),
    ("proof_pdf",           "first_review",  "city civil chair member province"),
    ("proof_xlsx",          "final_score",   "chair member province"),
    ("proof_nameless_pdf",  "first_review",  "clerk city civil chair member province civil_reader"),
    ("proof_nameless_xlsx", "final_score",   "chair member province"),
    ("proof_pdf",           "strange",       ""),
    ("comparison_xlsx",     "",              "clerk city civil chair member province civil_reader"),
    ("result_pdf",          "",              "chair member province"),
]
# fmt: on
WHO = ("clerk", "city", "civil", "chair", "member", "province", "civil_reader", "far_city")


def test_each_file_is_for_those_who_may_see_what_is_in_it(seated, seat, cast):
    cases = [*FILES, ("proof_pdf", seat, "chair member"), ("proof_nameless_pdf", seat, "")]
    cases.append(("member_sheet_pdf", seat, "chair member"))

    found = [
        (key, sheet, " ".join(w for w in WHO if catalogue.get(key).may(cast[w], seated, sheet)))
        for key, sheet, _ in cases
    ]

    assert found == cases


def test_blank_papers_are_for_everybody_with_a_role(batch, cast):
    kinds = [kind for kind in SCORING if "blank" in kind.key]

    assert len(kinds) == 3
    for kind in kinds:
        assert kind.may(cast["outsider"], batch)
        assert not kind.may(cast["nobody"], batch)


def test_the_unit_loses_the_file_with_the_column(application, cast):
    bring(application, to=Status.REVIEWED)
    kind = catalogue.get("proof_nameless_pdf")
    before = bool(kind.may(cast["clerk"], application, "first_review"))

    application_lifecycle.perform(
        application, "reopen_review", actor=cast["city"], note="请复核生态环境部分的计分。"
    )

    assert before
    assert not kind.may(cast["clerk"], application, "first_review")


def test_who_scores_again_has_no_file_with_the_marks_of_others(client, cast, seated):
    """The columns that a member could see after the hand-in stand in what was made then."""
    member = cast["member"]
    job = request_output(user=member, kind="comparison_xlsx", subject=seated)
    job.file.save("x.xlsx", ContentFile(b"PK"), save=False)
    job.state, job.started_at, job.finished_at = "done", clock.now(), clock.now()
    job.save()
    before = catalogue.may_take(member, OutputJob.objects.get())
    client.force_login(member)

    return_sheet(
        application=seated,
        seat=seated.panel.seats.get(user=member),
        note="2.1与现场不符，请核对。",
        actor=cast["chair"],
    )
    refused = client.get(reverse("reports:download", args=[job.pk]))
    OutputJob.objects.update(started_at=clock.now())

    assert before
    assert refused.status_code == 403
    assert "文件生成后有评分表退回修改，其中的分值已不向您开放，请重新生成。" in refused.text
    assert catalogue.may_take(member, OutputJob.objects.get())


def test_a_request_names_the_sheet_and_is_asked_for_again_with_it(client, cast, seated):
    client.force_login(cast["clerk"])
    fields = {"application": seated.pk, "sheet": "first_review"}
    url = reverse("reports:request")

    refused = client.post(url, {"kind": "proof_pdf", **fields})
    taken = client.post(url, {"kind": "proof_nameless_pdf", **fields})

    job = OutputJob.objects.get()
    assert (refused.status_code, taken["Location"]) == (403, job.get_absolute_url())
    slot = f"proof_nameless_pdf:{seated.pk}:first_review:{cast['clerk'].pk}"
    assert (job.sheet, job.slot) == ("first_review", slot)
    OutputJob.objects.update(state="failed", error="请稍后重试。")
    page = client.get(job.get_absolute_url()).text
    assert "得分依据，不含姓名版（初评计分）" in page
    assert 'name="sheet" value="first_review"' in page


def test_a_file_that_is_made_of_no_sheet_passes_over_its_name(client, cast, seated):
    client.force_login(cast["clerk"])
    fields = {"kind": "comparison_xlsx", "application": seated.pk, "sheet": "seat-1"}

    client.post(reverse("reports:request"), fields)

    assert OutputJob.objects.get().sheet == ""


def test_each_sheet_has_a_live_job_of_its_own(cast, seated):
    subject = {"user": cast["province"], "kind": "proof_pdf", "subject": seated}

    jobs = [request_output(**subject, sheet=sheet) for sheet in ("self_check", "final_score") * 2]

    assert [job.pk for job in jobs[:2]] == [job.pk for job in jobs[2:]]
    assert jobs[0] != jobs[1]


# --- where they are offered ----------------------------------------------------------------


def labels(application, user):
    return {group.title: [o.label for o in group.offers] for group in offers_of(application, user)}


def test_the_page_offers_what_each_reader_may_have(client, cast, seated):
    editions = ["内部版PDF", "内部版Excel", "不含姓名版PDF", "不含姓名版Excel"]
    common = {
        "申请报告书": ["报告书PDF"],
        "评分表": ["三栏PDF", "三栏Excel", "自检PDF", "自检Excel"],
        "空白表": ["现场评分记录表PDF", "空白评分表PDF", "空白评分表Excel"],
    }

    assert labels(seated, cast["clerk"]) == {
        **common,
        "对照和结果": ["各栏对照Excel"],
        "得分依据：自检计分": editions[2:],
        "得分依据：初评计分": editions[2:],
    }
    assert labels(seated, cast["chair"]) == {
        **common,
        "对照和结果": ["各栏对照Excel", "评定结果PDF"],
        "得分依据：自检计分": editions,
        "得分依据：初评计分": editions,
        "得分依据：评定计分": editions,
        "成员计分：白松岩": ["评分表PDF", "得分依据PDF", "得分依据Excel"],
    }
    for who in ("clerk", "chair", "province", "city"):
        client.force_login(cast[who])
        offered = [o for g in offers_of(seated, cast[who]) for o in g.offers]
        page = client.get(reverse("reports:application_outputs", args=[seated.pk])).text
        assert page.count('name="kind"') == len(offered)
        for offer in offered:
            subject = seated.batch if offer.subject == "batch" else seated
            assert catalogue.get(offer.kind).may(cast[who], subject, offer.sheet)


def test_strangers_find_no_page_of_files(client, cast, seated):
    client.force_login(cast["far_city"])

    url = reverse("reports:application_outputs", args=[seated.pk])
    assert client.get(url).status_code == 404


# --- what they are called and what stands in them -------------------------------------------

UNIT = "第二批_太原市_青岚谷康养有限公司"
NAMES = [
    ("proof_pdf", "first_review", f"{UNIT}_初评计分得分依据_内部版.pdf"),
    ("proof_nameless_xlsx", "self_check", f"{UNIT}_自检计分得分依据_不含姓名版.xlsx"),
    ("scores_xlsx", "", f"{UNIT}_评分表_v1.xlsx"),
    ("scores_pdf", "self_check", f"{UNIT}_自检计分评分表_v1.pdf"),
    ("comparison_xlsx", "", f"{UNIT}_各栏对照.xlsx"),
    ("result_pdf", "", f"{UNIT}_评定结果.pdf"),
    ("blank_sheet_pdf", "", "第二批_现场评分记录表_空白.pdf"),
    ("blank_form_xlsx", "", "第二批_空白评分表.xlsx"),
]


def test_names_of_files_hold_no_person_and_no_points(seated, seat, cast):
    number = seat.removeprefix("seat-")
    member = ("member_sheet_pdf", seat, f"{UNIT}_成员评分表_席位{number}.pdf")
    proof = ("proof_pdf", seat, f"{UNIT}_成员计分得分依据_席位{number}_内部版.pdf")
    cases = [*NAMES, member, proof]

    for key, sheet, name in cases:
        kind, job = job_of(seated, cast["chair"], key, sheet)
        assert kind.file_name(job, kind.build(job)) == name


def test_names_of_a_rehearsals_files_say_so_first(seated, cast):
    seated.batch.is_rehearsal = True
    seated.batch.save()
    others = [
        ("dossier", "", f"{UNIT}_评定申请报告书_v1.pdf"),
        ("batch_summary", "", "第二批_批次汇总.xlsx"),
    ]

    for key, sheet, name in [*NAMES, *others]:
        kind, job = job_of(seated, cast["chair"], key, sheet)
        job.batch = seated.batch
        assert kind.file_name(job, kind.build(job)) == f"演练_{name}"


PAPERS = [
    ("proof_pdf", "final_score", ["评定计分得分依据", "古衡岳", "现场没有标准文本", "总分5044"]),
    ("proof_nameless_pdf", "final_score", ["省评定组", "TEST1-2026第2.1项"]),
    ("scores_pdf", "", ["示范区名称：青岚谷文旅康养示范区", "2.1服务规范1010104"]),
    ("blank_form_pdf", "", ["六、文旅康养示范区评分表", "空白表"]),
    ("blank_sheet_pdf", "", ["现场评分记录表", "□规模大20分", "计分人签名"]),
    ("result_pdf", "", ["七、文旅康养示范区评定结果", "评定分值44"]),
]


@pytest.mark.parametrize(("key", "sheet", "words"), PAPERS)
def test_papers_say_what_they_are_about(seated, cast, tmp_path, key, sheet, words):
    kind, job = job_of(seated, cast["province"], key, sheet)

    printed = rendered(kind.render, kind.build(job), tmp_path)

    for word in words:
        assert word in printed.whole
    if key == "proof_nameless_pdf":
        assert not [name for name in ("古衡岳", "现场没有", "岳思齐") if name in printed.whole]


def written(application, reader, key, sheet, folder):
    kind, job = job_of(application, reader, key, sheet)
    kind.render(kind.build(job), Path(folder, "output.xlsx"), silent)
    return load_workbook(Path(folder, "output.xlsx"))


def values(sheet, row):
    return [cell.value for cell in sheet[row]]


def test_the_proof_as_a_workbook(seated, cast, tmp_path):
    book = written(seated, cast["province"], "proof_xlsx", "final_score", tmp_path)

    assert book.sheetnames == ["得分依据", "合计", "修改记录"]
    leaf = values(book["得分依据"], 6)
    assert (leaf[:4], leaf[10], leaf[11]) == (
        ["2.1", "服务规范", 10, 4],
        "'=1+1",
        "现场没有标准文本",
    )
    assert [values(book["合计"], row) for row in (4, 5, 6, 7)] == [
        ["1", "康养产品", 30, 30],
        ["2", "康养服务", 20, 14],
        ["2.2", "其他服务", 10, 10],
        [None, "总分", 50, 44],
    ]
    assert values(book["修改记录"], 4)[:4] == ["2.1", 7, 4, "古衡岳"]
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.print_title_rows) == (9, "$3:$3")


def test_the_nameless_workbook_has_no_changes_and_no_persons(seated, cast, tmp_path):
    book = written(seated, cast["province"], "proof_nameless_xlsx", "final_score", tmp_path)

    assert book.sheetnames == ["得分依据", "合计"]
    said = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not [text for text in said if "古衡岳" in text or "标准文本" in text]


def test_the_sheet_as_a_workbook_has_the_nine_columns_of_the_form(seated, cast, tmp_path):
    sheet = written(seated, cast["province"], "scores_xlsx", "", tmp_path)["评分表"]

    assert values(sheet, 3) == [
        *["序号", "评定项目", "大项分值", "分项分值", "次分项分值", "小项分值"],
        *["自检计分", "初评计分", "评定计分"],
    ]
    assert values(sheet, 4) == ["1", "康养产品", 30, None, None, None, 30, 30, 30]
    assert values(sheet, 6) == [None, "规模大", None, None, None, 20, "√", "√", "√"]
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("portrait", "$3:$3")


def test_the_comparison_as_a_workbook_lets_the_chair_see_the_spread(seated, cast, tmp_path):
    book = written(seated, cast["chair"], "comparison_xlsx", "", tmp_path)
    city = written(seated, cast["city"], "comparison_xlsx", "", tmp_path)

    line = values(book["各栏对照"], 8)
    assert line[:9] == ["2.1", "服务规范", 10, 10, 10, 4, 0, -6, -6]
    assert line[9] == "评定：=1+1\n评定：现场没有标准文本"
    assert values(book["成员计分"], 6) == [
        *["2.1", "服务规范", 10, 7, 7, 7, 7, 0, 4],
        None,
    ]
    assert city.sheetnames == ["各栏对照"]
    assert values(city["各栏对照"], 3)[3:] == ["自检", "初评", "初评－自检", "理由和备注"]
