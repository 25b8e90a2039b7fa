"""The ladder before a date: which step, to whom, in which words; without a database."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from applications import standing
from applications.choices import Status, UrgeAbout, UrgeStep
from applications.deadlines import Dates
from applications.reminding import Case, is_sent, step_reached, text_of, wanted

HERE = ZoneInfo("Asia/Shanghai")
SUBMISSION = datetime(2026, 8, 21, 23, 59, 59, tzinfo=HERE)
RECOMMENDATION = datetime(2026, 8, 31, 23, 59, 59, tzinfo=HERE)
MORNING = datetime(2026, 8, 21, 8, 35, tzinfo=HERE)


def case(status=Status.DRAFTING, number=7, *, city="140100", supplement=None, **fields):
    dates = Dates(fields.pop("submission", SUBMISSION), RECOMMENDATION, supplement)
    lies_with = fields.pop("lies_with", standing.HOLDER.get(status, ""))
    return Case(number, f"单位{number}", 3, "第二批", city, status, lies_with, dates, **fields)


def days_before(moment, days):
    return moment.replace(hour=8, minute=35) - timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (8, None),
        (7, UrgeStep.SEVEN),
        (4, UrgeStep.SEVEN),
        (3, UrgeStep.THREE),
        (2, UrgeStep.THREE),
        (1, UrgeStep.ONE),
        (0, UrgeStep.DAY),
        (-1, None),
    ],
)
def test_nearest_step_that_is_reached(days, step):
    assert step_reached(SUBMISSION, days_before(SUBMISSION, days)) == step


def test_last_moment_counts_and_the_next_one_does_not():
    assert step_reached(SUBMISSION, SUBMISSION) == UrgeStep.DAY
    assert step_reached(SUBMISSION, SUBMISSION + timedelta(seconds=1)) is None


A = UrgeAbout


@pytest.mark.parametrize(
    ("status", "moment", "days", "about"),
    [
        (Status.DRAFTING, SUBMISSION, 7, [A.SUBMISSION]),
        (Status.DRAFTING, SUBMISSION, 3, [A.SUBMISSION]),
        (Status.DRAFTING, SUBMISSION, 1, [A.SUBMISSION, A.UNITS]),
        (Status.CITY_RETURNED, SUBMISSION, 0, [A.ANSWER, A.UNITS]),
        (Status.SUBMITTED, SUBMISSION, 0, []),
        (Status.SUBMITTED, RECOMMENDATION, 7, [A.RECOMMENDATION]),
        (Status.REVIEWING, RECOMMENDATION, 3, [A.RECOMMENDATION]),
        (Status.REVIEWED, RECOMMENDATION, 0, [A.RECOMMENDATION]),
        (Status.COSIGNING, RECOMMENDATION, 1, [A.COSIGNING]),
        (Status.RECOMMENDED, RECOMMENDATION, 1, []),
        (Status.WITHDRAWN, RECOMMENDATION, 1, []),
    ],
)
def test_whoever_has_it_is_reminded(status, moment, days, about):
    found = wanted([case(status)], days_before(moment, days))

    assert [one.about for one in found] == about


@pytest.mark.parametrize(
    ("lies_with", "abouts"),
    [
        (standing.UNIT, [A.SUPPLEMENT, A.MENDING]),
        (standing.CULTURE, [A.SUPPLEMENT]),
        (standing.CIVIL, [A.SUPPLEMENT, A.COSIGNING_AGAIN]),
    ],
)
def test_supplement_concerns_the_city_and_whoever_has_it(lies_with, abouts):
    now = days_before(SUBMISSION, 3)
    row = case(Status.PROVINCE_RETURNED, supplement=SUBMISSION, lies_with=lies_with)

    assert [one.about for one in wanted([row], now)] == abouts


def test_two_signatures_of_one_day_have_ladders_of_their_own():
    rows = [
        case(Status.COSIGNING, 7),
        case(Status.PROVINCE_RETURNED, 8, supplement=RECOMMENDATION, lies_with=standing.CIVIL),
    ]

    found = wanted(rows, days_before(RECOMMENDATION, 1))

    signed = [one for one in found if one.about in (A.COSIGNING, A.COSIGNING_AGAIN)]
    assert len({one.ladder for one in signed}) == 2


def test_return_follows_its_own_date_and_then_that_of_the_submission():
    answer = SUBMISSION - timedelta(days=5)
    returned = case(Status.CITY_RETURNED, answer=answer)

    before = wanted([returned], days_before(answer, 1))
    after = wanted([returned], days_before(SUBMISSION, 3))

    assert [(one.about, one.due) for one in before] == [(A.ANSWER, answer)]
    assert [(one.about, one.due) for one in after] == [(A.ANSWER, SUBMISSION)]


def test_bureau_hears_once_of_its_whole_list():
    found = wanted(
        [
            case(Status.SUBMITTED, 7),
            case(Status.REVIEWED, 8),
            case(Status.REVIEWED, 9, city="140200"),
        ],
        days_before(RECOMMENDATION, 3),
    )

    assert [[one.application for one in reminder.cases] for reminder in found] == [[7, 8], [9]]


def test_key_names_target_day_and_step():
    now = days_before(SUBMISSION, 1)
    own, city = wanted([case()], now)
    moved = wanted([case(submission=SUBMISSION + timedelta(days=1))], now)[0]

    assert own.key(own.cases[0]) == "submission:7:2026-08-21:1:7"
    assert city.key(city.cases[0]) == "units:3-140100:2026-08-21:1:7"
    assert moved.ladder != own.ladder


@pytest.mark.parametrize(
    ("sent", "days", "again"),
    [
        (UrgeStep.SEVEN, 7, False),
        (UrgeStep.SEVEN, 5, False),
        (UrgeStep.SEVEN, 3, True),
        (UrgeStep.ONE, 7, False),
        (UrgeStep.ONE, 0, True),
    ],
    ids=["same day", "later", "next step", "clock goes back", "last day"],
)
def test_step_is_sent_once_and_none_behind_a_nearer_one(sent, days, again):
    one = wanted([case()], days_before(SUBMISSION, days))[0]

    assert is_sent(one, {f"submission:7:2026-08-21:{sent}:7"}) is not again


def test_list_that_was_sent_is_not_sent_again_for_another_unit_of_it():
    one = wanted([case(number=8)], days_before(SUBMISSION, 1))[1]

    assert is_sent(one, {"units:3-140100:2026-08-21:1:7"})


def test_messages_say_until_when_how_long_and_what_to_do():
    bureau = [case(Status.SUBMITTED, number) for number in range(1, 8)]

    assert text_of(A.SUBMISSION, [case()], SUBMISSION, MORNING) == (
        "第二批市级截止时间为2026年8月21日23:59（今天截止）："
        "评定申请报告书尚未提交，请填写完成后由本单位负责人提交。"
    )
    again = case(Status.PROVINCE_RETURNED, supplement=SUBMISSION, lies_with=standing.CIVIL)
    assert text_of(A.COSIGNING_AGAIN, [again], SUBMISSION, MORNING) == (
        "第二批补正期限为2026年8月21日23:59（今天截止）："
        "1家单位（单位7）补正后的初评等待重新会签，请及时会签。"
    )
    assert text_of(A.RECOMMENDATION, bureau, RECOMMENDATION, MORNING) == (
        "第二批省级截止时间为2026年8月31日23:59（还有10天）："
        "7家单位（单位1、单位2、单位3、单位4、单位5等）尚未推荐报省，"
        "请抓紧办理初评、会签和推荐，逾期不再受理。"
    )
