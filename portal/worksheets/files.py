"""Which files are refused before a sheet is read; told by their content, never by their name."""

import zipfile
from typing import IO

from portal.workbooks import MEGABYTE, OLE_MAGIC, PackageRefused, open_package
from portal.worksheets.cells import TEXT
from portal.worksheets.parts import Book
from portal.worksheets.tables import VERSION_MARK, ImportRefused

MAX_BYTES = 5 * MEGABYTE
MAX_UNPACKED_BYTES = 30 * MEGABYTE

NO_WORKBOOK = (
    "这不是Excel工作簿，请核对后选择正确的文件；其他格式的表格请用WPS或Office另存为.xlsx后上传。"
)
WORD = "这是Word文档，请把其中的表格复制到WPS表格或Excel中，另存为.xlsx后上传。"
LOCKED = "工作簿设有打开密码，请用WPS或Office去掉密码，重新保存后上传。"
OLD = "这是旧版表格（.xls或.et），请用WPS或Office另存为.xlsx后上传。"
#: What names the kind of a file of before 2007, or of one with a password, among its streams.
STREAMS = {"EncryptedPackage": LOCKED, "WordDocument": WORD}
#: What names the kind of a zipped file among its parts.
PARTS = {
    "word/document.xml": WORD,
    "xl/workbook.bin": "这是二进制工作簿（.xlsb），请用WPS或Office另存为.xlsx后上传。",
    "content.xml": "这是OpenDocument文件（.ods等），请用WPS或LibreOffice另存为.xlsx后上传。",
}


def check_workbook(file: IO[bytes]) -> None:
    """Raise ImportRefused unless ``file`` is an XLSX workbook that may be opened.

    Leaves the position at the start.
    """
    try:
        _refuse_size(file)
        file.seek(0)
        magic = file.read(4)
        if magic == OLE_MAGIC:
            raise ImportRefused(_kind_of_old(file))
        if magic != b"PK\x03\x04":
            raise ImportRefused(NO_WORKBOOK)
        _refuse_kind(file)
        _refuse_package(file)
    finally:
        file.seek(0)


def refuse_other_version(book: Book, version: str) -> None:
    """Raise ImportRefused for a template of another ``version``; one without a mark is taken."""
    for sheet in book.sheets:
        for row in book.peek(sheet).rows.values():
            for cell in row.values():
                if cell.kind == TEXT and _names_another(cell.value.strip(), version):
                    raise ImportRefused("这不是本表当前的模板，请重新下载模板填写后上传。")


def _names_another(text: str, version: str) -> bool:
    return text.startswith(VERSION_MARK) and text != f"{VERSION_MARK}{version}"


def _refuse_size(file: IO[bytes]) -> None:
    size = file.seek(0, 2)
    if size == 0:
        raise ImportRefused("文件是空的（0字节），请重新保存后上传。")
    if size > MAX_BYTES:
        raise ImportRefused(
            f"表格文件不能超过{MAX_BYTES // MEGABYTE}MB，请只保留需要导入的工作表后上传。"
        )


def _kind_of_old(file: IO[bytes]) -> str:
    """The sentence for a file of streams, whose names stand in it in UTF-16."""
    file.seek(0)
    content = file.read()
    named = (told for name, told in STREAMS.items() if name.encode("utf-16-le") in content)
    return next(named, OLD)


def _refuse_kind(file: IO[bytes]) -> None:
    """Refuse a zipped file of another kind; a broken one is left to ``open_package``."""
    try:
        with zipfile.ZipFile(file) as package:
            names = {name.lower() for name in package.namelist()}
    except zipfile.BadZipFile:
        return
    for part, told in PARTS.items():
        if part in names:
            raise ImportRefused(told)
    if "[content_types].xml" not in names:
        raise ImportRefused(NO_WORKBOOK)


def _refuse_package(file: IO[bytes]) -> None:
    try:
        package = open_package(file)
    except PackageRefused as refusal:
        raise ImportRefused(str(refusal)) from refusal
    if "spreadsheetml" not in package.types:
        raise ImportRefused(NO_WORKBOOK)
    if package.unpacked_bytes > MAX_UNPACKED_BYTES:
        raise ImportRefused("表格展开后过大，请删去空行、空列和无关的工作表后上传。")
