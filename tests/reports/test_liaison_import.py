"""回执表 as offices send them: good rows are understood, bad ones are named by their cell."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from portal import clock
from portal.choices import OrganisationKind
from portal.worksheets import ImportRefused
from reports import liaison_imports
from reports.choices import LiaisonListStatus
from reports.models import Liaison, LiaisonList
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import liaison_of, moment, report_list

pytestmark = pytest.mark.django_db

HEAD = ["类别", "单位", "姓名", "职务", "联系方式"]
KIND = "文旅康养示范区创建单位"
VALLEY, PINES = "青岚谷康养有限公司", "松涛里康养有限公司"


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(moment(2026, 3, 10, 9)):
        yield


def saved(*rows, merged=(), sheet="回执表"):
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for reference in merged:
        book.active.merge_cells(reference)
    stream = BytesIO()
    book.save(stream)
    return stream


def look(stream):
    return liaison_imports.preview_of(stream, LiaisonList(city_id="140100", year=2026))


def preview(*rows, **options):
    return look(saved(HEAD, *rows, **options))


def actions(found):
    return [(line.action, line.unit, line.person["name"]) for line in found.lines]


def troubles(found):
    return [(trouble.place, trouble.message) for trouble in found.troubles]


# --- what is understood ----------------------------------------------------------------------


def test_rows_are_new_changed_same_or_missing(places):
    same = liaison_of(places["unit"])
    changed = liaison_of(places["unit"], "白露", phone="13900000002")
    missing = liaison_of(places["other_unit"], "林疏")

    found = preview(
        [KIND, VALLEY, "苏晓溪", "主任", "13900000001"],
        [KIND, VALLEY, "白露", "主任", "13900000003"],
        [KIND, PINES, "程远", "科员", "0351-0000000"],
    )

    assert actions(found) == [
        ("未变", VALLEY, "苏晓溪"),
        ("修改", VALLEY, "白露"),
        ("新增", PINES, "程远"),
    ]
    assert found.lines[1].changes == ["联系方式原为13900000002"]
    assert found.missing == [missing]
    assert [(row.organisation, row.liaison) for row in found.planned] == [
        (places["unit"].pk, changed.pk),
        (places["other_unit"].pk, None),
    ]
    assert same.pk not in [row.liaison for row in found.planned]
    assert liaison_imports.missing_note(found.missing) == (
        "以下联络员不在文件中，导入不会移除：林疏（松涛里康养有限公司）。"
        "已离任的请在单位页面办理离任。"
    )


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (13900000001, "13900000001"),
        (13900000001.0, "13900000001"),
        ("１３９００００００００", "13900000000"),
        (" 139 0000 0001 ", "13900000001"),
        ("（0351）0000000", "0351-0000000"),
        ("13900000001\n0351-0000000", "13900000001、0351-0000000"),
        ("13900000001/13900000002", "13900000001、13900000002"),
    ],
)
def test_numbers_are_stored_in_one_spelling(places, written, stored):
    found = preview([KIND, VALLEY, "苏晓溪", "主任", written])

    assert (troubles(found), found.lines[0].person["phone"]) == ([], stored)


def test_form_of_the_notice_is_read_with_titles_dots_and_merged_cells(places, taiyuan):
    OrganisationFactory(name="云溪区文旅康养集聚区", city=taiyuan, kind=OrganisationKind.CLUSTER)
    rows = [
        ["文旅康养集聚区及文旅康养示范区和创建单位工作联络员回执表"],
        ["太原市文化和旅游局（市级文旅部门填报）"],
        [],
        ["类 别", "单位", "姓 名", "职务", "联系方式"],
        ["文旅康养集聚区", "太原市云溪区", "梁　云", "局长", 13900000001],
        ["文旅康养示范区"],
        ["· · · ·"],
        [KIND, VALLEY, "苏晓溪", "主任", "13900000002"],
        [None, None, "白露", "科员", "13900000003"],
        [None, PINES, "程远", "经理", "13900000004\n0351-0000000"],
        ["（此表可扩展。填报时，请对应类别进行填报，并于3月15日前报送）"],
    ]
    stream = saved(*rows, merged=["A1:E1", "A2:E2", "A8:A10", "B8:B9", "A11:E11"])

    found = look(stream)

    assert troubles(found) == []
    assert actions(found) == [
        ("新增", "云溪区文旅康养集聚区", "梁云"),
        ("新增", VALLEY, "苏晓溪"),
        ("新增", VALLEY, "白露"),
        ("新增", PINES, "程远"),
    ]
    assert found.lines[0].hints == ("“太原市云溪区”按“云溪区文旅康养集聚区”识别",)
    assert found.lines[3].person["phone"] == "13900000004、0351-0000000"


def test_renamed_and_reordered_columns_are_read_with_a_note(places):
    stream = saved(
        ["序号", "联系电话", "联络员姓名", "职务", "单位名称"],
        [1, 13900000001, "苏晓溪", "主任", VALLEY],
    )

    found = look(stream)

    assert actions(found) == [("新增", VALLEY, "苏晓溪")]
    assert any("列顺序与模板不同" in note for note in found.notes)


def test_several_sheets_are_read(places):
    book = Workbook()
    book.active.title = "一"
    for row in (HEAD, [KIND, VALLEY, "苏晓溪", "主任", "13900000001"]):
        book.active.append(row)
    second = book.create_sheet("二")
    for row in (HEAD, [KIND, PINES, "白露", "主任", "123"]):
        second.append(row)
    stream = BytesIO()
    book.save(stream)

    found = look(stream)

    assert [line.sheet for line in found.lines] == ["一", "二"]
    assert [place for place, _ in troubles(found)] == ["二!E2"]


def test_group_that_is_written_otherwise_is_pointed_out(places):
    found = preview(["文旅康养示范区", VALLEY, "苏晓溪", "主任", "13900000001"])

    assert found.lines[0].hints == (
        "类别写作“文旅康养示范区”，系统中为“文旅康养示范区创建单位”，以系统为准",
    )


def test_two_of_one_name_are_told_apart_by_their_number(places):
    first = liaison_of(places["unit"], phone="13900000001")
    second = liaison_of(places["unit"], phone="13900000002")

    found = preview(
        [KIND, VALLEY, "苏晓溪", "科长", "13900000002"],
        [KIND, VALLEY, "苏晓溪", "处长", "13900000001"],
    )

    assert [row.liaison for row in found.planned] == [second.pk, first.pk]


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "place", "message"),
    [
        ([KIND, "观海阁", "苏晓溪", "主任", "13900000001"], "B2", "没有找到单位“观海阁”"),
        ([KIND, "", "苏晓溪", "主任", "13900000001"], "B2", "请填写单位名称。"),
        ([KIND, "云上泉康养有限公司", "苏晓溪", "主任", "13900000001"], "B2", "是大同市的单位"),
        ([KIND, VALLEY, "", "主任", "13900000001"], "C2", "请填写姓名。"),
        ([KIND, VALLEY, "苏晓溪", "", "13900000001"], "D2", "请填写职务。"),
        ([KIND, VALLEY, "苏晓溪", "主任", ""], "E2", "请填写联系方式。"),
        ([KIND, VALLEY, "苏晓溪", "主任", "1390000"], "E2", "“1390000”不是有效的电话号码"),
        ([KIND, VALLEY, "苏晓溪、白露", "主任", "13900000001"], "C2", "一行只填一人"),
        ([KIND, VALLEY, "苏" * 51, "主任", "13900000001"], "C2", "最多50个字符"),
        ([KIND, VALLEY, "苏晓溪", "主任", "=1+1"], "E2", "公式"),
    ],
)
def test_wrong_cell_is_named(places, row, place, message):
    found = preview(row)

    assert [line.action for line in found.lines] == ["拒绝"]
    ((named, sentence),) = troubles(found)
    assert named == f"回执表!{place}"
    assert message in sentence


def test_same_person_twice_is_refused_by_its_row(places):
    row = [KIND, VALLEY, "苏晓溪", "主任", "13900000001"]

    found = preview(row, row)

    assert troubles(found) == [("回执表!C3", "与回执表!C2重复，请只保留一行。")]


def test_file_of_another_city_is_refused(places):
    title = ["大同市文化和旅游局（市级文旅部门填报）"]

    with pytest.raises(ImportRefused, match=r"文件是大同市的.*本页是太原市回执表"):
        look(saved(title, HEAD, [KIND, VALLEY, "苏晓溪", "主任", "13900000001"]))


def test_person_without_a_name_is_not_added_to_the_one_above(places):
    found = preview(
        [KIND, VALLEY, "苏晓溪", "主任", "13900000001"], [None, None, None, "干事", "13900000002"]
    )

    assert troubles(found) == [("回执表!C3", "请填写姓名。")]


def test_file_without_persons_is_refused(places):
    with pytest.raises(ImportRefused, match="表中没有填写联络员"):
        preview([KIND, VALLEY])


# --- the pages -------------------------------------------------------------------------------

PAGE = reverse("reports:liaison_import", args=["140100", 2026])


def hand_in(client, *rows, name="回执表.xlsx"):
    file = SimpleUploadedFile(name, saved(HEAD, *rows).getvalue())
    return client.post(PAGE, {"file": file})


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


def test_nothing_is_stored_before_it_is_confirmed(client, cast, places, taiyuan):
    liaison_of(places["unit"])
    liaison_of(places["other_unit"], "白露", phone="13900000002")
    reported = report_list(taiyuan, by=cast["city"], at=moment(2026, 3, 10, 9))
    client.force_login(cast["city"])

    shown = hand_in(client, [KIND, VALLEY, "苏晓溪", "科长", 13900000005.0])
    before = Liaison.objects.filter(position="科长").exists()
    confirmed = client.post(PAGE, {"rows": shown.context["rows"]})

    assert (shown.status_code, before, confirmed.status_code) == (200, False, 302)
    assert told(confirmed) == ["已导入，新增或修改1人。"]
    changed = Liaison.objects.get(position="科长")
    assert (changed.phone, changed.since) == ("13900000005", date(2026, 3, 1))
    reported.refresh_from_db()
    assert reported.status == LiaisonListStatus.FILLING


def test_one_bad_row_stops_them_all(client, cast, places):
    client.force_login(cast["city"])

    shown = hand_in(
        client,
        [KIND, VALLEY, "苏晓溪", "主任", "13900000001"],
        [KIND, PINES, "白露", "主任", "12"],
    )

    assert (shown.status_code, shown.context["rows"]) == (422, "")
    assert "回执表!E3" in shown.content.decode()
    assert "有一处不合要求则都不导入，没有保存任何内容。" in shown.content.decode()


def test_file_that_changes_nothing_offers_no_button(client, cast, places):
    liaison_of(places["unit"])
    client.force_login(cast["city"])

    shown = hand_in(client, [KIND, VALLEY, "苏晓溪", "主任", "13900000001"])

    assert (shown.status_code, shown.context["rows"]) == (200, "")
    html = " ".join(shown.content.decode().split())
    assert "1人，拒绝0人。 </strong> 文件中的人员与系统一致，没有需要导入的内容。" in html


def test_change_after_the_preview_stops_the_import(client, cast, places):
    client.force_login(cast["city"])
    shown = hand_in(client, [KIND, VALLEY, "苏晓溪", "主任", "13900000001"])
    liaison_of(places["unit"], "白露")

    response = client.post(PAGE, {"rows": shown.context["rows"]})

    assert told(response) == ["预览之后有人修改过本市联络员，没有导入，请重新上传文件并核对预览。"]
    assert Liaison.objects.count() == 1


def test_forged_and_foreign_previews_are_refused(client, cast, places):
    client.force_login(cast["city_colleague"])
    shown = hand_in(client, [KIND, VALLEY, "苏晓溪", "主任", "13900000001"])
    client.force_login(cast["city"])

    for rows in ("x", shown.context["rows"]):
        response = client.post(PAGE, {"rows": rows})
        assert told(response)[-1] == "预览已过期，请重新上传文件。"
    assert not Liaison.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("表.xlsx", b"", "文件是空的"),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版表格"),
        ("表.txt", b"abc", "这不是Excel工作簿"),
    ],
)
def test_other_files_are_refused_with_a_sentence(client, cast, places, name, content, message):
    client.force_login(cast["city"])

    response = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})

    assert response.status_code == 422
    assert message in response.context["form"].errors["file"][0]


def test_downloaded_form_comes_back_unchanged(client, cast, places):
    liaison_of(places["unit"])
    client.force_login(cast["city"])
    got = client.get(reverse("reports:liaison_template", args=["140100", 2026]))
    book = BytesIO(b"".join(got.streaming_content))
    sheet = load_workbook(book).worksheets[0]
    assert [cell.value for cell in sheet[3]] == HEAD

    shown = client.post(PAGE, {"file": SimpleUploadedFile("表.xlsx", book.getvalue())})

    assert actions(shown.context["preview"]) == [("未变", VALLEY, "苏晓溪")]
    assert shown.context["preview"].troubles == []
    assert shown.context["preview"].notes == [f"导入后仍没有联络员的单位：{PINES}，请补充。"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("civil", 403), ("province", 403), ("far_city", 404), ("head", 404), ("chair", 404)],
)
def test_only_the_citys_culture_imports(client, cast, places, who, status):
    client.force_login(cast[who])

    assert (client.get(PAGE).status_code, client.post(PAGE).status_code) == (status, status)


def test_list_of_a_year_that_is_over_takes_no_file(client, cast, places):
    client.force_login(cast["city"])

    response = client.get(reverse("reports:liaison_import", args=["140100", 2025]))

    assert told(response) == ["2025年已结束，请在本年度的回执表中导入。"]
