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
