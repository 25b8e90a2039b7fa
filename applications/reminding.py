"""Which step of the ladder is due to whom, and what it says; pure.

7, 3 and 1 days before a date and on the day itself, as long as the date has not passed: only
the nearest step that is reached, once. What was missed is not sent afterwards in a heap, and a
step that lies behind one that was sent is sent no more. A moved date begins its own ladder.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from applications.choices import AT_CULTURE, EDITABLE, Status, UrgeAbout, UrgeStep
from applications.deadlines import Dates, spoken
from applications.standing import CIVIL, UNIT
from portal import clock
from portal.text import some

#: The rungs, the nearest to the date last.
LADDER = {UrgeStep.SEVEN: 7, UrgeStep.THREE: 3, UrgeStep.ONE: 1, UrgeStep.DAY: 0}
#: A city hears which of its units are missing when little time is left.
LATE_STEPS = (UrgeStep.ONE, UrgeStep.DAY)


@dataclass(frozen=True, slots=True)
class Case:
    """How far one application is: what a reminder about it has to know.

    ``application`` is None where the unit has not begun; the ladder knows of none of these.
    ``lies_with`` is the answer of ``standing.with_holder``, ``answer`` the date of an open 退回修改.
    """

    application: int | None
    unit: str
    batch: int
    batch_name: str
    city: str
    status: Status
    lies_with: str
    dates: Dates
    answer: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reminder that should go out: to a unit about its own, to a bureau about its list."""

    about: UrgeAbout
    due: datetime
    step: UrgeStep
    cases: tuple[Case, ...]

    @property
    def ladder(self) -> str:
        """Names whom and what, until which day: the steps of one ladder differ in nothing else."""
        first = self.cases[0]
        to_unit = self.about in TO_UNIT
        target = first.application if to_unit else f"{first.batch}-{first.city}"
        return f"{self.about}:{target}:{timezone.localtime(self.due):%Y-%m-%d}"

    def key(self, case: Case) -> str:
        """Names the row of the log that one of the cases gets."""
        return f"{self.ladder}:{self.step}:{case.application}"


def is_sent(wanted: Wanted, keys: Collection[str]) -> bool:
    """Whether this step, or a nearer one, stands among the ``keys`` of the log."""
    steps = list(LADDER)[list(LADDER).index(wanted.step) :]
    begun = {key.rpartition(":")[0] for key in keys}
    return any(f"{wanted.ladder}:{step}" in begun for step in steps)


def step_reached(due: datetime, now: datetime) -> UrgeStep | None:
    """The nearest rung that ``now`` has reached; None before the first and after the date."""
    days = clock.days_left(due, now)
    reached = [step for step, before in LADDER.items() if days <= before]
    return reached[-1] if reached and now <= due else None


def wanted(cases: Iterable[Case], now: datetime) -> list[Wanted]:
    """The reminders that are due at ``now``, sent already or not."""
    found: dict[tuple, list[Case]] = defaultdict(list)
    for case in cases:
        for about, due in _duties(case, now):
            scope = case.application if about in TO_UNIT else (case.batch, case.city)
            found[about, due, scope].append(case)
    reminders = [
        Wanted(about, due, step, tuple(owed))
        for (about, due, _), owed in found.items()
        if (step := step_reached(due, now))
    ]
    return [one for one in reminders if one.about != UrgeAbout.UNITS or one.step in LATE_STEPS]


# --- whose turn it is -------------------------------------------------------------------------


def _duties(case: Case, now: datetime) -> Iterator[tuple[UrgeAbout, datetime]]:
    """What is owed about one application, and until when."""
    dates = case.dates
    if case.status in EDITABLE:
        yield _of_unit(case, now)
        yield UrgeAbout.UNITS, dates.submission
    elif case.status in AT_CULTURE:
        yield UrgeAbout.RECOMMENDATION, dates.recommendation
    elif case.status == Status.COSIGNING:
        yield UrgeAbout.COSIGNING, dates.recommendation
    elif case.status == Status.PROVINCE_RETURNED and dates.supplement:
        yield UrgeAbout.SUPPLEMENT, dates.supplement
        if case.lies_with in BESIDE_CITY:
            yield BESIDE_CITY[case.lies_with], dates.supplement


#: Who does a part of a 退回补正, which 市文化和旅游局 answers for as a whole.
BESIDE_CITY = {UNIT: UrgeAbout.MENDING, CIVIL: UrgeAbout.COSIGNING_AGAIN}


def _of_unit(case: Case, now: datetime) -> tuple[UrgeAbout, datetime]:
    """A return has a date of its own; when that has passed, 市级截止 is what still counts."""
    if case.status == Status.DRAFTING:
        return UrgeAbout.SUBMISSION, case.dates.submission
    still = [due for due in (case.answer, case.dates.submission) if due and due >= now]
    return UrgeAbout.ANSWER, min(still, default=case.dates.submission)


# --- what a message says ----------------------------------------------------------------------

#: What each is asked to do; a bureau also reads whose.
# fmt: off
TO_UNIT = {
    UrgeAbout.START:      "本单位尚未开始填报，请登录后开始填报评定申请报告书，由本单位负责人提交。",
    UrgeAbout.SUBMISSION: "评定申请报告书尚未提交，请填写完成后由本单位负责人提交。",
    UrgeAbout.ANSWER:     "申报已退回修改，请按退回意见逐条修改后由本单位负责人重新提交。",
    UrgeAbout.SCAN:       "请打印已提交的版本，签字、盖章后上传扫描件。",
    UrgeAbout.MENDING:    "申报已由省级退回补正，请按补正意见修改后交回市文化和旅游局。",
}
TO_BUREAU = {
    UrgeAbout.UNITS:          "尚未提交，请督促。",
    UrgeAbout.RECOMMENDATION: "尚未推荐报省，请抓紧办理初评、会签和推荐，逾期不再受理。",
    UrgeAbout.COSIGNING:      "的初评意见等待会签，请及时会签。",
    UrgeAbout.SUPPLEMENT:     "的省级退回补正尚未办结，请办结后报省。",
    UrgeAbout.COSIGNING_AGAIN: "补正后的初评等待重新会签，请及时会签。",
}
#: What 市民政局 is asked; all else of a city is 市文化和旅游局's.
TO_CIVIL = (UrgeAbout.COSIGNING, UrgeAbout.COSIGNING_AGAIN)
#: Which date counts, as people call it.
DATES = {
    UrgeAbout.START:          "市级截止时间",
    UrgeAbout.SUBMISSION:     "市级截止时间",
    UrgeAbout.ANSWER:         "修改期限",
    UrgeAbout.MENDING:        "补正期限",
    UrgeAbout.UNITS:          "市级截止时间",
    UrgeAbout.SUPPLEMENT:     "补正期限",
    UrgeAbout.COSIGNING_AGAIN: "补正期限",
}
# fmt: on


def text_of(about: UrgeAbout, cases: Sequence[Case], due: datetime, now: datetime) -> str:
    """第二批省级截止时间为2023年8月31日23:59（还有3天）：3家单位（甲、乙、丙）尚未推荐报省，…"""
    date = DATES.get(about, "省级截止时间")
    return f"{cases[0].batch_name}{date}为{spoken(due)}（{clock.left(due, now)}）：{deed(about, cases)}"


def deed(about: UrgeAbout, cases: Sequence[Case]) -> str:
    """What is asked for; a bureau reads whose it is."""
    if about in TO_UNIT:
        return TO_UNIT[about]
    names = some([case.unit for case in cases])
    return f"{len(cases)}家单位（{names}）{TO_BUREAU[about]}"
