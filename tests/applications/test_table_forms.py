"""Cells and rows of the two tables, as a script or a plain form sends them."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from applications.choices import SectionName
from applications.forms.tables import (
    MAX_ROWS,
    TABLES,
    CellError,
    TableRefused,
    read_rows,
    rows_of_json,
    rows_of_post,
    totals,
    typed_of_lines,
)
from applications.models import InvestmentLine
from applications.services.tables import Row

INVESTMENT, STAFFING = TABLES[SectionName.INVESTMENT], TABLES[SectionName.STAFFING]


def json_row(key="n1", category="1", **cells):
    return {"key": key, "id": None, "category": category, **cells}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2021年3月至2022年10月", "2021.03—2022.10"),
        ("2021.3-2022.10", "2021.03—2022.10"),
        ("2021-03 — 2022-10", "2021.03—2022.10"),
        ("２０２１.３～２０２２.１０", "2021.03—2022.10"),
        ("2021.03—2022.10", "2021.03—2022.10"),
        ("2021年3月", "2021.03"),
        ("建设期两年", "建设期两年"),
        ("", ""),
    ],
)
def test_term_is_two_months_or_words(typed, stored):
    assert INVESTMENT.column("term").read(typed) == stored


@pytest.mark.parametrize(
    ("column", "typed", "sentence"),
    [
        ("term", "2021.13—2022.10", "月份应为1至12，现为13，请核对。"),
        ("term", "2022.10—2021.03", "结束月份早于起始月份，请核对。"),
        ("term", "长" * 51, "最多50个字符，现为51个，请删减。"),
        ("purpose", "木" * 101, "最多100个字符，现为101个，请删减。"),
        (
            "amount_wan",
            "12万",
            "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。",
        ),
        ("paid_wan", "-1", "不能填写负数，请核对后填写0或正数。"),
    ],
)
def test_wrong_cell_is_reported_and_left_out(column, typed, sentence):
    rows = rows_of_json(INVESTMENT, [json_row(purpose="木屋") | {column: typed}])

    read = read_rows(INVESTMENT, rows)

    assert read.errors == [CellError("n1", column, sentence)]
    assert column not in read.rows[0].values
    assert read.rows[0].values["remark"] == ""


def test_rows_of_a_script_are_read_in_order():
    sent = [
        json_row("31", "2", id=31, purpose="木屋", amount_wan="1,200.5", paid_wan="１０００"),
        json_row("n1", "1"),
        {**json_row("n2", "1", purpose="土地"), "id": None},
    ]
    sent[0]["id"] = 31

    read = read_rows(INVESTMENT, rows_of_json(INVESTMENT, sent))

    nothing = dict.fromkeys(("amount_wan", "paid_wan", "unpaid_wan"))
    assert read.rows == [
        Row(
            "31",
            {
                "purpose": "木屋",
                "term": "",
                "amount_wan": Decimal("1200.50"),
                "paid_wan": Decimal("1000.00"),
                "unpaid_wan": Decimal("200.50"),
                "remark": "",
                "category": 2,
            },
            31,
        ),
        Row("n2", {"purpose": "土地", "term": "", **nothing, "remark": "", "category": 1}),
    ]


@pytest.mark.parametrize(
    ("amount", "paid", "unpaid", "stored"),
    [
        ("100", "60", "", Decimal("40.00")),
        ("100", "100", "", Decimal("0.00")),
        ("100", "60", "30", Decimal("30.00")),
        ("100", "60", "0", Decimal("0.00")),
        ("100", "120", "", None),
        ("100", "", "", None),
    ],
)
def test_unpaid_left_blank_is_what_remains(amount, paid, unpaid, stored):
    row = json_row(amount_wan=amount, paid_wan=paid, unpaid_wan=unpaid)

    read = read_rows(INVESTMENT, rows_of_json(INVESTMENT, [row]))

    assert read.rows[0].values["unpaid_wan"] == stored


def test_refused_unpaid_is_not_filled_in():
    row = json_row(amount_wan="100", paid_wan="60", unpaid_wan="约40")

    read = read_rows(INVESTMENT, rows_of_json(INVESTMENT, [row]))

    assert "unpaid_wan" not in read.rows[0].values


def test_rows_of_a_plain_form_are_read_in_order():
    post = QueryDict(
        "row=12&12-form=劳务派遣&12-contracted=3&row=new&new-form=&row=x&x-form=实习&x-remark=暑期"
    )

    rows = rows_of_post(STAFFING, post)

    assert [(row.key, row.pk, row.cells["form"]) for row in rows] == [
        ("12", 12, "劳务派遣"),
        ("x", None, "实习"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        None,
        "rows",
        [1],
        [json_row(category="11", purpose="木屋")],
        [json_row(category="", purpose="木屋")],
        [json_row(purpose="木屋"), json_row(purpose="客栈")],
    ],
)
def test_what_is_no_table_of_the_page_is_refused(rows):
    with pytest.raises(TableRefused, match="页面内容不完整，请刷新后重试。"):
        rows_of_json(INVESTMENT, rows)


def test_table_has_a_last_row():
    rows = [json_row(f"n{number}", purpose="木屋") for number in range(MAX_ROWS + 1)]

    assert len(rows_of_json(INVESTMENT, rows[:-1])) == MAX_ROWS
    with pytest.raises(TableRefused, match="一张表最多1000行，现为1001行"):
        rows_of_json(INVESTMENT, rows)


def test_totals_are_sums_of_stored_lines():
    lines = [
        InvestmentLine(category=1, amount_wan=Decimal("0.10"), paid_wan=Decimal("0.10")),
        InvestmentLine(category=1, amount_wan=Decimal("0.20")),
        InvestmentLine(category=10, amount_wan=Decimal("1234.00"), unpaid_wan=Decimal(4)),
    ]

    sums = totals(INVESTMENT, lines)

    assert sums["1"] == {"amount_wan": "0.30", "paid_wan": "0.10", "unpaid_wan": "0.00"}
    assert sums["2"] == {"amount_wan": "0.00", "paid_wan": "0.00", "unpaid_wan": "0.00"}
    assert sums[""] == {"amount_wan": "1,234.30", "paid_wan": "0.10", "unpaid_wan": "4.00"}


def test_stored_lines_are_shown_as_they_are_typed():
    line = InvestmentLine(pk=7, category=3, purpose="步道", amount_wan=Decimal(1200))

    (row,) = typed_of_lines(INVESTMENT, [line])

    assert (row.key, row.pk, row.category) == ("7", 7, "3")
    assert row.cells == {
        "purpose": "步道",
        "term": "",
        "amount_wan": "1,200.00",
        "paid_wan": "",
        "unpaid_wan": "",
        "remark": "",
    }
