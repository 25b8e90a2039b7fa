"""The 联络员 of several cities as a plain table, to call and to sort."""

from collections.abc import Iterable
from io import BytesIO

from django.conf import settings

from applications.documents.stamp import minute
from portal import clock
from reports.liaisons import Unit
from reports.outputs.sheets import Column, Heading, Table, write_tables

COLUMNS = (
    Column("市", 8),
    Column("类别", 22),
    Column("单位", 32),
    Column("姓名", 12),
    Column("职务", 20),
    Column("联系方式", 24),
    Column("本年度确认", 10),
)


def workbook_of(units: Iterable[Unit], year: int) -> BytesIO:
    """One row a person, one for an organisation without anybody; numbers as ``units`` show them."""
    title = f"{year}年文旅康养工作联络员"
    source = f"数据时间：{minute(clock.now())}"
    heading = Heading.of(title, source, title, rehearsal=settings.DEMO)
    rows = (row for unit in units for row in _rows(unit))
    table = Table("工作联络员", COLUMNS, rows, frozen_columns=3)
    target = BytesIO()
    write_tables(target, heading, [table], properties={"title": title})
    target.seek(0)
    return target


def _rows(unit: Unit) -> Iterable[list[str]]:
    head = [unit.city.name, unit.kind_label, unit.name]
    word = "已确认" if unit.is_confirmed else "未确认"
    if not unit.persons:
        yield [*head, "", "", "", "无联络员"]
    for person in unit.persons:
        yield [*head, person.name, person.position, person.phone, word]
