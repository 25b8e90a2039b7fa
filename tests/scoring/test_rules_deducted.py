import pytest

from scoring.rules import Choice, InputProblem, build

SYSTEMS = build("DD", 10, {"per_defect": 2, "unit": "项", "verb": "缺"}, "E")
PANORAMA = build("DD", 5, {"per_defect": 1, "unit": "项", "verb": "少"}, "E")


def test_legal_marks_are_what_the_deductions_leave():
    assert SYSTEMS.legal_marks == (0, 2, 4, 6, 8, 10)
    assert PANORAMA.legal_marks == (0, 1, 2, 3, 4, 5)


@pytest.mark.parametrize("mark", [-2, 1, 9, 11])
def test_mark_that_no_number_of_defects_leaves_is_refused(mark):
    assert SYSTEMS.refusal(mark, "现场核实") == "只能计 0、2、4、6、8、10 分，请按扣分处数选择。"


@pytest.mark.parametrize(("missing", "mark"), [(0, 10), (1, 8), (4, 2), (5, 0), (6, 0), (99, 0)])
def test_every_missing_system_costs_two_points(missing, mark):
    assert SYSTEMS.mark_from({"defects": missing}) == mark


@pytest.mark.parametrize(("missing", "mark"), [(0, 5), (4, 1), (5, 0), (10, 0)])
def test_every_missing_item_of_the_map_costs_one_point(missing, mark):
    assert PANORAMA.mark_from({"defects": missing}) == mark


def test_last_deduction_stops_at_zero():
    rule = build("DD", 5, {"per_defect": 3, "unit": "处", "verb": "发现"}, "E")

    assert rule.legal_marks == (0, 2, 5)
    assert rule.mark_from({"defects": 2}) == 0


@pytest.mark.parametrize("defects", [-1, 0.5, None])
def test_number_of_defects_must_be_whole(defects):
    with pytest.raises(InputProblem, match=r"请填写扣分数量，须为不小于 0 的整数。"):
        SYSTEMS.mark_from({"defects": defects})


def test_choices_say_how_many_are_missing():
    assert SYSTEMS.choices() == [
        Choice(10, "缺0项 10分"),
        Choice(8, "缺1项 8分"),
        Choice(6, "缺2项 6分"),
        Choice(4, "缺3项 4分"),
        Choice(2, "缺4项 2分"),
        Choice(0, "缺5项及以上 0分"),
    ]


def test_rule_is_explained():
    assert SYSTEMS.explain() == "满分 10 分，每缺一项扣 2 分，扣完为止。"


PHOTO = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
GATES = [
    {"place": "东门", "remark": "指引缺失", "photos": [PHOTO]},
    {"place": "西门", "remark": "", "photos": []},
]


def test_listed_defects_count_one_each():
    assert PANORAMA.mark_from({"defects": GATES}) == 3
    assert PANORAMA.mark_from({"defects": [{"place": "东门"}]}) == 4
    assert PANORAMA.mark_from({"defects": []}) == 5


@pytest.mark.parametrize(
    ("defect", "sentence"),
    [
        ("东门", "请按键和内容填写每处问题。"),
        ({}, "请填写位置。"),
        ({"place": " ", "remark": "破损"}, "请填写位置。"),
        ({"place": "门" * 101}, "位置“门门门门门门门门门门……”超过100字，请精简。"),
        (
            {"place": "门", "remark": "损" * 201},
            "问题说明“损损损损损损损损损损……”超过200字，请精简。",
        ),
        ({"place": "门", "remark": 5}, "请填写问题说明。"),
        ({"place": "门", "photos": PHOTO}, "请逐个列出照片。"),
        ({"place": "门", "photos": ["../etc"]}, "位置“门”的照片编号有误，请重新选择照片。"),
        (
            {"place": "门", "points": 2},
            "没有“points”这一录入内容，请按place、remark、photos录入。",
        ),
    ],
)
def test_defect_of_another_shape_is_refused(defect, sentence):
    with pytest.raises(InputProblem) as refusal:
        PANORAMA.mark_from({"defects": [GATES[0], defect]})

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("rule", "defects", "words"),
    [
        (PANORAMA, GATES, "少2项：东门（指引缺失）、西门，5−2×1=3分"),
        (SYSTEMS, 1, "缺1项，10−1×2=8分"),
        (SYSTEMS, 5, "缺5项，10−5×2=0分"),
        (SYSTEMS, 6, "缺6项，10−6×2不足0分，计0分"),
        (SYSTEMS, [], "缺0项，10−0×2=10分"),
    ],
)
def test_account_is_given_of_the_defects(rule, defects, words):
    inputs = {"defects": defects}

    assert rule.account(rule.mark_from(inputs), inputs) == words
