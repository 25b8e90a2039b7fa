"""The two tables on the page: a sheet that saves itself, a plain form, a table to read."""

from decimal import Decimal

import pytest
from django.urls import reverse

from applications.choices import Status
from applications.models import InvestmentLine
from tests.paths import bring

pytestmark = pytest.mark.django_db


def page(application, name="investment"):
    return reverse(f"applications:{name}", args=[application.pk])


def send(client, application, rows, *, version=0, name="investment"):
    return client.post(
        page(application, name),
        {"version": version, "rows": rows},
        content_type="application/json",
        headers={"X-Requested-With": "fetch", "Accept": "application/json"},
    )


def row(key="n1", category="2", **cells):
    return {"key": key, "id": None, "category": category, "purpose": "木屋", **cells}


def stored(application):
    return list(application.investment_lines.values_list("category", "purpose", "amount_wan"))


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


# --- reading ---------------------------------------------------------------------------


def test_all_ten_categories_are_there(client, application, cast):
    client.force_login(cast["clerk"])

    grid = client.get(page(application)).context["grid"]

    assert [body.label for body in grid.bodies] == [
        "一、土地购买或租赁、拆迁补偿",
        "二、房屋、建筑物",
        "三、绿化、环境整治",
        "四、机器、机械和其他生产设备",
        "五、与生产经营活动有关的器具、工具、家具等",
        "六、运输工具",
        "七、电子设备",
        "八、员工工资",
        "九、宣传、培训",
        "十、其他",
    ]
    assert all(len(body.rows) == 1 for body in grid.bodies)


def test_sums_are_computed_by_the_server(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["city"])

    response = client.get(page(application))

    grid = response.context["grid"]
    assert response.templates[0].name == "applications/unit/read_table.html"
    assert grid.sums == [
        ("amount_wan", "3,200.00"),
        ("paid_wan", "3,000.00"),
        ("unpaid_wan", "200.00"),
    ]
    assert [value for _, value in grid.bodies[1].sums] == ["2,000.00", "1,900.00", "100.00"]


def test_staffing_is_read_with_its_totals(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["province"])

    grid = client.get(page(application, "staffing")).context["grid"]

    assert [value for _, value in grid.sums] == ["120", "118", "110", "112"]


@pytest.mark.parametrize("count", [1, 30])
def test_page_costs_constant_queries(client, application, cast, count, django_assert_num_queries):
    InvestmentLine.objects.bulk_create(
        InvestmentLine(application=application, category=1, position=place)
        for place in range(count)
    )
    client.force_login(cast["clerk"])

    # session, user, memberships, application, lines, section, notices, points of a return,
    # and what 形式审查 finds in the part
    with django_assert_num_queries(10):
        client.get(page(application))


@pytest.mark.parametrize("name", ["investment", "staffing"])
@pytest.mark.parametrize("who", ["other_head", "far_city", "civil", "outsider"])
def test_foreign_table_is_not_found(client, application, cast, who, name):
    client.force_login(cast[who])

    assert client.get(page(application, name)).status_code == 404
    assert client.post(page(application, name)).status_code == 404


# --- the script's saves ------------------------------------------------------------------


def test_rows_are_stored_and_numbered(client, application, cast):
    client.force_login(cast["clerk"])
    rows = [
        row("n1", amount_wan="1,200.50", paid_wan="1000", term="2021年3月至2022年10月"),
        row("n2", "1", purpose="土地", amount_wan="10"),
    ]

    answer = send(client, application, rows).json()

    assert answer["version"] == 1
    assert answer["errors"] == []
    ids = {saved["key"]: saved["id"] for saved in answer["rows"]}
    line = InvestmentLine.objects.get(pk=ids["n1"])
    assert (line.term, line.unpaid_wan) == ("2021.03—2022.10", Decimal("200.50"))
    assert answer["totals"]["2"] == {
        "amount_wan": "1,200.50",
        "paid_wan": "1,000.00",
        "unpaid_wan": "200.50",
    }
    assert answer["totals"][""]["amount_wan"] == "1,210.50"


def test_wrong_cell_is_reported_and_the_rest_is_stored(client, application, cast):
    client.force_login(cast["clerk"])
    rows = [
        row("n1", amount_wan="12万", remark="木结构"),
        row("n2", purpose="客栈", amount_wan="8"),
    ]

    answer = send(client, application, rows).json()

    assert answer["errors"] == [
        {
            "row": "n1",
            "field": "amount_wan",
            "message": "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。",
        }
    ]
    assert stored(application) == [(2, "木屋", None), (2, "客栈", Decimal("8.00"))]
    assert answer["totals"][""]["amount_wan"] == "8.00"


def test_row_that_is_gone_from_the_page_is_gone(client, application, cast):
    client.force_login(cast["clerk"])
    saved = send(client, application, [row("n1"), row("n2", purpose="客栈")]).json()["rows"]

    send(client, application, [{**row(purpose="客栈"), "id": saved[1]["id"]}], version=1)

    assert list(application.investment_lines.values_list("pk", "purpose")) == [
        (saved[1]["id"], "客栈")
    ]


def test_second_saver_gets_the_stored_table(client, application, cast):
    client.force_login(cast["clerk"])
    saved = send(client, application, [row(amount_wan="1200")]).json()["rows"]
    client.force_login(cast["head"])

    response = send(client, application, [row(purpose="客栈")])

    conflict = response.json()["conflict"]
    assert (response.status_code, conflict["who"], conflict["version"]) == (409, "温小禾", 1)
    assert conflict["rows"] == [
        {
            "id": saved[0]["id"],
            "category": "2",
            "purpose": "木屋",
            "term": "",
            "amount_wan": "1,200.00",
            "paid_wan": "",
            "unpaid_wan": "",
            "remark": "",
        }
    ]
    assert stored(application) == [(2, "木屋", Decimal("1200.00"))]


def test_save_after_submission_is_closed(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    before = stored(application)
    client.force_login(cast["clerk"])

    response = send(client, application, [], version=1)

    message = "当前状态为“已提交”，报告书不能修改。"
    assert (response.status_code, response.json()) == (423, {"message": message})
    assert stored(application) == before


@pytest.mark.parametrize(
    "body",
    ["[]", "nonsense", '{"rows": 1}', '{"rows": [[]]}', "[" * 20_000, '{"version": 0}'],
)
def test_nonsense_is_refused(client, application, cast, body):
    client.force_login(cast["clerk"])

    response = client.post(page(application), body, content_type="application/json")

    assert response.status_code == 422
    assert response.json() == {"message": "页面内容不完整，请刷新后重试。"}


def test_staffing_is_stored_with_its_totals(client, application, cast):
    client.force_login(cast["clerk"])
    counts = {"contracted": "1,200", "paid": "３", "insured": "0", "taxed": "-"}
    rows = [{"key": "n1", "id": None, "category": "", "form": "劳务派遣", **counts}]

    answer = send(client, application, rows, name="staffing").json()

    line = application.staffing_lines.get()
    assert (line.contracted, line.paid, line.insured, line.taxed) == (1200, 3, 0, None)
    assert answer["totals"] == {
        "": {"contracted": "1,200", "paid": "3", "insured": "0", "taxed": "0"}
    }


# --- the button ----------------------------------------------------------------------------


def form(*rows, version=0):
    data = {"version": version, "row": [name for name, _ in rows]}
    for name, cells in rows:
        data |= {f"{name}-{field}": text for field, text in cells.items()}
    return data


def test_plain_form_stores_the_table(client, application, cast):
    client.force_login(cast["clerk"])
    filled = {"category": "2", "purpose": "木屋", "amount_wan": "1200"}
    blank = {"category": "3", "purpose": ""}

    response = client.post(page(application), form(("new-2", filled), ("new-3", blank)))

    assert (response.status_code, response.url) == (302, page(application))
    assert told(response) == ["“三、投资明细表”已保存。"]
    assert stored(application) == [(2, "木屋", Decimal("1200.00"))]


def test_plain_form_leads_on(client, application, cast):
    client.force_login(cast["clerk"])

    response = client.post(page(application), {"version": 0, "go": "next"})

    assert response.url == page(application, "staffing")


def test_plain_form_stores_all_or_nothing_and_keeps_what_was_typed(client, application, cast):
    client.force_login(cast["clerk"])
    good = {"category": "1", "purpose": "土地", "amount_wan": "10"}
    bad = {"category": "2", "purpose": "木屋", "amount_wan": "约1200"}

    response = client.post(page(application), form(("new-1", good), ("new-2", bad)))

    shown = response.content.decode()
    assert response.status_code == 422
    assert 'value="约1200"' in shown
    assert 'value="土地"' in shown
    assert 'href="#cell-new-2-amount_wan"' in shown
    assert stored(application) == []


def test_plain_form_of_the_second_saver_shows_both_tables(client, application, cast):
    client.force_login(cast["clerk"])
    send(client, application, [row(purpose="他人的木屋")])
    client.force_login(cast["head"])

    response = client.post(
        page(application), form(("new-2", {"category": "2", "purpose": "我的木屋"}))
    )

    shown = response.content.decode()
    assert response.status_code == 409
    assert "他人的木屋" in shown
    assert 'value="我的木屋"' in shown
    assert 'name="version" value="1"' in shown
    assert stored(application) == [(2, "他人的木屋", None)]


def test_plain_form_after_submission_gives_back_what_was_typed(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    before = stored(application)
    client.force_login(cast["clerk"])

    response = client.post(
        page(application), form(("new-2", {"category": "2", "purpose": "我的木屋"}), version=1)
    )

    assert response.status_code == 423
    assert "我的木屋" in response.content.decode()
    assert stored(application) == before


def test_plain_form_that_is_no_table_is_refused(client, application, cast):
    client.force_login(cast["clerk"])

    response = client.post(
        page(application), form(("new-2", {"category": "12", "purpose": "木屋"}))
    )

    assert told(response) == ["页面内容不完整，请刷新后重试。"]
    assert stored(application) == []
