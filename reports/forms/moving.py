"""Where a unit belongs, and why it was registered elsewhere."""

from itertools import groupby
from typing import Any

from django import forms

from applications.forms.controls import ReasonField
from portal.choices import RegionKind
from portal.models import Organisation, Region

LEAST = 5


class MoveForm(forms.Form):
    """The county says the city."""

    county = forms.ModelChoiceField(
        Region.objects.none(),
        label="新的所属市、县（市、区）",
        empty_label=None,
        error_messages={"required": "请选择县（市、区）。", "invalid_choice": "请重新选择。"},
    )
    note = ReasonField(label="调整原因", most=300, least=LEAST, required=True)

    def __init__(self, *args: Any, unit: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        below = Region.objects.filter(kind__in=[RegionKind.COUNTY, RegionKind.SPECIAL])
        counties = below.exclude(pk=unit.county_id).select_related("parent").order_by("code")
        field = self.fields["county"]
        field.queryset = counties
        groups = groupby(counties, key=lambda county: county.parent)
        field.choices = [
            ("", "请选择"),
            *((city.name, [(one.pk, one.name) for one in rows]) for city, rows in groups),
        ]
