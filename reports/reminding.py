"""Which step of the ladder is due to whom, and what it says; pure.

T−3 the unit, T the unit and its city, T+2 the city, T+5 the city and the province: only the
highest step that is reached, once; what was missed is not sent afterwards in a heap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.text import some
from reports.choices import Duty, Step
from reports.periods import month_of, period_word, previous_month, step_reached

TO_UNITS = (Step.BEFORE, Step.DUE)
TO_CITY = (Step.DUE, Step.LATE, Step.ESCALATED)
TO_PROVINCE = (Step.ESCALATED,)


@dataclass(frozen=True, slots=True)
class Case:
    """How far one city is with one duty of one period.

    ``waiting`` are the organisations that owe it and have handed nothing in. ``is_reported``:
    the province has, or once had, what it asks for; ``is_returned``: it has sent that back.
    """

    duty: Duty
    period: date
    city: str
    due_on: date
    waiting: tuple[int, ...]
    is_reported: bool
    is_returned: bool = False

    @property
    def is_open(self) -> bool:
        """Somebody below the province must still do something."""
        return self.is_returned or not self.is_reported

    @property
    def word(self) -> str:
        return period_word(self.duty, self.period)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reminder that should go out; ``organisation`` None: to the city about its whole list."""

    case: Case
    step: Step
    organisation: int | None
    day: date

    @property
    def key(self) -> str:
        """Names this reminder among all: a moved date begins its own ladder."""
        target = self.organisation or "city"
        return ":".join(
            map(
                str,
                (self.case.duty, self.case.period, self.case.city, target, self.step, self.day),
            )
        )


def wanted(case: Case, today: date) -> list[Wanted]:
    """The reminders of ``case`` that are due today, sent already or not."""
    step = step_reached(case.due_on, today)
    if step is None or case.is_reported or is_stale(case.due_on, today):
        return []
    targets: list[int | None] = list(case.waiting) if step in TO_UNITS else []
    if step in TO_CITY or not case.waiting:
        targets.append(None)
    return [Wanted(case, step, target, case.due_on) for target in targets]


def by_hand(case: Case, organisation: int | None, today: date) -> Wanted:
    """The 催报 of one target today."""
    return Wanted(case, Step.MANUAL, organisation, today)


def is_stale(due_on: date, today: date) -> bool:
    """Whether a date lies in a month more than two before this one: nothing is sent any more."""
    return month_of(due_on) < previous_month(previous_month(month_of(today)))


# --- what a message says --------------------------------------------------------------------


def left(due_on: date, today: date) -> str:
    """还有3天截止, 今天截止 or 已逾期2天."""
    days = (due_on - today).days
    if days > 0:
        return f"还有{days}天截止"
    return f"已逾期{-days}天" if days else "今天截止"


def _head(case: Case, today: date) -> str:
    due = case.due_on
    return f"{case.word}{left(due, today)}（截止日期{due.year}年{due.month}月{due.day}日）"


#: What a unit is asked to do.
DEEDS = {
    Duty.LEDGER: "请填写本月工作进展，交市文化和旅游局核对。",
    Duty.LIAISON: "请核对并确认本单位工作联络员。",
    Duty.PLAN: "请上传。",
    Duty.REPORT: "请上传。",
}


def to_unit(case: Case, today: date) -> str:
    """What the persons of a unit read."""
    return f"{_head(case, today)}，{DEEDS[case.duty]}"


def to_city(case: Case, names: Mapping[int, str], today: date) -> str:
    """What 市文化和旅游局 reads: which units are missing, or that only the city itself is."""
    if case.is_returned:
        return f"{case.word}已由省文化和旅游厅退回，请更正后重新报送。"
    if case.waiting:
        return f"{_head(case, today)}，还有{_units(case, names)}，请督促后报送。"
    return f"{_head(case, today)}，所属单位均已办理，请核对后报送。"


def _units(case: Case, names: Mapping[int, str]) -> str:
    return f"{len(case.waiting)}家单位未办理（{some([names[unit] for unit in case.waiting])}）"


def to_province(cases: Sequence[Case], cities: Mapping[str, str], today: date) -> str:
    """One sentence about every city that owes the same duty; ``cases`` share it."""
    words = "、".join(
        f"{cities[case.city]}（{len(case.waiting)}家单位未办理）"
        if case.waiting
        else f"{cities[case.city]}（未报送）"
        for case in cases
    )
    return f"{cases[0].word}逾期{(today - min(case.due_on for case in cases)).days}天仍未报送：{words}，请督办。"
