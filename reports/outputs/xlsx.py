"""The batch summary (O11) as a workbook of five sheets."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from applications.documents.stamp import minute
from applications.documents.summary import BatchSummary, SummaryUnit
from reports.outputs.progress import Progress, silent
from reports.outputs.sheets import Column, Heading, Table, write_tables

COLUMN_NAMES = ("自检", "初评", "评定")
#: So many units stand beside the leaves on one printed page.
UNITS_A_PAGE = 4


def write_batch_summary(summary: BatchSummary, target: Path, progress: Progress = silent) -> None:
    """O11: 汇总, 分项得分, 逐项得分, 材料清单, and 联系人 for those who may see them."""
    tables = [overview(summary), sections(summary), leaves(summary), materials(summary)]
    if summary.contacts is not None:
        tables.append(contacts(summary))
    title = f"{summary.batch}文旅康养示范区评定汇总"
    properties = {"title": title, "subject": summary.notice_number}
    write_tables(target, heading(summary), tables, properties=properties, progress=progress)


def heading(summary: BatchSummary) -> Heading:
    """Batch, notice and moment of the data, so that a print can be told from a later one."""
    parts = [
        f"批次：{summary.batch}",
        f"通知文号：{summary.notice_number}",
        f"数据时间：{minute(summary.printed_at)}",
    ]
    title, source = f"{summary.batch}文旅康养示范区评定", "　".join(parts)
    return Heading.of(title, source, summary.batch, rehearsal=summary.rehearsal)


# --- the five sheets --------------------------------------------------------------------------


def overview(summary: BatchSummary) -> Table:
    columns = [
        Column("市", 8),
        Column("行政区划代码", 9),
        Column("申请单位", 22),
        Column("示范区名称", 20),
        Column("统一社会信用代码", 20),
        Column("状态", 10),
        Column("版本", 5),
        Column("校验码", 10),
        Column("申报项目面积（平方公里）", 11, "area"),
        Column("已完成投资总额（万元）", 13, "amount"),
        Column("审定投资额（万元）", 13, "amount"),
        Column("直接从业人员数量（人）", 9, "count"),
        Column(f"{summary.year_label}营业总收入（万元）", 13, "amount"),
        Column(f"{summary.year_label}接待人次（人次）", 11, "count"),
        Column(f"{summary.half_year_label}营业总收入（万元）", 13, "amount"),
        Column(f"{summary.half_year_label}接待人次（人次）", 11, "count"),
        *(Column(f"{name}总分（分）", 8, "mark") for name in COLUMN_NAMES),
    ]
    return Table("汇总", columns, map(overview_row, summary.units), frozen_columns=3)


def overview_row(unit: SummaryUnit) -> list[Any]:
    return [
        unit.city,
        unit.region_code,
        unit.unit,
        unit.zone,
        unit.credit_code,
        unit.state,
        f"v{unit.version}" if unit.version else None,
        unit.check_code,
        unit.area_km2,
        unit.invested_wan,
        unit.audited_wan,
        unit.employees,
        unit.year_revenue_wan,
        unit.year_visits,
        unit.half_year_revenue_wan,
        unit.half_year_visits,
        *unit.totals,
    ]


def sections(summary: BatchSummary) -> Table:
    """A row for each unit, three columns for each 大项."""
    groups = [("", 1), ("", 1)]
    groups += [(f"{item.number} {item.text}（{item.points}分）", 3) for item in summary.sections]
    columns = [Column("市", 10), Column("申请单位", 28)]
    columns += [Column(name, 7, "mark") for _ in summary.sections for name in COLUMN_NAMES]
    columns += [Column(f"{name}总分", 7, "mark") for name in COLUMN_NAMES]
    rows = (
        [
            unit.city,
            unit.unit,
            *(value for item in summary.sections for value in triple(unit.sections, item.number)),
            *unit.totals,
        ]
        for unit in summary.units
    )
    return Table(
        "分项得分", columns, rows, groups=[*groups, ("合计", 3)], frozen_columns=2, note="单位：分"
    )


def leaves(summary: BatchSummary) -> Table:
    """A row for each of the standard's leaves, three columns for each unit."""
    groups = [("", 1)] * 4
    groups += [(f"{unit.city} {unit.unit}", 3) for unit in summary.units]
    columns = [
        Column("大项", 12),
        Column("序号", 10),
        Column("评定项目", 44),
        Column("满分", 6, "mark"),
    ]
    columns += [Column(name, 5.5, "mark") for _ in summary.units for name in COLUMN_NAMES]
    rows = (
        [
            item.section,
            item.number,
            item.text,
            item.points,
            *(value for unit in summary.units for value in triple(unit.marks, item.number)),
        ]
        for item in summary.leaves
    )
    return Table(
        "逐项得分",
        columns,
        rows,
        groups=groups,
        frozen_columns=4,
        columns_a_page=3 * UNITS_A_PAGE,
        note="单位：分",
    )


def triple(values: dict[str, Any], number: str) -> Sequence[int | None]:
    return values.get(number, (None, None, None))


def materials(summary: BatchSummary) -> Table:
    columns = [
        Column("市", 10),
        Column("申请单位", 28),
        Column("编号", 8),
        Column("材料名称", 44),
        Column("提供方", 16),
        Column("必备", 6),
        Column("情况", 9),
        Column("文件数（个）", 8, "count"),
        Column("页数（页）", 8, "count"),
        Column("最近上传时间", 17, "moment"),
        Column("不适用理由", 30),
    ]
    rows = (
        [
            row.city,
            row.unit,
            row.code,
            row.title,
            row.supplier,
            "是" if row.required else "否",
            row.state,
            row.files,
            row.pages,
            row.last_upload,
            row.waived,
        ]
        for row in summary.materials
    )
    return Table("材料清单", columns, rows, frozen_columns=2)


def contacts(summary: BatchSummary) -> Table:
    columns = [
        Column("市", 10),
        Column("申请单位", 28),
        Column("示范区名称", 24),
        Column("联系人", 12),
        Column("电话", 24),
        Column("电子邮箱", 28),
        Column("通讯地址", 40),
    ]
    rows = (
        [row.city, row.unit, row.zone, row.contact, row.phone, row.email, row.address]
        for row in summary.contacts or ()
    )
    return Table("联系人", columns, rows, frozen_columns=2, note="含个人信息，仅限评定工作使用")
