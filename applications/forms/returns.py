"""Points of a return, what sends them, and their answers."""

from datetime import datetime, time

from django import forms
from django.utils import timezone

from applications import deadlines, returns
from applications.choices import ReturnCategory
from applications.forms.controls import DeadlineField, ReasonField, Sentences, TickField
from applications.forms.fields import TOO_LONG
from applications.models import Application, ReturnPoint
from portal import clock, workdays

MOST = 500
#: Working days that a return leaves unless somebody sets another date.
DAYS = 5
LAST_MOMENT = time(23, 59, 59, 999999)


class PointForm(Sentences, forms.Form):
    """One category and one comment about one place."""

    category = forms.ChoiceField(label="类别", choices=ReturnCategory, widget=forms.RadioSelect)
    comment = ReasonField(
        label="退回意见",
        most=MOST,
        required=True,
        help_text="写明哪里不符合要求、应当怎样修改。",
        error_messages={**TOO_LONG, "required": "请填写退回意见。"},
    )


class AnswerForm(forms.Form):
    """What was mended at one point."""

    answer = ReasonField(
        label="修改说明",
        most=MOST,
        rows=3,
        required=True,
        error_messages={**TOO_LONG, "required": "请填写修改说明。"},
    )


class HandBackForm(forms.Form):
    """The 负责人 answers for what goes back."""

    declared = TickField(
        label="本人为申请单位负责人，对补正后的填报数据和材料的真实性负责。",
        sentence="请勾选“对补正后的填报数据和材料的真实性负责”后再交回。",
    )


class Sending(forms.Form):
    """Mixin of the moves that send what was noted: why, and by when; ``seen`` is what was shown."""

    by_province = False

    category = forms.ChoiceField(label="退回类别", choices=ReturnCategory, widget=forms.RadioSelect)
    due_at = DeadlineField(label="修改期限")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def read_noted(self, application: Application) -> None:
        """The points that would go out now, with what they suggest."""
        noted = returns.noted(application, by_province=self.by_province)
        self.points: list[ReturnPoint] = list(noted)
        self.fingerprint = returns.fingerprint(self.points)
        if self.points:
            self.initial["category"] = self.points[0].category

    def clean_due_at(self) -> datetime:
        due_at = self.cleaned_data["due_at"]
        if due_at <= clock.now():
            raise forms.ValidationError("须晚于现在，请重新填写。")
        return due_at


class Returning(Sending):
    """Mixin of T4: within the submission deadline; without a point all parts open, on purpose."""

    all_open = TickField(
        label="全部开放：不指明位置，申报单位可以修改报告书的全部内容",
        sentence="尚未记录退回意见。请先在查阅时逐处记录；确需全部开放的，请勾选此项。",
    )

    def prepare(self, application: Application) -> None:
        self.read_noted(application)
        if self.points:
            del self.fields["all_open"]
        self.latest = deadlines.of(application).submission
        if self.latest < clock.now():
            del self.fields["due_at"]
            return
        self.initial["due_at"] = min(in_workdays(DAYS), self.latest)
        text = f"不晚于市级截止时间{deadlines.spoken(self.latest)}；逾期仍可提交，但注明逾期修改。"
        self.fields["due_at"].help_text = text

    def clean_due_at(self) -> datetime:
        """The minute of the deadline itself ends with the deadline."""
        due_at = super().clean_due_at()
        if due_at.replace(second=0, microsecond=0) > self.latest:
            raise forms.ValidationError(
                f"不能晚于市级截止时间{deadlines.spoken(self.latest)}，请重新填写。"
            )
        return min(due_at, self.latest)


class Supplementing(Sending):
    """Mixin of T13: the 补正期限, which is hard."""

    by_province = True

    def prepare(self, application: Application) -> None:
        self.read_noted(application)
        self.initial["due_at"] = in_workdays(DAYS)
        self.fields["due_at"].label = "补正期限"
        self.fields["due_at"].help_text = "逾期不能交回；确有需要的，由省文化和旅游厅延期。"


def in_workdays(count: int) -> datetime:
    """The last minute of the working day that lies so many ahead."""
    day = workdays.add(clock.today(), count)
    return timezone.make_aware(datetime.combine(day, LAST_MOMENT))
