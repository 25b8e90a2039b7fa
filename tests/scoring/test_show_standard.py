import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scoring.standards import load_standard, store_standard
from tests.scoring.documents import small_standard

REFERENCE = Path(__file__).parents[2] / "fixtures/rulesets/DB14-T-2480-2022.json"

pytestmark = pytest.mark.django_db


def test_tree_is_printed_for_a_reader(capsys):
    store_standard(small_standard())

    call_command("show_standard", "test-t-1-2026")

    assert capsys.readouterr().out.splitlines() == [
        "试验规范（TEST/T 1-2026），总分 30 分，依据试验文件",
        "1 产品（24 分）",
        "  1.1 品质（10 分）",
        "    LV 分档择一：计 0、6、10 分",
        "    － 优（10 分）",
        "    － 良（6 分）",
        "  1.2 场所（14 分）",
        "    1.2.1 每增加（4 分）",
        "      CT 计数封顶：计 0、2、4 分",
        "      － 一项加2分",
        "    1.2.2 资质（4 分）",
        "      AN 全有或全无：计 0 或 4 分；确需计 0 至 4 之间其他整数分的，须说明理由",
        "      － 须有资质（4 分）",
        "    1.2.3 种类（6 分）",
        "      CT 计数封顶：计 0、3、6 分",
        "      － 温泉产品（3 分）",
        "      － 森林产品（3 分）",
        "2 印象（6 分）",
        "  DS 酌情计分：计 0 至 6 之间的整数分",
        "  － 酌情计分",
        "总分 30 分",
    ]


def test_json_lists_the_numbered_rows_with_what_stands_under_them(capsys):
    store_standard(small_standard())

    call_command("show_standard", "TEST/T 1-2026", "--json")

    rows = json.loads(capsys.readouterr().out)
    assert [row["number"] for row in rows] == ["1", "1.1", "1.2", "1.2.1", "1.2.2", "1.2.3", "2"]
    assert rows[:4] == [
        {
            "number": "1",
            "text": "产品",
            "column": "大项",
            "points": 24,
            "parent": None,
            "leaf": False,
            "rule": None,
            "levels": [],
        },
        {
            "number": "1.1",
            "text": "品质",
            "column": "分项",
            "points": 10,
            "parent": "1",
            "leaf": True,
            "rule": "LV",
            "levels": [{"text": "优", "points": 10}, {"text": "良", "points": 6}],
        },
        {
            "number": "1.2",
            "text": "场所",
            "column": "分项",
            "points": 14,
            "parent": "1",
            "leaf": False,
            "rule": None,
            "levels": [],
        },
        {
            "number": "1.2.1",
            "text": "每增加",
            "column": "次分项",
            "points": 4,
            "parent": "1.2",
            "leaf": True,
            "rule": "CT",
            "levels": [{"text": "一项加2分", "points": None}],
        },
    ]


def test_json_of_the_reference_standard_is_the_printed_sheet(capsys):
    load_standard(REFERENCE)

    call_command("show_standard", "DB14-T-2480-2022", "--json")

    output = capsys.readouterr().out
    rows = json.loads(output)
    printed = json.loads(REFERENCE.read_text(encoding="utf-8"))["rows"]
    assert "康养产品" in output
    assert len(rows) == 170
    assert sum(row["points"] for row in rows if row["leaf"]) == 1000
    assert [level for row in rows for level in row["levels"]] == [
        {"text": row["text"], "points": row["points"]} for row in printed if not row["number"]
    ]


def test_query_count_does_not_grow_with_the_standard(capsys, django_assert_num_queries):
    store_standard(small_standard())
    load_standard(REFERENCE)

    for code in ("TEST/T 1-2026", "DB14/T 2480-2022"):
        with django_assert_num_queries(2):
            call_command("show_standard", code)

    assert capsys.readouterr().out.count("总分 ") == 4


def test_standard_that_is_not_loaded_is_refused():
    with pytest.raises(CommandError) as refusal:
        call_command("show_standard", "DB14/T 2480-2022")

    assert str(refusal.value) == (
        "没有载入标准“DB14/T 2480-2022”（已载入：无）。请先运行 load_reference，或核对标准号。"
    )


def test_refusal_names_the_standards_that_are_loaded():
    store_standard(small_standard())

    with pytest.raises(CommandError, match=r"（已载入：TEST/T 1-2026）"):
        call_command("show_standard", "GB/T 1-2026")
