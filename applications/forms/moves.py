"""What each move asks of the person who makes it: ``note`` and ``details`` for the lifecycle."""

from typing import Any

from django import forms

from applications import quota
from applications.effects import PAPER_SETS
from applications.forms.controls import ReasonField, Sentences, TickField
from applications.forms.fields import TOO_LONG, CountField, DayField, LineField
from applications.forms.quota import Reasons
from applications.forms.returns import Returning, Supplementing
from applications.models import Application, Batch
from portal import clock
from portal.models import User
from portal.workflow import Transition


class MoveForm(Sentences, forms.Form):
    """The reason, where the move's line in the table asks one; nothing else."""

    asks_note = True

    def __init__(
        self, *args: Any, move: Transition, record: Application | Batch, user: User, **options: Any
    ) -> None:
        self.move, self.record, self.user = move, record, user
        super().__init__(*args, **options)
        if move.note_length and self.asks_note:
            self.fields["note"] = note_field(f"{move.label}理由", move.note_length)

    @property
    def note(self) -> str:
        return self.cleaned_data.get("note", "")

    @property
    def details(self) -> dict[str, Any]:
        """What the move's effects read, by name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "note"}


def note_field(label: str, least: int) -> ReasonField:
    """A reason of at least ``least`` characters."""
    return ReasonField(
        label=label,
        most=500,
        least=least,
        required=True,
        help_text=f"不少于{least}个字，将告知有关单位并记入办理记录。",
        error_messages={**TOO_LONG, "required": f"请填写{label}，不少于{least}个字。"},
    )


class DeclarationForm(MoveForm):
    """T1, T5: the 负责人 answers for the truth of part 一."""

    declared = TickField(
        label="本人为申请单位负责人，确认上述申请，对填报数据和材料的真实性负责。",
        sentence="请勾选“对填报数据和材料的真实性负责”后再提交。",
    )


class ReturnForm(Returning, MoveForm):
    """T4: what was noted, why, and by when."""

    def __init__(self, *args: Any, record: Application, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        self.prepare(record)
        self.order_fields(["category", "note", "due_at"])


class SupplementForm(Supplementing, MoveForm):
    """T13: the same by the province."""

    def __init__(self, *args: Any, record: Application, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        self.prepare(record)
        self.order_fields(["category", "note", "due_at"])


class CosignForm(MoveForm):
    """T7: who signs, and the 初评 that was on the signer's screen."""

    asks_note = False

    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    signer_name = LineField(label="会签人", max_length=50, width="medium", required=True)
    signer_position = LineField(label="职务", max_length=50, width="medium", required=True)
    opinion = ReasonField(label="会签意见", most=500)

    def __init__(self, *args: Any, record: Application, user: User, **options: Any) -> None:
        initial = {
            "digest": record.review_digest,
            "signer_name": user.name,
            "signer_position": user.position,
        }
        super().__init__(*args, record=record, user=user, initial=initial, **options)

    @property
    def note(self) -> str:
        return self.cleaned_data["opinion"]


class DeclineCosignForm(CosignForm):
    """T8: the same, with an opinion that says what to mend."""

    def __init__(self, *args: Any, move: Transition, **options: Any) -> None:
        super().__init__(*args, move=move, **options)
        self.fields["opinion"] = note_field("会签意见", move.note_length)


class RecommendForm(Reasons, MoveForm):
    """T10: why this unit, and why before those with as many points or more; both seals."""

    both_seals = TickField(
        label="已核对：五、初评意见扫描件盖有市文化和旅游局、市民政局两枚公章。",
        sentence="请核对五、初评意见扫描件，两局公章齐全的勾选后再推荐；缺一枚的请补盖后重新上传。",
    )

    def __init__(self, *args: Any, record: Application, **options: Any) -> None:
        super().__init__(*args, record=record, **options)
        self.fill_in(record)
        self.ask_about(quota.passed_by(record))


class AcceptForm(MoveForm):
    """T15: the papers that came in (A-05)."""

    paper_sets = CountField(
        label="收到纸质材料套数",
        unit="套",
        required=True,
        help_text="通知要求推荐报告、报告书和其他印证材料各5套。",
    )
    received_on = DayField(label="收到日期", required=True)
    number = LineField(label="受理编号", max_length=50, width="medium", required=True)
    platform_number = LineField(
        label="涉企政策平台申报编号",
        max_length=50,
        width="medium",
        help_text="山西省涉企政策“一站式”综合服务平台的申报编号，未同步申报的可暂不填写。",
    )
    scans_match = TickField(
        label="已核对：盖章扫描件公章齐全（五、初评意见为两局公章），校验码与系统版本一致。",
        sentence="请核对盖章扫描件的公章和校验码，齐全、一致的勾选后再受理；否则请退回补正。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        initial = {"paper_sets": PAPER_SETS, "received_on": clock.today()}
        super().__init__(*args, initial=initial, **options)

    def clean_paper_sets(self) -> int:
        count = self.cleaned_data["paper_sets"]
        if count < PAPER_SETS:
            raise forms.ValidationError(f"纸质材料应为各{PAPER_SETS}套，请收齐后再受理。")
        if count > 99:
            raise forms.ValidationError("套数过多，请核对后重新填写。")
        return count


class EndForm(MoveForm):
    """T23: granted, with a word where one is due."""

    note = ReasonField(label="办理意见", most=500, help_text="可以不填；填写的将告知申报单位。")


MOVE_FORMS: dict[str, type[MoveForm]] = {
    "submit": DeclarationForm,
    "resubmit": DeclarationForm,
    "return_to_unit": ReturnForm,
    "return_for_supplement": SupplementForm,
    "cosign": CosignForm,
    "decline_cosign": DeclineCosignForm,
    "cosign_again": CosignForm,
    "decline_cosign_again": DeclineCosignForm,
    "recommend": RecommendForm,
    "accept": AcceptForm,
    "end": EndForm,
}


def form_for(move: Transition) -> type[MoveForm]:
    """The form of an application's move."""
    return MOVE_FORMS.get(move.name, MoveForm)
