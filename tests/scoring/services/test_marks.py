import json

import pytest

from portal.audit import history
from scoring.choices import Column
from scoring.lifecycle import sheet_lifecycle
from scoring.services import (
    MarkRefused,
    ReasonMissing,
    SheetLocked,
    open_sheet,
)
from tests.factories.scoring import fill, small_standard

pytestmark = pytest.mark.django_db


def stored(sheet, number="1.1"):
    return sheet.marks.get(leaf__number=number)


# --- opening ---------------------------------------------------------------------------


def test_a_new_sheet_has_a_blank_mark_for_every_leaf(db):
    sheet = open_sheet(small_standard(), Column.FIRST_REVIEW)

    marks = dict(sheet.marks.values_list("leaf__number", "value"))
    assert marks == dict.fromkeys(["1.1", "1.2", "2.1", "2.2.1", "2.2.2"])
    assert sheet.is_open


# --- recording a mark --------------------------------------------------------------------


def test_a_mark_is_stored_with_its_author_its_words_and_the_next_version(sheet, scorer, record):
    mark = record(value=15, reason=" 见审计报告 ", remark="第3页\n附件2")

    for seen in (mark, stored(sheet)):
        assert (seen.value, seen.reason, seen.remark) == (15, "见审计报告", "第3页 附件2")
        assert (seen.version, seen.editor, seen.inputs) == (1, scorer, {})
    assert mark.edited_at == stored(sheet).edited_at


def test_zero_is_a_mark_and_none_makes_the_leaf_blank_again(sheet, record):
    record(value=0)
    assert stored(sheet).value == 0

    record(value=None, version=1)
    assert stored(sheet).value is None


@pytest.mark.parametrize(
    ("number", "inputs", "value"),
    [
        ("1.1", {"level": 2}, 15),
        ("1.1", {"level": 0}, 0),
        ("1.2", {"met": True}, 10),
        ("2.1", {"mark": 7}, 7),
        ("2.2.1", {"count": 2}, 4),
        ("2.2.1", {"count": 99}, 6),
        ("2.2.1", {"count": 0}, 0),
        ("2.2.2", {"defects": 1}, 3),
        ("2.2.2", {"defects": 5}, 0),
    ],
)
def test_the_rule_makes_the_mark_of_what_was_entered(sheet, record, number, inputs, value):
    mark = record(number, inputs=inputs)

    assert (mark.value, mark.inputs) == (value, inputs)
    assert (stored(sheet, number).value, stored(sheet, number).inputs) == (value, inputs)


def test_a_mark_given_as_such_keeps_no_inputs(sheet, record):
    record("2.2.1", inputs={"count": 2})

    mark = record("2.2.1", value=2, inputs={"count": 2}, version=1)

    assert (mark.value, mark.inputs) == (2, {})


@pytest.mark.parametrize(
    ("number", "entered", "sentence"),
    [
        ("1.1", {"value": 7}, "1.1 产品规模：只能计 0、15、20 分，请从所列档次中选择。"),
        ("1.1", {"value": 21}, "1.1 产品规模：只能计 0、15、20 分，请从所列档次中选择。"),
        ("1.1", {"value": -1}, "1.1 产品规模：只能计 0、15、20 分，请从所列档次中选择。"),
        ("2.1", {"value": 11}, "2.1 服务规范：只能计 0 至 10 之间的整数分，请重新填写。"),
        ("2.2.1", {"value": 3}, "2.2.1 活动场所：只能计 0、2、4、6 分，请按符合的数量选择。"),
        (
            "2.2.1",
            {"inputs": {"count": "三"}},
            "2.2.1 活动场所：请填写数量，须为不小于 0 的整数。",
        ),
        (
            "2.1",
            {"value": 5, "remark": "注" * 501},
            "2.1 服务规范：备注最多500字，请精简后再保存。",
        ),
        (
            "2.1",
            {"value": 5, "reason": "理" * 501},
            "2.1 服务规范：理由最多500字，请精简后再保存。",
        ),
        (
            "2.2.1",
            {"inputs": {"items": ["场" * 50] * 400}},
            "2.2.1 活动场所：录入的内容过长，请精简后再保存。",
        ),
    ],
)
def test_what_the_rule_forbids_is_refused_with_a_sentence_and_changes_nothing(
    sheet, record, number, entered, sentence
):
    record(number, value=0)

    with pytest.raises(MarkRefused) as refusal:
        record(number, version=1, **entered)

    assert str(refusal.value) == sentence
    assert (stored(sheet, number).value, stored(sheet, number).version) == (0, 1)
    assert history(sheet).count() == 1


def test_an_unexpected_mark_needs_a_reason(record):
    with pytest.raises(
        ReasonMissing, match=r"1\.2 产品主题：一般只计 0 或 10 分，改计 4 分须说明理由"
    ):
        record("1.2", value=4)
    with pytest.raises(ReasonMissing):
        record("1.2", value=4, reason="  \n ")

    assert record("1.2", value=4, reason="仅有部分主题").value == 4


def test_a_strict_standard_takes_no_unexpected_mark_at_all(sheet, record):
    sheet.ruleset.strict_binary = True
    sheet.ruleset.save()

    with pytest.raises(MarkRefused) as refusal:
        record("1.2", value=4, reason="仅有部分主题")

    assert not isinstance(refusal.value, ReasonMissing)


def test_a_locked_sheet_takes_no_mark(sheet, scorer, record):
    fill(sheet)
    sheet_lifecycle.perform(sheet, "lock", actor=scorer)

    with pytest.raises(SheetLocked, match="自检计分已锁定，不能再修改分值。"):
        record(value=0)

    assert stored(sheet).value == 20


def test_a_page_that_still_thinks_the_sheet_is_open_is_refused(sheet, scorer, record):
    """The lock that counts is the one in the database, not the one the caller has read."""
    other = type(sheet).objects.get(pk=sheet.pk)
    fill(other)
    sheet_lifecycle.perform(other, "lock", actor=scorer)

    assert sheet.is_open
    with pytest.raises(SheetLocked):
        record(value=0)


# --- doubts ------------------------------------------------------------------------------


def above_ten(mark):
    return [f"申报数据只支持10分，{mark}分须说明理由。"] if mark > 10 else []


def test_a_doubtful_mark_waits_for_a_reason(sheet, record):
    with pytest.raises(ReasonMissing) as refusal:
        record(value=15, reason=" ", doubts=above_ten)
    assert str(refusal.value) == "1.1 产品规模：申报数据只支持10分，15分须说明理由。"
    assert stored(sheet).value is None

    assert record(value=15, reason="见审计报告", doubts=above_ten).value == 15


def test_a_mark_beyond_doubt_and_a_blank_want_no_reason(record):
    assert record(value=0, doubts=above_ten).value == 0
    assert record(value=None, version=1, doubts=above_ten).value is None


def test_an_illegal_mark_is_not_even_doubted(record):
    def never(mark):
        raise AssertionError

    with pytest.raises(MarkRefused, match="只能计"):
        record(value=7, doubts=never)


# --- the record --------------------------------------------------------------------------


def test_every_mark_is_on_record_with_what_it_replaced(sheet, scorer, record):
    record("1.2", value=10)
    record("1.2", value=4, reason="仅有部分主题", version=1)

    plain = {"inputs": {}, "origin": ""}
    entries = [(e.actor, e.label, e.note, e.details) for e in history(sheet)]
    assert entries == [
        (scorer, "计分", "", {"number": "1.2", "before": None, "after": 10, **plain}),
        (scorer, "计分", "仅有部分主题", {"number": "1.2", "before": 10, "after": 4, **plain}),
    ]


def test_recording_a_mark_takes_three_statements(sheet, record, django_assert_num_queries):
    """Lock and read, write, record: beside BEGIN and COMMIT (savepoints here)."""
    record(value=15)

    with django_assert_num_queries(5):
        record(value=20, version=1)


def test_inputs_are_plain_json(sheet, record):
    record("2.2.1", inputs={"items": ["羽毛球馆", "游泳馆"]})

    mark = stored(sheet, "2.2.1")
    assert mark.value == 4
    assert json.loads(json.dumps(mark.inputs)) == {"items": ["羽毛球馆", "游泳馆"]}
