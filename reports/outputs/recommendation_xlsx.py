"""推荐汇总表 as a workbook: who is recommended, and who is not."""

from pathlib import Path
from typing import Any

from applications.documents import RecommendationPaper
from applications.documents.recommendation import OtherUnit, RecommendedUnit
from reports.outputs.progress import Progress, silent
from reports.outputs.sheets import Column, Heading, Table, write_tables

UNIT = (Column("序号", 6, "count"), Column("申请单位", 28), Column("示范区名称", 26))
UNIT += (Column("所属县", 12), Column("自检", 8, "mark"), Column("初评", 8, "mark"))


def write_recommendation(
    paper: RecommendationPaper, target: Path, progress: Progress = silent
) -> None:
    """Two sheets; a statement of 本批不推荐 stands above both."""
    said = [f"填报单位：{paper.bureaus[0]}", f"每市最多推荐{paper.quota}家"]
    if paper.waiting:
        said.append(f"尚有{paper.waiting}家未完成初评和会签")
    heading = Heading(paper.title, "　".join(filter(None, [*said, paper.statement])), paper.line)
    properties = {"title": paper.title, "author": paper.bureaus[0]}
    tables = [recommended(paper), others(paper)]
    write_tables(target, heading, tables, properties=properties, progress=progress)


def recommended(paper: RecommendationPaper) -> Table:
    columns = [*UNIT, Column("推荐名次/名额", 11), Column("推荐理由", 40), Column("说明", 30)]
    rows = [
        [*_unit(n, one), f"{one.slot}/{paper.quota}", one.reason, "\n".join(one.notes)]
        for n, one in enumerate(paper.recommended, start=1)
    ]
    return Table("推荐单位", columns, rows, frozen_columns=2)


def others(paper: RecommendationPaper) -> Table:
    columns = [*UNIT, Column("状态", 14)]
    rows = [[*_unit(n, one), one.state] for n, one in enumerate(paper.others, start=1)]
    return Table("未推荐单位", columns, rows, frozen_columns=2)


def _unit(number: int, one: RecommendedUnit | OtherUnit) -> list[Any]:
    return [number, one.unit, one.zone, one.county, one.self_check, one.first_review]
