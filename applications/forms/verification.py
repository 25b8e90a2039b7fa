"""The box for a check code."""

from django import forms

from applications.forms.fields import CodeField
from applications.verification import normalised
from portal.validators import normalise_code


class CodeForm(forms.Form):
    """A 校验码 as it stands at the foot of a paper, in any width and case."""

    code = CodeField(
        label="校验码",
        normalise=normalise_code,
        width="short",
        required=True,
        help_text="印在报告书、初评意见和评定结果每页页脚的8位数字和字母，不分大小写。",
        error_messages={"required": "请填写校验码。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        if code := normalised(self.cleaned_data["code"]):
            return code
        raise forms.ValidationError("校验码为8位数字或字母A至F，请对照纸面重新填写。")
