"""Parameters in words: what a clerk writes, and what is guessed from the printed text."""

import pytest

from scoring.notation import NotationProblem, guess, params_of, rule_code, words_of

TWO_A_KIND = {"unit_points": 2, "cap": 10, "base": 0, "unit": "项"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LV", "LV"),
        ("分档择一", "LV"),
        ("zc+an", "ZC+AN"),
        ("零分条件、全有或全无", "ZC+AN"),
        ("扣分", "DD"),
    ],
)
def test_rule_is_known_by_code_and_name(text, code):
    assert rule_code(text) == code


def test_unknown_rule_is_told_those_that_there_are():
    with pytest.raises(
        NotationProblem, match="没有“加权”这一规则，请从以下规则中选择：LV 分档择一、"
    ):
        rule_code("加权")


@pytest.mark.parametrize(
    ("rule", "words", "points", "params"),
    [
        ("CT", "每项2分，最多10分，单位：项", 10, TWO_A_KIND),
        ("CT", "每增加一项加２分", 10, TWO_A_KIND),
        ("CT", "每项2分；最高不超过10分", 10, TWO_A_KIND),
        ("CT", "每项2分；超过3项后起算", 10, TWO_A_KIND | {"base": 3}),
        ("CT", '{"unit_points": 2, "cap": 10, "base": 0, "unit": "项"}', 10, TWO_A_KIND),
        ("DD", "每处扣1分，单位：处", 5, {"per_defect": 1, "unit": "处", "verb": "发现"}),
        ("DD", "缺一项扣2分", 10, {"per_defect": 2, "unit": "项", "verb": "缺"}),
        ("SV", "每处扣5至10分", 10, {"severity_min": 5, "severity_max": 10, "unit": "处"}),
        (
            "MX",
            "本地商品【own】每种2分；差错每处扣1分；最多9分",
            9,
            {
                "parts": [{"name": "own", "text": "本地商品", "unit": "种", "each": 2}],
                "deductions": [{"name": "n2", "text": "差错", "unit": "处", "each": 1}],
                "cap": 9,
            },
        ),
        ("ZC+AN", "资源：温泉、森林", 20, {"resources": ["温泉", "森林"]}),
        ("AD", "最多8分", 8, {"cap": 8}),
        ("DS", "", 5, {}),
    ],
)
def test_words_are_read(rule, words, points, params):
    assert params_of(rule, words, points) == params


@pytest.mark.parametrize(
    ("rule", "words", "sentence"),
    [
        ("CT", "随便", "请写明每项几分、最多几分"),
        ("DD", "每处扣0.5分", "请写明每处扣几分"),
        ("SV", "扣5分", "请写明每处最少和最多扣几分"),
        ("MX", "本地商品多多益善", "“本地商品多多益善”无法识别"),
        ("ZC+AN", "没有营业执照", "都以“须”开头"),
        ("MX+ZC", "外文每种1分", "请写明零分条件"),
        ("CT", "{", "不是有效的 JSON"),
        ("CT", f"每项{'9' * 5000}分", "请写明每项几分、最多几分"),
    ],
)
def test_words_that_cannot_be_read_are_refused_with_an_example(rule, words, sentence):
    with pytest.raises(NotationProblem, match=sentence):
        params_of(rule, words, 10)


def test_what_has_no_words_is_written_as_json():
    params = {"per_defect": 1, "unit": "处", "verb": "未经同意"}

    assert params_of("DD", words_of("DD", params, 5), 5) == params


@pytest.mark.parametrize(
    ("text", "points", "rule"),
    [
        ("每增加一项加2分，本项最多得10分", 10, "CT"),
        ("每增加一项加2分，本项最多得8分", 10, "DS"),
        ("发现一处没按要求设置扣一分", 8, "DD"),
        ("发现一处不得当的，视情节严重程度扣5~10分", 10, "SV"),
        ("环境优美，管理到位", 5, "DS"),
    ],
)
def test_rule_is_guessed_from_the_text(text, points, rule):
    assert guess(points, [text])[0] == rule
