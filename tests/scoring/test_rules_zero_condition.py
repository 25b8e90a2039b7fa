import pytest

from scoring.rules import Choice, InputProblem, build

RESOURCES = ["山岳", "温泉", "森林", "乡村", "运动", "中医药", "传统文化"]
RESOURCE = build("ZC+AN", 20, {"resources": RESOURCES}, "E")
PRODUCT = build(
    "ZC+AN",
    20,
    {
        "conditions": [
            {"name": "clear_theme", "text": "产品主题明确"},
            {"name": "core_product", "text": "有核心文旅康养产品"},
        ]
    },
    "A",
)
SIGNS = build(
    "MX+ZC",
    4,
    {
        "required": {"name": "bilingual", "text": "有中英文对照说明"},
        "parts": [{"name": "languages", "text": "对照的外文（含英文）", "unit": "种", "each": 1}],
        "cap": 4,
        "deductions": [{"name": "errors", "text": "文不符图或中英文错误", "unit": "处", "each": 1}],
    },
    "A",
)


def test_core_resource_decides():
    assert RESOURCE.mark_from({"resources": ["温泉", "森林"], "core": "温泉"}) == 20
    assert RESOURCE.mark_from({"resources": ["温泉"], "core": "温泉"}) == 20


@pytest.mark.parametrize("core", [None, ""])
def test_resources_without_a_core_earn_nothing(core):
    assert RESOURCE.mark_from({"resources": ["温泉", "森林"], "core": core}) == 0
    assert RESOURCE.mark_from({"resources": [], "core": core}) == 0
    assert RESOURCE.mark_from({"resources": RESOURCES}) == 0


def test_core_must_be_among_the_ticked_resources():
    with pytest.raises(InputProblem, match=r"核心资源“乡村”不在已勾选的资源之中，.*改选核心资源。"):
        RESOURCE.mark_from({"resources": ["温泉", "森林"], "core": "乡村"})


def test_resource_that_the_sheet_does_not_name_is_refused():
    with pytest.raises(InputProblem, match=r"没有“避暑”这一资源种类，请从山岳、.*中选择。"):
        RESOURCE.mark_from({"resources": ["避暑"], "core": "避暑"})


@pytest.mark.parametrize(
    ("clear_theme", "core_product", "mark"),
    [(True, True, 20), (True, False, 0), (False, True, 0), (False, False, 0)],
)
def test_either_missing_condition_forces_zero(clear_theme, core_product, mark):
    inputs = {"clear_theme": clear_theme, "core_product": core_product}

    assert PRODUCT.mark_from(inputs) == mark


def test_every_condition_is_asked_for():
    with pytest.raises(InputProblem, match=r"请就“有核心文旅康养产品”选择“是”或“否”。"):
        PRODUCT.mark_from({"clear_theme": False})


def test_stated_condition_is_strict_and_the_ambiguous_one_takes_a_reason():
    assert RESOURCE.legal_marks == (0, 20)
    assert PRODUCT.expected_marks == (0, 20)
    assert PRODUCT.refusal(10, "省级细则允许") is None
    assert PRODUCT.refusal(10) == "一般只计 0 或 20 分，改计 10 分须说明理由，请填写理由后再保存。"


def test_choices_are_met_and_not_met():
    assert RESOURCE.choices() == [Choice(20, "符合 20分"), Choice(0, "不符合 0分")]


def test_all_or_nothing_is_explained_with_its_condition():
    assert RESOURCE.explain() == (
        "在山岳、温泉、森林、乡村、运动、中医药、传统文化中具备 1 项核心资源的计 20 分，否则计 0 分。"
    )
    assert PRODUCT.explain() == (
        "产品主题明确，且有核心文旅康养产品的计 20 分，否则计 0 分；"
        "确需计 0 至 20 之间其他整数分的，须说明理由。"
    )


@pytest.mark.parametrize(
    ("languages", "errors", "mark"),
    [(0, 0, 0), (1, 0, 1), (3, 1, 2), (4, 0, 4), (6, 0, 4), (6, 1, 3), (4, 4, 0), (1, 9, 0)],
)
def test_languages_are_capped_before_errors_are_taken_off(languages, errors, mark):
    inputs = {"bilingual": True, "languages": languages, "errors": errors}

    assert SIGNS.mark_from(inputs) == mark


def test_signs_without_english_earn_nothing():
    assert SIGNS.mark_from({"bilingual": False, "languages": 4, "errors": 0}) == 0


def test_signs_may_earn_any_mark_up_to_the_cap():
    assert SIGNS.legal_marks == (0, 1, 2, 3, 4)


def test_mixed_rule_is_explained_with_its_condition():
    assert SIGNS.explain() == (
        "须有中英文对照说明，否则不得分；对照的外文（含英文）每种计 1 分，最多计 4 分；"
        "文不符图或中英文错误每处扣 1 分，扣完为止。"
    )


def test_without_the_condition_the_rest_may_stay_open_but_not_be_wrong():
    assert SIGNS.mark_from({"bilingual": False, "languages": None, "errors": 2}) == 0
    with pytest.raises(InputProblem, match=r"请填写对照的外文（含英文），须为不小于 0 的整数。"):
        SIGNS.mark_from({"bilingual": False, "languages": -1})


@pytest.mark.parametrize(
    ("rule", "inputs", "words"),
    [
        (
            RESOURCE,
            {"resources": ["温泉", "森林"], "core": "温泉"},
            "具备温泉、森林，核心资源为温泉，计20分",
        ),
        (RESOURCE, {"resources": ["温泉"]}, "具备温泉，没有核心资源，计0分"),
        (RESOURCE, {"resources": []}, "未勾选资源，没有核心资源，计0分"),
        (
            PRODUCT,
            {"clear_theme": True, "core_product": False},
            "产品主题明确：是，有核心文旅康养产品：否，计0分",
        ),
        (
            SIGNS,
            {"bilingual": True, "languages": 5, "errors": 1},
            "有中英文对照说明：是，对照的外文（含英文）5种，文不符图或中英文错误1处，"
            "5×1=5分，最多计4分，扣1分，计3分",
        ),
        (SIGNS, {"bilingual": False}, "有中英文对照说明：否，计0分"),
    ],
)
def test_account_is_given_of_the_answers(rule, inputs, words):
    assert rule.account(rule.mark_from(inputs), inputs) == words


def test_account_of_a_mark_without_answers_names_the_mark():
    assert RESOURCE.account(20, {}) == "符合"
    assert SIGNS.account(2, {}) == "直接计2分"
