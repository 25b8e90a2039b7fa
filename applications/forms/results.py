"""Whom the province calls into a panel, and what it decides on an application."""

from typing import Any

from django import forms

from applications.choices import Status
from applications.forms.controls import AnyDayField, ReasonField, Sentences, YesNoField
from applications.forms.fields import AmountField
from applications.guards import MEMBERS_NEEDED
from applications.models import Application
from applications.panels import concerns, employers, experts
from portal.models import User
from scoring.choices import SeatRole
from scoring.models import Seat


class PanelForm(Sentences, forms.Form):
    """One 组长, two 成员 or more, and the two dates."""

    chair = forms.TypedChoiceField(label="组长")
    members = forms.TypedMultipleChoiceField(
        label="成员",
        widget=forms.CheckboxSelectMultiple,
        help_text=f"至少{MEMBERS_NEEDED}名，不含组长。",
    )
    visit_on = AnyDayField(label="现场验收日期")
    defence_on = AnyDayField(label="汇报答辩日期")
    override = forms.BooleanField(
        label="已核实上述专家与申报单位的关系，确需聘请。",
        required=False,
        help_text="只有聘请注明“同在本市”或“即申报单位”的专家时才需勾选，将记入办理记录。",
    )

    def __init__(self, *args: Any, application: Application, **options: Any) -> None:
        self.application, self.doubts = application, []
        self.people = {person.pk: person for person in experts()}
        self.concerns = {pk: concerns(person, application) for pk, person in self.people.items()}
        super().__init__(*args, **{"initial": self.present(), **options})
        choices = [(pk, self.spoken(person)) for pk, person in self.people.items()]
        for name in ("chair", "members"):
            self.fields[name].coerce = self.person
        for name in ("visit_on", "defence_on"):
            # 启动评定 has asked for both, and everybody's desk says them.
            self.fields[name].required = application.status == Status.EVALUATING
        self.fields["chair"].choices = [("", "请选择"), *choices]
        self.fields["members"].choices = choices
        if not any(self.concerns.values()):
            del self.fields["override"]

    def present(self) -> dict[str, Any]:
        """Who sits in the panel now."""
        panel = self.application.panel
        if panel is None:
            return {}
        seats = list(panel.seats.all())
        return {
            "chair": next((s.user_id for s in seats if s.role == SeatRole.CHAIR), ""),
            "members": [s.user_id for s in seats if s.role == SeatRole.MEMBER],
            "visit_on": panel.visit_on,
            "defence_on": panel.defence_on,
        }

    def spoken(self, person: User) -> str:
        """Name, post, employer, and what may stand between: 古衡岳（研究员，三晋康养研究所）."""
        facts = "，".join(filter(None, [person.position, *employers(person)]))
        return "；".join([f"{person.name}（{facts}）", *self.concerns[person.pk]])

    def person(self, pk: str) -> User:
        return self.people[int(pk)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chair, members = cleaned.get("chair"), cleaned.get("members") or []
        if chair and chair in members:
            self.add_error("members", f"{chair.name}已任组长，不能同时作为成员，请取消其中一项。")
        elif "members" in cleaned and len(members) < MEMBERS_NEEDED:
            self.add_error("members", f"成员不少于{MEMBERS_NEEDED}名，请再选择。")
        self._refuse_recused([chair, *members])
        self._ask_about(cleaned, [chair, *members])
        return cleaned

    def _refuse_recused(self, wanted: list[User | None]) -> None:
        """Whoever has declared 回避 for this unit is not called again, also much later."""
        recused = set(
            Seat.ever.filter(panel=self.application.panel_id, recused=True).values_list(
                "user", flat=True
            )
        )
        for person in wanted:
            if person and person.pk in recused:
                box = "chair" if person == self.cleaned_data.get("chair") else "members"
                self.add_error(box, f"{person.name}已声明回避，请改聘其他专家。")

    def _ask_about(self, cleaned: dict[str, Any], wanted: list[User | None]) -> None:
        """Own employer or own city: only after somebody has said so on purpose."""
        self.doubts = [
            f"{person.name}{sentence}"
            for person in wanted
            if person
            for sentence in self.concerns[person.pk]
        ]
        if self.doubts and not cleaned.get("override"):
            self.add_error("override", f"{'；'.join(self.doubts)}，请改聘，或核实后勾选本项。")


class ResultForm(Sentences, forms.Form):
    """审定投资额 at any time of the 评定, 拟评定 after it."""

    audited_wan = AmountField(
        label="审定投资额", help_text="按会计师事务所审计报告填写，与申报单位所填金额对照。"
    )
    proposed = YesNoField(label="拟评定", required=False)
    remark = ReasonField(label="备注", most=500)

    def __init__(self, *args: Any, application: Application, **options: Any) -> None:
        result = getattr(application, "result", None)
        initial = {name: getattr(result, name, None) for name in self.base_fields}
        super().__init__(*args, initial=initial, **options)
        if application.status != Status.EVALUATED:
            del self.fields["proposed"]
