"""What a plain form says by the controls of each rule, and how the same is shown again."""

import pytest
from django.http import QueryDict

from applications.controls import CHECKED, controls_of
from scoring.rules import build

KEY = "0190b1c2-0000-4000-8000-000000000001"
KINDS = {"kinds": ["山地", "温泉"], "same": {"山岳": "山地"}, "core_from": "1.1"}
PARTS = [
    {"name": "own", "text": "本区域特色", "unit": "种", "each": 2},
    {"name": "regional", "text": "本地区特色", "unit": "种", "each": 1},
]
RULES = {
    "names": build("CT", 6, {"unit_points": 2, "cap": 6, "unit": "项"}, "E"),
    "kinds": build("CT", 10, {"unit_points": 10, "cap": 10, "unit": "种", **KINDS}, "E"),
    "defects": build("DD", 4, {"per_defect": 1, "unit": "处", "verb": "发现"}, "E"),
    "severity": build("SV", 10, {"severity_min": 5, "severity_max": 10, "unit": "处"}, "E"),
    "core": build("ZC+AN", 20, {"resources": ["山岳", "温泉"]}, "E"),
    "mixed": build("MX", 9, {"parts": PARTS, "cap": 9}, "E"),
}


def read(rule, query):
    form, said = QueryDict(query), {}
    for control in controls_of(RULES[rule]):
        said |= control.read(form)
    return said


def shown(rule, **inputs):
    filled = {}
    for control in controls_of(RULES[rule]):
        filled |= dict(control.fill(inputs))
    return {name: content for name, content in filled.items() if content not in ("", [])}


@pytest.mark.parametrize(
    ("rule", "query", "inputs"),
    [
        ("names", "in-items=", {}),
        ("names", "in-items=3", {"count": "3"}),
        ("names", "in-items=3 项", {"count": "3"}),
        ("names", "in-items=球场%0D%0A %0D%0A3号馆", {"items": ["球场", "3号馆"]}),
        ("names", "in-items=1%0A2", {"items": ["1", "2"]}),
        ("kinds", "in-items=温泉", {"items": ["温泉"]}),
        ("kinds", "in-items-none=1", {"items": []}),
        ("defects", "in-defects-count=2&in-place=&in-remark=&in-photos=", {"defects": "2"}),
        ("defects", "in-defects-none=1", {"defects": []}),
        (
            "defects",
            f"in-place=东门&in-remark=&in-photos={KEY}&in-place=&in-remark=&in-photos=",
            {"defects": [{"place": "东门", "photos": [KEY]}]},
        ),
        (
            "severity",
            "in-points=5&in-place=&in-remark=&in-photos=&in-points=7&in-place=渠&in-remark=油&in-photos=",
            {"deductions": [5, {"points": 7, "place": "渠", "remark": "油"}]},
        ),
        ("core", "in-resources=山岳&in-core=山岳", {"resources": ["山岳"], "core": "山岳"}),
        ("core", "in-core=", {"resources": [], "core": ""}),
        ("mixed", "in-own=3&in-regional=醋%0A枣", {"own": "3", "regional": ["醋", "枣"]}),
    ],
)  # fmt: skip
def test_a_plain_form_is_read_as_the_script_sends_it(rule, query, inputs):
    assert read(rule, query) == inputs


@pytest.mark.parametrize(
    ("rule", "inputs", "slots"),
    [
        ("names", {"items": ["球场", "滑梯"]}, {"items": "球场\n滑梯", "items-rows": 2}),
        ("names", {"count": 0}, {"items": "0", "items-rows": 1}),
        ("kinds", {"items": ["温泉"], "core": "山岳"}, {
            "items-1": " disabled data-core", "items-2": CHECKED,
        }),
        ("kinds", {"items": [], "core": None}, {"items-none": CHECKED}),
        ("defects", {"defects": 2}, {"defects-count": 2}),
        ("defects", {"defects": 0}, {"defects-none": CHECKED}),
        ("severity", {"deductions": [5]}, {"deductions-lines": [{"points": 5}]}),
        ("core", {"resources": ["山岳"], "core": "山岳"}, {
            "resources-1": CHECKED, "core-1": CHECKED,
        }),
        ("core", {"resources": [], "core": None}, {"core-0": CHECKED}),
        ("core", {}, {}),
        ("mixed", {"own": 3, "regional": ["醋"]}, {
            "own": "3", "own-rows": 1, "regional": "醋", "regional-rows": 1,
        }),
    ],
)  # fmt: skip
def test_what_is_stored_is_shown_again(rule, inputs, slots):
    assert shown(rule, **inputs) == slots


def test_a_core_is_asked_for_where_resources_are_ticked():
    _, core = controls_of(RULES["core"])

    assert core.missing({"resources": ["山岳"]}) == "请指定核心资源，或选择“没有核心资源”。"
    assert core.missing({"resources": ["山岳"], "core": ""}) == ""
    assert core.missing({}) == ""
