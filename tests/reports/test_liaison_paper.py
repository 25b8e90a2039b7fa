import pytest
from openpyxl import load_workbook

from reports.documents import LiaisonRow
from reports.outputs.annex_xlsx import write_liaison
from reports.outputs.papers import render_liaison
from tests.reports.monthly import DRAFT, KINDS, liaison
from tests.reports.papers import RARE
from tests.reports.printed import bare, column, draws_before_text, font_names, rendered, sizes

TITLE = "文旅康养集聚区及文旅康养示范区和创建单位工作联络员回执表"
HEADS = ["类别", "单位", "姓名", "职务", "联系方式"]
NOTE = (
    "（此表可扩展。填报时，请对应文旅康养集聚区、文旅康养示范区、文旅康养示范区创建单位类别，"
    "进行填报，并于3月15日前报送。）"
)
PHONES = "0351-0000000、13800000000"
CHIEF = LiaisonRow(f"{RARE}示范区", "温小禾", "科长", PHONES)
#: Where the first column lies, in mm from the left.
KIND = (28, 56)


def people(count: int) -> tuple[LiaisonRow, ...]:
    return tuple(LiaisonRow(f"示范区{n}", "穆青", "主任", "138****0000") for n in range(count))


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Two pages: 30 people of one group, none of the next."""
    document = liaison((CHIEF,), people(30), contact="业务咨询：0351-0000000")
    return rendered(render_liaison, document, tmp_path_factory.mktemp("printed"))


@pytest.fixture
def workbook(tmp_path):
    write_liaison(liaison((CHIEF,), people(2), stamp=DRAFT), tmp_path / "output.xlsx")
    return load_workbook(tmp_path / "output.xlsx")


# --- on paper ---------------------------------------------------------------------------------


@pytest.mark.thorough
def test_first_page_says_what_the_form_says(printed):
    assert printed.pages[0].startswith(
        f"{TITLE}太原市文化和旅游局（市级文旅部门填报）{''.join(HEADS)}"
        f"文旅康养集聚区{RARE}示范区温小禾科长{bare(PHONES)}文旅康养示范区示范区0穆青主任"
    )


@pytest.mark.thorough
def test_every_page_is_upright_with_heads_group_and_version(printed):
    assert sizes(printed) == [(210, 297)] * 2
    assert [page.count("".join(HEADS)) for page in printed.pages] == [1, 1]
    assert all("太原市文化和旅游局2024年·版本v3·校验码1A2B3C4D" in page for page in printed.pages)
    assert column(printed.reader.pages[1], *KIND).startswith(f"类别{KINDS[1]}{KINDS[2]}")


@pytest.mark.thorough
def test_form_ends_with_the_note_and_the_line_for_questions(printed):
    assert f"{NOTE}业务咨询：0351-0000000" in printed.pages[-1]


@pytest.mark.thorough
def test_paper_uses_the_portals_own_fonts_and_no_watermark(printed):
    assert font_names(printed) == {"Portal-Serif", "Portal-Sans-Bold"}
    assert not any(draws_before_text(page) for page in printed.reader.pages)


# --- as a workbook ----------------------------------------------------------------------------


def test_sheet_is_the_form(workbook):
    sheet = workbook["工作联络员回执表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=9)]

    assert rows == [
        [TITLE, None, None, None, None],
        ["太原市文化和旅游局（市级文旅部门填报）", None, None, None, "2024年"],
        HEADS,
        [KINDS[0], *CHIEF.texts],
        [KINDS[1], "示范区0", "穆青", "主任", "138****0000"],
        [None, "示范区1", "穆青", "主任", "138****0000"],
        [KINDS[2], None, None, None, None],
        [None] * 5,
        [NOTE, None, None, None, None],
    ]


def test_sheet_prints_upright_and_knows_its_template(workbook):
    sheet = workbook["工作联络员回执表"]

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert (sheet.print_title_rows, sheet.print_area) == ("$3:$3", "'工作联络员回执表'!$A$1:$E$9")
    texts = [row[0] for row in workbook["填写说明"].iter_rows(values_only=True)]
    assert texts[3].startswith("3. 可以插入行；不要改动表头；类别从三类中选择")
    assert texts[-1] == "模板版本：liaison-1"


def test_number_of_a_person_is_a_text(workbook):
    cell = workbook["工作联络员回执表"]["E5"]

    assert (cell.data_type, cell.number_format) == ("s", "@")
