import pytest
from django.core.exceptions import ValidationError

from portal.validators import (
    normalise_code,
    normalise_email,
    normalise_phone,
    validate_credit_code,
    validate_phone,
)

VALID_CODES = [
    "91149901MA0TE5T01L",
    "91149902MA0XX0002A",
    "N2149903MFXX00003Q",
    "12149904MB0XX0004L",
    "52149905MJXX00005K",
    "91149906MA00000140",  # remainder zero
]


@pytest.mark.parametrize("code", VALID_CODES)
def test_a_valid_credit_code_passes(code):
    validate_credit_code(code)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("140100123456789", "这是15位旧注册号，请填写营业执照上的18位统一社会信用代码。"),
        ("91149901MA0TE5T01", "统一社会信用代码应为18位，现为17位，请核对营业执照。"),
        (
            "91149901MA0TE5T0IL",
            "统一社会信用代码中不应出现“I”（不使用I、O、S、V、Z），请核对。",
        ),
        (
            "9114990AMA0TE5T01L",
            "统一社会信用代码第3至8位应为数字（登记机关行政区划码），请核对。",
        ),
        ("91149901MA0TE5T01X", "统一社会信用代码校验位不符，请逐位核对营业执照。"),
        ("91350100M000100Y4Z", "统一社会信用代码中不应出现“Z”（不使用I、O、S、V、Z），请核对。"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_its_fault(code, sentence):
    with pytest.raises(ValidationError) as refusal:
        validate_credit_code(code)

    assert refusal.value.messages == [sentence]


def test_a_code_is_stored_half_width_and_upper_case():
    assert normalise_code(" ９１149901ma0te5t01l ") == "91149901MA0TE5T01L"


@pytest.mark.parametrize(
    "text",
    ["13900000000", "0351-0000000", "03510000000", "0351-0000000-12", "13900000000、0351-0000000"],
)
def test_a_telephone_number_passes(text):
    validate_phone(text)


@pytest.mark.parametrize("text", ["12345", "139000000001", "13900000000、无", "电话"])
def test_a_wrong_telephone_number_is_named(text):
    with pytest.raises(
        ValidationError, match="不是有效的电话号码，请填写11位手机号或带区号的座机号"
    ):
        validate_phone(text)


def test_a_masked_telephone_number_is_asked_for_whole():
    with pytest.raises(ValidationError, match=r"“139\*\*\*\*0000”隐去了几位，请填写完整的号码。"):
        validate_phone("139****0000")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" 139 0000 0000 ", "13900000000"),
        ("１３９００００００００", "13900000000"),
        ("（0351）0000000", "0351-0000000"),
        ("0351—0000000", "0351-0000000"),
        ("0351-0000000 13900000000", "0351-0000000、13900000000"),
        ("13900000000，13900000001；", "13900000000、13900000001"),
        ("13900000000\n0351-0000000", "13900000000、0351-0000000"),
        ("139-0000-0000", "13900000000"),
        ("+86 139 0000 0000", "13900000000"),
        ("0086-0351-0000000", "0086-0351-0000000"),
        ("无", "无"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_stored_half_width_and_without_blanks(text, stored):
    assert normalise_phone(text) == stored


def test_an_address_pasted_from_word_becomes_half_width():
    assert normalise_email(" office＠example．cn ") == "office@example.cn"
