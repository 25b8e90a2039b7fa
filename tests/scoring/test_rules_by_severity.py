import pytest

from scoring.rules import Choice, InputProblem, build

SEWAGE = build("SV", 10, {"severity_min": 5, "severity_max": 10, "unit": "处"}, "E")


def test_six_to_nine_cannot_arise():
    assert SEWAGE.legal_marks == (0, 1, 2, 3, 4, 5, 10)


@pytest.mark.parametrize("mark", [6, 7, 8, 9, -1, 11])
def test_impossible_mark_is_refused(mark):
    assert SEWAGE.refusal(mark, "情节轻微") == "只能计 0、1、2、3、4、5、10 分，请按扣分情况选择。"


@pytest.mark.parametrize(
    ("deductions", "mark"),
    [([], 10), ([5], 5), ([7], 3), ([10], 0), ([5, 5], 0), ([5, 7], 0), ([10, 10, 10], 0)],
)
def test_deductions_add_up_and_stop_at_zero(deductions, mark):
    assert SEWAGE.mark_from({"deductions": deductions}) == mark


@pytest.mark.parametrize("deduction", [4, 11, 0, -5, 5.5])
def test_deduction_out_of_its_bounds_is_refused(deduction):
    with pytest.raises(InputProblem, match=r"请填写每处扣分，须为 5 至 10 之间的整数。"):
        SEWAGE.mark_from({"deductions": [5, deduction]})


def test_small_deductions_may_add_up_to_any_mark():
    rule = build("SV", 4, {"severity_min": 1, "severity_max": 2, "unit": "处"}, "E")

    assert rule.legal_marks == (0, 1, 2, 3, 4)


def test_two_deductions_leave_marks_that_one_cannot():
    rule = build("SV", 10, {"severity_min": 3, "severity_max": 4, "unit": "处"}, "E")

    assert rule.legal_marks == (0, 1, 2, 3, 4, 6, 7, 10)


def test_choices_say_what_is_taken_off():
    assert SEWAGE.choices() == [
        Choice(10, "未发现 10分"),
        Choice(5, "扣5分 5分"),
        Choice(4, "扣6分 4分"),
        Choice(3, "扣7分 3分"),
        Choice(2, "扣8分 2分"),
        Choice(1, "扣9分 1分"),
        Choice(0, "扣10分 0分"),
    ]


def test_rule_is_explained():
    assert SEWAGE.explain() == "满分 10 分，每发现一处视情节扣 5 至 10 分，扣完为止。"


DITCH = {"points": 5, "place": "东沟", "remark": "油污", "photos": []}


def test_deduction_may_say_where_and_what():
    assert SEWAGE.mark_from({"deductions": [DITCH]}) == 5
    assert SEWAGE.mark_from({"deductions": [7, DITCH]}) == 0


@pytest.mark.parametrize(
    ("deduction", "sentence"),
    [
        ("5", "请填写每处扣分，须为 5 至 10 之间的整数。"),
        (DITCH | {"points": 4}, "请填写每处扣分，须为 5 至 10 之间的整数。"),
        ({"place": "东沟"}, "请填写每处扣分，须为 5 至 10 之间的整数。"),
        ({"points": 5}, "请填写位置。"),
        (
            DITCH | {"lost": 5},
            "没有“lost”这一录入内容，请按points、place、remark、photos录入。",
        ),
    ],
)
def test_deduction_of_another_shape_is_refused(deduction, sentence):
    with pytest.raises(InputProblem) as refusal:
        SEWAGE.mark_from({"deductions": [deduction]})

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("deductions", "words"),
    [
        ([], "未发现，计10分"),
        ([7], "发现1处：扣7分，10−7=3分"),
        ([DITCH], "发现1处：东沟（油污）扣5分，10−5=5分"),
        ([DITCH, 7], "发现2处：东沟（油污）扣5分、扣7分，10−12不足0分，计0分"),
    ],
)
def test_account_is_given_of_the_deductions(deductions, words):
    inputs = {"deductions": deductions}

    assert SEWAGE.account(SEWAGE.mark_from(inputs), inputs) == words
