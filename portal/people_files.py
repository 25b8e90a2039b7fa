"""The template for people of a city's units, as a workbook."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from portal.models import Membership
from portal.people_import import HEADS, MOST, VERSION
from portal.worksheets import VERSION_MARK

HEAD_ROW = 1
WIDTHS = {"unit": 34, "credit_code": 24, "county": 14, "username": 18, "phone": 18, "email": 26}
NOTES = (
    "一行填一人，一人一个账号，不要几人共用；每个单位至少一名经办人、一名负责人。",
    "表中已有现在的人员：可以修改姓名、职务、角色、联系电话、电子邮箱，留空的不修改；删去的行不会停用账号。",
    "新人员填写新的用户名（3至50个字符，只用小写字母、数字和. _ -），全平台不能重复。",
    "新单位须填写18位统一社会信用代码和所属县区，按创建单位登记；已登记的单位这两列可以留空。",
    "上传后先显示预览，确认后才会导入；有一处不合要求，整个文件都不导入。",
    "新建账号的初始密码在确认后只显示一次，请当时打印。",
)


def workbook_of(people: Iterable[Membership]) -> bytes:
    """The template with ``people`` filled in, lists to choose from and notes."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        _write_people(book, people)
        _write_notes(book)
    return stream.getvalue()


def _write_people(book, people: Iterable[Membership]) -> None:
    sheet = book.add_worksheet("人员")
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E4F0F2"})
    text = book.add_format({"num_format": "@", "border": 1})
    sheet.write_string(0, 0, "请先阅读“填写说明”。")
    for column, (name, label) in enumerate(HEADS.items()):
        sheet.set_column(column, column, WIDTHS.get(name, 14), text)
        sheet.write_string(HEAD_ROW, column, label, head)
    for number, held in enumerate(people, start=HEAD_ROW + 1):
        for column, value in enumerate(_cells(held)):
            sheet.write_string(number, column, value, text)
    column, last = list(HEADS).index("role"), HEAD_ROW + MOST
    rule = {"validate": "list", "source": ["经办人", "负责人"]}
    rule |= {"error_title": "填写有误", "error_message": "请从列表中选择角色。"}
    sheet.data_validation(HEAD_ROW + 1, column, last, column, rule)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _cells(held: Membership) -> list[str]:
    unit, person = held.organisation, held.user
    county = unit.county.name if unit.county else ""
    role = held.get_role_display().removeprefix("创建单位")
    place = [unit.name, unit.credit_code or "", county]
    return [*place, person.name, person.position, role, person.username, person.phone, person.email]


def _write_notes(book) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 100)
    wrap = book.add_format({"text_wrap": True})
    sheet.write_string(0, 0, "人员导入说明", book.add_format({"bold": True}))
    for place, note in enumerate(NOTES, start=1):
        sheet.write_string(place, 0, f"{place}. {note}", wrap)
    sheet.write_string(len(NOTES) + 2, 0, f"{VERSION_MARK}{VERSION}")
