"""Hand in a file, or say why a material does not apply."""

from django import forms

from applications.forms.fields import LineField

REASON_LEAST = 4


class UploadForm(forms.Form):
    """One file for one slot; ``check_code`` stands on the paper of a bound slot."""

    file = forms.FileField(
        label="文件",
        max_length=None,
        allow_empty_file=True,
        error_messages={
            "required": "请先选择文件。",
            "missing": "请先选择文件。",
            "invalid": "文件没有传完整，请重新选择后上传。",
        },
    )
    check_code = LineField(label="校验码", max_length=20)
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WaiveForm(forms.Form):
    """Why a material does not apply."""

    reason = LineField(
        label="不适用理由",
        required=True,
        max_length=200,
        min_length=REASON_LEAST,
        error_messages={
            "required": "请填写不适用的理由。",
            "min_length": f"请把不适用的理由写清楚，不少于{REASON_LEAST}个字。",
            "max_length": "理由最多%(limit_value)d个字，现为%(show_value)d个，请删减。",
        },
    )
