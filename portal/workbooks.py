"""A workbook from outside, looked at before any parser opens it."""

import zipfile

from django.core.exceptions import ValidationError

UNPACKED_LIMIT = 200 * 1024 * 1024
RATIO_LIMIT = 100
NOT_A_WORKBOOK = "这不是有效的Excel文件（.xlsx），请用Excel或WPS另存为.xlsx后再上传。"


def refuse_bomb(file) -> None:
    """Raise ValidationError for a file that would unpack to far more than it is.

    A real export packs eleven to one; two megabytes can unpack to many gigabytes.
    """
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as error:
        raise ValidationError(NOT_A_WORKBOOK) from error
    finally:
        file.seek(0)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > UNPACKED_LIMIT or unpacked > RATIO_LIMIT * max(packed, 1):
        raise ValidationError("文件解压后过大，可能已损坏，请只保留需要导入的工作表后再上传。")
