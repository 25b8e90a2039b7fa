"""Numbers as people type them, and as the product prints them.

Reads 「1,234.50」, full-width 「１２３」, and what Excel or WPS puts on the clipboard.
Refuses words («12万», «约300») with a sentence, never guesses, never rounds.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

#: An empty cell as people write it in tables; empty is not 0.
BLANKS: Final = frozenset({"", "-", "--", "—", "——", "－", "–", "―", "/", "／", "\\"})
SPACES: Final = " \t\u00a0\u2002\u2003\u2009\u202f\u3000"
_WIDE: Final = str.maketrans("０１２３４５６７８９，．。＋－−（）", "0123456789,..+--()")
_PLAIN: Final = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_SPACED: Final = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?")
_NEGATIVE: Final = re.compile(r"-[0-9.,]+|\([0-9.,]+\)")
#: A double holds 15 digits; what lies beyond six decimals is the noise of a spreadsheet.
_NOISE: Final = Decimal("0.000001")
#: What every key of a database holds.
KEY_DIGITS: Final = 18

Typed = str | int | float | Decimal | None


class NumberRefused(ValueError):
    """What was typed is no number here; ``str()`` is the sentence for the user."""


def parse_amount(typed: Typed, places: int = 2, max_digits: int = 14) -> Decimal | None:
    """Read a number ≥ 0 with at most ``places`` decimals; None when nothing was typed.

    ``max_digits`` counts all digits as in ``DecimalField``: 14 and 2 leave twelve before the
    point. Raises NumberRefused.
    """
    value = _read(typed)
    if value is None:
        return None
    if value >= 10 ** (max_digits - places):
        raise NumberRefused(
            f"数字过大，整数部分最多{max_digits - places}位，请核对数字和单位后重新填写。"
        )
    if value != round(value, places):
        raise NumberRefused(
            f"小数最多保留{places}位，请四舍五入后填写。" if places else "请填写整数。"
        )
    return value.quantize(Decimal(1).scaleb(-places))


def parse_signed(typed: str | None, places: int = 2, max_digits: int = 14) -> Decimal | None:
    """Read a number that may be a correction: «-5», «−1,234.5», «（5）» are negative.

    Bounds and refusals as in ``parse_amount``.
    """
    text = (typed or "").translate(_WIDE).strip(SPACES + "\r\n")
    if not _NEGATIVE.fullmatch(text):
        return parse_amount(text, places, max_digits)
    value = parse_amount(text.strip("-()"), places, max_digits)
    return None if value is None else -value


def parse_count(typed: Typed, max_digits: int = 9) -> int | None:
    """Read a whole number ≥ 0 of at most ``max_digits`` digits; None when nothing was typed.

    Nine digits always fit the database's integer. Raises NumberRefused.
    """
    value = parse_amount(typed, places=0, max_digits=max_digits)
    return None if value is None else int(value)


def read_key(text: object) -> int | None:
    """The number in an address or a hidden box; None for anything else, and beyond 18 digits."""
    typed = str(text)
    return int(typed) if typed.isdecimal() and len(typed) <= KEY_DIGITS else None


def format_amount(value: Decimal | int | None) -> str:
    """1,234.50; empty for None."""
    return "" if value is None else f"{value:,.2f}"


def format_area(value: Decimal | None) -> str:
    """Up to four decimals without trailing zeros: 0.1333, 12.5, 1,234."""
    if value is None:
        return ""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def format_figure(value: Decimal | None) -> str:
    """Up to two decimals without trailing zeros: 12.5, 1,234, -5; empty for None."""
    return "" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def format_count(value: int | None) -> str:
    """1,234; empty for None."""
    return "" if value is None else f"{value:,}"


def _read(typed: Typed) -> Decimal | None:
    """The exact number typed, ≥ 0."""
    if typed is None:
        return None
    if isinstance(typed, str):
        return _read_text(typed)
    return _read_number(typed)


def _read_number(number: int | float | Decimal) -> Decimal:
    """A number of a spreadsheet's cell."""
    value = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if isinstance(number, bool) or not value.is_finite():
        raise NumberRefused("请只填写阿拉伯数字。")
    if value < 0:
        raise NumberRefused("不能填写负数，请核对后填写0或正数。")
    if isinstance(number, float):
        value = value.quantize(_NOISE, ROUND_HALF_UP) if value < 10**15 else value
    return value


def _read_text(text: str) -> Decimal | None:
    text = text.translate(_WIDE).strip(SPACES + "\r\n")
    if text in BLANKS:
        return None
    text = re.sub(f"[{SPACES}]", " ", text).removeprefix("+")
    for shape, separator in ((_PLAIN, ""), (_GROUPED, ","), (_SPACED, " ")):
        if shape.fullmatch(text):
            return Decimal(text.replace(separator, "") if separator else text)
    raise NumberRefused(_why_not(text))


def _why_not(text: str) -> str:
    """The sentence for a text that is no number."""
    if _NEGATIVE.fullmatch(text.replace(" ", "")):
        return "不能填写负数，请核对后填写0或正数。"
    if re.search(r"[^0-9., ]", text):
        return "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"
    if text.count(".") > 1:
        return "有两个小数点，请只保留一个。"
    return "千分位分隔的位置不对，请核对数字，也可以去掉逗号和空格。"
