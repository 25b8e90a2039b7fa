"""The forms of part 一 and part 二, and the form of every part."""

from typing import Any

from django import forms

from applications.choices import SectionName
from applications.completeness import FIGURE_HINTS, NARRATIVE_LIMITS
from applications.figures import investment_total
from applications.forms.fields import (
    AmountField,
    AreaField,
    CodeField,
    CountField,
    DayField,
    LineField,
    MonthField,
    ParagraphsField,
)
from applications.forms.figures import FiguresForm
from applications.forms.sections import SectionForm
from applications.models import Dossier
from portal.choices import Nature
from portal.numbers import format_amount
from portal.validators import (
    normalise_code,
    normalise_email,
    validate_credit_code,
    validate_email,
    validate_phone,
)

DRAFT_LENGTH = 5000


class DeclarationForm(SectionForm):
    """一、评定申请."""

    section = SectionName.DECLARATION
    head_name = LineField(
        max_length=50,
        width="medium",
        help_text="填写申请单位负责人姓名；打印后由负责人在纸面签字。",
    )
    declared_on = DayField(help_text="填写作出承诺的日期，不能晚于今天。")


class BasicsForm(SectionForm):
    """二（一）基本信息."""

    section = SectionName.BASICS
    layout = (
        ("单位", ("zone_name", "unit_name", "credit_code", "nature", "nature_other")),
        ("联系方式", ("contact_name", "contact_phone", "address", "email")),
        ("项目规模", ("area_km2", "invested_wan", "employees", "opened_on")),
        ("经营情况", ("revenue_year_wan", "revenue_half_wan", "visits_year", "visits_half")),
        ("荣誉", ("honours",)),
    )
    zone_name = LineField(max_length=100, help_text="与封面一致，使用全称。")
    unit_name = LineField(max_length=100, help_text="与营业执照和公章一致，使用全称。")
    credit_code = CodeField(
        normalise=normalise_code,
        validators=[validate_credit_code],
        width="medium",
        help_text="18位，见营业执照。",
    )
    nature = forms.ChoiceField(
        choices=[("", "请选择"), *Nature.choices],
        required=False,
        help_text="列表中没有的选“其他”，并填写单位性质说明。",
        widget=forms.Select(attrs={"data-width": "medium"}),
        error_messages={"invalid_choice": "请从列表中选择单位性质。"},
    )
    nature_other = LineField(
        max_length=50, width="medium", help_text="单位性质选择“其他”时填写具体性质。"
    )
    contact_name = LineField(max_length=50, width="medium")
    contact_phone = LineField(
        max_length=50,
        width="medium",
        validators=[validate_phone],
        help_text="手机号，或带区号的座机号；多个号码用顿号分开。",
    )
    address = LineField(max_length=200)
    email = CodeField(
        normalise=normalise_email, max_length=100, width="medium", validators=[validate_email]
    )
    area_km2 = AreaField(
        validators=[*Dossier._meta.get_field("area_km2").validators],
        help_text="最多四位小数。亩数÷1500、公顷数÷100为平方公里，如200亩填0.1333。",
    )
    invested_wan = AmountField(help_text="应等于三、投资明细表“实际投资金额”合计。")
    employees = CountField(unit="人")
    opened_on = MonthField(help_text="填到月，如2021年5月；知道具体日期的填到日。")
    revenue_year_wan = AmountField()
    revenue_half_wan = AmountField()
    visits_year = CountField(unit="人次", help_text="按人次填写，不是万人次。")
    visits_half = CountField(unit="人次", help_text="按人次填写，不是万人次。")
    honours = ParagraphsField(
        max_length=1000, help_text="每行一项，写明授予单位和年份；没有的不填。"
    )

    def values(self) -> dict[str, Any]:
        values = super().values()
        if "opened_on" in values:
            values["opened_on"], values["opened_has_day"] = values["opened_on"]
        return values

    def hint(self, dossier: Dossier) -> dict[str, list[str]]:
        hints = {name: [] for _, name, _ in FIGURE_HINTS}
        for is_odd, name, sentence in FIGURE_HINTS:
            if is_odd(dossier):
                hints[name].append(sentence)
        return {**hints, "invested_wan": self._investment_hint(dossier)}

    def _investment_hint(self, dossier: Dossier) -> list[str]:
        lines = list(self.application.investment_lines.all())
        total = investment_total(lines)
        if not lines or dossier.invested_wan in (None, total):
            return []
        return [f"三、投资明细表实际投资金额合计为{format_amount(total)}万元，两处应一致，请核对。"]


def narrative(section: SectionName, help_text: str) -> ParagraphsField:
    """The box of one narrative; a draft of any length is kept, 形式审查 judges its 字数."""
    limits = NARRATIVE_LIMITS[section]
    field = ParagraphsField(max_length=DRAFT_LENGTH, help_text=help_text)
    field.widget.attrs |= {"rows": 14, "data-required": "", "data-count": ""}
    field.widget.attrs |= {"data-min": limits.least, "data-max": limits.most}
    if limits.warn_below:
        field.widget.attrs["data-warn-min"] = limits.warn_below
        field.widget.attrs["data-warn-max"] = limits.warn_above
    return field


class AchievementsForm(SectionForm):
    """二（二）创建情况."""

    section = SectionName.ACHIEVEMENTS
    achievements = narrative(
        section,
        "写明标准宣贯、产品开发、提升服务、改善环境、完善设施设备、人员培训、加强管理等工作情况"
        "和自评情况，500至1000字。",
    )


class OperationsForm(SectionForm):
    """二（三）经营状况."""

    section = SectionName.OPERATIONS
    operations = narrative(
        section,
        "写明主要文旅康养产品和服务、市场推广、运营管理、相关活动等，"
        "300字左右（不少于150字，不超过600字）。",
    )


class DirectionForm(SectionForm):
    """二（四）发展方向."""

    section = SectionName.DIRECTION
    direction = narrative(
        section,
        "写明发展定位、总体布局、总投资规模、未来预期等，300字左右（不少于150字，不超过600字）。",
    )


FORM_OF: dict[str, type[SectionForm]] = {
    form.section: form
    for form in (
        DeclarationForm,
        BasicsForm,
        AchievementsForm,
        OperationsForm,
        DirectionForm,
        FiguresForm,
    )
}
