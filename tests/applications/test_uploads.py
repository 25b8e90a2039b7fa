"""A file is what its content says, and only five kinds are taken."""

import io
import zipfile

import pytest
from PIL import ImageFile

from applications import uploads
from applications.uploads import FileFacts, UploadRefused, inspect
from portal import workbooks
from tests.factories.files import document, package, pdf, picture, workbook

OFFICE = "application/vnd.openxmlformats-officedocument"


def facts(name, content):
    return inspect(io.BytesIO(content), name=name, size=len(content))


def sentence(name, content):
    with pytest.raises(UploadRefused) as refusal:
        facts(name, content)
    return str(refusal.value)


# --- what is taken ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "content_type", "pages"),
    [
        ("营业执照.pdf", pdf(), "application/pdf", 1),
        ("报告.PDF", pdf(28), "application/pdf", 28),
        ("现场.jpg", picture(), "image/jpeg", 1),
        ("现场.jpeg", picture(size=(3, 3)), "image/jpeg", 1),
        ("现场.png", picture("PNG"), "image/png", 1),
        ("台账.xlsx", workbook(), f"{OFFICE}.spreadsheetml.sheet", None),
        ("说明.docx", document(), f"{OFFICE}.wordprocessingml.document", None),
    ],
)
def test_the_five_kinds_are_taken(name, content, content_type, pages):
    assert facts(name, content) == FileFacts(content_type, pages)


def test_position_is_left_at_the_start():
    file = io.BytesIO(pdf())

    inspect(file, name="报告.pdf", size=100)

    assert file.tell() == 0


# --- what is not -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("程序.exe", "“.exe”文件"),
        ("报告.doc", "“.doc”文件"),
        ("表格.xls", "“.xls”文件"),
        ("材料.zip", "“.zip”文件"),
        ("版式.ofd", "“.ofd”文件"),
        ("页面.html", "“.html”文件"),
        ("图标.svg", "“.svg”文件"),
        ("报告.pdf.exe", "“.exe”文件"),
        ("报告", "没有扩展名的文件"),
    ],
)
def test_other_kinds_are_refused_by_name(name, shown):
    assert sentence(name, pdf()) == (
        f"不能上传{shown}，请转换为PDF、JPG或PNG（补充材料可用XLSX、DOCX）后上传。"
    )


def test_empty_file_is_refused():
    assert sentence("报告.pdf", b"") == "文件是空的（0字节），请重新导出或扫描后上传。"


def test_size_is_limited_to_the_last_byte():
    file = io.BytesIO(pdf())

    assert inspect(file, name="报告.pdf", size=uploads.MAX_BYTES).pages == 1
    with pytest.raises(UploadRefused) as refusal:
        inspect(file, name="报告.pdf", size=200 * uploads.MEGABYTE)
    assert str(refusal.value) == (
        "文件为200MB，单个文件不能超过50MB，请降低扫描分辨率或拆分后上传。"
    )


PROGRAM = b"MZ\x90\x00" + bytes(400)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize("name", ["报告.pdf", "现场.jpg", "现场.png", "台账.xlsx", "说明.docx"])
def test_renamed_program_is_refused(name):
    assert sentence(name, PROGRAM) == "文件实际是程序，不能上传，请核对后选择正确的文件。"


def test_old_or_locked_office_file_is_refused():
    assert sentence("台账.xlsx", OLD_OFFICE) == (
        "文件是旧版Office格式或设有打开密码，请用WPS或Office去掉密码，另存为XLSX表格后上传。"
    )


@pytest.mark.parametrize(
    ("name", "content", "label"),
    [
        ("报告.pdf", picture(), "PDF"),
        ("报告.pdf", b"<html><script>alert(1)</script>", "PDF"),
        ("现场.jpg", picture("PNG"), "JPG图片"),
        ("现场.png", pdf(), "PNG图片"),
        ("台账.xlsx", "姓名,人数\n".encode(), "XLSX表格"),
        ("说明.docx", b"{\\rtf1}", "DOCX文档"),
    ],
)
def test_content_must_be_what_the_name_says(name, content, label):
    assert sentence(name, content) == (
        f"文件内容不是{label}，可能改过扩展名或已损坏，请重新导出或扫描后上传。"
    )


# --- PDF -------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["secret", "另一个密码"])
def test_encrypted_pdf_is_refused(password):
    assert sentence("报告.pdf", pdf(password=password)) == (
        "PDF设有密码或权限限制，请去掉后（如另存或打印为PDF）上传。"
    )


def test_pdf_cut_off_is_refused():
    whole = pdf(5)

    assert sentence("报告.pdf", whole[: len(whole) // 2]) == (
        "文件不完整（可能传输中断），请重新导出或扫描后上传。"
    )


def test_damaged_pdf_is_refused():
    broken = b"%PDF-1.7\n" + b"\x00garbage" * 40 + b"\n%%EOF\n"

    assert sentence("报告.pdf", broken) == "PDF文件已损坏，无法打开，请重新导出或扫描后上传。"


def test_pdf_without_pages_is_refused():
    assert sentence("报告.pdf", pdf(0)) == "PDF中没有页面，请重新导出或扫描后上传。"


def test_pdf_has_a_last_page(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_PAGES", 3)

    assert facts("报告.pdf", pdf(3)).pages == 3
    assert sentence("报告.pdf", pdf(4)) == "PDF共4页，不能超过3页，请拆分后上传。"


@pytest.mark.parametrize(("name", "front"), [("报告.pdf", pdf()), ("现场.jpg", picture())])
def test_archive_behind_a_file_is_refused(name, front):
    both = front + package({"virus.exe": PROGRAM})

    assert sentence(name, both) == "文件后部附带了压缩包，不能上传，请重新导出或扫描后上传。"


# --- pictures --------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "form"), [("现场.jpg", "JPEG"), ("现场.png", "PNG")])
@pytest.mark.parametrize("lenient", [False, True], ids=["alone", "beside the PDF engine"])
def test_picture_cut_off_is_refused(name, form, lenient, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    whole = picture(form, (300, 200))

    assert sentence(name, whole[: len(whole) // 2]) == (
        "图片不完整或已损坏，请重新拍摄或扫描后上传。"
    )


@pytest.mark.parametrize(
    ("name", "head"), [("现场.jpg", b"\xff\xd8\xff"), ("现场.png", b"\x89PNG\r\n\x1a\n")]
)
def test_head_of_a_picture_alone_is_refused(name, head):
    assert sentence(name, head + bytes(100)) == ("图片已损坏，无法打开，请重新拍摄或扫描后上传。")


def test_pixels_are_limited(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_PIXELS", 20_000)

    assert facts("现场.png", picture("PNG", (200, 100))).pages == 1
    assert sentence("现场.png", picture("PNG", (201, 100))) == (
        "图片超过2万像素，请降低分辨率（300dpi即可）后上传。"
    )


def test_picture_bomb_is_refused_before_it_is_unpacked():
    """A PNG of a few bytes that claims 30 000 × 30 000 pixels."""
    small = bytearray(picture("PNG"))
    small[16:24] = (30_000).to_bytes(4) * 2
    small[29:33] = zipfile.crc32(bytes(small[12:29])).to_bytes(4)

    assert sentence("现场.png", bytes(small)).startswith("图片超过8000万像素")


# --- XLSX, DOCX ------------------------------------------------------------------------


def test_damaged_office_file_is_refused():
    whole = workbook()

    assert sentence("台账.xlsx", whole[: len(whole) // 2]) == (
        "Office文件已损坏，无法打开，请重新保存后上传。"
    )


def test_zip_that_is_no_office_file_is_refused():
    assert sentence("说明.docx", package({"a.txt": "x"})) == (
        "Office文件已损坏，无法打开，请重新保存后上传。"
    )


@pytest.mark.parametrize(
    ("name", "content"), [("台账.xlsx", document()), ("说明.docx", workbook())]
)
def test_office_file_of_the_other_kind_is_refused(name, content):
    assert sentence(name, content) == ("文件内容与扩展名不符，请用WPS或Office重新保存后上传。")


def test_macros_are_refused():
    assert sentence("说明.docx", document(**{"word/vbaProject.bin": b"x"})) == (
        "文件带有宏，不能上传，请另存为不含宏的文件后上传。"
    )


def test_office_bomb_is_refused_before_it_is_unpacked():
    bomb = document(**{"word/media/image1.bin": bytes(30 * uploads.MEGABYTE)})

    assert len(bomb) < uploads.MEGABYTE
    assert sentence("说明.docx", bomb) == ("文件展开后过大，请删去空行、空表和大图后另存，再上传。")


def test_entries_are_limited(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_ENTRIES", 3)

    assert facts("说明.docx", document(a="1")).pages is None
    assert sentence("说明.docx", document(a="1", b="2")).startswith("文件展开后过大")


def test_locked_part_is_refused():
    content = bytearray(document())
    # The flag of every entry in the list at the end: encrypted.
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)

    assert sentence("说明.docx", bytes(content)) == "文件设有密码，请去掉密码后上传。"
