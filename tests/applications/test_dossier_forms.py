"""What people type into the boxes of part 一 and part 二, and what becomes of it."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from applications.choices import SectionName
from applications.forms.dossier import DRAFT_LENGTH, FORM_OF
from applications.forms.fields import AreaField, DayField, LineField, MonthField
from applications.models import Dossier, InvestmentLine
from portal import clock
from portal.choices import Nature

TODAY = datetime(2023, 8, 3, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _in_august():
    with clock.at(TODAY):
        yield


# --- boxes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2021年5月18日", (date(2021, 5, 18), True)),
        ("2021年5月", (date(2021, 5, 1), False)),
        ("2021-05-18", (date(2021, 5, 18), True)),
        ("2021.5", (date(2021, 5, 1), False)),
        ("2021/5/8", (date(2021, 5, 8), True)),
        ("202105", (date(2021, 5, 1), False)),
        ("20210518", (date(2021, 5, 18), True)),
        ("２０２１年 ５月", (date(2021, 5, 1), False)),
        ("2023年8月3日", (date(2023, 8, 3), True)),
        ("", (None, False)),
        (None, (None, False)),
    ],
)
def test_month_field_reads_what_people_write(typed, value):
    assert MonthField().clean(typed) == value


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2021年13月", "月份应为1至12，现为13，请核对。"),
        ("2021年0月", "月份应为1至12，现为0，请核对。"),
        ("2021-02-30", "2021年2月没有30日，请核对。"),
        ("2023年8月4日", "不能晚于今天（2023年8月3日），请核对。"),
        ("2023年9月", "不能晚于今天（2023年8月3日），请核对。"),
        ("1021年5月", "年份1021过早，请核对。"),
        ("去年五月", "请按“2021年5月18日”或“2021年5月”的格式填写。"),
        ("5月18日", "请按“2021年5月18日”或“2021年5月”的格式填写。"),
    ],
)
def test_month_field_says_what_is_wrong(typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        MonthField().clean(typed)

    assert refusal.value.messages == [sentence]


def test_day_field_wants_a_day():
    assert DayField().clean("2023-08-03") == date(2023, 8, 3)
    assert DayField().clean("") is None
    with pytest.raises(ValidationError) as refusal:
        DayField().clean("2023年8月")
    assert refusal.value.messages == ["请填写到日，如“2023年8月1日”。"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("200亩", "200亩等于0.1333平方公里，请填写0.1333。"),
        ("1,500 亩", "1,500亩等于1平方公里，请填写1。"),
        ("３５０公顷", "350公顷等于3.5平方公里，请填写3.5。"),
        ("3.5平方公里", "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"),
        ("0.13333", "小数最多保留4位，请四舍五入后填写。"),
    ],
)
def test_area_in_another_unit_is_answered_with_the_sum(typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        AreaField().clean(typed)

    assert refusal.value.messages == [sentence]


def test_line_is_cleaned_and_never_cut():
    field = LineField(max_length=5)

    assert field.clean("岢岚\t隰县\u200b") == "岢岚 隰县"
    assert "maxlength" not in field.widget.attrs
    with pytest.raises(ValidationError) as refusal:
        field.clean("六个字的名称")
    assert refusal.value.messages == ["最多5个字符，现为6个，请删减后再保存。"]


# --- forms -----------------------------------------------------------------------------


def form(application, name, **data):
    return FORM_OF[name](application, data, only=data)


BASICS = SectionName.BASICS
# fmt: off
TYPED = [
    # box               typed                        stored
    ("credit_code",     "91149901ma0te5t01l",        "91149901MA0TE5T01L"),
    ("credit_code",     "９１１４９９０１ MA0TE5T01L", "91149901MA0TE5T01L"),
    ("email",           "office＠example.com ",      "office@example.com"),
    ("contact_phone",   "0351-0000000",              "0351-0000000"),
    ("area_km2",        "３.5",                       Decimal("3.5000")),
    ("invested_wan",    "1,234.5",                   Decimal("1234.50")),
    ("revenue_year_wan", "0",                        Decimal("0.00")),
    ("employees",       "1,200",                     1200),
    ("visits_year",     "-",                         None),
    ("nature",          "private",                   Nature.PRIVATE),
    ("honours",         "一等奖\r\n\r\n二等奖",        "一等奖\n\n二等奖"),
    ("zone_name",       "",                          ""),
]
REFUSED = [
    ("credit_code",     "91149901MA0TE5T01X",  "统一社会信用代码校验位不符，请逐位核对营业执照。"),
    ("credit_code",     "140000000000001",     "这是15位旧注册号，请填写营业执照上的18位统一社会信用代码。"),
    ("email",           "office.example.com",  "电子邮箱格式不正确，请按“名称@域名”的形式填写。"),
    ("contact_phone",   "0000000",             "“0000000”不是有效的电话号码，请填写11位手机号或带区号的座机号（如0351-1234567）。"),
    ("area_km2",        "0",                   "申报项目面积应大于0平方公里，请核对。"),
    ("area_km2",        "10000.0001",          "申报项目面积不应超过10000平方公里，请核对单位是否为平方公里。"),
    ("invested_wan",    "12万",                "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"),
    ("invested_wan",    "-5",                  "不能填写负数，请核对后填写0或正数。"),
    ("revenue_half_wan", "1.234",              "小数最多保留2位，请四舍五入后填写。"),
    ("employees",       "1.5",                 "请填写整数。"),
    ("nature",          "joint",               "请从列表中选择单位性质。"),
    ("zone_name",       "谷" * 101,             "最多100个字符，现为101个，请删减后再保存。"),
    ("honours",         "奖" * 1001,            "最多1000个字符，现为1001个，请删减后再保存。"),
]
# fmt: on


@pytest.mark.parametrize(("name", "typed", "value"), TYPED)
def test_basics_read_what_was_typed(application, name, typed, value):
    read = form(application, BASICS, **{name: typed})

    assert read.is_valid()
    assert read.values() == {name: value}


@pytest.mark.parametrize(("name", "typed", "sentence"), REFUSED)
def test_basics_say_what_is_wrong_and_keep_the_text(application, name, typed, sentence):
    read = form(application, BASICS, **{name: typed})

    assert not read.is_valid()
    assert read.errors == {name: [sentence]}
    assert (read.values(), read.refused()) == ({}, {name: typed})


def test_opening_is_stored_as_date_and_precision(application):
    month = form(application, BASICS, opened_on="2021年5月")
    empty = form(application, BASICS, opened_on="")

    assert month.is_valid()
    assert month.values() == {"opened_on": date(2021, 5, 1), "opened_has_day": False}
    assert empty.is_valid()
    assert empty.values() == {"opened_on": None, "opened_has_day": False}


def test_labels_carry_the_years_of_the_batch(application):
    fields = FORM_OF[BASICS](application).fields

    assert fields["revenue_year_wan"].label == "2022年营业总收入"
    assert fields["visits_half"].label == "2023年上半年接待人次"


def test_boxes_show_what_is_stored(application):
    Dossier.objects.filter(pk=application.pk).update(
        area_km2=Decimal("3.5"), invested_wan=Decimal("1234.5"), opened_on=date(2021, 5, 1)
    )
    application.dossier.refresh_from_db()

    boxes = FORM_OF[BASICS](application)

    shown = [boxes[name].value() for name in ("area_km2", "invested_wan", "opened_on", "employees")]
    assert shown == ["3.5", "1,234.50", "2021年5月", ""]


@pytest.mark.parametrize("length", [1, 499, 1001, DRAFT_LENGTH])
def test_draft_of_any_length_is_kept(application, length):
    read = form(application, SectionName.ACHIEVEMENTS, achievements="谷" * length)

    assert read.is_valid()


def test_draft_beyond_all_measure_is_refused(application):
    read = form(application, SectionName.ACHIEVEMENTS, achievements="谷" * (DRAFT_LENGTH + 1))

    assert read.errors == {"achievements": ["最多5000个字符，现为5001个，请删减后再保存。"]}


HINTS = [
    ({"area_km2": Decimal("500.0001")}, "area_km2"),
    ({"employees": 20_001}, "employees"),
    ({"visits_year": 999}, "visits_year"),
    ({"visits_year": 1000, "revenue_year_wan": Decimal("500.01")}, "revenue_year_wan"),
    ({"visits_year": 100_000, "revenue_year_wan": Decimal("49.99")}, "revenue_year_wan"),
    ({"opened_on": date(2022, 8, 4)}, "opened_on"),
]
PLAUSIBLE = [
    {"area_km2": Decimal(500)},
    {"employees": 20_000},
    {"visits_year": 1000, "revenue_year_wan": Decimal(500)},
    {"visits_year": 100_000, "revenue_year_wan": Decimal(50)},
    {"opened_on": date(2022, 8, 3)},
    {},
]


@pytest.mark.parametrize(("facts", "name"), HINTS)
def test_odd_figures_are_hinted_at(application, facts, name):
    hints = FORM_OF[BASICS](application).hint(Dossier(**facts))

    assert [box for box, sentences in hints.items() if sentences] == [name]


@pytest.mark.parametrize("facts", PLAUSIBLE)
def test_plausible_figures_are_left_alone(application, facts):
    hints = FORM_OF[BASICS](application).hint(Dossier(**facts))

    assert not any(hints.values())


def test_investment_beside_the_table_is_hinted_at(application):
    InvestmentLine.objects.create(
        application=application, category=1, position=1, amount_wan=Decimal("1200.50")
    )

    differing = FORM_OF[BASICS](application).hint(Dossier(invested_wan=Decimal(1200)))
    equal = FORM_OF[BASICS](application).hint(Dossier(invested_wan=Decimal("1200.50")))

    assert differing["invested_wan"] == [
        "三、投资明细表实际投资金额合计为1,200.50万元，两处应一致，请核对。"
    ]
    assert equal["invested_wan"] == []
