"""The provincial workbook (O10): all ledgers, the matrix, 调度排队, figures, projects, corrections."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports.documents import MergedWorkbook, RankRow
from reports.documents.ledger import ledger_heads
from reports.outputs.progress import Progress, silent
from reports.outputs.sheets import Column, Heading, Table, write_tables

#: Widths of the six official columns.
LEDGER_WIDTHS = (12, 18, 28, 40, 34, 34)


def write_merged(merged: MergedWorkbook, target: Path, progress: Progress = silent) -> None:
    """O10: eight sheets, each in official order of cities and organisations."""
    tables = [
        returns(merged),
        ledgers(merged),
        matrix(merged),
        ranking("各市排队", "市", merged.city_ranks),
        ranking("单位排队", "单位名称", merged.unit_ranks),
        figures(merged),
        projects(merged),
        corrections(merged),
    ]
    properties = {"title": f"{merged.period}文旅康养重点工作调度汇总"}
    write_tables(target, heading(merged), tables, properties=properties, progress=progress)


def heading(merged: MergedWorkbook) -> Heading:
    return Heading.of(
        f"{merged.period}文旅康养重点工作调度",
        merged.data_version,
        f"{merged.period}调度汇总 · {merged.data_version}",
        rehearsal=merged.rehearsal,
    )


def returns(merged: MergedWorkbook) -> Table:
    columns = [
        Column("市", 14),
        Column("报送情况", 12),
        Column("报送时间", 20, "moment"),
        Column("台账版本", 12),
        Column("校验码", 14),
        Column("单位数（家）", 12, "count"),
    ]
    rows = (
        [
            city.city,
            city.state,
            city.submitted_at,
            f"v{city.version}" if city.submitted_at else None,
            city.check_code,
            sum(len(group.rows) for group in city.groups),
        ]
        for city in merged.cities
    )
    return Table("报送情况", columns, rows, frozen_columns=1)


def ledgers(merged: MergedWorkbook) -> Table:
    """The six official columns of every city, behind the name of the city."""
    heads = zip(ledger_heads(merged.month), LEDGER_WIDTHS, strict=True)
    columns = [Column("市", 9), *(Column(title, width) for title, width in heads)]
    return Table("合并台账", columns, ledger_rows(merged), frozen_columns=3)


def ledger_rows(merged: MergedWorkbook) -> Iterator[list[Any]]:
    for city in merged.cities:
        for group in city.groups:
            for row in group.rows:
                yield [city.city, group.kind, *row.texts]


def matrix(merged: MergedWorkbook) -> Table:
    months = max((len(row.cells) for row in merged.matrix), default=merged.month)
    columns = [
        Column("市", 9),
        Column("单位类型", 16),
        Column("单位名称", 28),
        *(Column(f"{month}月", 7) for month in range(1, months + 1)),
        Column("按时（次）", 8, "count"),
        Column("逾期（次）", 8, "count"),
        Column("漏报（次）", 8, "count"),
        Column("按时率", 9, "share"),
    ]
    rows = (
        [
            *(row.city, row.kind, row.unit, *row.cells),
            *(row.on_time, row.late, row.missing, row.rate),
        ]
        for row in merged.matrix
    )
    return Table("完整性矩阵", columns, rows, frozen_columns=3)


def ranking(sheet: str, title: str, ranks: tuple[RankRow, ...]) -> Table:
    columns = [
        Column("名次", 7, "count"),
        Column(title, 30),
        Column("按时率", 10, "share"),
        Column("工作进度", 10, "share"),
        Column("亮灯", 8),
        Column("说明", 44),
    ]
    rows = (
        [row.rank, row.name, row.on_time_rate, row.progress, row.light, row.note] for row in ranks
    )
    return Table(sheet, columns, rows, frozen_columns=2)


def figures(merged: MergedWorkbook) -> Table:
    columns = [
        Column("市", 9),
        Column("单位名称", 26),
        Column("年度重点任务", 36),
        Column("指标", 18),
        Column("计量单位", 9),
        Column("当月", 13, "figure"),
        Column("累计", 13, "figure"),
        Column("年度目标", 13, "figure"),
        Column("完成率", 9, "share"),
    ]
    rows = (
        [
            *(row.city, row.unit, row.task, row.indicator, row.unit_word),
            *(row.month, row.cumulative, row.target, row.rate),
        ]
        for row in merged.figures
    )
    return Table("量化指标", columns, rows, frozen_columns=2)


def projects(merged: MergedWorkbook) -> Table:
    columns = [
        Column("市", 9),
        Column("单位名称", 26),
        Column("项目名称", 30),
        Column("总投资（万元）", 14, "amount"),
        Column("累计完成投资（万元）", 14, "amount"),
        Column("建设阶段", 12),
        Column("形象进度", 44),
    ]
    rows = (
        [
            *(row.city, row.unit, row.name, row.investment_wan, row.completed_wan),
            *(row.stage, row.progress),
        ]
        for row in merged.projects
    )
    return Table("重大项目", columns, rows, frozen_columns=2)


def corrections(merged: MergedWorkbook) -> Table:
    """What was corrected after the province had merged."""
    columns = [
        Column("市", 9),
        Column("单位名称", 22),
        Column("栏目", 14),
        Column("汇总时的内容", 44),
        Column("更正后的内容", 44),
        Column("更正时间", 17, "moment"),
        Column("台账版本", 9),
    ]
    rows = (
        [
            *(row.city, row.unit, row.column, row.before, row.after),
            *(row.at, f"v{row.version}"),
        ]
        for row in merged.corrections
    )
    return Table("汇总后更正", columns, rows, frozen_columns=2)
