"""Official identifiers and ways to reach a person (domain.md §2.9, §4.1)."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from stdnum.cn import uscc

from portal.text import clean_line

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MOBILE = re.compile(r"1[3-9]\d{9}")
#: A mobile number as telephones and people write it.
PARTED_MOBILE = re.compile(r"^(?:\+?86-?)?(1[3-9]\d)-?(\d{4})-?(\d{4})$")
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?")


def normalise_code(text: str) -> str:
    """Half-width, upper case, without blanks: how a code is stored."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


#: No user name is nearly so long; what stands behind it is not read.
USERNAME_READ = 200


def normalise_username(text: str) -> str:
    """Half-width and lower case, without blanks around and what nobody sees: how it is stored and
    found."""
    return unicodedata.normalize("NFKC", clean_line(text[:USERNAME_READ])).strip().casefold()


def validate_credit_code(code: str) -> None:
    """Refuse what is not a 统一社会信用代码 of GB 32100-2015; expects a normalised code."""
    if re.fullmatch(r"\d{15}", code):
        raise ValidationError("这是15位旧注册号，请填写营业执照上的18位统一社会信用代码。")
    if len(code) != 18:
        raise ValidationError(f"统一社会信用代码应为18位，现为{len(code)}位，请核对营业执照。")
    if wrong := sorted({character for character in code if character not in CREDIT_CODE_ALPHABET}):
        raise ValidationError(
            f"统一社会信用代码中不应出现“{'、'.join(wrong)}”（不使用I、O、S、V、Z），请核对。"
        )
    if not code[2:8].isdigit():
        raise ValidationError("统一社会信用代码第3至8位应为数字（登记机关行政区划码），请核对。")
    if uscc.calc_check_digit(code[:17]) != code[17]:
        raise ValidationError("统一社会信用代码校验位不符，请逐位核对营业执照。")


def validate_phone(text: str) -> None:
    """A mobile or landline number; several are joined by 、."""
    for number in re.split(r"[、,，;；/]", text):
        number = number.strip()
        if "*" in number:
            raise ValidationError(f"“{number}”隐去了几位，请填写完整的号码。")
        if not (MOBILE.fullmatch(number) or LANDLINE.fullmatch(number)):
            raise ValidationError(
                f"“{number}”不是有效的电话号码，请填写11位手机号或带区号的座机号（如0351-1234567）。"
            )


def normalise_phone(text: str) -> str:
    """Half-width numbers without blanks inside, joined by 、, as they are stored."""
    text = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text))
    text = re.sub(r"\((0\d{2,3})\)", r"\1-", text)
    pieces = (_numbers(piece) for piece in re.split(r"[、,;/\n]", text))
    return "、".join(number for numbers in pieces for number in numbers if number)


def _numbers(piece: str) -> list[str]:
    """Blanks part two whole numbers, and mean nothing inside one."""
    parts = piece.split()
    is_whole = all(MOBILE.fullmatch(part) or LANDLINE.fullmatch(part) for part in parts)
    return parts if is_whole else [PARTED_MOBILE.sub(r"\1\2\3", "".join(parts))]


def normalise_email(text: str) -> str:
    """Half-width and without blanks, as people paste ＠ from Word."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


validate_email = EmailValidator(message="电子邮箱格式不正确，请按“名称@域名”的形式填写。")
