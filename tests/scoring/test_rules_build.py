"""Which rules can be built, and what a wrong one is told."""

import pytest

from scoring.rules import KINDS, RuleProblem, build

LEVELS = {"levels": [{"text": "优", "points": 20}, {"text": "良", "points": 10}]}
COUNT = {"unit_points": 2, "cap": 10, "unit": "项"}
SEVERITY = {"severity_min": 5, "severity_max": 10, "unit": "处"}
PART = {"name": "own", "text": "本区域特色", "unit": "种", "each": 2}


def test_kinds_are_those_of_the_sheet():
    assert list(KINDS) == ["LV", "AN", "DS", "CT", "DD", "SV", "MX", "ZC+AN", "MX+ZC", "RG", "AD"]


@pytest.mark.parametrize(
    ("rule", "entry"),
    [
        (build("LV", 20, LEVELS, "E"), "levels"),
        (build("AN", 5, {}, "I"), "binary"),
        (build("DS", 5, {}, "I"), "number"),
        (build("CT", 10, COUNT, "E"), "count"),
        (build("DD", 5, {"per_defect": 1, "unit": "处", "verb": "发现"}, "E"), "defects"),
        (build("SV", 10, SEVERITY, "E"), "severity"),
        (build("MX", 9, {"parts": [PART | {"each": 1}], "cap": 9}, "E"), "number"),
        (build("ZC+AN", 20, {"resources": ["温泉"]}, "E"), "binary"),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_kind_names_the_input_of_the_page(rule, entry):
    assert rule.entry == entry


@pytest.mark.parametrize(
    ("rule", "points", "params", "certainty", "problem"),
    [
        (
            "XX",
            5,
            {},
            "E",
            "没有“XX”这一规则，请从LV、AN、DS、CT、DD、SV、MX、ZC+AN、MX+ZC、RG、AD中选择。",
        ),
        ("AN", 5, {}, "Z", "明确度须为 E、I、A 之一。"),
        ("AN", 0, {}, "E", "满分须为正整数。"),
        ("LV", 20, {}, "E", "请逐个列出档次。"),
        ("LV", 20, {"levels": ["优"]}, "E", "请按键和内容填写档次。"),
        ("LV", 20, {"levels": [{"text": "", "points": 20}]}, "E", "请填写档次内容。"),
        (
            "LV",
            20,
            {"levels": [{"text": "优", "points": "20"}]},
            "E",
            "请填写档次分值，须为不小于 1 的整数。",
        ),
        (
            "LV",
            20,
            {"levels": [{"text": "优", "points": 20}, {"text": "良", "points": 20}]},
            "E",
            "两个档次的分值相同，请核对参数。",
        ),
        ("LV", 25, LEVELS, "E", "按规则参数最多计 20 分，与满分 25 分不一致，请核对参数。"),
        ("CT", 12, COUNT, "E", "按规则参数最多计 10 分，与满分 12 分不一致，请核对参数。"),
        ("CT", 10, {"cap": 10, "unit": "项"}, "E", "请填写每项分值，须为不小于 1 的整数。"),
        ("CT", 10, COUNT | {"cap": True}, "E", "请填写封顶分值，须为不小于 1 的整数。"),
        (
            "CT",
            10,
            COUNT | {"kinds": ["温泉"], "same": {"山岳": "山地"}},
            "E",
            "同义种类“山地”不在所列种类之中，请核对参数。",
        ),
        ("DD", 5, {"per_defect": 1, "unit": "处"}, "E", "请填写扣分情形。"),
        (
            "SV",
            10,
            SEVERITY | {"severity_min": 11},
            "E",
            "最少扣分大于最多扣分，请核对参数。",
        ),
        (
            "MX",
            9,
            {"parts": [], "cap": 9},
            "E",
            "按规则参数最多计 0 分，与满分 9 分不一致，请核对参数。",
        ),
        ("MX", 9, {"parts": [PART, PART], "cap": 9}, "E", "计分项的键“own”重复，请核对参数。"),
        ("ZC+AN", 20, {}, "E", "没有零分条件，请列出条件或资源种类。"),
        ("MX+ZC", 4, {"parts": [PART], "cap": 4}, "E", "请按键和内容填写零分条件。"),
    ],
)
def test_rule_that_cannot_work_is_refused(rule, points, params, certainty, problem):
    with pytest.raises(RuleProblem) as refusal:
        build(rule, points, params, certainty)

    assert str(refusal.value) == problem
