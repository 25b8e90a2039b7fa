"""What is asked about a 工作联络员, and the filters of the province's list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.forms.controls import Sentences
from applications.forms.fields import CodeField, DayField
from portal import clock
from portal.text import clean_line
from portal.validators import normalise_phone, validate_phone
from reports.liaisons import CityRow, Unit
from reports.naming import person_name

CORRECT, REPLACE = "correct", "replace"
NOBODY, UNCONFIRMED = "nobody", "unconfirmed"


class PersonForm(Sentences, forms.Form):
    """姓名, 职务, 联系方式: what annex 1 asks of a person."""

    name = CodeField(
        label="姓名", normalise=person_name, max_length=50, required=True, width="medium"
    )
    position = CodeField(
        label="职务", normalise=str.strip, max_length=50, required=True, width="medium"
    )
    phone = CodeField(
        label="联系方式",
        normalise=normalise_phone,
        max_length=30,
        required=True,
        width="medium",
        validators=[validate_phone],
        help_text="11位手机号或带区号的座机号，多个号码用“、”隔开。",
    )

    @property
    def person(self) -> dict[str, str]:
        """The three texts as they are stored."""
        return {name: self.cleaned_data[name] for name in ("name", "position", "phone")}


class NewLiaisonForm(PersonForm):
    """Somebody who takes the task on."""

    since = DayField(label="起始日期", required=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial={"since": clock.today()}, **options)


class EditLiaisonForm(PersonForm):
    """The same person written down better, or another one who takes over."""

    deed = forms.ChoiceField(
        label="办理事项",
        choices=[
            (CORRECT, "更正信息：仍是同一人，改正姓名、职务或联系方式"),
            (REPLACE, "更换人员：由上面填写的人接任，原联络员记入历史"),
        ],
        widget=forms.RadioSelect,
    )
    since = DayField(label="接任日期", help_text="更换人员时填写。")

    def __init__(self, *args: Any, initial: dict[str, str], **options: Any) -> None:
        values = {**initial, "deed": CORRECT, "since": clock.today()}
        super().__init__(*args, initial=values, **options)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("deed") == REPLACE and "since" in data and not data["since"]:
            raise ValidationError({"since": "请填写接任日期。"})
        return data


class EndLiaisonForm(Sentences, forms.Form):
    """Since when the person is no longer 联络员."""

    until = DayField(label="离任日期", required=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial={"until": clock.today()}, **options)


class LiaisonFilterForm(forms.Form):
    """The filters of the province's list; what they say stands in the address."""

    city = forms.ChoiceField(label="市", required=False)
    gap = forms.ChoiceField(
        label="缺项",
        required=False,
        choices=[("", "全部"), (NOBODY, "没有联络员"), (UNCONFIRMED, "本年度未确认")],
    )
    text = forms.CharField(label="单位或姓名", required=False)

    def __init__(self, data: Any, *, rows: Iterable[CityRow]) -> None:
        super().__init__(data)
        cities = [(row.city.pk, row.city.name) for row in rows]
        self.fields["city"].choices = [("", "全部"), *cities]
        self.is_valid()

    def cities(self, rows: Iterable[CityRow]) -> list[CityRow]:
        """The cities that are asked for."""
        wanted = self.cleaned_data.get("city")
        return [row for row in rows if wanted in ("", None, row.city.pk)]

    def units(self, rows: Iterable[CityRow]) -> list[Unit]:
        """Their organisations that fit."""
        return [unit for row in self.cities(rows) for unit in row.units if self._fits(unit, row)]

    def _fits(self, unit: Unit, row: CityRow) -> bool:
        gap = self.cleaned_data.get("gap")
        if gap and unit not in {NOBODY: row.nobody, UNCONFIRMED: row.unconfirmed}[gap]:
            return False
        words = clean_line(self.cleaned_data.get("text") or "")
        return any(words in name for name in (unit.name, *(one.name for one in unit.persons)))
