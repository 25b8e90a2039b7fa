"""What the people of a panel write down: 回避声明 and who took part."""

from typing import Any

from django import forms

from applications.forms.controls import ReasonField, Sentences
from scoring.choices import Attendance

STAYS, LEAVES = "stays", "leaves"
REASON_LENGTH = 200


class DeclarationForm(Sentences, forms.Form):
    """Whether an expert has to recuse; ``concerns`` are what the system has noticed."""

    answer = forms.ChoiceField(
        label="回避声明",
        choices=[
            (STAYS, "无需回避：本人与申报单位没有可能影响公正评定的利害关系"),
            (LEAVES, "应当回避：本人不参加该项目评定"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否需要回避。"},
    )
    reason = ReasonField(
        label="回避情形或说明",
        most=REASON_LENGTH,
        rows=3,
        help_text="应当回避的，请写明情形；系统提示可能需要回避而声明无需回避的，请说明理由。",
    )

    def __init__(self, *args, concerns=(), **options):
        super().__init__(*args, **options)
        self.concerns = concerns

    def clean(self):
        data = super().clean()
        if data.get("reason") or "reason" in self.errors:
            return data
        if data.get("answer") == LEAVES:
            self.add_error("reason", "请写明应当回避的情形，便于省文化和旅游厅更换专家。")
        elif data.get("answer") == STAYS and self.concerns:
            self.add_error("reason", "系统提示可能需要回避，请说明无需回避的理由。")
        return data

    @property
    def recused(self) -> bool:
        return self.cleaned_data["answer"] == LEAVES


class SheetReturnForm(Sentences, forms.Form):
    """Why the chair gives a member's sheet back."""

    note = ReasonField(
        label="退回理由",
        most=500,
        least=5,
        required=True,
        help_text="不少于5个字，告知该成员并记入办理记录。",
    )


class AttendanceForm(forms.Form):
    """Each member of a panel: 参加评定 or 缺席."""

    def __init__(self, *args, seats, **options):
        super().__init__(*args, **options)
        self.seats = {f"seat_{seat.pk}": seat for seat in seats}
        for name, seat in self.seats.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{seat.user.name}（{seat.get_role_display()}）",
                choices=Attendance.choices,
                widget=forms.RadioSelect,
                initial=seat.attendance,
                error_messages={"required": f"请选择{seat.user.name}是否参加评定。"},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, seat in self.seats.items():
            if cleaned.get(name) == Attendance.ABSENT and seat.is_handed_in:
                sentence = f"{seat.user.name}已提交计分，不能登记为缺席；确未参加的请先退回其计分。"
                self.add_error(name, sentence)
        return cleaned

    def attendance(self) -> dict[int, str]:
        """What was chosen, by seat."""
        return {seat.pk: self.cleaned_data[name] for name, seat in self.seats.items()}
