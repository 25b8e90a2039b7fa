"""The ledger from Excel: what a workbook would change, row by row, and that it is stored so."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.audit import history
from portal.choices import OrganisationKind
from portal.models import KindPeriod
from portal.worksheets import ImportRefused
from reports.contents import progress_text, tasks_text
from reports.forms.imports import preview_of
from reports.imports import task_titles
from reports.models import CityMonth, LedgerChange, LedgerLine
from reports.plans import plan_of, tasks_of
from reports.services.imports import import_ledger
from reports.services.lines import mark_unchanged, save_line
from reports.services.plans import save_texts
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import figure_of, line_of, listed, moment, report_month, task_of
from tests.portal.worksheet_samples import AREA, HEAD, book, ledger, saved

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
KIND = "文旅康养示范区创建单位"
NAME, OTHER = "青岚谷康养有限公司", "松涛里康养有限公司"


@pytest.fixture(autouse=True)
def today():
    with clock.at(moment(2026, 3, 28, 10)):
        yield


@pytest.fixture
def unit(places):
    return places["unit"]


@pytest.fixture
def march(taiyuan, places):
    return CityMonth(city=taiyuan, month=MARCH)


def row(name=NAME, goal=None, tasks=None, schedule=None, progress=None, kind=KIND):
    return [kind, name, goal, tasks, schedule, progress]


@pytest.fixture
def look(march, cast):
    """The preview of a workbook, or of rows under the official head."""

    def preview(*rows, made=None, **options):
        return preview_of(saved(made or ledger(*rows, **options)), march, cast["city"])

    return preview


@pytest.fixture
def take_over(march, cast):
    def store(preview, actor="city"):
        return import_ledger(
            city=march.city_id, month=MARCH, rows=preview.planned, actor=cast[actor]
        )

    return store


def told(preview):
    """Action and changed cells of each row."""
    return [
        (line.action, [(change.label, change.before, change.after) for change in line.changes])
        for line in preview.lines
    ]


def troubles(preview):
    return [(trouble.place, trouble.message) for trouble in preview.troubles]


def refusal(look, *rows, **options):
    with pytest.raises(ImportRefused) as refused:
        look(*rows, **options)
    return str(refused.value)


def line(unit):
    return LedgerLine.objects.get(organisation=unit, city_month__month=MARCH)


# --- what would become of a row --------------------------------------------------------------


def test_row_of_a_unit_without_anything_is_new(look):
    preview = look(
        row(goal="接待游客100万人次。", tasks="1.建成步道\n2.开发产品", progress="开工。")
    )

    assert told(preview) == [
        (
            "新增",
            [
                ("年度目标", "", "接待游客100万人次。"),
                ("年度重点任务", "", "1. 建成步道\n2. 开发产品"),
                ("本月工作进展", "", "开工。"),
            ],
        )
    ]
    assert preview.counts == [("新增", 1), ("修改", 0), ("未变", 0), ("拒绝", 0)]
    assert [unit.name for unit in preview.missing] == [OTHER]


def test_preview_stores_nothing(look):
    look(row(goal="目标", tasks="建成步道", schedule="安排", progress="开工。"))

    assert LedgerLine.objects.count() + CityMonth.objects.count() == 0


def test_stored_text_that_is_replaced_is_a_change(look, cast, unit):
    save_texts(
        organisation=unit, year=2026, values={"goal": "目标甲"}, version=0, actor=cast["clerk"]
    )
    line_of(unit, MARCH, progress="主体完工。")

    preview = look(row(goal="目标乙", progress="主体完工。"), row(OTHER, progress="开工。"))

    assert told(preview) == [
        ("修改", [("年度目标", "目标甲", "目标乙")]),
        ("新增", [("本月工作进展", "", "开工。")]),
    ]


def test_what_only_fills_a_blank_is_new(look, cast, unit):
    save_texts(
        organisation=unit, year=2026, values={"goal": "目标"}, version=0, actor=cast["clerk"]
    )

    preview = look(row(goal="目标", progress="开工。"))

    assert told(preview) == [("新增", [("本月工作进展", "", "开工。")])]


def test_empty_cell_keeps_what_is_stored_and_says_so(look, cast, unit):
    save_texts(
        organisation=unit, year=2026, values={"goal": "目标"}, version=0, actor=cast["clerk"]
    )
    line_of(unit, MARCH)

    preview = look(row())

    assert told(preview) == [("未变", [])]
    assert [told.text for told in preview.lines[0].told] == [
        "与系统一致。",
        "文件中空白，保留系统中的内容：年度目标、本月工作进展。",
    ]
    assert preview.planned == []


@pytest.mark.parametrize(
    "fields",
    [
        {"progress": "主体完工。"},
        {"progress": "主体完工。", "is_unchanged": True},
        {"progress": "无", "nothing_reason": "冬季停工"},
        {"progress": "", "missing_reason": "单位停业"},
    ],
)
def test_progress_as_it_is_printed_is_no_change(look, unit, fields):
    stored = line_of(unit, MARCH, **fields)

    preview = look(row(progress=progress_text(stored)))

    assert told(preview) == [("未变", [])]


# --- cells -----------------------------------------------------------------------------------


def test_texts_are_limited_as_in_the_forms(look):
    preview = look(
        row(goal="字" * 1001, tasks="字" * 2001, schedule="字" * 2001, progress="字" * 1001)
    )

    assert troubles(preview) == [
        ("台账!C2", "最多1000字，现为1001字，请删减。"),
        ("台账!D2", "最多2000字，现为2001字，请删减。"),
        ("台账!E2", "最多2000字，现为2001字，请删减。"),
        ("台账!F2", "最多1000字，现为1001字，请删减。"),
    ]
    assert (preview.refused, preview.planned) == (1, [])


def test_texts_at_their_limit_are_taken(look):
    preview = look(
        row(goal="字" * 1000, tasks="字" * 2000, schedule="字" * 2000, progress="字" * 1000)
    )

    assert [line.action for line in preview.lines] == ["新增"]


def test_formula_is_refused_and_the_next_row_taken(look):
    preview = look(row(goal="=SUM(A1:A3)", progress="开工。"), row(OTHER, progress="开工。"))

    assert troubles(preview) == [("台账!C2", "单元格是公式，请复制后选择“粘贴为数值”再上传。")]
    assert [line.action for line in preview.lines] == ["拒绝", "新增"]
    assert [planned.texts for planned in preview.planned] == [{"progress": "开工。"}]


def test_unchanged_is_taken_where_there_is_a_last_text(look, unit):
    line_of(unit, FEBRUARY, progress="主体完工。")

    preview = look(row(progress="本月无变化"), row(OTHER, progress="本月无变化。"))

    assert told(preview)[0] == (
        "新增",
        [("本月工作进展", "", "本月无变化。（上月进展：主体完工。）")],
    )
    assert troubles(preview) == [
        (
            "台账!F3",
            "本单位以前没有填报过进展，不能写“本月无变化”，请写明本月工作进展。",
        )
    ]


def test_not_reported_is_no_progress(look):
    preview = look(row(progress="未报（单位停业）"), row(OTHER, progress="未报批手续补办3项。"))

    assert troubles(preview) == [
        ("台账!F2", "单位未报的请在台账页面注明原因，文件中留空或写明本月工作进展。")
    ]


# --- whose row it is ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["青岚谷康养 有限公司", "青岚谷康养公司", "太原市青岚谷", "青岚谷（创建单位）"]
)
def test_name_in_another_spelling_is_understood_with_a_note(look, name):
    preview = look(row(name, progress="开工。"))

    assert [line.row.name for line in preview.lines] == [NAME]
    assert preview.lines[0].row.hints == [f"“{name}”按“{NAME}”识别"]


def test_unknown_name_is_refused_with_the_nearest(look):
    preview = look(row("松风里康养有限公司", progress="开工。"))

    assert troubles(preview) == [
        (
            "台账!B2",
            f"没有找到单位“松风里康养有限公司”，是否为“{OTHER}”？请按系统中的单位名称填写。",
        )
    ]


def test_unit_of_another_city_is_refused(look):
    preview = look(row("云上泉康养有限公司", progress="开工。"))

    assert troubles(preview) == [
        ("台账!B2", "“云上泉康养有限公司”是大同市的单位，不在本市台账中，请删去这一行。")
    ]


def test_unit_that_is_not_yet_listed_is_refused(look, taiyuan):
    later = OrganisationFactory(name="新泉康养有限公司", city=taiyuan)
    KindPeriod.objects.create(organisation=later, kind=later.kind, since=date(2026, 4, 1))

    preview = look(row(later.name, progress="开工。"))

    assert troubles(preview) == [
        ("台账!B2", "“新泉康养有限公司”2026年3月不在册，无需填报，请删去这一行。")
    ]


def test_unit_that_stands_twice_is_refused_in_both_rows(look):
    preview = look(row(progress="甲"), row(OTHER, progress="乙"), row("青岚谷", progress="丙"))

    assert troubles(preview) == [
        ("台账!B2", f"“{NAME}”在台账!B4又出现一次，请合并为一行。"),
        ("台账!B4", f"“{NAME}”在台账!B2又出现一次，请合并为一行。"),
    ]
    assert [line.action for line in preview.lines] == ["拒绝", "新增", "拒绝"]


def test_wrong_group_is_pointed_out_and_the_register_counts(look):
    preview = look(
        row(kind=AREA, progress="开工。"), row(OTHER, kind="创建单位", progress="开工。")
    )

    assert [line.row.hints for line in preview.lines] == [
        [f"单位类型写作“{AREA}”，在册类型为“{KIND}”，以在册类型为准"],
        [],
    ]
    assert preview.refused == 0


# --- whose month and city it is ----------------------------------------------------------------


def headed(head, *titles, sheet="Sheet1", **options):
    return book(
        *([title] for title in titles),
        [*HEAD[:5], head],
        row(progress="开工。"),
        title=sheet,
        **options,
    )


@pytest.mark.parametrize(
    ("head", "titles", "sheet"),
    [
        ("（3）月份工作进展", (), "Sheet1"),
        ("本月工作进展", (), "Sheet1"),
        ("3月份工作进展情况", ("２０２６年３月月调度台账",), "Sheet1"),
        ("三月份工作进展", ("2026年1—3月", "填报日期：2026年4月2日"), "Sheet1"),
        ("（ ）月份工作进展", ("太原市文化和旅游局（市级文旅部门填报）",), "2026.03"),
    ],
)
def test_file_of_this_month_is_read(look, head, titles, sheet):
    assert [line.action for line in look(made=headed(head, *titles, sheet=sheet)).lines] == ["新增"]


@pytest.mark.parametrize(
    ("head", "titles", "sheet", "named"),
    [
        ("（2）月份工作进展", (), "Sheet1", ("2月份", "（2）月份工作进展")),
        ("（3）月份工作进展", ("2026年2月台账",), "Sheet1", ("2026年2月", "2026年2月台账")),
        ("（3）月份工作进展", ("2025年3月",), "Sheet1", ("2025年3月", "2025年3月")),
        ("十二月份工作进展", (), "3月", ("12月份", "十二月份工作进展")),
        ("本月工作进展", (), "2月", ("2月份", "2月")),
    ],
)
def test_file_of_another_month_is_refused(look, head, titles, sheet, named):
    assert refusal(look, made=headed(head, *titles, sheet=sheet)) == (
        f"文件是{named[0]}的（“{named[1]}”），本页是2026年3月台账，没有导入。"
        "请到文件所属月份的台账页面导入；月份没有改的，请改正表头和标题后重新上传。"
    )


def test_sheets_of_other_months_beside_this_one_are_left_out(look):
    february = [[*HEAD[:5], "（2）月份工作进展"], row(progress="二月。")]

    preview = look(made=headed("（3）月份工作进展", sheet="3月", others={"2月": february}))

    assert told(preview) == [("新增", [("本月工作进展", "", "开工。")])]
    assert preview.notes == ["工作表“2月”是2月份的，没有读取。"]


def test_file_of_another_city_is_refused(look):
    made = headed("（3）月份工作进展", "大同市文化和旅游局（市级文旅部门填报）")

    assert refusal(look, made=made) == (
        "文件是大同市的（“大同市文化和旅游局（市级文旅部门填报）”），本页是太原市台账，没有导入，"
        "请核对后上传本市的文件。"
    )


# --- as offices send it ------------------------------------------------------------------------


def test_sheet_of_an_office_is_read_with_its_notes(look):
    made = book(
        ["文旅康养集聚区及文旅康养示范区和创建单位重点工作月调度台账"],
        ["太原市文化和旅游局（市级文旅部门填报）", None, None, None, None, "２０２６年３月"],
        ["单位名称", "类别", "3月份工作进展", "全年目标", "备注"],
        [NAME + "  ", "文旅康养示范区\n创建单位", "  开工。 ", "接待游客100万人次", "甲"],
        ["· · · ·", None, "· · · ·"],
        [None, None, None],
        [OTHER, None, "完成投资820万元。", None],
        ["（此表可扩展。填报时，请对应类别进行填报，并于每月底前报送。）"],
        title="台账",
        merged=["A1:F1", "B4:B7"],
        others={"通讯录": [["姓名", "电话"], ["某某", "无"]]},
    )

    preview = look(made=made)

    assert told(preview) == [
        ("新增", [("年度目标", "", "接待游客100万人次"), ("本月工作进展", "", "开工。")]),
        ("新增", [("本月工作进展", "", "完成投资820万元。")]),
    ]
    assert "“类别”一列按“单位类型”、“全年目标”一列按“年度目标”读取，请核对。" in preview.notes
    assert "“备注”列不在模板中，没有读取。" in preview.notes


@pytest.mark.parametrize(
    ("heads", "texts"),
    [
        (
            ["（1）月份工作进展", "（2）月份工作进展", "（3）月份工作进展"],
            ["一月", "二月", "开工。"],
        ),
        (["上月工作进展", "本月工作进展", "下月工作安排"], ["二月", "开工。", "四月"]),
        (["二月份工作进展", "三月份工作进展", "1-3月份工作进展"], ["二月", "开工。", "一季度"]),
    ],
)
def test_of_several_months_side_by_side_that_of_the_page_is_read(look, heads, texts):
    preview = look(made=book(["单位名称", "年度目标", *heads], [NAME, "目标", *texts]))

    assert told(preview) == [("新增", [("年度目标", "", "目标"), ("本月工作进展", "", "开工。")])]


def test_name_that_is_repeated_before_each_task_is_one_row(look):
    preview = look(
        row(goal="目标", tasks="1.新建步道", schedule="全年", progress="步道开工。"),
        row(goal="目标", tasks="2.培训导游", schedule="全年", progress="培训3场。"),
        row(tasks="3.改造民宿"),
        row(OTHER, tasks="1.修路"),
    )

    assert [line.row.number for line in preview.lines] == [2, 5]
    assert preview.lines[0].row.texts == {
        "goal": "目标",
        "tasks": "1.新建步道\n2.培训导游\n3.改造民宿",
        "schedule": "全年",
        "progress": "步道开工。\n培训3场。",
    }
    assert preview.lines[0].row.hints == ["第3、4行是同一单位的其他任务，已合为一条，请核对"]


def test_two_rows_of_one_unit_with_two_goals_are_twins(look):
    preview = look(row(goal="甲", tasks="修路"), row(goal="乙", tasks="架桥"))

    assert [place for place, _ in troubles(preview)] == ["台账!B2", "台账!B3"]


@pytest.mark.parametrize("text", ["/", "—", "……", " - "])
def test_cell_that_says_nothing_keeps_what_is_stored(look, unit, text):
    line_of(unit, MARCH, progress="开工。")

    preview = look(row(progress=text, goal="目标"))

    assert told(preview) == [("新增", [("年度目标", "", "目标")])]
    assert preview.lines[0].kept == ["本月工作进展"]


@pytest.mark.parametrize("text", ["无变化", "同上月。", "与上月一致", "较上月无变化"])
def test_month_without_change_may_be_said_in_other_words(look, unit, text):
    line_of(unit, FEBRUARY, progress="开工。")

    preview = look(row(progress=text))

    assert told(preview) == [("新增", [("本月工作进展", "", "本月无变化。（上月进展：开工。）")])]


def test_title_of_another_year_is_pointed_out(look):
    title = ["2025年文旅康养重点工作月调度台账"]

    preview = look(made=book(title, HEAD, row(progress="开工。")))

    assert preview.notes == [
        "标题“2025年文旅康养重点工作月调度台账”写的是2025年，本页是2026年，请核对文件是否选错。"
    ]


def test_table_without_units_is_refused(look):
    assert refusal(look, ["· · · ·", None, None, None, None, None]) == (
        "表中没有填写单位，请填写后上传。"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_preview_costs_constant_queries(look, taiyuan, count, django_assert_num_queries):
    names = [f"{name}康养有限公司" for name in ("云溪谷", "百草坡", "听雨轩")[:count]]
    for name in names:
        unit = OrganisationFactory(name=name, city=taiyuan, zone_name="")
        figure_of(line_of(unit, FEBRUARY), task_of(unit, 2026, Decimal(200)), 10)
    rows = [
        row(name, goal="目标", tasks="1. 新建步道\n2. 产品", progress="开工。") for name in names
    ]

    # cities, everybody, members, plans, tasks, lines, months with figures; the engine's
    # transaction with its three parts, which is taken back
    with django_assert_num_queries(16):
        preview = look(*rows)

    assert [line.action for line in preview.lines] == ["修改"] * count


# --- 年度重点任务 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("1. 建成步道\n2. 开发产品", ["建成步道", "开发产品"]),
        ("1.建成步道；2.开发产品；3、培训4期。", ["建成步道；", "开发产品；", "培训4期。"]),
        ("（1）建成步道\n（2）开发产品", ["建成步道", "开发产品"]),
        ("一、建成步道\n二、开发产品", ["建成步道", "开发产品"]),
        ("①建成步道\n②开发产品", ["建成步道", "开发产品"]),
        ("• 建成步道\n• 开发产品", ["建成步道", "开发产品"]),
        ("建成步道\n\n开发产品", ["建成步道", "开发产品"]),
        ("1. 建成步道：\n长3.5公里\n2. 开发产品", ["建成步道： 长3.5公里", "开发产品"]),
        ("3.5公里步道建成", ["3.5公里步道建成"]),
        ("建成步道", ["建成步道"]),
        ("", []),
    ],
)
def test_items_of_a_cell_are_tasks(text, titles):
    assert task_titles(text) == titles


PLAIN = st.text(alphabet="建成步道开发产品；。5万", min_size=1, max_size=12).filter(
    lambda text: not text[0].isdigit()
)


@given(st.lists(PLAIN, min_size=1, max_size=12))
def test_titles_come_back_from_their_printed_text(titles):
    assert task_titles(tasks_text(titles)) == titles


def test_tasks_that_keep_their_title_keep_their_figures(look, take_over, unit):
    task = task_of(unit, 2026, Decimal(200), title="新建步道；")
    figure_of(line_of(unit, FEBRUARY), task, 10)

    preview = look(row(tasks="1.开发产品；\n2.新建步道"))
    take_over(preview)

    assert told(preview)[0][1] == [("年度重点任务", "新建步道；", "1. 开发产品；\n2. 新建步道")]
    stored = tasks_of(plan_of(unit, 2026))
    assert [(one.title, one.indicator, one.target) for one in stored] == [
        ("开发产品；", "", None),
        ("新建步道", "步道", Decimal(200)),
    ]
    assert stored[1].pk == task.pk


def test_file_does_not_delete_a_task_with_figures(look, unit):
    figure_of(line_of(unit, FEBRUARY), task_of(unit, 2026, Decimal(200)), 10)

    preview = look(row(tasks="1. 开发产品", progress="开工。"))

    assert troubles(preview) == [
        (
            "台账!D2",
            "任务“新建步道”（已有2月数据）不能由导入删除或改写，请保留原文；改写请在年度计划页面办理。",
        )
    ]


# --- stored ------------------------------------------------------------------------------------


def test_accepted_rows_are_stored_through_the_services(look, take_over, cast, unit):
    preview = look(
        row(goal="目标", tasks="1.步道\n2.产品", schedule="安排", progress="开工。"),
        row(OTHER, progress="无（冬季停工）"),
    )

    month = take_over(preview)

    plan = plan_of(unit, 2026)
    assert (plan.goal, plan.schedule, plan.saved_by) == ("目标", "安排", cast["city"])
    assert [task.title for task in tasks_of(plan)] == ["步道", "产品"]
    assert (line(unit).progress, line(unit).saved_by) == ("开工。", cast["city"])
    other = LedgerLine.objects.get(organisation__name=OTHER)
    assert (other.progress, other.nothing_reason) == ("无", "冬季停工")
    entry = history(month).last()
    assert (entry.label, entry.note) == ("从Excel导入", f"{NAME}、{OTHER}")


def test_import_leaves_the_citys_trace(look, take_over, cast, unit):
    save_line(
        organisation=listed(unit),
        month=MARCH,
        values={"progress": "单位写的进展。"},
        version=0,
        actor=cast["clerk"],
    )

    take_over(look(row(progress="市里改的进展。")))

    assert list(LedgerChange.objects.values_list("before", "after", "actor")) == [
        ("单位写的进展。", "市里改的进展。", cast["city"].pk)
    ]


@pytest.mark.parametrize("written", ["", "写过的进展。"])
def test_unchanged_is_stored_as_unchanged(look, take_over, unit, written):
    line_of(unit, FEBRUARY, progress="主体完工。")
    if written:
        line_of(unit, MARCH, progress=written)

    take_over(look(row(progress="本月无变化")))

    assert (line(unit).progress, line(unit).is_unchanged) == ("主体完工。", True)


def test_new_text_ends_unchanged(look, take_over, cast, unit):
    line_of(unit, FEBRUARY, progress="主体完工。")
    mark_unchanged(organisation=listed(unit), month=MARCH, actor=cast["city"])

    take_over(look(row(progress="试运营。")))

    assert (line(unit).progress, line(unit).is_unchanged) == ("试运营。", False)


def test_what_somebody_saved_meanwhile_stops_the_whole_import(look, take_over, cast, unit, places):
    preview = look(row(progress="开工。"), row(OTHER, progress="开工。"))
    save_line(
        organisation=listed(places["other_unit"]),
        month=MARCH,
        values={"progress": "抢先。"},
        version=0,
        actor=cast["other_head"],
    )

    with pytest.raises(ImportRefused) as refused:
        take_over(preview)

    assert str(refused.value) == (
        f"“{OTHER}”在预览之后有人修改过，没有导入，请重新上传文件并核对预览。"
    )
    assert not LedgerLine.objects.filter(organisation=unit).exists()


def test_plan_that_somebody_saved_meanwhile_stops_it_too(look, take_over, cast, unit):
    preview = look(row(progress="开工。"))
    save_texts(
        organisation=unit, year=2026, values={"goal": "目标"}, version=0, actor=cast["clerk"]
    )

    with pytest.raises(ImportRefused, match="在预览之后有人修改过"):
        take_over(preview)


def test_row_that_fails_takes_all_others_back(look, take_over, unit, places):
    preview = look(row(progress="开工。"), row(OTHER, tasks="1. 开发产品"))
    late = task_of(places["other_unit"], 2026, Decimal(5))
    figure_of(line_of(places["other_unit"], FEBRUARY), late, 1)

    with pytest.raises(ImportRefused, match="任务“新建步道”（已有2月数据）不能由导入"):
        take_over(preview)

    assert not LedgerLine.objects.filter(organisation=unit, city_month__month=MARCH).exists()


def test_reported_month_takes_no_import(look, take_over, cast, places):
    preview = look(row(progress="开工。"))
    for organisation in (places["unit"], places["other_unit"]):
        line_of(organisation, MARCH)
    report_month(places["unit"].city, MARCH, by=cast["city"], at=moment(2026, 3, 28, 9))

    with pytest.raises(ImportRefused, match="本月台账已报省，不能导入"):
        take_over(preview)


@pytest.mark.parametrize("who", ["clerk", "civil", "province", "far_city"])
def test_nobody_but_the_city_imports(look, take_over, who):
    preview = look(row(progress="开工。"))

    with pytest.raises(PermissionDenied, match="只有本市文化和旅游局可以从Excel导入本市台账"):
        take_over(preview, who)


def test_organisation_that_changed_its_group_is_known_by_the_month(look, unit):
    for kind, since in (
        (OrganisationKind.CREATING_UNIT, date(2025, 1, 1)),
        (OrganisationKind.ZONE, MARCH),
    ):
        KindPeriod.objects.create(organisation=unit, kind=kind, since=since)

    preview = look(row(kind=KIND, progress="开工。"))

    assert preview.lines[0].row.hints == [
        f"单位类型写作“{KIND}”，在册类型为“文旅康养示范区”，以在册类型为准"
    ]
