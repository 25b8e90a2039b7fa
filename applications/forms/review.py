"""The two parts that the city fills in; drafts, so nothing is required before 会签."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.forms import BoundField

from applications.choices import QualificationItem, Verdict
from applications.forms.controls import ReasonField, YesNoField
from applications.forms.fields import DayField, LineField
from portal.text import count_characters

#: The codes of annex 2 in which each item's paper stands.
MATERIALS = {
    QualificationItem.DISHONESTY: ("3.2",),
    QualificationItem.ABNORMAL: ("3.2",),
    QualificationItem.CREDIT: ("3.2",),
    QualificationItem.LITIGATION: ("3.3",),
    QualificationItem.AUDIT: ("4.1",),
    QualificationItem.TAX: ("4.2",),
    QualificationItem.INVESTMENT: ("4.3",),
    QualificationItem.ENVIRONMENT: ("5",),
    QualificationItem.LAND: ("6.1", "6.2", "6.3"),
    QualificationItem.STAFFING: ("7.1",),
    QualificationItem.SAFETY: ("7.2",),
}
NEEDS_REMARK = (Verdict.FAILS, Verdict.EXPLAIN)
OPINION_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the checklist with its two boxes."""

    item: QualificationItem
    verdict: BoundField
    remark: BoundField

    @property
    def codes(self) -> tuple[str, ...]:
        return MATERIALS[self.item]


class QualificationForm(forms.Form):
    """资格核查: eleven items, each with a verdict and a remark."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for item in QualificationItem:
            self.fields[f"{item}_verdict"] = forms.ChoiceField(
                label=f"{item.label}（核查结论）",
                choices=Verdict.choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"{item}_remark"] = LineField(label=f"{item.label}（备注）", max_length=200)

    def lines(self) -> Iterator[Line]:
        for item in QualificationItem:
            yield Line(item, self[f"{item}_verdict"], self[f"{item}_remark"])


def remarks_wanted(boxes: dict[str, str]) -> dict[str, list[str]]:
    """A hint for every item whose verdict has to be explained and is not yet."""
    return {
        f"{item}_remark": [f"结论为“{Verdict(verdict).label}”，请在备注中说明情况。"]
        for item in QualificationItem
        if (verdict := boxes[f"{item}_verdict"]) in NEEDS_REMARK and not boxes[f"{item}_remark"]
    }


class OpinionForm(forms.Form):
    """五、初评意见."""

    text = ReasonField(
        label="初评意见",
        most=OPINION_LENGTH,
        rows=10,
        help_text="写明基本条件、材料核查、实地核查和初评得分情况，以及是否具备文旅康养示范区的条件。",
    )
    recommends = YesNoField(label="建议推荐", required=False)
    dated = DayField(label="日期", help_text="五、初评意见页落款的日期。")


def opinion_hints(boxes: dict[str, str]) -> dict[str, list[str]]:
    """Stored, but look again: very short for the one page that the province reads."""
    count = count_characters(boxes["text"])
    if 0 < count < 20:
        return {"text": [f"初评意见现为{count}字，过于简短，请补充初评情况。"]}
    return {}
