"""What a cell says: as it is stored, or as the person saw it on the screen."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from portal.text import clean_text
from portal.worksheets.cells import DATE, ERROR, FORMULA, NUMBER, TEXT, TRUTH, Cell
from portal.worksheets.tables import Value

#: What a cell of Excel can hold; more was not typed by anybody.
MAX_CHARACTERS = 32_767

#: An error that was pasted as text, or came through a CSV file.
_ERROR_TEXT = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|#+)")
#: In a format: what is not shown as a digit (spaces, escapes, fillers, colours).
_UNSHOWN = re.compile(r"_.|\\ |\*.|\[[^\]]*\]| ")
_SHAPE = re.compile(r"(?P<grouped>#,##)?0(?:\.(?P<places>0+))?(?P<percent>%)?")
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
#: Excel keeps fifteen digits; the rest of a double is noise.
_PRECISION = ".15g"
#: The greatest double has 309 digits before the point.
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)


def stored(cell: Cell) -> Value:
    """The text, number or day of a cell; raises ValueError with the sentence."""
    _refuse_unclear(cell)
    if isinstance(cell.value, datetime):
        return cell.value.date()
    return cell.value if isinstance(cell.value, int | float | date) else str(cell.value)


def shown(cell: Cell) -> str:
    """The cleaned text that the cell shows; raises ValueError with the sentence."""
    _refuse_unclear(cell)
    if cell.kind == NUMBER:
        return _number(cell.value, cell.format)
    if cell.kind == DATE:
        return _moment(cell.value, cell.format)
    return clean_text(cell.value)


def _refuse_unclear(cell: Cell) -> None:
    if cell.kind == FORMULA:
        raise ValueError("单元格是公式，请复制后选择“粘贴为数值”再上传。")
    if cell.kind == ERROR or (cell.kind == TEXT and _ERROR_TEXT.fullmatch(cell.value.strip())):
        raise ValueError(f"单元格是错误值“{cell.value}”，请改正后上传。")
    if cell.kind == TRUTH:
        raise ValueError("请填写文字或数字。")
    if cell.kind == TEXT and len(cell.value) > MAX_CHARACTERS:
        raise ValueError(f"文字超过{MAX_CHARACTERS}字，请删减后上传。")


def _number(value: int | float, code: str) -> str:
    """The number in the digits of its format; without one that is known, in all that it has."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, _PRECISION))
    code = _UNSHOWN.sub("", code.split(";")[0])
    if re.fullmatch("00+", code) and exact == int(exact) >= 0:
        return str(int(exact)).zfill(len(code))
    shape = _SHAPE.fullmatch(code)
    if not shape:
        return f"{exact:f}" if exact != int(exact) else str(int(exact))
    places = len(shape["places"] or "")
    percent = shape["percent"] or ""
    exact = _EXACT.quantize(exact * 100 if percent else exact, Decimal(1).scaleb(-places))
    return f"{exact:{',' if shape['grouped'] else ''}f}{percent}"


def _moment(value: date | time | timedelta, code: str) -> str:
    """2026年3月1日, 2026年3月, 3月1日 or 9:30, as the format shows it."""
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute)
    if isinstance(value, timedelta):
        minutes = value // timedelta(minutes=1)
        return f"{minutes // 60}:{minutes % 60:02}"
    letters = set(_LITERAL.sub("", code.lower()))
    parts = {"y": f"{value.year}年", "m": f"{value.month}月", "d": f"{value.day}日"}
    told = [text for letter, text in parts.items() if letter in letters]
    is_moment = "h" in letters and "d" not in letters
    return "".join(parts.values() if is_moment or not told else told)
