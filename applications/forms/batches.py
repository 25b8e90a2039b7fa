"""The batch as 省文化和旅游厅 prepares it, and what its moves ask."""

from datetime import date
from typing import Any

from django import forms

from applications.consensus import TRIMMED_LEAST
from applications.forms.controls import (
    AnyDayField,
    DeadlineField,
    MomentField,
    Sentences,
)
from applications.forms.fields import CountField, DayField, LineField
from applications.forms.moves import MoveForm
from applications.guards.batch import period_too_short
from applications.models import Batch
from applications.services.batches import FIELDS
from portal import clock, workdays
from portal.workflow import Transition
from scoring.choices import Aggregation
from scoring.models import RuleSet


class YearField(CountField):
    """A calendar year, which is never grouped."""

    def show(self, value: int | None) -> str:
        return "" if value is None else str(value)


class BatchForm(Sentences, forms.ModelForm):
    """Everything that a batch fixes; the material catalogue follows from the year."""

    full_year = YearField(
        label="全年数据年份",
        unit="年",
        required=True,
        help_text="经营情况中“全年”一栏的年份，其后半年为“上半年”一栏；财务报表须为该年和上一年。",
    )
    quota = CountField(
        label="每市推荐名额", unit="家", required=True, help_text="通知要求每市优中选优推荐1家。"
    )
    quorum = CountField(
        label="汇总所需提交人数",
        unit="人",
        required=True,
        help_text="按平均方式填入时，至少有这么多名成员提交计分；组长综合评议时不使用。",
    )
    opens_at = MomentField(label="申报开始时间")
    city_deadline = DeadlineField(
        label="市级截止时间", help_text="创建单位提交的最后时刻，含该分钟。"
    )
    province_deadline = DeadlineField(
        label="省级截止时间", help_text="各市推荐报省的最后时刻，含该分钟，逾期不再受理。"
    )
    publicity_workdays = CountField(
        label="公示期最少工作日",
        unit="个工作日",
        required=True,
        help_text="按法定节假日和调休安排计算，公示期不足的不能开始公示。",
    )
    objection_contact = LineField(
        label="受理异议的联系方式",
        max_length=200,
        help_text="公示页上公开的办公电话和地址，不要填写个人手机；可在开始公示时再填。",
    )

    class Meta:
        model = Batch
        fields = FIELDS
        labels = {"duplex": "报告书双面打印", "is_rehearsal": "演练批次"}
        error_messages = {"name": {"unique": "已有同名批次，请换一个名称。"}}
        help_texts = {
            "aggregation": "平均分只作为组长的参考，由组长在未评项上决定是否填入，系统不自动采用。",
            "is_rehearsal": "演练批次可在同一天走完全部流程，各项输出均注明“演练”。",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ruleset"].empty_label = None
        self.fields["ruleset"].queryset = RuleSet.objects.published()

    def clean_full_year(self) -> int:
        year = self.cleaned_data["full_year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError("请填写四位数的年份，如2022。")
        return year

    def clean_quota(self) -> int:
        quota = self.cleaned_data["quota"]
        if not 1 <= quota <= 20:
            raise forms.ValidationError("每市推荐名额应为1至20家，请核对。")
        return quota

    def clean_publicity_workdays(self) -> int:
        days = self.cleaned_data["publicity_workdays"]
        if not 1 <= days <= 60:
            raise forms.ValidationError("公示期最少工作日应为1至60个，请核对。")
        return days

    def clean_quorum(self) -> int:
        """As many as the declared way of averaging takes."""
        quorum, least = self.cleaned_data["quorum"], 1
        if self.cleaned_data.get("aggregation") == Aggregation.TRIMMED_MEAN:
            least = TRIMMED_LEAST
        if not least <= quorum <= 20:
            raise forms.ValidationError(f"汇总所需提交人数应为{least}至20人，请核对。")
        return quorum


def no_period(batch: Batch, first: date, last: date) -> str:
    """Why 公示 cannot last from ``first`` to ``last``; empty when it can."""
    if last < first:
        return "公示截止日期不能早于公示起始日期，请核对。"
    return period_too_short(batch, first, last)


class PeriodForm(forms.Form):
    """The two dates of 公示 while they are typed, and what there is to say of them."""

    publicity_from = AnyDayField(label="公示起始日期", required=True)
    publicity_to = AnyDayField(
        label="公示截止日期", required=True, help_text="含当日；期满次日起方可公布结果。"
    )

    def said(self, batch: Batch) -> str:
        """How long the period is, or why it cannot be; nothing of dates half typed."""
        if not self.is_valid():
            return ""
        first, last = self.cleaned_data["publicity_from"], self.cleaned_data["publicity_to"]
        return no_period(batch, first, last) or f"公示期{workdays.said(first, last)}。"


class PublicityForm(PeriodForm, MoveForm):
    """开始公示: the period. Only a rehearsal may record one that is over."""

    objection_contact = LineField(
        label="受理异议的联系方式",
        max_length=200,
        help_text="在公示页上公开，请填写办公电话和地址，不要填写个人手机。",
    )

    def __init__(self, *args: Any, record: Batch, **options: Any) -> None:
        """Propose the shortest period that begins today and is long enough without today."""
        first = clock.today()
        last = workdays.add(first, record.publicity_workdays)
        contact = record.objection_contact
        initial = {"publicity_from": first, "publicity_to": last, "objection_contact": contact}
        super().__init__(*args, record=record, initial=initial, **options)
        self.fields["objection_contact"].required = not record.is_rehearsal
        self.fields["publicity_from"].help_text = (
            f"公示期应不少于{record.publicity_workdays}个工作日；建议的期间"
            f"{workdays.said(first, last)}。"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("publicity_from"), cleaned.get("publicity_to")
        if first and last and (sentence := no_period(self.record, first, last)):
            self.add_error("publicity_to", sentence)
        if last and last < clock.today() and not self.record.is_rehearsal:
            self.add_error("publicity_to", "公示截止日期不能早于今天，请核对。")
        return cleaned


class PublicationForm(MoveForm):
    """公布结果: 文号 and date."""

    published_number = LineField(
        label="公布文号",
        max_length=100,
        width="medium",
        required=True,
        help_text="例如：晋文旅发〔2023〕40号",
    )
    published_on = DayField(label="公布日期", required=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial={"published_on": clock.today()}, **options)

    def clean_published_on(self) -> Any:
        day, last = self.cleaned_data["published_on"], self.record.publicity_to
        if last and day <= last:
            raise forms.ValidationError("公布日期应在公示期满之后，请核对。")
        return day


BATCH_FORMS: dict[str, type[MoveForm]] = {
    "start_publicity": PublicityForm,
    "publish": PublicationForm,
}


def form_for(move: Transition) -> type[MoveForm]:
    """The form of a batch's move."""
    return BATCH_FORMS.get(move.name, MoveForm)
