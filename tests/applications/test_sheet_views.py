"""The pages of the desk, and all columns side by side: what they show and to whom."""

import pytest
from django.urls import reverse

from applications.choices import Status
from scoring.services import record_mark
from tests.applications.sheets import FINAL, FIRST, SELF, page
from tests.factories.content import point
from tests.factories.scoring import fill
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


# --- pages -------------------------------------------------------------------------------


def test_a_sheet_opens_at_its_first_blank(log_in, application):
    fill(application.self_check, n2_2_1=None)

    response = log_in("head").get(reverse("applications:sheet", args=[application.pk, SELF]))

    assert response.headers["Location"] == f"{page(application, section='2')}#leaf-2.2.1"


def test_a_full_sheet_opens_at_its_beginning(log_in, application):
    fill(application.self_check)

    response = log_in("head").get(reverse("applications:sheet", args=[application.pk, SELF]))

    assert response.headers["Location"] == page(application)


def test_the_page_says_what_each_leaf_is_and_how_it_is_scored(log_in, application):
    text = log_in("head").get(page(application)).text

    for words in (
        "自检计分：1 康养产品",
        "规模较大",
        "按符合的档次择一计 20、15 分，均不符合的计 0 分，不取中间分值。据实计分。",
        "常用佐证：现场照片",
        "已填 <span data-filled>0</span>/<span data-of>5</span>",
        'data-edit="1"',
    ):
        assert words in text


def test_each_kind_of_rule_has_its_own_controls(log_in, application):
    client = log_in("head")
    text = client.get(page(application)).text + client.get(page(application, section="2")).text

    for control in (
        'type="radio" name="value" value="15" data-mark',
        'name="other" value="" inputmode="numeric" data-mark',
        'name="in-items" rows="1" data-input="items" data-lines',
        'data-rows="defects"',
    ):
        assert control in text


def test_who_may_see_but_not_mark_reads_the_column(log_in, reviewing):
    text = log_in("province").get(page(reviewing, FIRST)).text

    assert "本页只读：只有本市文化和旅游局可以办理。" in text
    assert 'data-edit="0"' in text
    assert "csrfmiddlewaretoken" not in text[text.index("data-desk") :]
    assert "保存</button>" not in text


@pytest.mark.parametrize(
    ("status", "column", "answers"),
    [
        (Status.DRAFTING, SELF, {
            "head": 200, "clerk": 200, "other_head": 404, "far_head": 404, "city": 200, "far_city": 404,
            "civil": 404, "chair": 404, "province": 403, "civil_reader": 404, "admin": 404, "nobody": 404,
        }),
        (Status.DRAFTING, FIRST, {"head": 404, "city": 404, "province": 404, "far_city": 404}),
        (Status.REVIEWING, FIRST, {
            "head": 403, "clerk": 403, "other_head": 404, "far_head": 404, "city": 200, "far_city": 404,
            "civil": 200, "chair": 404, "province": 200, "civil_reader": 404, "admin": 404, "nobody": 404,
        }),
        (Status.EVALUATING, FINAL, {
            "head": 403, "other_head": 404, "city": 403, "civil": 403, "chair": 200, "member": 403,
            "outsider": 404, "province": 200, "civil_reader": 403, "far_city": 404, "nobody": 404,
        }),
        (Status.EVALUATING, FIRST, {"chair": 200, "member": 200, "outsider": 404, "head": 200}),
    ],
)  # fmt: skip
def test_who_may_open_a_column(client, cast, application, status, column, answers):
    bring(application, to=status)

    for name in ("applications:sheet", "applications:sheet_section"):
        section = ["1"] if name.endswith("section") else []
        url = reverse(name, args=[application.pk, column, *section])
        for who, expected in answers.items():
            client.force_login(cast[who])
            found = client.get(url).status_code
            assert (name, who, found) == (
                name,
                who,
                302 if expected == 200 and not section else expected,
            )


@pytest.mark.parametrize("path", ["sheets/member/1/", "sheets/panel/1/", "sheets/self_check/9/"])
def test_there_is_no_such_page(log_in, application, path):
    url = f"/applications/{application.pk}/{path}"

    assert log_in("head").get(url).status_code == 404


@pytest.mark.parametrize("section", ["1", "2"])
def test_a_page_takes_a_constant_number_of_queries(
    log_in, reviewing, section, django_assert_num_queries
):
    """Session, user, roles, application, menu's notices, seven of the desk, unopened evidence."""
    client = log_in("city")
    client.get(page(reviewing, FIRST, section))

    with django_assert_num_queries(13):
        client.get(page(reviewing, FIRST, section))


@pytest.mark.parametrize(
    ("who", "reads"), [("head", False), ("city", True), ("civil", True), ("province", True)]
)
def test_the_unit_reads_marks_and_reasons_but_not_what_reviewers_note(
    log_in, application, cast, who, reads
):
    """On the desk of either column, beside the evidence and among all columns."""
    bring(application, to=Status.REVIEWED)
    sheet, link = application.first_review, point(application, "1.1")
    said = {"reason": "按明细表核减", "remark": "暗访记录另存"}
    sheet.marks.filter(leaf__number="1.1").update(**said, editor=cast["city_colleague"])
    judged = {"verdict": "partly", "remark": "公章存疑", "opened_at": link.added_at}
    link.reviews.create(sheet=sheet, **judged)
    client = log_in(who)

    own, beside = (client.get(page(application, column)).text for column in (FIRST, SELF))
    every = client.get(reverse("applications:comparison", args=[application.pk])).text

    assert all("按明细表核减" in text for text in (own, beside, every))
    assert all(("暗访记录另存" in text) is reads for text in (own, beside, every))
    assert all("部分采信" in text and ("公章存疑" in text) is reads for text in (own, beside))
    assert (cast["city_colleague"].name in own) is reads


# --- all columns side by side ----------------------------------------------------------------


@pytest.fixture
def compared(application, cast):
    """初评 differs from 自检 in two leaves and lacks one."""
    reviewing = bring(application, to=Status.REVIEWING)
    fill(reviewing.first_review, n1_1=15, n2_1=8, n2_2_2=None)
    record_mark(
        sheet=reviewing.first_review,
        number="1.1",
        value=15,
        version=0,
        actor=cast["city"],
        reason="投资额以明细表为准",
    )
    return reviewing


def comparison(client, application, **query):
    url = reverse("applications:comparison", args=[application.pk])
    return client.get(url, query).context["page"]


def test_a_comparison_shows_every_leaf_with_signed_differences(log_in, compared):
    shown = comparison(log_in("city"), compared)

    lines = {line.number: (line.kind, line.marks, line.differences) for line in shown.lines}
    assert (shown.labels, shown.pairs) == (["自检", "初评"], ["初评－自检"])
    assert lines == {
        "1": ("part", (30, 25), (-5,)),
        "1.1": ("leaf", (20, 15), (-5,)),
        "1.2": ("leaf", (10, 10), (0,)),
        "2": ("part", (20, 14), (None,)),
        "2.1": ("leaf", (10, 8), (-2,)),
        "2.2": ("heading", (10, 6), (None,)),
        "2.2.1": ("leaf", (6, 6), (0,)),
        "2.2.2": ("leaf", (4, None), (None,)),
    }
    assert (shown.total.marks, shown.total.differences) == ((50, 39), (None,))
    assert shown.blanks == (0, 1)
    assert shown.lines[1].notes == (("初评", "投资额以明细表为准"),)


@pytest.mark.parametrize(
    ("least", "numbers"),
    [
        ("1", ["1", "1.1", "2", "2.1"]),
        ("5", ["1", "1.1"]),
        ("6", []),
        ("", ["1", "1.1", "1.2", "2", "2.1", "2.2", "2.2.1", "2.2.2"]),
        ("三", ["1", "1.1", "1.2", "2", "2.1", "2.2", "2.2.1", "2.2.2"]),
    ],
)
def test_a_comparison_is_narrowed_by_its_address(log_in, compared, least, numbers):
    shown = comparison(log_in("city"), compared, least=least)

    assert [line.number for line in shown.lines] == numbers


def test_a_comparison_that_shows_nothing_says_what_to_do(log_in, compared):
    url = reverse("applications:comparison", args=[compared.pk])

    text = log_in("city").get(url, {"least": "30"}).text

    assert "没有相差不少于30分的评分项，请减小分数后再筛选。" in text


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("head", ["自检"]),
        ("city", ["自检", "初评"]),
        ("province", ["自检", "初评"]),
    ],
)
def test_a_comparison_never_shows_a_column_that_its_reader_may_not_see(
    log_in, compared, who, labels
):
    shown = comparison(log_in(who), compared)

    assert shown.labels == labels
    assert {len(line.marks) for line in shown.lines} == {len(labels)}


def test_the_reasons_of_a_hidden_column_stay_hidden(log_in, compared):
    url = reverse("applications:comparison", args=[compared.pk])

    assert "投资额以明细表为准" not in log_in("head").get(url).text
    assert "投资额以明细表为准" in log_in("city").get(url).text


@pytest.mark.parametrize(
    ("who", "status"), [("far_city", 404), ("other_head", 404), ("nobody", 404), ("chair", 404)]
)
def test_a_comparison_of_a_foreign_application_is_not_found(log_in, compared, who, status):
    url = reverse("applications:comparison", args=[compared.pk])

    assert log_in(who).get(url).status_code == status


def test_the_province_waits_for_a_submission(log_in, application):
    url = reverse("applications:comparison", args=[application.pk])

    response = log_in("province").get(url)

    assert response.status_code == 403
    assert "该单位尚在填报，提交后方可查看报告书内容。" in response.text


@pytest.mark.parametrize("least", ["", "2"])
def test_a_comparison_takes_a_constant_number_of_queries(
    log_in, compared, least, django_assert_num_queries
):
    client = log_in("city")
    comparison(client, compared)

    with django_assert_num_queries(7):
        comparison(client, compared, least=least)
