"""A whole sheet of entries, without a database: outlines are built from rules by hand."""

import pytest

from scoring.entries import read_entries, score
from scoring.outline import Item, Outline
from scoring.rules import build
from scoring.totals import Branch

KINDS = ["山地", "温泉", "森林"]
ZONES = {"resources": ["山岳", "温泉", "森林"]}
OTHERS = {"unit_points": 5, "cap": 15, "unit": "种", "kinds": KINDS, "same": {"山岳": "山地"}}
LEAVES = {
    "1.1": ("资源种类", "ZC+AN", 20, ZONES, "E"),
    "1.2": ("产品主题", "AN", 10, {}, "I"),
    "1.6": ("其他产品", "CT", 15, OTHERS | {"core_from": "1.1"}, "E"),
    "2.1": ("服务规范", "DS", 10, {}, "I"),
}


def outline_with(*, strict_binary=False):
    items = {}
    for number, (text, kind, points, params, certainty) in LEAVES.items():
        rule = build(kind, points, params, certainty, strict_binary=strict_binary)
        part = number.partition(".")[0]
        items[number] = Item(number, text, points, part, rule, (), "", "", ())
    tree = [Branch("1", None, False, 45), Branch("2", None, False, 10)]
    tree += [Branch(n, item.part, True, item.points) for n, item in items.items()]
    return Outline(parts=(), items=items, tree=tuple(tree), dependents={"1.1": ("1.6",)})


OUTLINE = outline_with()
HOT_SPRING = {"inputs": {"resources": ["山岳", "温泉"], "core": "温泉"}}
TICKED = {"inputs": {"items": ["温泉", "森林"]}}


def refused(number, entry, *, outline=OUTLINE):
    scored = score(outline, {number: entry})
    assert scored.marks == {}
    assert number in scored.totals.missing
    (sentence,) = scored.refusals.values()
    return sentence


def test_marks_and_sums_are_those_of_the_entries():
    entries = {
        "2.1": {"inputs": {"mark": 7}},
        "1.6": TICKED,
        "1.2": {"mark": 4, "reason": "仅有部分主题"},
        "1.1": HOT_SPRING,
    }

    scored = score(OUTLINE, entries)

    assert scored.refusals == {}
    assert list(scored.marks.items()) == [("1.1", 20), ("1.2", 4), ("1.6", 5), ("2.1", 7)]
    assert (scored.totals.total, scored.totals.nodes) == (36, {"1": 29, "2": 7})
    assert scored.totals.is_complete


def test_an_empty_file_misses_every_leaf_in_source_order():
    scored = score(OUTLINE, {})

    assert (scored.marks, scored.totals.missing) == ({}, ("1.1", "1.2", "1.6", "2.1"))


def test_zero_is_a_mark():
    scored = score(OUTLINE, {"1.2": {"mark": 0}})

    assert scored.marks == {"1.2": 0}
    assert "1.2" not in scored.totals.missing


@pytest.mark.parametrize(
    "entries", [[("1.1", HOT_SPRING), ("1.6", TICKED)], [("1.6", TICKED), ("1.1", HOT_SPRING)]]
)
def test_the_core_kind_is_left_out_in_whatever_order_the_leaves_stand(entries):
    assert score(OUTLINE, dict(entries)).marks == {"1.1": 20, "1.6": 5}


def test_the_core_goes_by_another_name_there():
    mountain = {"inputs": {"resources": ["山岳"], "core": "山岳"}}
    ticked = {"inputs": {"items": ["山地", "森林"]}}

    assert score(OUTLINE, {"1.1": mountain, "1.6": ticked}).marks["1.6"] == 5


@pytest.mark.parametrize(
    "lender",
    [
        {"mark": 20},
        {"inputs": {"resources": ["森林"], "core": "温泉"}},
        {"inputs": {"resources": ["温泉"]}},
        None,
    ],
)
def test_nothing_is_left_out_where_the_other_leaf_names_no_core(lender):
    entries = {"1.6": {"inputs": {"items": ["温泉", "森林"], "core": "温泉"}}, "1.1": lender}

    assert score(OUTLINE, entries).marks["1.6"] == 10


OBJECT = "2.1 服务规范：须写成含 mark 或 inputs 的对象。"
ONE = "2.1 服务规范：mark 和 inputs 须写一个，且只写一个。"
WHOLE = "2.1 服务规范：只能计 0 至 10 之间的整数分，请重新填写。"
INPUTS = "2.1 服务规范：inputs 须写成对象，按名称列出录入的内容。"


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (5, OBJECT),
        (None, OBJECT),
        ([5], OBJECT),
        ({}, ONE),
        ({"reason": "无"}, ONE),
        ({"mark": 5, "inputs": {"mark": 5}}, ONE),
        ({"mark": None}, "2.1 服务规范：mark 须为整数分，未评的项请不要列出。"),
        ({"mark": True}, WHOLE),
        ({"mark": 5.0}, WHOLE),
        ({"mark": float("nan")}, WHOLE),
        ({"mark": "5"}, WHOLE),
        ({"mark": [5]}, WHOLE),
        ({"mark": -1}, WHOLE),
        ({"mark": 11}, WHOLE),
        ({"inputs": None}, INPUTS),
        ({"inputs": [5]}, INPUTS),
        ({"inputs": {}}, "2.1 服务规范：请填写得分，须为 0 至 10 之间的整数。"),
        ({"inputs": {"marks": 5}}, "2.1 服务规范：没有“marks”这一录入内容，请按mark录入。"),
        ({"mark": 5, "resaon": "无"}, "2.1 服务规范：没有“resaon”这一内容，只能写mark、inputs、reason、remark。"),
        ({"mark": 5, "reason": 5}, "2.1 服务规范：理由须为文字。"),
        ({"mark": 5, "reason": "理" * 501}, "2.1 服务规范：理由最多500字，请精简后再保存。"),
        ({"inputs": {"mark": ["长" * 20_001]}}, "2.1 服务规范：录入的内容过长，请精简后再保存。"),
    ],
)  # fmt: skip
def test_what_is_no_entry_is_refused_with_a_sentence(entry, sentence):
    assert refused("2.1", entry) == sentence


def test_a_leaf_that_does_not_exist_and_a_heading_are_refused():
    scored = score(OUTLINE, {"4.1.3": {"mark": 1}, "2": {"mark": 5}, "2.1": {"mark": 5}})

    assert scored.marks == {"2.1": 5}
    assert scored.refusals == {
        "4.1.3": "标准中没有“4.1.3”这一评分项，请核对序号。",
        "2": "“2”下设评分项，本身不计分，请在其下各项计分。",
    }


@pytest.mark.parametrize("reason", [None, "", " \n"])
def test_an_unusual_mark_wants_a_reason(reason):
    assert refused("1.2", {"mark": 4, "reason": reason}) == (
        "1.2 产品主题：一般只计 0 或 10 分，改计 4 分须说明理由，请填写理由后再保存。"
    )


def test_a_strict_standard_takes_no_unusual_mark():
    entry = {"mark": 4, "reason": "仅有部分主题"}

    assert refused("1.2", entry, outline=outline_with(strict_binary=True)) == (
        "1.2 产品主题：只能计 0 或 10 分，请选择“符合”或“不符合”。"
    )


# --- reading a file ----------------------------------------------------------------------


def test_a_leaf_that_stands_in_the_file_twice_is_refused():
    entries = read_entries('{"2.1": {"mark": 5}, "1.2": {"mark": 0}, "2.1": {"mark": 5}}')

    scored = score(OUTLINE, entries)

    assert scored.marks == {"1.2": 0}
    assert scored.refusals == {"2.1": "2.1 服务规范：在文件中出现了不止一次，请只保留一次。"}


@pytest.mark.parametrize(
    "entry",
    [
        '{"mark": 5, "mark": 5}',
        '{"inputs": {"mark": 5, "mark": 5}}',
        '{"inputs": {"mark": 5}, "inputs": {"mark": 5}}',
        '{"mark": 5, "reason": "甲", "reason": "乙"}',
    ],
)
def test_what_an_entry_says_twice_it_does_not_say(entry):
    assert refused("2.1", read_entries(f'{{"2.1": {entry}}}')["2.1"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "不是正确的 JSON（第1行），请核对后重试。"),
        ('{"1.1": {}\n', "不是正确的 JSON（第2行），请核对后重试。"),
        ("[" * 100_000, "不是正确的 JSON，请核对后重试。"),
        ("9" * 5_000, "不是正确的 JSON，请核对后重试。"),
        ("[]", "不是一个 JSON 对象，请按“序号: 录入”逐项列出。"),
        ("null", "不是一个 JSON 对象，请按“序号: 录入”逐项列出。"),
    ],
)
def test_what_is_no_file_of_entries_is_refused(text, sentence):
    with pytest.raises(ValueError, match="JSON") as refusal:
        read_entries(text)

    assert str(refusal.value) == sentence
