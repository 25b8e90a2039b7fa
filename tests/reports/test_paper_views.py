"""Pages of the yearly papers: who sees which, what an upload answers, and that the list is cheap."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from portal import audit, clock
from portal.choices import OrganisationKind
from reports.choices import Duty, PaperStatus
from reports.models import PaperVersion, Project, YearlyPaper, YearPlan
from reports.services.papers import hand_in_paper
from tests.factories.files import pdf, upload
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import figure_of, line_of, moment, task_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

LIST = reverse("reports:papers", args=[2026])


@pytest.fixture(autouse=True)
def in_may():
    """The plan is overdue, the report is not."""
    with clock.at(moment(2026, 5, 4, 9)):
        yield


@pytest.fixture
def paper(places, cast):
    """The 实施方案 of 青岚谷, handed in late."""
    return hand_in(places["unit"], cast["clerk"])


def hand_in(organisation, actor, duty=Duty.PLAN):
    blank = YearlyPaper(organisation=organisation, year=2026, duty=duty)
    return hand_in_paper(paper=blank, upload=upload("方案.pdf", pdf()), actor=actor).paper


def url(name, organisation, *args, duty="plan", year=2026):
    return reverse(f"reports:{name}", args=[organisation.pk, year, duty, *args])


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


def names(response):
    return [row.organisation.name for row in response.context["rows"]]


VALLEY, PINES, SPRING = "青岚谷康养有限公司", "松涛里康养有限公司", "云上泉康养有限公司"

# --- a year ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("clerk", [VALLEY]),
        ("city", [VALLEY, PINES]),
        ("civil", [VALLEY, PINES]),
        ("far_city", [SPRING]),
        ("province", [VALLEY, PINES, SPRING]),
        ("finance_reader", [VALLEY, PINES, SPRING]),
    ],
)
def test_list_shows_what_a_person_may_know(client, cast, places, who, seen):
    client.force_login(cast[who])

    assert names(client.get(LIST)) == seen


@pytest.mark.parametrize("who", ["chair", "admin", "nobody"])
def test_list_is_not_for_strangers(client, cast, places, who):
    client.force_login(cast[who])

    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize(("year", "status"), [(2023, 404), (2024, 200), (2026, 200), (2027, 404)])
def test_years_begin_with_the_notice(client, cast, places, year, status):
    client.force_login(cast["province"])

    assert client.get(reverse("reports:papers", args=[year])).status_code == status


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"city": "140200"}, [SPRING]),
        ({"group": "zone"}, [PINES]),
        ({"state": "late"}, [VALLEY]),
        ({"state": "missing"}, [PINES, SPRING]),
        ({"state": "submitted"}, [VALLEY]),
        ({"state": "missing", "duty": "report"}, []),
        ({"state": "pending", "duty": "report"}, [PINES, VALLEY, SPRING]),
        ({"text": " 松涛里 "}, [PINES]),
        ({"city": "x", "state": "y"}, [PINES, VALLEY, SPRING]),
    ],
)
def test_filters_stand_in_the_address(client, cast, places, paper, query, seen):
    places["other_unit"].kind = OrganisationKind.ZONE
    places["other_unit"].save()
    client.force_login(cast["province"])

    assert names(client.get(LIST, query)) == seen


def test_counts_follow_the_filters(client, cast, places, paper):
    client.force_login(cast["province"])

    plan, report = client.get(LIST, {"city": "140100"}).context["duties"]

    assert (plan["tally"].late, plan["tally"].missing, plan["waiting"]) == (1, 1, 1)
    assert (report["tally"].pending, report["rate"]) == (2, "")
    assert plan["urge_query"] == "duty=plan&period=2026-01-01"
    assert report["urge_query"] == ""


@pytest.mark.parametrize("who", ["clerk", "civil", "civil_reader"])
def test_only_culture_is_offered_to_urge(client, cast, places, who):
    client.force_login(cast[who])

    assert client.get(LIST).context["duties"][0]["urge_query"] == ""


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long(
    client, cast, taiyuan, paper, count, django_assert_num_queries
):
    for unit in OrganisationFactory.create_batch(count, city=taiyuan):
        hand_in(unit, cast["city"])
    client.force_login(cast["province"])

    with django_assert_num_queries(7):
        client.get(LIST)


# --- one paper -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head", 200),
        ("city", 200),
        ("civil", 200),
        ("province", 200),
        ("civil_reader", 200),
        ("other_head", 404),
        ("far_city", 404),
        ("chair", 404),
        ("nobody", 404),
    ],
)
def test_paper_and_its_file_are_known_to_its_own(client, cast, places, paper, who, status):
    client.force_login(cast[who])

    page = client.get(url("paper", places["unit"]))
    file = client.get(url("paper_version", places["unit"], 1))

    file.close()
    assert (page.status_code, file.status_code) == (status, status)


@pytest.mark.parametrize(
    "page", [{"duty": "ledger"}, {"duty": "liaison"}, {"year": 2023}, {"year": 2027}]
)
def test_unknown_paper_is_not_found(client, cast, places, page):
    client.force_login(cast["province"])

    assert client.get(url("paper", places["unit"], **page)).status_code == 404


def test_page_offers_what_may_be_done_now(client, cast, places, paper):
    offers = {}
    for who in ("clerk", "city", "civil", "province"):
        client.force_login(cast[who])
        context = client.get(url("paper", places["unit"])).context
        offers[who] = ([move.name for move in context["moves"]], bool(context["may_upload"]))

    assert offers == {
        "clerk": ([], True),
        "city": (["forward", "return_to_unit"], True),
        "civil": ([], False),
        "province": ([], False),
    }


def test_download_is_an_attachment_and_is_audited(client, cast, places, paper):
    client.force_login(cast["civil_reader"])

    response = client.get(url("paper_version", places["unit"], 1))

    assert b"".join(response.streaming_content) == pdf()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    last = audit.history(paper).last()
    assert (last.label, last.actor, last.details) == (
        "下载年度材料",
        cast["civil_reader"],
        {"version": 1},
    )


def test_version_of_another_paper_is_not_found(client, cast, places, paper):
    client.force_login(cast["clerk"])

    for page in (
        url("paper_version", places["unit"], 2),
        url("paper_version", places["unit"], 1, duty="report"),
    ):
        assert client.get(page).status_code == 404


def test_report_page_brings_the_material_of_the_year(client, cast, places):
    unit = places["unit"]
    YearPlan.objects.create(organisation=unit, year=2026, goal="全年接待游客20万人次。")
    task = task_of(unit, 2026, target=20)
    figure_of(line_of(unit, date(2026, 3, 1), progress="三月铺设步道。"), task, 3)
    figure_of(line_of(unit, date(2026, 4, 1), progress="四月铺设步道。"), task, 2)
    Project.objects.create(
        organisation=unit, position=1, name="温泉酒店", investment_wan=Decimal("1200.50")
    )
    client.force_login(cast["clerk"])

    page = client.get(url("paper", unit, duty="report")).content.decode()
    plan = client.get(url("paper", unit)).content.decode()

    expected = [
        "全年接待游客20万人次。",
        "累计完成5公里，完成25%",
        "三月铺设步道。",
        "温泉酒店",
        "1,200.50",
    ]
    assert [text for text in expected if text not in page] == []
    assert "写作素材" not in plan


# --- handing in ------------------------------------------------------------------------------


def post(client, organisation, *, content=None, name="方案.pdf", fetch=False):
    file = upload(name, pdf(2) if content is None else content)
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    return client.post(url("paper_upload", organisation), {"file": file}, headers=headers)


def test_upload_hands_in_with_and_without_script(client, cast, places):
    page = url("paper", places["unit"])
    client.force_login(cast["clerk"])

    plain = post(client, places["unit"])
    fetched = post(client, places["unit"], content=pdf(3), fetch=True)

    assert (plain.status_code, plain.url) == (302, page)
    assert told(plain) == ["“方案.pdf”已上传报送（第1版）。"]
    assert (fetched.status_code, fetched.json()) == (200, {"location": page})
    assert PaperVersion.objects.count() == 2


def test_refused_upload_is_told_with_and_without_script(client, cast, places):
    client.force_login(cast["clerk"])

    plain = post(client, places["unit"], content=b"")
    fetched = post(client, places["unit"], content=b"", fetch=True)
    missing = client.post(url("paper_upload", places["unit"]))

    sentence = "文件是空的（0字节），请重新导出或扫描后上传。"
    assert (plain.status_code, told(plain)[0]) == (302, sentence)
    assert (fetched.status_code, fetched.json()) == (422, {"message": sentence})
    assert told(missing)[-1] == "请先选择文件。"


@pytest.mark.parametrize(
    ("who", "status"),
    [("civil", 403), ("province", 403), ("civil_reader", 403), ("other_head", 404), ("chair", 404)],
)
def test_others_hand_nothing_in(client, cast, places, who, status):
    client.force_login(cast[who])

    assert post(client, places["unit"]).status_code == status
    assert post(client, places["unit"], fetch=True).status_code == status


def test_paper_with_the_province_says_why_it_takes_no_file(client, cast, places, paper):
    client.force_login(cast["city"])
    client.post(url("paper_move", places["unit"], "forward"))
    client.force_login(cast["clerk"])

    response = post(client, places["unit"], fetch=True)

    message = "当前状态为“已报省”，不能上传报送，请刷新页面后查看。"
    assert (response.status_code, response.json()) == (422, {"message": message})
    assert client.get(url("paper", places["unit"])).context["may_upload"] is False


# --- moves -----------------------------------------------------------------------------------


def test_city_returns_and_the_page_says_why(client, cast, places, paper):
    client.force_login(cast["city"])
    page = url("paper_move", places["unit"], "return_to_unit")

    asked = client.get(page)
    short = client.post(page, {"note": "不行"})
    client.post(page, {"note": "请补充时间表。"})
    client.force_login(cast["clerk"])
    context = client.get(url("paper", places["unit"])).context

    assert (asked.status_code, short.status_code) == (200, 422)
    assert (context["paper"].status, context["returned"]["note"]) == (
        PaperStatus.RETURNED,
        "请补充时间表。",
    )


def test_paper_goes_to_the_province_and_is_read(client, cast, places, paper):
    client.force_login(cast["city"])
    client.post(url("paper_move", places["unit"], "forward"))
    client.force_login(cast["province"])

    client.post(url("paper_move", places["unit"], "accept"))

    paper.refresh_from_db()
    assert paper.status == PaperStatus.REVIEWED
    page = client.get(url("paper", places["unit"])).content.decode()
    assert 'tone-done">' in page


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [
        ("clerk", "forward", 403),
        ("civil", "forward", 403),
        ("province", "forward", 403),
        ("city", "accept", 403),
        ("far_city", "forward", 404),
        ("other_head", "forward", 404),
        ("city", "hand_in", 404),
        ("city", "burn", 404),
    ],
)
def test_moves_of_others_are_refused(client, cast, places, paper, who, move, status):
    client.force_login(cast[who])

    assert client.post(url("paper_move", places["unit"], move)).status_code == status


def test_move_of_a_paper_that_is_not_there_is_a_message(client, cast, places):
    client.force_login(cast["city"])

    response = client.post(url("paper_move", places["unit"], "forward"))

    assert response.status_code == 302
    assert told(response)[0].startswith("当前状态为“未报送”")
