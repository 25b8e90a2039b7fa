import re

import pytest

from reports.outputs.papers import render_ledger, size_of
from tests.reports.monthly import DRAFT, KINDS, ledger, ledger_row
from tests.reports.papers import RARE
from tests.reports.printed import (
    bare,
    column,
    draws_before_text,
    font_names,
    places_of,
    rendered,
    sizes,
)

TITLE = "文旅康养集聚区及文旅康养示范区和创建单位重点工作月调度台账"
HEADS = "单位类型单位名称年度目标年度重点任务工作进度安排（3）月份工作进展"
NOTE = (
    "（此表可扩展。填报时，请对应文旅康养集聚区、文旅康养示范区、文旅康养示范区创建单位类别，"
    "进行填报，并于每月底前报送。）"
)
CONTACT = "业务咨询：0351-0000000"
LONG_NAME = f"{RARE}文旅康养产业开发投资有限责任公司（原{RARE}森林康养基地）"
MARKUP = '<b>青岚谷</b><img src="file:///etc/passwd">{{ settings }}'
#: Where the columns lie, in mm from the left.
KIND, UNIT, TASKS = (35, 57), (57, 89), (129, 174)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """Twelve organisations; the sixth has texts as long as they may be."""
    longest = ledger_row(
        LONG_NAME,
        goal="目" * 1000,
        tasks="W" * 200 + "任" * 1800,
        schedule="安" * 2000,
        progress="展" * 1000,
    )
    parks = (ledger_row(MARKUP), ledger_row("晋源区"))
    zones = (*(ledger_row(f"示范区{n}") for n in range(3)), longest)
    founders = tuple(ledger_row(f"创建单位{n}") for n in range(6))
    document = ledger(parks, zones, founders, contact=CONTACT)
    return rendered(render_ledger, document, tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return rendered(render_ledger, ledger(stamp=DRAFT), tmp_path_factory.mktemp("empty"))


# --- the official form ------------------------------------------------------------------------


@pytest.mark.thorough
def test_first_page_says_what_the_form_says(full):
    assert full.pages[0].startswith(f"{TITLE}太原市文化和旅游局（市级文旅部门填报）{HEADS}")
    assert full.reader.metadata.title == f"{TITLE}（太原市文化和旅游局，2024年3月）"


@pytest.mark.thorough
def test_form_ends_with_the_note_and_the_line_for_questions(full, empty):
    assert f"{NOTE}{CONTACT}" in full.pages[-1]
    assert NOTE in empty.whole
    assert "邮箱" not in full.whole


@pytest.mark.thorough
def test_every_page_lies_across_and_repeats_the_heads(full):
    assert set(sizes(full)) == {(297, 210)}
    assert [page.count(HEADS) for page in full.pages] == [1] * len(full.pages)


@pytest.mark.thorough
def test_every_page_begins_with_the_name_of_its_group(full):
    names = [labels(page) for page in full.reader.pages]
    begun = [found[0] for found in names]

    assert begun == sorted(begun, key=KINDS.index)
    assert begun[0] == KINDS[0]
    assert names[-1] == [KINDS[2]]


def labels(page) -> list[str]:
    """The groups named in the first column."""
    text = column(page, *KIND).partition("单位类型")[2].partition("（此表")[0]
    return re.findall("文旅康养(?:集聚区|示范区创建单位|示范区)", text)


@pytest.mark.thorough
def test_broken_row_repeats_its_name_on_each_page(full):
    units = [column(page, *UNIT).partition("单位名称")[2] for page in full.reader.pages]
    begun = next(index for index, text in enumerate(units) if LONG_NAME in text)
    continued = [text for text in units if "（续）" in text]

    assert continued == units[begun + 1 : begun + 1 + len(continued)]
    assert len(continued) > 5
    assert all(text.startswith(LONG_NAME[:21]) for text in continued)


@pytest.mark.thorough
def test_nothing_is_clipped(full):
    counts = {"目": 1000, "W": 200, "任": 1800, "安": 2000, "展": 1000}

    for character, count in counts.items():
        runs = re.findall(f"{character}{{8,}}|^{character}+$", "\n".join(full.texts), re.M)
        assert sum(map(len, runs)) == count
    assert all(f"创建单位{n}" in full.whole for n in range(6))


@pytest.mark.thorough
def test_long_word_stays_in_its_column(full):
    lines = [x for page in full.reader.pages for x in places_of(page, "W{5,}")]

    assert len(lines) > 15
    assert {round(x / 72 * 25.4) for x in lines} == {TASKS[0] + 1}


@pytest.mark.thorough
def test_empty_groups_print_two_lines_each_on_one_page(empty):
    assert len(empty.pages) == 1
    assert labels(empty.reader.pages[0]) == list(KINDS)
    assert [rows for _, rows in ledger().printed_groups] == [(("",) * 5,) * 2] * 3


# --- what makes it a paper --------------------------------------------------------------------


@pytest.mark.thorough
def test_every_page_carries_city_month_version_and_code(full):
    stamp = "太原市文化和旅游局2024年3月·版本v3·校验码1A2B3C4D"

    assert all(page.count(stamp) == 1 for page in full.pages)


@pytest.mark.thorough
def test_number_stands_beside_the_left_edge_as_on_an_upright_page(full):
    places = [places_of(page, r"— \d+ —") for page in full.reader.pages]

    assert {round(x / 72 * 25.4) for (x,) in places} == {26}
    assert [f"—{n}—" in page for n, page in enumerate(full.pages, start=1)] == [True] * len(places)


@pytest.mark.thorough
def test_rare_characters_are_drawn_with_the_portals_own_fonts(full):
    assert LONG_NAME in bare(full.whole)
    assert font_names(full) == {"Portal-Serif", "Portal-Sans-Bold"}


@pytest.mark.thorough
def test_draft_of_a_rehearsal_says_so_across_and_below(empty, full):
    assert all(draws_before_text(page) for page in empty.reader.pages)
    assert not any(draws_before_text(page) for page in full.reader.pages)
    assert "演练·太原市文化和旅游局2024年3月·草稿·2024年3月29日16:05" in empty.pages[0]


@pytest.mark.thorough
def test_text_of_the_user_is_text(full):
    assert bare(MARKUP) in full.pages[0]


# --- which rows may be broken -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "size"),
    [
        (("", "", ""), "blank"),
        (("青岚谷", "", ""), ""),
        (("青岚谷", "字" * 180, ""), ""),
        (("青岚谷", "", "字" * 181), "long"),
        (("青岚谷", "\n" * 18, ""), "long"),
    ],
)
def test_only_rows_of_more_than_eighteen_lines_may_be_broken(row, size):
    unit, *texts = row

    assert size_of(unit, texts) == size
