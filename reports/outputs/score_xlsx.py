"""The workbooks of the scoring: 得分依据, the sheet (O2), the comparison (O12)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from applications.consensus import Consensus, Line
from applications.documents import ComparisonTable, ProofDocument, ScorePaper
from applications.documents.proof import Change, ProofLeaf, ProofPart
from applications.documents.score_table import ScoreRow
from applications.documents.stamp import minute
from reports.outputs.progress import Progress, silent
from reports.outputs.sheets import Column, Heading, Table, write_tables

#: Facts that stand in the title and at the foot of each page.
ELSEWHERE = ("栏", "批次")
NUMBER, ITEM, MAXIMUM = Column("序号", 10), Column("评定项目", 34), Column("分值", 6, "mark")


# --- 得分依据 -----------------------------------------------------------------------------


def write_proof(document: ProofDocument, target: Path, progress: Progress = silent) -> None:
    """Every leaf with what its mark rests on, the sums, and in the named edition the changes."""
    head = document.head
    tables = [proof_leaves(document), proof_sums(document)]
    tables += [proof_changes(document)] if document.is_named else []
    source = "　".join(f"{label}：{text}" for label, text in head.facts if label not in ELSEWHERE)
    heading = Heading(head.title, source, head.line)
    properties = {"title": head.title, "subject": head.standard}
    write_tables(target, heading, tables, properties=properties, progress=progress)


def proof_leaves(document: ProofDocument) -> Table:
    columns = [
        *(NUMBER, Column("评定项目", 24), Column("满分", 6, "mark"), Column("得分", 6, "mark")),
        *(Column("如何计得", 20), Column("规则", 26), Column("条款", 13), Column("数据核对", 20)),
        *(Column("佐证和采信", 24), Column("现场照片", 9), Column("理由", 20), Column("备注", 14)),
        *(Column("来源", 9), Column("计分人", 8), Column("计分时间", 16, "moment")),
    ]
    whole = [*whole_row(document), *[""] * (len(columns) - 4)]
    rows = [*map(proof_row, document.leaves), whole]
    return Table("得分依据", columns, rows, frozen_columns=2)


def whole_row(document: ProofDocument) -> list[Any]:
    return ["", "总分", document.totals.whole.maximum, document.totals.total]


def proof_row(leaf: ProofLeaf) -> list[Any]:
    return [
        *(leaf.number, leaf.text, leaf.maximum, leaf.mark),
        *(leaf.account, leaf.rule, leaf.clause),
        "\n".join(leaf.checks),
        "\n".join(leaf.evidence) or "无佐证",
        *(leaf.photo_line, leaf.reason, leaf.remark, leaf.origin, leaf.by, leaf.at),
    ]


def proof_sums(document: ProofDocument) -> Table:
    """The sum of every 大项 and group, and of the whole."""
    columns = [NUMBER, Column("评定项目", 44), MAXIMUM, Column("得分", 8, "mark")]
    rows = [row for part in document.parts for row in sum_rows(part)]
    rows.append(whole_row(document))
    return Table("合计", columns, rows, is_upright=True)


def sum_rows(part: ProofPart) -> Iterator[list[Any]]:
    yield [part.number, part.text, part.maximum, part.points]
    for row in part.rows:
        if not isinstance(row, ProofLeaf):
            yield [row.number, row.text, row.maximum, row.points]


def proof_changes(document: ProofDocument) -> Table:
    columns = [
        *(NUMBER, Column("原得分", 8, "mark"), Column("改为", 8, "mark")),
        *(Column("修改人", 14), Column("修改时间", 17, "moment"), Column("理由", 40)),
    ]
    return Table("修改记录", columns, map(change_row, document.changes), is_upright=True)


def change_row(change: Change) -> list[Any]:
    return [change.number, change.before, change.after, change.by, change.at, change.reason]


# --- O2 -----------------------------------------------------------------------------------


def write_scores(paper: ScorePaper, target: Path, progress: Progress = silent) -> None:
    """The nine columns of the form, every row in its place."""
    title = "文旅康养示范区评分表"
    values = [Column(f"{name}分值", 7, "mark") for name in ("大项", "分项", "次分项", "小项")]
    marks = [Column(f"{name}计分", 7, "mark") for name in ("自检", "初评", "评定")]
    columns = [NUMBER, Column("评定项目", 44), *values, *marks]
    table = Table("评分表", columns, map(score_row, paper.scores.rows), is_upright=True)
    whose = (("示范区名称", paper.zone), ("申请单位", paper.unit), ("数据", paper.data_version))
    source = "　".join(f"{label}：{text}" for label, text in whose if text)
    heading = Heading(title, source, paper.line)
    write_tables(target, heading, [table], properties={"title": title}, progress=progress)


def score_row(row: ScoreRow) -> list[Any]:
    return [row.number, row.text, *map(whole, (*row.values, *row.cells))]


def whole(text: str) -> int | str:
    """A printed number as a number; «√» stays what it is."""
    return int(text) if text.isdecimal() else text


# --- O12 ----------------------------------------------------------------------------------


def write_comparison(table: ComparisonTable, target: Path, progress: Progress = silent) -> None:
    """Columns and differences; the members' marks where the reader may see them."""
    tables = [compared(table)]
    if table.members and table.members.voices:
        tables.append(members(table.members))
    title = f"{table.zone}各栏对照"
    source = f"批次：{table.batch}　申请单位：{table.unit}　数据时间：{minute(table.printed_at)}"
    footer = f"{table.batch} · {table.data_version}"
    heading = Heading.of(title, source, footer, rehearsal=table.rehearsal)
    write_tables(target, heading, tables, properties={"title": title}, progress=progress)


def compared(table: ComparisonTable) -> Table:
    page = table.columns
    columns = [NUMBER, ITEM, MAXIMUM]
    columns += [Column(label, 7, "mark") for label in page.labels]
    columns += [Column(pair, 10, "difference") for pair in page.pairs]
    columns += [Column("理由和备注", 50)]
    rows = (
        [
            *(line.number, line.text, line.points, *line.marks, *line.differences),
            "\n".join(f"{label}：{text}" for label, text in line.notes),
        ]
        for line in page.rows
    )
    return Table("各栏对照", columns, rows, frozen_columns=2)


def members(found: Consensus) -> Table:
    columns = [
        *(NUMBER, ITEM, MAXIMUM),
        *(Column(voice.name, 9, "mark") for voice in found.voices),
        *(Column("平均", 8, "figure"), Column("最低", 7, "mark"), Column("最高", 7, "mark")),
        *(Column("极差", 7, "mark"), Column("评定", 7, "mark"), Column("成员理由和备注", 50)),
    ]
    rows = [member_row(line, found) for line in found.lines]
    total = found.totals
    given = (voice.total for voice in found.voices)
    maximum = sum(line.item.points for line in found.lines)
    summed = ["", "总分", maximum, *given, *figures(total), found.final_total, ""]
    return Table("成员计分", columns, [*rows, summed], frozen_columns=2)


def member_row(line: Line, found: Consensus) -> list[Any]:
    said = (
        f"{voice.name}：{text}"
        for voice, given in zip(found.voices, line.given, strict=True)
        for text in (given.reason, given.remark)
        if text
    )
    marks = [given.value for given in line.given]
    item = line.item
    return [
        *(item.number, item.text, item.points, *marks, *figures(line.range), line.final),
        "\n".join(said),
    ]


def figures(found: Any) -> tuple[Any, ...]:
    """平均, 最低, 最高, 极差 of a range."""
    return found.mean, found.lowest, found.highest, found.spread
