"""推荐汇总表: who stands in it, what is printed, who may have it."""

import pytest
from openpyxl import load_workbook

from applications.choices import Status
from applications.lifecycle import application_lifecycle
from applications.models import QuotaBoard
from applications.recommendations import recommendation_paper
from applications.services import quota as services
from applications.services.stale import mark_of
from reports.models import OutputJob
from reports.outputs import catalogue
from reports.outputs.progress import silent
from tests.factories.applications import ApplicationFactory
from tests.factories.scoring import fill
from tests.paths import REASONS, bring, hand_in_papers
from tests.reports.printed import bare, rendered

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def rivals(application, places):
    """The unit of ``clerk`` with 50 points and the other one with 45, both signed."""
    other = ApplicationFactory(batch=application.batch, organisation=places["other_unit"])
    bring(other, to=Status.REVIEWING)
    fill(other.first_review, n1_1=15)
    return bring(application, to=Status.REVIEWED), bring(other, to=Status.REVIEWED)


@pytest.fixture
def recommended(rivals, cast):
    """The unit with fewer points is recommended; the board of its city."""
    _, other = rivals
    hand_in_papers(other)
    application_lifecycle.perform(other, "recommend", actor=cast["city"], details=REASONS)
    return QuotaBoard.objects.get()


def test_the_paper_says_whom_and_why_and_who_else(recommended, cast):
    paper = recommendation_paper(recommended, reader=cast["province"])

    (chosen,), (left,) = paper.recommended, paper.others
    assert (chosen.slot, chosen.self_check, chosen.first_review) == (1, 50, 45)
    assert (chosen.reason, chosen.notes) == (REASONS["reason"], (REASONS["higher_reason"],))
    assert (left.first_review, left.state) == (50, "初评完成")
    assert (paper.draft, paper.watermark, paper.statement) == (False, "", "")


def test_the_code_changes_with_what_is_printed_alone(recommended, rivals, cast):
    first = recommendation_paper(recommended, reader=cast["city"])
    same = recommendation_paper(recommended, reader=cast["civil"])
    note = "建议继续培育。"
    application_lifecycle.perform(rivals[0], "pass_over", actor=cast["city"], note=note)

    later = recommendation_paper(recommended, reader=cast["city"])

    assert first.check_code == same.check_code != later.check_code


def test_a_candidate_that_is_not_recommended_yet_makes_a_draft(rivals, cast):
    services.place_candidate(
        application=rivals[0],
        slot=1,
        reason="产品和服务成熟。",
        higher_reason="",
        seen=mark_of(services.boxes(None)),
        actor=cast["city"],
    )

    paper = recommendation_paper(QuotaBoard.objects.get(), reader=cast["city"])

    assert (paper.draft, paper.recommended[0].notes) == (True, ("尚未推荐报省",))


def test_both_forms_print_the_statement(batch, cast, taiyuan, tmp_path):
    reason = "各单位尚不成熟，继续培育。"
    board = services.state_none(batch=batch, city=taiyuan, reason=reason, actor=cast["city"])
    paper = recommendation_paper(board, reader=cast["city"])

    kind = catalogue.get("recommendation_pdf")
    printed = rendered(kind.render, paper, tmp_path)
    catalogue.get("recommendation_xlsx").render(paper, tmp_path / "output.xlsx", silent)

    sheet = load_workbook(tmp_path / "output.xlsx")["推荐单位"]
    assert "本批次不推荐文旅康养示范区。理由：各单位尚不成熟，继续培育。" in printed.whole
    assert f"校验码{paper.check_code}" in printed.whole
    assert "理由：各单位尚不成熟，继续培育。" in sheet["A2"].value
    assert kind.file_name(OutputJob(quota_board=board), paper) == "第二批_太原市_推荐汇总表.pdf"


def test_the_draft_of_a_rehearsal_says_both_in_name_line_and_watermark(rivals, cast, taiyuan):
    batch = rivals[0].batch
    batch.is_rehearsal = True
    batch.save()
    board = QuotaBoard.objects.create(batch=batch, city=taiyuan, quota=batch.quota)

    paper = recommendation_paper(board, reader=cast["city"])

    name = catalogue.get("recommendation_xlsx").file_name(OutputJob(quota_board=board), paper)
    assert name == "演练_第二批_太原市_推荐汇总表_草稿.xlsx"
    assert paper.line.startswith("演练 · 第二批 · 太原市 · 草稿")
    assert paper.watermark == "演练 草稿"


def test_the_paper_has_two_seals_and_the_workbook_numbers(recommended, cast, tmp_path):
    paper = recommendation_paper(recommended, reader=cast["city"])

    printed = rendered(catalogue.get("recommendation_pdf").render, paper, tmp_path)
    catalogue.get("recommendation_xlsx").render(paper, tmp_path / "output.xlsx", silent)

    book = load_workbook(tmp_path / "output.xlsx")
    assert len(printed.texts) == 1
    assert printed.whole.startswith(
        "第二批文旅康养示范区推荐汇总表填报单位（公章）：太原市文化和旅游局"
    )
    assert printed.whole.count("（公章）") == 3
    assert bare(REASONS["reason"]) in printed.whole
    assert [cell.value for cell in book["推荐单位"][4]][4:7] == [50, 45, "1/1"]
    assert [cell.value for cell in book["未推荐单位"][4]][4:] == [50, 50, "初评完成"]


def test_who_may_have_the_paper(recommended, cast):
    kind = catalogue.get("recommendation_pdf")
    may = {who for who, user in cast.items() if kind.may(user, recommended)}

    assert may == {"city", "city_colleague", "civil", "province"}
