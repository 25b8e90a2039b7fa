"""A cell says what the person saw on the screen."""

from datetime import date, datetime, time, timedelta

import pytest

from portal.worksheets import texts
from portal.worksheets.cells import DATE, ERROR, FORMULA, NUMBER, TEXT, TRUTH, Cell
from portal.worksheets.texts import shown, stored


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3, "General", "3"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (13900000001, "General", "13900000001"),
        (1.2e21, "General", "1200000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (-2.5, "General", "-2.5"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "1,234.50"),
        (1234.5, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        (2.5, "0", "3"),
        (1e300, "0.0", f"{int(1e300)}"[:15] + "0" * 286 + ".0"),
        (0.375, "0%", "38%"),
        (0.375, "0.0%", "37.5%"),
        (3517325, "00000000", "03517325"),
        (3.5, "00000000", "3.5"),
        (12, '0"万元"', "12"),
        (12, "@", "12"),
    ],
)
def test_number_is_read_as_shown(value, code, text):
    assert shown(Cell(NUMBER, value, code)) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (datetime(2026, 3, 1), "yyyy-mm-dd", "2026年3月1日"),
        (datetime(2026, 3, 1), 'yyyy"年"m"月"d"日"', "2026年3月1日"),
        (datetime(2026, 3, 1), '[$-804]yyyy"年"m"月"', "2026年3月"),
        (datetime(2026, 3, 1), 'm"月"d"日"', "3月1日"),
        (datetime(2026, 3, 1), "[DBNum1]m\\月d\\日", "3月1日"),
        (datetime(2026, 3, 1, 9, 30), "h:mm", "2026年3月1日"),
        (datetime(2026, 3, 1, 9, 30), "yyyy/m/d h:mm", "2026年3月1日"),
        (date(2026, 3, 1), "General", "2026年3月1日"),
        (time(9, 5), "h:mm", "9:05"),
        (timedelta(hours=26, minutes=5), "[h]:mm", "26:05"),
    ],
)
def test_day_is_read_as_it_is_written_in_documents(value, code, text):
    assert shown(Cell(DATE, value, code)) == text


def test_text_is_cleaned():
    assert shown(Cell(TEXT, " 一、步道\r\n\u200b二、\u00a0民宿 \n\n\n\n")) == "一、步道\n二、 民宿"


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (Cell(FORMULA, "3"), "单元格是公式，请复制后选择“粘贴为数值”再上传。"),
        (Cell(ERROR, "#REF!"), "单元格是错误值“#REF!”，请改正后上传。"),
        (Cell(TEXT, "#N/A"), "单元格是错误值“#N/A”，请改正后上传。"),
        (Cell(TEXT, "#####"), "单元格是错误值“#####”，请改正后上传。"),
        (Cell(TRUTH, "1"), "请填写文字或数字。"),
        (Cell(TEXT, "字" * (texts.MAX_CHARACTERS + 1)), "文字超过32767字，请删减后上传。"),
    ],
)
def test_what_would_be_guessed_at_is_refused(cell, sentence):
    for read in (shown, stored):
        with pytest.raises(ValueError, match=f"^{sentence}$"):
            read(cell)


def test_longest_text_is_taken():
    text = "字" * texts.MAX_CHARACTERS

    assert (shown(Cell(TEXT, text)), stored(Cell(TEXT, text))) == (text, text)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Cell(NUMBER, 0.375, "0%"), 0.375),
        (Cell(DATE, datetime(2026, 3, 1, 9), "yyyy-mm-dd"), date(2026, 3, 1)),
        (Cell(DATE, date(2026, 3, 1)), date(2026, 3, 1)),
        (Cell(DATE, time(9, 5), "h:mm"), "09:05:00"),
        (Cell(TEXT, " １２３ "), " １２３ "),
    ],
)
def test_stored_value_is_not_touched(cell, value):
    assert stored(cell) == value
