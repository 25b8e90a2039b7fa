"""The two tables by Excel: template, preview, confirmation; all or nothing."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from applications.choices import SectionName, Status
from applications.forms.tables import TABLES, read_rows, rows_of_json
from applications.services.tables import save_table
from portal.audit import history
from tests.factories.files import upload
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
HEAD = [
    "类别",
    "投资用途",
    "投资期限",
    "实际投资金额（万元）",
    "实际付款金额（万元）",
    "未付款金额（万元）",
    "备注",
]


def url(application, name, table="investment"):
    return reverse(f"applications:table_{name}", args=[application.pk, table])


def workbook(*rows, head=HEAD):
    made = Workbook()
    made.active.title = "投资明细表"
    for row in (head, *rows):
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def send(client, application, content, *, name="投资.xlsx", table="investment"):
    return client.post(url(application, "import", table), {"file": upload(name, content)})


def confirm(client, application, response, table="investment"):
    return client.post(url(application, "import", table), {"rows": response.context["rows"]})


def store(application, actor, *rows, version=0):
    """Rows as (category, purpose, amount)."""
    table = TABLES[SectionName.INVESTMENT]
    sent = [
        {
            "key": f"n{place}",
            "id": None,
            "category": category,
            "purpose": purpose,
            "amount_wan": amount,
        }
        for place, (category, purpose, amount) in enumerate(rows)
    ]
    read = read_rows(table, rows_of_json(table, sent))
    save_table(
        application=application,
        name=SectionName.INVESTMENT,
        rows=read.rows,
        version=version,
        actor=actor,
    )


def stored(application):
    return list(application.investment_lines.values_list("category", "purpose", "amount_wan"))


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


def troubles(response):
    return [(trouble.place, trouble.message) for trouble in response.context["preview"].troubles]


# --- the template ------------------------------------------------------------------------


def template(client, application, table="investment"):
    response = client.get(url(application, "template", table))
    return response, load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def test_template_has_head_rules_notes_and_version(client, application, cast):
    client.force_login(cast["clerk"])

    response, book = template(client, application)

    sheet, notes = book.worksheets
    assert (sheet.title, notes.title) == ("投资明细表", "填写说明")
    assert [cell.value for cell in sheet[3]] == HEAD
    rules = {str(rule.sqref): rule.type for rule in sheet.data_validations.dataValidation}
    assert rules == {
        "A4:A1003": "list",
        "D4:D1003": "decimal",
        "E4:E1003": "decimal",
        "F4:F1003": "decimal",
    }
    assert [row[0].value for row in notes.iter_rows()][-1] == "模板版本：investment-1"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_template_holds_what_is_stored_and_comes_back_unchanged(client, application, cast):
    bring(application, to=Status.CITY_RETURNED)
    client.force_login(cast["clerk"])
    before = stored(application)
    content = b"".join(client.get(url(application, "template")).streaming_content)

    preview = send(client, application, content)
    confirm(client, application, preview)

    counts = dict(preview.context["preview"].counts)
    assert counts == {"新增": 0, "修改": 0, "不变": 2, "拒绝": 0, "删除": 0}
    assert stored(application) == before


def test_staffing_template_comes_back_unchanged(client, application, cast):
    bring(application, to=Status.CITY_RETURNED)
    client.force_login(cast["clerk"])
    line = application.staffing_lines.get()
    _, book = template(client, application, "staffing")
    assert [cell.value for cell in book.worksheets[0][4]][:5] == [
        "全日制劳动合同",
        120,
        118,
        110,
        112,
    ]
    content = b"".join(client.get(url(application, "template", "staffing")).streaming_content)

    preview = send(client, application, content, table="staffing")
    confirm(client, application, preview, table="staffing")

    assert dict(preview.context["preview"].counts)["不变"] == 1
    assert application.staffing_lines.get() == line


def test_text_that_looks_like_a_formula_is_text(client, application, cast):
    store(application, cast["clerk"], ("1", "=1+1", "5"))
    client.force_login(cast["clerk"])

    _, book = template(client, application)

    cell = book.worksheets[0]["B4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("city", 200), ("other_head", 404), ("far_city", 404), ("province", 403)],
)
def test_template_is_for_whoever_may_read(client, application, cast, who, status):
    client.force_login(cast[who])

    response = client.get(url(application, "template"))

    assert response.status_code == status
    response.close()


# --- preview and confirmation --------------------------------------------------------------


def test_preview_stores_nothing(client, application, cast):
    store(application, cast["clerk"], ("1", "土地", "10"), ("2", "木屋", "20"), ("3", "步道", "5"))
    client.force_login(cast["clerk"])
    content = workbook(
        ["一、土地购买或租赁、拆迁补偿", "土地", None, 10, None, None, None],
        ["2", "木屋", "2021年3月至2022年10月", "2,500.5", "２０００", None, "改建"],
        ["其他", "标识", None, 3, 3, None, None],
    )

    response = send(client, application, content)

    preview = response.context["preview"]
    assert [(line.number, line.action) for line in preview.lines] == [
        (2, "不变"),
        (3, "修改"),
        (4, "新增"),
    ]
    assert preview.lines[1].category == "二、房屋、建筑物"
    assert preview.lines[1].cells == [
        "木屋",
        "2021.03—2022.10",
        "2,500.50",
        "2,000.00",
        "500.50",
        "改建",
    ]
    assert [row.cells["purpose"] for row in preview.gone] == ["步道"]
    assert dict(preview.counts) == {"新增": 1, "修改": 1, "不变": 1, "拒绝": 0, "删除": 1}
    assert len(stored(application)) == 3


def test_confirmed_preview_replaces_the_table(client, application, cast):
    store(application, cast["clerk"], ("1", "土地", "10"), ("2", "木屋", "20"))
    kept = application.investment_lines.get(purpose="木屋").pk
    client.force_login(cast["head"])
    preview = send(client, application, workbook(["二", "木屋", None, 25, None, None, None]))

    response = confirm(client, application, preview)

    assert response.url == reverse("applications:investment", args=[application.pk])
    assert told(response) == ["已导入1行。"]
    assert stored(application) == [(2, "木屋", Decimal("25.00"))]
    assert application.investment_lines.get().pk == kept
    section = application.sections.get(name="investment")
    assert (section.version, section.saved_by) == (2, cast["head"])
    last = history(application).last()
    assert (last.label, last.details) == ("从Excel导入三、投资明细表", {"rows": 1})


def test_table_saved_after_the_preview_is_not_replaced(client, application, cast):
    client.force_login(cast["head"])
    preview = send(client, application, workbook(["二", "木屋", None, 25, None, None, None]))
    store(application, cast["clerk"], ("1", "土地", "10"))

    response = confirm(client, application, preview)

    assert told(response) == ["温小禾在预览之后保存过这张表，没有导入，请重新上传文件并核对预览。"]
    assert stored(application) == [(1, "土地", Decimal("10.00"))]


def test_old_preview_is_not_stored(client, application, cast):
    client.force_login(cast["head"])
    preview = send(client, application, workbook(["二", "木屋", None, 25, None, None, None]))
    rows = preview.context["rows"]

    for text in (rows[:-3] + "xyz", "", "rows"):
        response = client.post(url(application, "import"), {"rows": text})
        assert told(response)[-1] == "预览已过期，请重新上传文件。"

    assert stored(application) == []


def test_preview_of_somebody_else_is_not_stored(client, application, cast):
    client.force_login(cast["head"])
    rows = send(client, application, workbook(["二", "木屋", None, 25, None, None, None])).context[
        "rows"
    ]
    client.force_login(cast["clerk"])

    response = client.post(url(application, "import"), {"rows": rows})

    assert told(response) == ["预览已过期，请重新上传文件。"]
    assert stored(application) == []


def test_confirmation_after_submission_is_refused(client, application, cast):
    client.force_login(cast["head"])
    preview = send(client, application, workbook(["二", "木屋", None, 25, None, None, None]))
    bring(application, to=Status.SUBMITTED)
    before = stored(application)

    response = confirm(client, application, preview)

    assert response.status_code == 403
    assert stored(application) == before


# --- refused ---------------------------------------------------------------------------------


def test_one_bad_cell_refuses_the_whole_file(client, application, cast):
    client.force_login(cast["clerk"])
    content = workbook(
        ["一", "土地", None, 10, None, None, None],
        ["十二", "木屋", "2021.13—2022.01", "12万", -1, "=D3-E3", "备" * 201],
        [None, "步道", 2021.1, date(2021, 3, 1), None, None, None],
    )

    response = send(client, application, content)

    assert response.status_code == 422
    assert troubles(response) == [
        ("投资明细表!F3", "单元格是公式，请复制后选择“粘贴为数值”再上传。"),
        ("投资明细表!A3", "请填写类别，从十个类别中选择。"),
        ("投资明细表!C3", "月份应为1至12，现为13，请核对。"),
        (
            "投资明细表!D3",
            "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。",
        ),
        ("投资明细表!E3", "不能填写负数，请核对后填写0或正数。"),
        ("投资明细表!G3", "最多200个字符，现为201个，请删减。"),
        ("投资明细表!A4", "请填写类别，从十个类别中选择。"),
        (
            "投资明细表!C4",
            "请把单元格设为文本再填写，如“2021.10”（数字会丢掉末尾的0）。",
        ),
        ("投资明细表!D4", "单元格是日期，请改为数字。"),
    ]
    assert [line.action for line in response.context["preview"].lines] == ["新增", "拒绝", "拒绝"]
    assert response.context["rows"] == ""
    assert "确认导入" not in response.content.decode()
    assert stored(application) == []


def test_dates_in_the_term_become_months(client, application, cast):
    client.force_login(cast["clerk"])

    response = send(
        client, application, workbook(["一", "土地", date(2021, 3, 9), 1, 1, None, None])
    )

    (line,) = response.context["preview"].lines
    assert line.cells[1] == "2021.03"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "投资.xlsx",
            b"\xd0\xcf\x11\xe0" + bytes(99),
            "这是旧版表格（.xls或.et），请用WPS或Office另存为.xlsx后上传。",
        ),
        ("投资.xlsx", b"", "文件是空的（0字节），请重新保存后上传。"),
        (
            "投资.xlsx",
            workbook(head=["类别", "用途"]),
            "没有找到表头“投资用途、投资期限、实际投资金额、实际付款金额、未付款金额、备注”，"
            "请使用下载的模板填写，不要改动表头。",
        ),
        ("投资.xlsx", workbook(), "表中没有可以导入的内容，请填写后上传。"),
        (
            "投资.xlsx",
            workbook(*[["一", f"土地{n}", None, 1, None, None, None] for n in range(1001)]),
            "一张表最多1000行，现为1001行，请合并同类项目后上传。",
        ),
    ],
)
def test_file_that_is_no_table_is_refused(client, application, cast, name, content, sentence):
    store(application, cast["clerk"], ("1", "土地", "10"))
    client.force_login(cast["clerk"])

    response = send(client, application, content, name=name)

    assert response.status_code == 422
    assert response.context["form"].errors == {"file": [sentence]}
    assert stored(application) == [(1, "土地", Decimal("10.00"))]


def test_import_without_a_file_asks_for_one(client, application, cast):
    client.force_login(cast["clerk"])

    response = client.post(url(application, "import"), {})

    assert response.context["form"].errors == {"file": ["请先选择文件。"]}


@pytest.mark.parametrize(
    ("who", "status"), [("city", 403), ("other_head", 404), ("far_city", 404), ("outsider", 404)]
)
def test_only_the_unit_imports(client, application, cast, who, status):
    client.force_login(cast[who])

    assert client.get(url(application, "import")).status_code == status
    assert send(client, application, workbook()).status_code == status


@pytest.mark.parametrize("table", ["basics", "attachments", "sheets"])
def test_other_parts_are_no_tables(client, application, cast, table):
    client.force_login(cast["clerk"])

    assert client.get(f"/applications/{application.pk}/{table}/import/").status_code == 404
