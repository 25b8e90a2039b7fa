from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.numbers import (
    NumberRefused,
    format_amount,
    format_area,
    format_count,
    format_figure,
    parse_amount,
    parse_count,
    parse_signed,
    read_key,
)

WORDS = "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"
NEGATIVE = "不能填写负数，请核对后填写0或正数。"
GROUPING = "千分位分隔的位置不对，请核对数字，也可以去掉逗号和空格。"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1，234，567", "1234567.00"),
        ("１２３．４５", "123.45"),
        ("1。5", "1.50"),
        (" \u00a01 234 567.8\u3000", "1234567.80"),
        ("+5", "5.00"),
        ("5.", "5.00"),
        (".5", "0.50"),
        ("0", "0.00"),
        ("007", "7.00"),
        ("1.500", "1.50"),
        ("999,999,999,999.99", "999999999999.99"),
        (12, "12.00"),
        (12.3, "12.30"),
        (0.1 + 0.2, "0.30"),
        (Decimal("1.10"), "1.10"),
    ],
)
def test_amount_is_read_exactly(typed, value):
    amount = parse_amount(typed)

    assert str(amount) == value


@pytest.mark.parametrize(
    "typed", [None, "", "  ", "-", "－", "—", "——", "/", "／", " / ", "\u00a0-\u3000"]
)
def test_empty_is_not_zero(typed):
    assert (parse_amount(typed), parse_count(typed)) == (None, None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12万", WORDS),
        ("约300", WORDS),
        ("300元", WORDS),
        ("￥300", WORDS),
        ("十二", WORDS),
        ("①", WORDS),
        ("٣", WORDS),
        ("1e5", WORDS),
        ("NaN", WORDS),
        ("12%", WORDS),
        ("1-2", WORDS),
        ("-1", NEGATIVE),
        ("－1", NEGATIVE),
        ("(1.00)", NEGATIVE),
        ("-1,234.50", NEGATIVE),
        ("1.2.3", "有两个小数点，请只保留一个。"),
        ("12,34", GROUPING),
        ("1,2345", GROUPING),
        ("1234,567", GROUPING),
        ("12 34", GROUPING),
        (",123", GROUPING),
        ("0.001", "小数最多保留2位，请四舍五入后填写。"),
        ("1000000000000", "数字过大，整数部分最多12位，请核对数字和单位后重新填写。"),
        ("9" * 400, "数字过大，整数部分最多12位，请核对数字和单位后重新填写。"),
        (True, "请只填写阿拉伯数字。"),
        (float("nan"), "请只填写阿拉伯数字。"),
        (float("inf"), "请只填写阿拉伯数字。"),
        (-1, NEGATIVE),
        (1e300, "数字过大，整数部分最多12位，请核对数字和单位后重新填写。"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(NumberRefused) as refusal:
        parse_amount(typed)

    assert str(refusal.value) == sentence


def test_area_takes_four_decimals_and_eight_digits_before_the_point():
    assert parse_amount("0.1333", places=4, max_digits=12) == Decimal("0.1333")
    assert parse_amount("99999999.9999", places=4, max_digits=12) == Decimal("99999999.9999")
    with pytest.raises(NumberRefused, match="小数最多保留4位"):
        parse_amount("0.13333", places=4, max_digits=12)
    with pytest.raises(NumberRefused, match="整数部分最多8位"):
        parse_amount("100000000", places=4, max_digits=12)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("300", 300), ("30,000", 30000), ("１２", 12), ("12.0", 12), (7.0, 7), ("0", 0)],
)
def test_count_is_a_whole_number(typed, value):
    count = parse_count(typed)

    assert (type(count), count) == (int, value)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.5", "请填写整数。"),
        (1.5, "请填写整数。"),
        ("-3", NEGATIVE),
        ("3人", WORDS),
        ("1000000000", "数字过大，整数部分最多9位，请核对数字和单位后重新填写。"),
    ],
)
def test_what_is_no_count_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(NumberRefused) as refusal:
        parse_count(typed)

    assert str(refusal.value) == sentence


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_printed_amount_is_read_back(amount):
    assert parse_amount(format_amount(amount)) == amount


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text):
    try:
        amount = parse_amount(text)
    except NumberRefused as refusal:
        assert str(refusal).endswith("。")  # noqa: PT017 - both ends are fine, nothing else is
    else:
        assert amount is None or amount >= 0


def test_numbers_are_printed_with_separators():
    assert format_amount(Decimal("1234.5")) == "1,234.50"
    assert format_amount(Decimal("0")) == "0.00"
    assert format_amount(None) == ""
    assert format_count(300000) == "300,000"
    assert format_count(0) == "0"
    assert format_count(None) == ""


@pytest.mark.parametrize(
    ("area", "text"),
    [("0.1333", "0.1333"), ("12.5000", "12.5"), ("1234", "1,234"), ("100.0000", "100"), ("0", "0")],
)
def test_area_is_printed_without_trailing_zeros(area, text):
    assert format_area(Decimal(area)) == text
    assert format_area(None) == ""


# --- corrections -------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("-5", "-5.00"),
        ("−1,234.5", "-1234.50"),
        ("－３", "-3.00"),
        ("（0.01）", "-0.01"),
        ("5", "5.00"),
        ("-0", "0.00"),
    ],
)
def test_correction_may_be_negative(typed, value):
    assert parse_signed(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "-", "/", None])
def test_blank_correction_is_none(typed):
    assert parse_signed(typed) is None


@pytest.mark.parametrize("typed", ["-5万", "--5", "5-", "-1.234", "-(5)"])
def test_what_is_no_correction_is_refused(typed):
    with pytest.raises(NumberRefused):
        parse_signed(typed)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0"), ("12.50", "12.5"), ("1200.00", "1,200"), ("-0.25", "-0.25"), ("100", "100")],
)
def test_figure_is_shown_without_idle_zeros(value, shown):
    assert format_figure(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12),
        (7, 7),
        ("１２", 12),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("²", None),
        ("-1", None),
        ("1.0", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_key_is_a_number_that_a_database_holds(typed, value):
    assert read_key(typed) == value
