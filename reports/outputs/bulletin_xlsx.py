"""The tables of a bulletin as a workbook, one on each sheet."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from reports.documents import BulletinPaper, BulletinTable
from reports.outputs.progress import Progress, silent
from reports.outputs.sheets import Column, Heading, Table, write_tables

#: Characters of half a Chinese one in a millimetre of paper.
CHARACTERS = 0.54
#: What the name of a sheet may not hold, and how long it may be.
FORBIDDEN = re.compile(r"[:\\/?*\[\]']")
NAME_LENGTH = 31


def write_bulletin_tables(paper: BulletinPaper, target: Path, progress: Progress = silent) -> None:
    """All tables in the order of the bulletin; printed numbers become numbers."""
    tables = [sheet_of(number, table) for number, table in enumerate(paper.tables, start=1)]
    heading = Heading("月调度通报", paper.line, paper.line)
    properties = {"title": paper.title, "author": paper.issuer}
    write_tables(target, heading, tables, properties=properties, progress=progress)


def sheet_of(number: int, table: BulletinTable) -> Table:
    kinds = table.kinds
    columns = [
        Column(title, width * CHARACTERS, kind)
        for title, width, kind in zip(table.head, table.widths, kinds, strict=True)
    ]
    rows = [
        [value_of(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in table.rows
    ]
    name = FORBIDDEN.sub("", f"{number}.{table.caption}")[:NAME_LENGTH]
    return Table(name, columns, rows)


def value_of(text: str, kind: str) -> Any:
    """The number behind a printed one; nothing behind a dash."""
    if kind == "text":
        return text
    digits = text.strip("—%").replace(",", "")
    if not digits:
        return None
    return Decimal(digits) / 100 if kind == "share" else Decimal(digits)
