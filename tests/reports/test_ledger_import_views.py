"""The pages of the ledger by Excel: the form, the preview, the confirmation."""

import io
from datetime import date

import pytest
from django.core import signing
from django.urls import reverse
from openpyxl import load_workbook

from portal import clock
from reports.models import CityMonth, LedgerLine
from reports.plans import plan_of
from reports.services.plans import save_texts
from tests.factories.files import package, upload
from tests.factories.reports import line_of, moment, report_month, task_of
from tests.portal.worksheet_samples import ledger, saved

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
MARCH = date(2026, 3, 1)
KIND = "文旅康养示范区创建单位"
NAME, OTHER = "青岚谷康养有限公司", "松涛里康养有限公司"
GOOD, BAD = [KIND, NAME, "目标", None, None, "开工。"], [KIND, "无名", None, None, None, "开工。"]


@pytest.fixture(autouse=True)
def today():
    with clock.at(moment(2026, 3, 28, 10)):
        yield


def url(name="import", city="140100", year=2026, month=3):
    return reverse(f"reports:ledger_{name}", args=[city, year, month])


def city_page():
    return reverse("reports:city_month", args=["140100", 2026, 3])


def send(client, *rows, content=None, name="台账.xlsx"):
    content = content or saved(ledger(*rows)).getvalue()
    return client.post(url(), {"file": upload(name, content)})


def confirm(client, response, **more):
    return client.post(url(), {"rows": response.context["rows"], **more})


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


def stored():
    return list(LedgerLine.objects.values_list("organisation__name", "progress"))


# --- who, and when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "imports", "takes"),
    [
        ("city", 200, 200),
        ("civil", 403, 200),
        ("province", 403, 200),
        ("finance_reader", 403, 200),
        ("clerk", 404, 404),
        ("far_city", 404, 404),
        ("chair", 404, 404),
        ("nobody", 404, 404),
    ],
)
def test_city_imports_and_its_readers_take_the_form(client, cast, who, imports, takes):
    client.force_login(cast[who])

    assert client.get(url()).status_code == imports
    assert client.post(url()).status_code == (422 if imports == 200 else imports)
    assert client.get(url("template")).status_code == takes


@pytest.mark.parametrize(("year", "month"), [(2024, 2), (2026, 4), (2026, 13)])
@pytest.mark.parametrize("name", ["import", "template"])
def test_months_that_cannot_be_written_are_not_found(client, cast, name, year, month):
    client.force_login(cast["city"])

    assert client.get(url(name, year=year, month=month)).status_code == 404


def test_reported_month_leads_back_with_a_sentence(client, cast, places):
    for organisation in (places["unit"], places["other_unit"]):
        line_of(organisation, MARCH)
    report_month(places["unit"].city, MARCH, by=cast["city"], at=moment(2026, 3, 28, 9))
    client.force_login(cast["city"])

    for response in (client.get(url()), send(client, GOOD)):
        assert response.url == city_page()
        assert told(response)[-1] == (
            "本月台账已报省，不能导入，如需更正请联系省文化和旅游厅退回。"
        )


# --- the form ----------------------------------------------------------------------------------


def test_form_holds_what_is_stored_and_comes_back_unchanged(client, cast, places):
    unit = places["unit"]
    save_texts(
        organisation=unit,
        year=2026,
        values={"goal": "接待游客100万人次。\n就业500人。", "schedule": "安排"},
        version=0,
        actor=cast["clerk"],
    )
    for title in ("建成步道", "开发产品"):
        task_of(unit, 2026, None, title=title)
    line_of(unit, MARCH, progress="主体完工。", is_unchanged=True)
    client.force_login(cast["city"])

    response = client.get(url("template"))
    content = b"".join(response.streaming_content)
    preview = send(client, content=content).context["preview"]

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert response.headers["Content-Disposition"].endswith(".xlsx")
    assert sheet["B8"].value == NAME
    assert preview.counts == [("新增", 0), ("修改", 0), ("未变", 2), ("拒绝", 0)]
    assert preview.missing == []


# --- the preview -------------------------------------------------------------------------------


def test_preview_shows_every_change_and_stores_nothing(client, cast, places):
    save_texts(
        organisation=places["unit"],
        year=2026,
        values={"goal": "原来的目标"},
        version=0,
        actor=cast["clerk"],
    )
    client.force_login(cast["city"])

    response = send(client, GOOD)

    shown = response.content.decode()
    assert response.status_code == 200
    assert "修改1行" in shown
    assert "<td>原来的目标</td>" in shown
    assert "<td>目标</td>" in shown
    assert "文件中没有的单位，系统中的内容保持不变：松涛里康养有限公司。" in shown
    assert "确认导入1行" in shown
    assert stored() == []


def test_preview_without_a_change_has_no_button(client, cast, places):
    line_of(places["unit"], MARCH, progress="开工。")
    client.force_login(cast["city"])

    response = send(client, [KIND, NAME, None, None, None, "开工。"])

    shown = response.content.decode()
    assert "文件内容与系统一致，没有需要导入的内容。" in shown
    assert "确认导入" not in shown


def test_refused_row_is_named_by_its_cell_and_may_be_skipped(client, cast):
    client.force_login(cast["city"])

    response = send(client, GOOD, BAD)

    shown = response.content.decode()
    assert response.status_code == 422
    assert "有1行被拒绝，请在文件中改正以下1处后重新上传" in shown
    assert "<strong>台账!B3</strong>：没有找到单位“无名”" in shown
    assert "现在还没有保存。也可以先导入没有问题的1行" in shown
    assert "跳过被拒绝的1行，只导入其余1行" in shown


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (
            package(
                {
                    "[Content_Types].xml": "<Types>spreadsheetml macroEnabled</Types>",
                    "xl/workbook.xml": "<workbook/>",
                    "xl/vbaProject.bin": b"x",
                }
            ),
            "台账.xlsm",
            "文件带有宏，不能上传，请另存为不含宏的文件后上传。",
        ),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 600,
            "台账.xls",
            "这是旧版表格（.xls或.et），请用WPS或Office另存为.xlsx后上传。",
        ),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "台账.xlsx",
            "工作簿设有打开密码，请用WPS或Office去掉密码，重新保存后上传。",
        ),
        (b"", "台账.xlsx", "文件是空的（0字节），请重新保存后上传。"),
        (
            saved(ledger()).getvalue(),
            "台账.xlsx",
            "表中没有填写单位，请填写后上传。",
        ),
    ],
)
def test_file_that_is_no_ledger_is_refused_with_the_remedy(client, cast, content, name, sentence):
    client.force_login(cast["city"])

    response = client.post(url(), {"file": upload(name, content)})

    assert (response.status_code, response.context["form"].errors["file"]) == (422, [sentence])


def test_refusal_stands_above_the_form_and_at_its_box(client, cast):
    client.force_login(cast["city"])

    shown = client.post(url(), {"file": upload("台账.xlsx", b"")}).content.decode()

    assert shown.count("文件是空的（0字节），请重新保存后上传。") == 2


def test_file_is_asked_for(client, cast):
    client.force_login(cast["city"])

    assert client.post(url()).context["form"].errors["file"] == ["请先选择文件。"]


# --- the confirmation --------------------------------------------------------------------------


def test_confirmed_preview_is_stored(client, cast, places):
    client.force_login(cast["city"])

    response = confirm(client, send(client, GOOD))

    assert (response.url, told(response)) == (city_page(), ["已从Excel导入1个单位，请核对后报送。"])
    assert stored() == [(NAME, "开工。")]
    assert plan_of(places["unit"], 2026).goal == "目标"


def test_refused_rows_are_left_out_only_when_that_is_asked(client, cast):
    client.force_login(cast["city"])
    preview = send(client, GOOD, BAD)

    without = confirm(client, preview)
    before = stored()
    asked = confirm(client, preview, skip="on")

    assert told(without)[-1] == (
        "有1行被拒绝，没有导入。请改正后重新上传，或在预览页勾选“跳过被拒绝的行”后确认。"
    )
    assert before == []
    assert told(asked)[-1] == "已从Excel导入1个单位，跳过被拒绝的1行，请核对后报送。"
    assert stored() == [(NAME, "开工。")]


def test_second_confirmation_of_one_preview_is_refused(client, cast):
    client.force_login(cast["city"])
    preview = send(client, GOOD)
    confirm(client, preview)

    response = confirm(client, preview)

    assert told(response)[-1] == (
        f"“{NAME}”在预览之后有人修改过，没有导入，请重新上传文件并核对预览。"
    )


def test_old_altered_or_foreign_preview_is_refused(client, cast):
    client.force_login(cast["city"])
    sealed = send(client, GOOD).context["rows"]
    altered = sealed[:-1] + ("a" if sealed[-1] != "a" else "b")

    for text in (altered, signing.dumps({"rows": [], "refused": 0})):
        response = client.post(url(), {"rows": text})
        assert told(response)[-1] == "预览已过期，请重新上传文件。"
    client.force_login(cast["city_colleague"])
    foreign = client.post(url(), {"rows": sealed})

    assert told(foreign)[-1] == "预览已过期，请重新上传文件。"
    assert stored() == []


@pytest.mark.parametrize("who", ["civil", "province"])
def test_readers_confirm_nothing(client, cast, who):
    client.force_login(cast["city"])
    sealed = send(client, GOOD).context["rows"]
    client.force_login(cast[who])

    assert client.post(url(), {"rows": sealed}).status_code == 403
    assert CityMonth.objects.count() == 0
