"""Workbooks as offices send them: by openpyxl, or part by part where it would not make them so."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from portal.worksheets import Head, ImportRefused, read_book

LEDGER = (
    Head("category", "单位类型", aliases=("单位类别", "类别")),
    Head("unit", "单位名称", aliases=("单位",)),
    Head("goal", "年度目标"),
    Head("tasks", "年度重点任务"),
    Head("schedule", "工作进度安排"),
    Head("progress", "（）月份工作进展", aliases=("本月进展",), pattern=r".*月份?工作进展(情况)?"),
)
HEAD = ["单位类型", "单位名称", "年度目标", "年度重点任务", "工作进度安排", "（3）月份工作进展"]
AREA, ZONE = "文旅康养集聚区", "文旅康养示范区"
FIELDS = [head.name for head in LEDGER]


def book(*rows, title="台账", merged=(), others=None):
    """A workbook with one sheet, and ``others`` by title."""
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for area in merged:
        made.active.merge_cells(area)
    for name, lines in (others or {}).items():
        behind = made.create_sheet(name)
        for line in lines:
            behind.append(line)
    return made


def ledger(*rows, merged=(), **options):
    """The head in row 1, ``rows`` from row 2 on."""
    return book(HEAD, *rows, merged=merged, **options)


def saved(made):
    stream = io.BytesIO()
    made.save(stream)
    return stream


def read(made, *, heads=LEDGER, groups=("category",), key="unit", once=("goal", "schedule")):
    """All tables of a workbook, or of a stream with one."""
    file = made if isinstance(made, io.BytesIO) else saved(made)
    return read_book(file, heads=heads, version="ledger-1", groups=groups, key=key, once=once)


def read_one(made, **options):
    (table,) = read(made, **options)
    return table


def refusal(made, **options):
    with pytest.raises(ImportRefused) as refused:
        read(made, **options)
    return str(refused.value)


def values(table):
    """Number and values of each row."""
    return [(row.number, row.values) for row in table.rows]


def line(*texts):
    """The values of a ledger's row; None is absent."""
    return {name: text for name, text in zip(FIELDS, texts, strict=True) if text is not None}


def troubles(table):
    return [(trouble.place, trouble.message) for row in table.rows for trouble in row.troubles]


# --- part by part ------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def inline(*texts, row=""):
    """A row of inline strings without places."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row{row}>{cells}</row>"


def parts(data, *, strings="", styles="", main=MAIN, office=OFFICE, settings="", folder=""):
    """The parts of a workbook whose only sheet holds the XML ``data`` in its sheetData.

    ``folder`` is what the targets of relations begin with; ``settings`` go into the workbook.
    """
    shared = [("strings", "sharedStrings", strings), ("styles", "styles", styles)]
    given = [(name, kind, content) for name, kind, content in shared if content]
    relations = [("r1", f"{office}/worksheet", f"{folder}worksheets/sheet1.xml")]
    relations += [(name, f"{office}/{kind}", f"{folder}{kind}.xml") for name, kind, _ in given]
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOK}"/></Types>',
        "_rels/.rels": related([("r1", f"{office}/officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": related(relations),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{settings}<sheets>'
        '<sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">'
        f"<sheetData>{data}</sheetData></worksheet>",
        **{
            f"xl/{kind}.xml": content.replace(">", f' xmlns="{main}">', 1)
            for _, kind, content in given
        },
    }


def related(relations):
    rows = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in relations
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def zipped(content):
    """A stream with the parts of ``content``, compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in content.items():
            package.writestr(name, part)
    return stream
