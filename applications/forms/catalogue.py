"""One slot of the material catalogue, and the batch from which all are copied."""

from typing import Any

from django import forms

from applications.forms.controls import Sentences
from applications.forms.fields import LineField
from applications.models import Batch, CatalogueItem
from applications.services.catalogue import FIELDS, open_fields
from portal.locking import find_record


class CatalogueItemForm(Sentences, forms.ModelForm):
    """What may be changed of a slot now, and no other box."""

    code = LineField(
        label="编号",
        max_length=20,
        width="short",
        required=True,
        help_text="印在材料目录上，如“3.1”。",
    )
    title = LineField(label="材料名称", max_length=200, required=True)
    help = LineField(label="说明", max_length=300, help_text="在上传处显示，写清要求和例外。")

    class Meta:
        model = CatalogueItem
        fields = FIELDS
        labels = {
            "supplier": "由谁提供",
            "is_required": "必备（缺少的不能提交）",
            "may_be_waived": "可以填写“不适用”并说明理由",
            "is_financial": "财务资料（不向省民政厅开放）",
            "is_personal": "含个人信息（提示先遮盖再上传）",
        }

    def __init__(self, data: Any = None, *, batch: Batch, item: CatalogueItem | None) -> None:
        # The instance takes what is typed; the record stays what is stored.
        stored = (
            find_record(CatalogueItem.objects, pk=item.pk) if item else CatalogueItem(batch=batch)
        )
        super().__init__(data, instance=stored)
        self.batch = batch
        for name in set(FIELDS) - set(open_fields(batch, item)):
            del self.fields[name]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        others = self.batch.catalogue.filter(code=code).exclude(pk=self.instance.pk)
        if other := others.first():
            raise forms.ValidationError(f"编号已用于“{other.title}”，请换一个。")
        return code


class CatalogueSourceForm(Sentences, forms.Form):
    """Another batch whose catalogue is taken over."""

    source = forms.ModelChoiceField(label="从哪个批次复制", queryset=None, empty_label="请选择")

    def __init__(self, data: Any = None, *, batch: Batch) -> None:
        super().__init__(data)
        others = Batch.objects.exclude(pk=batch.pk).exclude(catalogue=None)
        self.fields["source"].queryset = others.distinct()
