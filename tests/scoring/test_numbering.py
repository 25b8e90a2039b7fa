"""Numbers and points as people type them, and what Excel makes of them."""

import pytest

from scoring.numbering import (
    Numbering,
    NumberProblem,
    Points,
    ordinal,
    parent_of,
    read_points,
    trailing_points,
)


def numbers(values):
    numbering = Numbering()
    return [numbering.read(value, "A1") for value in values], numbering.notes


def test_last_nought_that_excel_lost_is_put_back():
    found, notes = numbers([1, *(float(f"1.{n}") for n in range(1, 10)), 1.1, 1.11])

    assert found[-3:] == ["1.9", "1.10", "1.11"]
    assert notes == ["A1的序号按“1.10”读取（数字单元格会丢掉末尾的0），请核对。"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (
            ["一、", "（一）", "1.", "2．", "(1)", "（二）", 1],
            "1 1.1 1.1.1 1.1.2 1.1.2.1 1.2 1.2.1",
        ),
        (["一", "1", "1.1", "2", "二", "1", "1.1"], "1 1.1 1.1.1 1.2 2 2.1 2.1.1"),
        (["1", "1.1", "(1)", "（2）", "1.2", -1], "1 1.1 1.1.1 1.1.2 1.2 1.2.1"),
        (["A", "A1", "A１．２", "1－2"], " A1 A1.2 1.2"),
        (["第一部分", "第十二部分"], "1 12"),
    ],
)
def test_numbers_of_all_styles_become_dotted(values, found):
    assert numbers(values)[0] == found.split(" ")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("1月2日", "序号被当作日期，请把单元格设为文本"), ("附录", "序号“附录”无法识别")],
)
def test_number_that_is_none_is_refused(value, sentence):
    with pytest.raises(NumberProblem, match=sentence):
        numbers([value])


@pytest.mark.parametrize(
    ("text", "count"), [("七", 7), ("十", 10), ("十二", 12), ("二十", 20), ("3", 3)]
)
def test_numerals_are_counted(text, count):
    assert ordinal(text) == count


@pytest.mark.parametrize(
    ("number", "above"), [("1.2.3", "1.2"), ("1", ""), ("A1.2", "A1"), ("A1", "")]
)
def test_number_names_the_one_above(number, above):
    assert parent_of(number) == above


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (10, Points(10, 10)),
        (5.0, Points(5, 5)),
        ("１０ 分", Points(10, 10)),
        ("（65分）", Points(65, 65)),
        ("25～20分", Points(20, 25)),
        ("20—25", Points(20, 25)),
    ],
)
def test_points_are_read(value, points):
    assert read_points(value) == points


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (2.5, "分值“2.5”不是整数。本系统只计整数分，请把整张表的分值和总分同乘以2"),
        (-5, "扣分请写入规则"),
        ("1月5日", "分值被当作日期"),
        ("若干", "“若干”不是分值"),
    ],
)
def test_what_are_no_points_is_refused_with_what_to_do(value, sentence):
    with pytest.raises(NumberProblem, match=sentence):
        read_points(value)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("一、资源吸引力（65分）", Points(65, 65)),
        ("规模大，得5分", Points(5, 5)),
        ("本项最多得9分", None),
        ("缺一项扣2分", None),
        ("30公里以内", None),
    ],
)
def test_points_at_the_end_of_a_text(text, points):
    assert trailing_points(text) == points
