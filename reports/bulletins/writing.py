"""The sentences of a bulletin, from its figures alone; correct for none, one and many."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from applications.documents.stamp import full_date, numeral
from portal import numbers
from reports.bulletins.counting import CityCount, Row, cities_of, total
from reports.choices import CellState, Light, RequestKind, Stage
from reports.ranking import RULE

Figures = dict[str, Any]

ADDRESSEES = "各市文化和旅游局"
CLOSING = "特此通报。"
NEXT = (
    "请各市文化和旅游局继续落实月调度制度，每月底前组织本市文旅康养集聚区、文旅康养示范区和创建单位"
    "如实填报工作进展，逐家核对后按时报送；对进展滞后的单位加强督促指导，"
    "对存在的问题和需协调的事项认真研究、推动解决。"
)
#: Sections of a new draft, in order; the key of each is that of its text.
TITLES = {
    "returns": "报送情况",
    "indicators": "主要指标",
    "lights": "进展亮灯",
    "problems": "存在的主要问题",
    "requests": "需协调事项",
    "ranking": "调度排队",
    "next": "下一步工作",
}
RANKING = "ranking"
#: What a city did with its month: of one, of all, of some.
DEEDS = {
    CellState.ON_TIME: ("按时报送", "全部按时报送", "按时报送"),
    CellState.LATE: ("逾期报送", "全部逾期报送", "逾期报送"),
    CellState.MISSING: ("未报送", "均未报送", "未报送"),
    CellState.PENDING: ("尚未报送", "均尚未报送", "未到期、尚未报送"),
}
#: Indicators told in the text; all of them stand in the annex.
TOLD = 10
#: A place shared by more than so many is told by their number.
NAMED = 10
MONEY = ("万元", "亿元")


def written(figures: Figures) -> dict[str, str]:
    """Every text that the system writes: title, addressees, lead, closing and the sections."""
    sections = {key: "\n".join(write(figures)) for key, write in WRITERS.items()}
    return {
        "title": f"关于{period(figures)}文旅康养集聚区、文旅康养示范区重点工作调度情况的通报",
        "addressees": ADDRESSEES,
        "lead": lead(figures),
        **sections,
        "closing": CLOSING,
    }


def period(figures: Figures) -> str:
    return f"{figures['year']}年{figures['month']}月"


def lead(figures: Figures) -> str:
    day = full_date(date.fromisoformat(figures["counted_on"]))
    return (
        "按照《山西省文化和旅游厅 山西省民政厅关于印发〈2024年加快推进文旅康养集聚区、文旅康养示范区建设"
        "实施方案〉的通知》（晋文旅发〔2024〕7号）关于月调度的要求，省文化和旅游厅对各市"
        f"{period(figures)}文旅康养集聚区、文旅康养示范区和创建单位重点工作进展情况进行了调度。"
        f"现将有关情况通报如下（数据截至{day}）。"
    )


# --- words -------------------------------------------------------------------------------


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """95.0%, rounded half up; ``whole`` is not 0."""
    share = Decimal(100 * part) / Decimal(whole)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP):,}%"


def number(value: str, unit_word: str) -> str:
    """Money with two decimals, everything else with as many as it needs; empty for nothing."""
    if not value:
        return ""
    write = numbers.format_amount if unit_word in MONEY else numbers.format_figure
    return write(Decimal(value))


def full_name(row: Row) -> str:
    """太原市青岚谷康养有限公司; a name that begins with its city's is whole already."""
    city, name = row["city"], row["name"]
    return name if name.startswith(city.removesuffix("市")) else city + name


def listed(rows: Iterable[Row]) -> str:
    return "、".join(map(full_name, rows))


def counted(pairs: Iterable[tuple[str, int]]) -> str:
    """«黄灯2个、红灯1个»: every word whose number is not 0."""
    return "、".join(f"{word}{count}个" for word, count in pairs if count)


# --- 报送情况 ------------------------------------------------------------------------------


def returns(figures: Figures) -> Iterator[str]:
    cities = cities_of(figures)
    whole = total(cities)
    yield of_cities(cities) + of_units(whole) + repeated(whole)
    for rows, word in ((figures["missing"], "未报送"), (figures["late"], "逾期报送")):
        if rows:
            yield f"{word}的单位有{len(rows)}个：{listed(rows)}。"
    if cities:
        yield "各市报送情况见附件1。"


def of_cities(cities: Sequence[CityCount]) -> str:
    """«本月11个市全部按时报送台账。»"""
    found = {
        state: names
        for state in DEEDS
        if (names := [city.city for city in cities if city.state == state])
    }
    asked = sum(map(len, found.values()))
    if not asked:
        return "本月没有应报送台账的市。"
    if asked == 1:
        (state, (name,)) = found.popitem()
        return f"本月应报送台账的市只有{name}，{DEEDS[state][0]}。"
    if len(found) == 1:
        return f"本月{asked}个市{DEEDS[next(iter(found))][1]}台账。"
    parts = [
        f"{DEEDS[state][2]}{len(names)}个" + in_brackets(state, names)
        for state, names in found.items()
    ]
    return f"本月应报送台账的市{asked}个，其中{'，'.join(parts)}。"


def in_brackets(state: CellState, names: Sequence[str]) -> str:
    """Whoever was not in time is named."""
    return "" if state == CellState.ON_TIME else f"（{'、'.join(names)}）"


def of_units(whole: CityCount) -> str:
    """«在册单位62个，其中免报2个；应报单位60个，按时报送57个…，按时报送率95.0%。»"""
    if not whole.members:
        return "本月没有在册单位。"
    apart = counted([("免报", whole.excused), ("未到期", whole.pending)])
    head = f"在册单位{whole.members}个" + (f"（其中{apart}）" if apart else "")
    if not whole.due:
        return f"{head}，没有应报单位。"
    rest = counted([("逾期报送", whole.late), ("未报送", whole.missing)])
    came = f"按时报送{whole.on_time}个" + (f"、{rest}" if rest else "")
    return f"{head}，应报{whole.due}个，{came}，按时报送率{percent(whole.on_time, whole.due)}。"


def repeated(whole: CityCount) -> str:
    pairs = (("填报“本月无变化”的", whole.unchanged), ("进展内容与上月相同的", whole.identical))
    told = counted(pairs)
    return f"已报送的单位中，{told}。" if told else ""


# --- 主要指标 ------------------------------------------------------------------------------


def indicators(figures: Figures) -> Iterator[str]:
    rows = figures["indicators"]
    if rows:
        yield f"根据{figures['merged']}个市报送的台账汇总，年度重点任务数据如下。"
        yield from map(of_indicator, rows[:TOLD])
        rest = len(rows) - TOLD
        yield f"其余{rest}项指标见附件2。" if rest > 0 else "主要指标完成情况见附件2。"
    elif figures["merged"]:
        yield "各市报送的台账中没有填报年度任务数据。"
    else:
        yield "本月没有市报送台账，无可汇总的指标。"
    yield of_projects(figures["projects"])


def of_indicator(row: Row) -> str:
    """«接待游客（3个单位）：本月1.2万人次，累计3万人次，完成年度目标12万人次的25.0%。»"""
    month, reached, target = (
        number(row[name], row["unit_word"]) for name in ("month", "cumulative", "target")
    )
    unit = row["unit_word"]
    this_month = f"本月{month}{unit}" if month else "本月未填报"
    share = percent(Decimal(row["cumulative"]), Decimal(row["target"]))
    return (
        f"{row['indicator']}（{row['units']}个单位）：{this_month}，累计{reached}{unit}，"
        f"完成年度目标{target}{unit}的{share}。"
    )


def of_projects(row: Row) -> str:
    """«重大项目12个，总投资123,456.00万元，累计完成投资45,000.00万元；谋划2个、在建10个。»"""
    if not row["count"]:
        return "各单位没有登记重大项目。"
    stages = counted(
        [(stage.label, row["stages"].get(stage, 0)) for stage in Stage]
        + [("未填阶段", row["stages"].get("", 0))]
    )
    invested = money("总投资", row["investment"], known=row["priced"], of=row["count"])
    completed = money("累计完成投资", row["completed"], known=row["paid"], of=row["count"])
    return f"重大项目{row['count']}个，{invested}，{completed}；按阶段分，{stages}。"


def money(word: str, value: str, *, known: int, of: int) -> str:
    """A sum in 万元, and how many have not told theirs."""
    if not known:
        return f"{word}未填报"
    silent = f"（{of - known}个项目未填报）" if known < of else ""
    return f"{word}{number(value, '万元')}万元{silent}"


# --- 进展亮灯 ------------------------------------------------------------------------------


def lights(figures: Figures) -> Iterator[str]:
    whole = total(cities_of(figures))
    told = counted([("绿灯", whole.green), ("黄灯", whole.yellow), ("红灯", whole.red)])
    yield (
        f"本月亮灯单位{whole.green + whole.yellow + whole.red}个：{told}。"
        if told
        else ("本月没有亮灯的单位。")
    )
    reds = figures["reds"]
    if reds:
        yield f"亮红灯的单位有{len(reds)}个。"
        for city, rows in groupby(reds, lambda row: row["city"]):
            names = [f"{row['name']}（{row['reason']}）" for row in rows]
            yield f"{city}：{'、'.join(names)}。"
    elif told:
        yield "没有单位亮红灯。"
    yield (
        "亮灯规则：逾期未报，或者年度任务完成率落后于时间进度超过"
        f"{figures['rule']['red_points']}个百分点的，亮{Light.RED.label}；逾期补报，或者落后超过"
        f"{figures['rule']['yellow_points']}个百分点的，亮{Light.YELLOW.label}；"
        f"其余已报送的亮{Light.GREEN.label}。"
    )


# --- 存在的主要问题, 需协调事项 --------------------------------------------------------------


def problems(figures: Figures) -> Iterator[str]:
    rows = figures["problems"]
    if not rows:
        yield "报送的台账中没有反映存在的问题。"
        return
    yield f"报送的台账中有{len(rows)}个单位反映了存在的问题。"
    yield from map(quoted, rows)


def requests(figures: Figures) -> Iterator[str]:
    rows = figures["requests"]
    if not rows:
        yield "报送的台账中没有提出需协调的事项。"
        return
    yield f"报送的台账中有{len(rows)}个单位提出需协调的事项，分类如下。"
    kinds = [kind for kind in RequestKind if any(row["kind"] == kind for row in rows)]
    for place, kind in enumerate(kinds, start=1):
        yield f"（{numeral(place)}）{kind.label}"
        yield from (quoted(row) for row in rows if row["kind"] == kind)


def quoted(row: Row) -> str:
    return f"{full_name(row)}：{row['text']}"


# --- 调度排队, 下一步工作 --------------------------------------------------------------------


def ranking(figures: Figures) -> Iterator[str]:
    if told := places("市", figures["city_places"]):
        yield f"{told}详见附件3。"
    else:
        yield "本年度还没有应报的月份，各市不排名次。"
    if told := ends("单位", figures["unit_places"]):
        yield told
    yield "排队规则：" + "".join(RULE)


def by_rank(rows: Sequence[Row]) -> list[tuple[int, list[Row]]]:
    """Who shares each place, the first first; who has none is left out."""
    ranked = [row for row in rows if row["rank"]]
    return [(rank, list(group)) for rank, group in groupby(ranked, lambda row: row["rank"])]


def places(word: str, rows: Sequence[Row]) -> str:
    """Every place by name."""
    groups = by_rank(rows)
    if len(groups) < 2:
        return of_equals(word, groups)
    return f"各{word}排队：" + "，".join(place(rank, group) for rank, group in groups) + "。"


def ends(word: str, rows: Sequence[Row]) -> str:
    """The first and the last place."""
    groups = by_rank(rows)
    if len(groups) < 2:
        return of_equals(word, groups)
    first, last = groups[0], groups[-1]
    return f"各{word}排队：{place(*first)}；末位{names_of(last[1])}。"


def of_equals(word: str, groups: Sequence[tuple[int, list[Row]]]) -> str:
    """One alone, or all alike, have no order; empty when nobody has a place."""
    if not groups:
        return ""
    (_, rows), *_ = groups
    if len(rows) == 1:
        return f"参加排队的{word}只有{full_name(rows[0])}，不分先后。"
    return f"参加排队的{len(rows)}个{word}并列，不分先后。"


def place(rank: int, rows: Sequence[Row]) -> str:
    return f"{'并列' if len(rows) > 1 else ''}第{rank}名{names_of(rows)}"


def names_of(rows: Sequence[Row]) -> str:
    return listed(rows) if len(rows) <= NAMED else f"{len(rows)}个"


def next_steps(figures: Figures) -> Iterator[str]:
    yield NEXT


WRITERS: dict[str, Callable[[Figures], Iterator[str]]] = {
    "returns": returns,
    "indicators": indicators,
    "lights": lights,
    "problems": problems,
    "requests": requests,
    RANKING: ranking,
    "next": next_steps,
}
