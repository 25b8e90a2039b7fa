"""Cross-checks against a stored application: who reads which figure, what a save and a move ask."""

import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from applications import crosschecks, guards
from applications.choices import Status, ToiletGrade
from applications.documents.proof_builder import proof_document
from applications.models import Dossier, InvestmentLine, Result, ReviewOpinion, ScoringFigures
from applications.proofs import Edition, filled_sheet
from scoring.choices import Column
from scoring.models import Mark, Panel
from scoring.outline import outline_of
from scoring.services import open_sheet
from tests.factories.content import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def ruleset(standard):
    return standard


@pytest.fixture
def declared(application):
    """60 000 万元 in two lines, 120 people, 250 beds."""
    Dossier.objects.filter(pk=application.pk).update(**FACTS | {"invested_wan": 110_000})
    for position, amount in enumerate(("59999.99", "0.01"), 1):
        InvestmentLine.objects.create(
            application=application, category=1, position=position, amount_wan=Decimal(amount)
        )
    ScoringFigures.objects.create(application=application, beds=250, own_goods="药茶\n香囊")
    application.refresh_from_db()
    return application


def set_marks(sheet, **marks):
    """``n1_3=20``, or with a reason ``n1_3=(20, "现场核实。")``."""
    for name, said in marks.items():
        value, reason = said if isinstance(said, tuple) else (said, "")
        number = name[1:].replace("_", ".")
        Mark.objects.filter(sheet=sheet, leaf__number=number).update(value=value, reason=reason)


def send(client, application, number, column="self_check", **body):
    url = reverse("applications:mark", args=[application.pk, column, number])
    body = {"version": 0, "reason": "", "remark": "", **body}
    return client.post(url, json.dumps(body), content_type="application/json")


INVESTMENT = (
    "申报数据只支持15分（投资明细表合计 60,000.00 万元），计20分须说明理由，请填写理由后再保存。"
)


def test_mark_above_the_figures_is_stored_with_a_reason_only(client, declared, cast):
    client.force_login(cast["clerk"])

    refused = send(client, declared, "1.3", inputs={"level": 1})
    taken = send(client, declared, "1.3", inputs={"level": 1}, reason="二期已验收。")
    below = send(client, declared, "6.1", inputs={"level": 0})

    assert refused.status_code == 422
    assert refused.json() == {"message": f"1.3 产品规模：{INVESTMENT}", "need": "reason"}
    assert (taken.status_code, taken.json()["value"]) == (200, 20)
    assert (below.status_code, below.json()["value"]) == (200, 0)


def test_without_scripts_the_reason_has_its_box_in_the_open_fold(client, declared, cast):
    """1.3 takes its printed marks only: what the figures say asks for the reason."""
    client.force_login(cast["clerk"])
    url = reverse("applications:mark", args=[declared.pk, "self_check", "1.3"])

    refused = client.post(url, {"version": "0", "value": "20"})

    page = refused.content.decode()
    leaf = page[page.index('id="leaf-1.3"') : page.index('id="leaf-1.4"')]
    assert refused.status_code == 422
    assert INVESTMENT in leaf
    assert "data-note open>" in leaf
    assert '<label>理由 <textarea name="reason"></textarea></label>' in leaf


def test_leaf_without_a_check_reads_no_figures(declared, django_assert_num_queries):
    doubts = crosschecks.doubts_of(declared, declared.self_check, "2.1.1")

    with django_assert_num_queries(0):
        assert doubts(10) == []


def beyond(problems):
    """Where those lead that ask a reason."""
    return [
        problem.url.partition("/sheets/")[2] for problem in problems if "只支持" in problem.text
    ]


def test_unexplained_marks_stop_every_column_and_lead_to_their_leaf(declared):
    ReviewOpinion.objects.create(application=declared)
    declared.panel = Panel.objects.create()
    for column in (Column.FIRST_REVIEW, Column.FINAL_SCORE):
        setattr(declared, column, open_sheet(declared.batch.ruleset, column))
    for sheet in (declared.self_check, declared.first_review, declared.final_score):
        set_marks(sheet, n1_3=20, n4_5_5=9, n6_1=(25, "另有季节工。"), n4_6_1=10)

    assert beyond(guards.not_ready_to_submit(declared)) == [
        "self_check/1/#leaf-1.3",
        "self_check/4/#leaf-4.5.5",
    ]
    assert beyond(guards.review_not_complete(declared)) == [
        "first_review/1/#leaf-1.3",
        "first_review/4/#leaf-4.5.5",
    ]
    assert beyond(guards.evaluation_not_complete(declared)) == [
        "final_score/1/#leaf-1.3",
        "final_score/4/#leaf-4.5.5",
    ]


def test_figures_that_change_after_the_mark_ask_for_its_reason(declared):
    set_marks(declared.self_check, n4_2_2_5=4, n1_3=15)
    assert crosschecks.unexplained(declared, declared.self_check) == []

    ScoringFigures.objects.filter(pk=declared.pk).update(toilet_grade=ToiletGrade.NONE)
    declared.refresh_from_db()

    assert [p.text for p in crosschecks.unexplained(declared, declared.self_check)] == [
        "4.2.2.5 厕所设施设备达到GB/T 18973 规定的A级以上标准。："
        "申报数据只支持0分（评分佐证数据：旅游厕所等级 未达到A级或Ⅱ类），计4分须说明理由，"
        "请填写理由后再保存。"
    ]


def test_audit_decides_for_the_panel_and_nobody_else(declared):
    Result.objects.create(application=declared, audited_wan=Decimal("49999.99"))
    supported = {}
    for column in (Column.SELF_CHECK, Column.FIRST_REVIEW, Column.MEMBER, Column.FINAL_SCORE):
        sheet = open_sheet(declared.batch.ruleset, column)
        set_marks(sheet, n1_3=20)
        (problem,) = crosschecks.unexplained(declared, sheet)
        supported[column] = problem.text.partition("（")[2].partition("）")[0]

    assert set(supported.values()) == {"投资明细表合计 60,000.00 万元", "审定投资额 49,999.99 万元"}
    assert [c for c, words in supported.items() if "审定" in words] == ["member", "final_score"]


@pytest.mark.parametrize(
    ("who", "sees"), [("province", True), ("finance_reader", True), ("city", False)]
)
def test_audit_is_shown_to_those_who_may_know_it(declared, cast, who, sees):
    declared.final_score = sheet = open_sheet(declared.batch.ruleset, Column.FINAL_SCORE)
    declared.status = Status.DESIGNATED
    Result.objects.create(application=declared, audited_wan=Decimal("49999.99"))
    items = outline_of(sheet.ruleset).items.values()

    held = crosschecks.hold(declared, [sheet], items, cast[who])[sheet.pk]

    assert ("审定" in held["1.3"].lines[0].figure) == sees


def test_checks_are_read_in_constant_queries(declared, django_assert_num_queries):
    set_marks(declared.self_check, n1_3=20, n6_1=25)
    crosschecks.unexplained(declared, declared.self_check)

    fresh = type(declared).objects.select_related("batch", "self_check__ruleset").get()

    # dossier, staffing, investment, figures, marks
    with django_assert_num_queries(5):
        crosschecks.unexplained(fresh, fresh.self_check)


# --- pages ---------------------------------------------------------------------------------


def test_desk_says_what_is_supported(client, declared, cast):
    set_marks(declared.self_check, n1_3=(20, "二期已验收。"))
    client.force_login(cast["clerk"])

    response = client.get(
        reverse("applications:sheet_section", args=[declared.pk, "self_check", "1"])
    )

    found = response.context["desk"].extras["check"]
    assert (found["1.3"].flag, found["1.1"].flag, "1.6" in found) == (True, False, True)
    assert '<li data-check="differs" data-supports="15">' in response.content.decode()


def test_save_answers_the_lines_that_follow_from_it(client, declared, cast):
    client.force_login(cast["clerk"])

    resources = {"resources": [], "core": None}
    answer = send(client, declared, "1.1", inputs=resources).json()
    other = send(client, declared, "1.4", inputs={"level": 0}).json()

    assert answer["value"] == 0
    assert sorted(answer["checks"]) == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]
    assert "支持0分" in answer["checks"]["1.2"]
    assert "checks" not in other


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [("clerk", "drafting", 200), ("city", "drafting", 200), ("province", "drafting", 403), ("far_city", "drafting", 404)],
)  # fmt: skip
def test_table_opens_for_readers_of_the_dossier(client, declared, cast, who, status, code):
    client.force_login(cast[who])

    assert client.get(reverse("applications:crosschecks", args=[declared.pk])).status_code == code


def test_table_has_one_row_a_check_and_a_cell_a_column(client, declared, cast):
    set_marks(declared.self_check, n1_3=(20, "二期已验收。"))
    client.force_login(cast["clerk"])

    context = client.get(reverse("applications:crosschecks", args=[declared.pk])).context

    rows = context["table"].rows
    assert context["labels"] == ["自检"]
    assert [(row.item.number, row.line.check) for row in rows][:4] == [
        ("1.1", "X10"),
        ("1.2", "X10"),
        ("1.3", "X1"),
        ("1.3", "X10"),
    ]
    (cell,) = rows[2].cells
    assert (cell.mark, cell.reason, cell.said.state) == (20, "二期已验收。", "differs")
    assert context["table"].differing == (1,)


def test_people_read_what_is_checked_and_no_number_of_it(client, declared, cast):
    set_marks(declared.self_check, n1_3=20)
    client.force_login(cast["clerk"])

    page = client.get(reverse("applications:crosschecks", args=[declared.pk])).text
    filled = filled_sheet(declared, Column.SELF_CHECK)
    document = proof_document(filled, reader=cast["clerk"], edition=Edition.NAMELESS)
    checks = next(leaf for leaf in document.leaves if leaf.number == "1.3").checks

    assert "<td>投资规模</td>" in page
    assert re.findall(r"X\d", page) == []
    assert checks[0] == "投资规模：投资明细表合计 60,000.00 万元，支持15分，不一致"
