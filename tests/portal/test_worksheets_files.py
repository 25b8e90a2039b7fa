"""Which files are read though they look odd inside, and which are refused, each with a sentence."""

import io
import zipfile

import pytest

from portal import workbooks
from portal.worksheets import ImportRefused, check_workbook, files
from tests.factories.files import document, pdf
from tests.portal.worksheet_samples import (
    HEAD,
    MAIN,
    book,
    inline,
    line,
    parts,
    read_one,
    refusal,
    saved,
    values,
    zipped,
)

ROW = ["文旅康养示范区", "青岚谷", "目标", "任务", "安排", "进展"]
WANTED = [(2, line(*ROW))]
DAMAGED = "Excel文件无法读取，请用WPS或Office重新另存为.xlsx后上传。"
NO_WORKBOOK = (
    "这不是Excel工作簿，请核对后选择正确的文件；其他格式的表格请用WPS或Office另存为.xlsx后上传。"
)
WORD = "这是Word文档，请把其中的表格复制到WPS表格或Excel中，另存为.xlsx后上传。"
OLD = "这是旧版表格（.xls或.et），请用WPS或Office另存为.xlsx后上传。"


def ole(*streams):
    """The start of a file of streams, and the list of their names."""
    names = "".join(f"{name:\0<32}" for name in ("Root Entry", *streams))
    return workbooks.OLE_MAGIC + b"\xa1\xb1\x1a\xe1" + bytes(504) + names.encode("utf-16-le")


def whole():
    """The parts of a workbook as openpyxl writes it."""
    with zipfile.ZipFile(saved(book(HEAD, ROW))) as package:
        return {name: package.read(name) for name in package.namelist()}


# --- refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的（0字节），请重新保存后上传。"),
        (ole("Workbook"), OLD),
        (ole("Book", "SummaryInformation"), OLD),
        (
            ole("EncryptionInfo", "EncryptedPackage"),
            "工作簿设有打开密码，请用WPS或Office去掉密码，重新保存后上传。",
        ),
        (ole("WordDocument", "1Table"), WORD),
        (document(), WORD),
        (pdf(), NO_WORKBOOK),
        ("单位类型,单位名称\n".encode("gbk"), NO_WORKBOOK),
        ("<html><table><tr><td>单位类型</td></tr></table></html>".encode(), NO_WORKBOOK),
        (b"PK\x05\x06" + bytes(18), NO_WORKBOOK),
        (zipped({"台账.xlsx": "x"}).getvalue(), NO_WORKBOOK),
        (
            zipped({"mimetype": "application/vnd.oasis", "content.xml": "<x/>"}).getvalue(),
            "这是OpenDocument文件（.ods等），请用WPS或LibreOffice另存为.xlsx后上传。",
        ),
        (
            zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}).getvalue(),
            "这是二进制工作簿（.xlsb），请用WPS或Office另存为.xlsx后上传。",
        ),
        (
            zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "x"}).getvalue(),
            NO_WORKBOOK,
        ),
        (
            zipped(whole()).getvalue()[:-60],
            "Office文件已损坏，无法打开，请重新保存后上传。",
        ),
        (
            zipped({**whole(), "xl/vbaProject.bin": b"x"}).getvalue(),
            "文件带有宏，不能上传，请另存为不含宏的文件后上传。",
        ),
        (
            zipped({**whole(), "xl/macrosheets/sheet1.xml": b"x"}).getvalue(),
            "文件带有宏，不能上传，请另存为不含宏的文件后上传。",
        ),
        (
            zipped(
                whole()
                | {
                    "[Content_Types].xml": whole()["[Content_Types].xml"].replace(
                        b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                        b"ms-excel.sheet.macroEnabled.main",
                    )
                }
            ).getvalue(),
            "文件带有宏，不能上传，请另存为不含宏的文件后上传。",
        ),
        (
            zipped({**whole(), "xl/media/image1.bin": bytes(3_000_000)}).getvalue(),
            "文件展开后过大，请删去空行、空表和大图后另存，再上传。",
        ),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_file_is_refused_by_its_content(content, sentence):
    file = io.BytesIO(content)

    with pytest.raises(ImportRefused) as refused:
        check_workbook(file)

    assert (str(refused.value), file.tell()) == (sentence, 0)


def test_locked_entries_are_refused():
    content = bytearray(zipped(whole()).getvalue())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1

    assert refusal(io.BytesIO(content)) == "文件设有密码，请去掉密码后上传。"


def test_workbook_is_taken_and_left_at_its_start():
    file = saved(book(HEAD, ROW))

    check_workbook(file)

    assert file.tell() == 0


def test_size_is_limited(monkeypatch):
    file = saved(book(HEAD, ROW))
    size = len(file.getvalue())

    monkeypatch.setattr(files, "MAX_BYTES", size)
    assert values(read_one(file)) == WANTED

    monkeypatch.setattr(files, "MAX_BYTES", size - 1)
    assert refusal(file) == "表格文件不能超过0MB，请只保留需要导入的工作表后上传。"


def test_unpacked_size_is_limited(monkeypatch):
    size = sum(map(len, whole().values()))

    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", size)
    assert values(read_one(zipped(whole()))) == WANTED

    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", size - 1)
    assert refusal(zipped(whole())) == "表格展开后过大，请删去空行、空列和无关的工作表后上传。"


@pytest.mark.parametrize(
    "changed",
    [
        {"xl/worksheets/sheet1.xml": b"<nonsense"},
        {"xl/worksheets/sheet1.xml": f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"/>'},
        {"xl/workbook.xml": "<workbook/>x"},
        {"_rels/.rels": "<Relationships/>"},
        {"xl/styles.xml": "<styleSheet"},
    ],
)
def test_broken_parts_are_refused(changed):
    assert refusal(zipped(whole() | changed)) == DAMAGED


def test_text_that_is_not_there_is_refused():
    assert refusal(zipped(parts('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))) == DAMAGED


def test_sheet_that_is_not_there_is_refused():
    content = parts(inline(*HEAD))
    del content["xl/worksheets/sheet1.xml"]

    assert refusal(zipped(content)) == DAMAGED


def test_one_part_for_two_sheets_is_refused():
    content = parts(inline(*HEAD))
    twice = content["xl/workbook.xml"].replace(
        "</sheets>", '<sheet name="又一张" sheetId="2" r:id="r1"/></sheets>'
    )

    assert refusal(zipped({**content, "xl/workbook.xml": twice})) == DAMAGED


def test_overlapping_merged_cells_are_refused():
    content = parts(inline(*HEAD) + inline(*ROW))
    merged = '</sheetData><mergeCells><mergeCell ref="A2:B3"/><mergeCell ref="B3:C4"/></mergeCells>'
    part = content["xl/worksheets/sheet1.xml"].replace("</sheetData>", merged)

    assert refusal(zipped({**content, "xl/worksheets/sheet1.xml": part})) == (
        "合并单元格互相重叠，文件可能已损坏，请用WPS或Office重新另存为.xlsx后上传。"
    )


# --- read --------------------------------------------------------------------------------

TWO_ROWS = inline(*HEAD) + inline(*ROW)


@pytest.mark.parametrize(
    "content",
    [
        # No styles, no shared texts, no dimension, no places of cells and rows.
        parts(TWO_ROWS),
        parts(TWO_ROWS, folder="/xl/"),
        parts(
            TWO_ROWS,
            main="http://purl.oclc.org/ooxml/spreadsheetml/main",
            office="http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
        {name.replace("sheet1", "Sheet1"): part for name, part in parts(TWO_ROWS).items()},
        parts(inline(*HEAD, row=' r="1" spans="1:6"') + inline(*ROW, row=' r="2" hidden="false"')),
        # Names of elements with a prefix, as the Open XML SDK writes them.
        {
            **parts(""),
            "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
            + TWO_ROWS.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
            + "</x:sheetData></x:worksheet>",
        },
    ],
    ids=["bare", "absolute", "strict", "capitals", "places", "prefix"],
)
def test_workbook_that_looks_odd_inside_is_read(content):
    table = read_one(zipped(content))

    assert (values(table), table.notes) == (WANTED, [])


def test_shared_texts_are_read_without_their_readings():
    strings = "".join(f"<si><t>{text}</t></si>" for text in HEAD) + (
        "<si><r><t>文旅康养</t></r><r><rPr><b/></rPr><t>示范区</t></r></si>"
        '<si><t>青岚谷</t><rPh sb="0" eb="3"><t>セイランコク</t></rPh><phoneticPr fontId="1"/></si>'
        '<si><t xml:space="preserve"> 一、步道_x000D_\n二、民宿_x005F_ </t></si>'
    )
    head = "".join(f'<c t="s"><v>{place}</v></c>' for place in range(6))
    row = "".join(f'<c t="s"><v>{place}</v></c>' for place in (6, 7, 8))

    table = read_one(
        zipped(parts(f"<row>{head}</row><row>{row}</row>", strings=f"<sst>{strings}</sst>"))
    )

    assert values(table) == [
        (2, {"category": "文旅康养示范区", "unit": "青岚谷", "goal": "一、步道\n二、民宿_"})
    ]


def test_chinese_dates_without_a_definition_are_dates():
    """Formats 27 to 36 and 50 to 58 are left to the country by the standard."""
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="176" formatCode="m/d"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="57"/><xf numFmtId="58"/>'
        '<xf numFmtId="176"/></cellXfs><cellStyles><xf numFmtId="14"/></cellStyles></styleSheet>'
    )
    days = "".join(f'<c s="{style}"><v>46082</v></c>' for style in (1, 2, 3, 4, 0, 9))
    data = f"{inline(*HEAD)}<row>{days}</row>"

    windows = read_one(zipped(parts(data, styles=styles)))
    mac = read_one(zipped(parts(data, styles=styles, settings='<workbookPr date1904="1"/>')))

    assert values(windows) == [
        (2, line("2026年3月1日", "2026年3月", "3月1日", "3月1日", "46082", "46082"))
    ]
    assert mac.rows[0].values["category"] == "2030年3月2日"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="d"><v>2026-03-01</v></c>', "2026年3月1日"),
        ('<c t="str"><v>文字</v></c>', "文字"),
        ('<c t="str"><f>IF(A2="","","")</f><v></v></c>', None),
        ('<c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙"),
        ('<c s="9"><v>3.0</v></c>', "3"),
        ("<c><v></v></c>", None),
        ("<c/>", None),
    ],
)
def test_cell_is_read(cell, text):
    row = inline(*ROW[:2]).replace("</row>", f"{cell}</row>")

    table = read_one(zipped(parts(inline(*HEAD) + row)))

    assert values(table) == [(2, line(*ROW[:2], text, None, None, None))]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("<c><f>1+2</f><v>3</v></c>", "单元格是公式，请复制后选择“粘贴为数值”再上传。"),
        ('<c t="e"><v>#N/A</v></c>', "单元格是错误值“#N/A”，请改正后上传。"),
        ('<c t="b"><v>0</v></c>', "请填写文字或数字。"),
        ("<c><v>1e999</v></c>", "单元格是错误值“####”，请改正后上传。"),
    ],
)
def test_cell_is_refused_by_its_place(cell, sentence):
    row = inline(*ROW[:2]).replace("</row>", f"{cell}</row>")

    (read,) = read_one(zipped(parts(inline(*HEAD) + row))).rows

    assert [(trouble.place, trouble.message) for trouble in read.troubles] == [
        ("台账!C2", sentence)
    ]
    assert "goal" not in read.values


def test_a_million_empty_rows_are_passed_over():
    empty = "".join(f'<row r="{row}"/>' for row in range(3, 1_048_577))

    table = read_one(zipped(parts(TWO_ROWS + empty)))

    assert (values(table), table.notes) == (WANTED, [])
