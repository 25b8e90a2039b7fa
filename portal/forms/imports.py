"""The choice of a workbook."""

from django import forms


class ImportForm(forms.Form):
    """The workbook."""

    file = forms.FileField(
        label="Excel文件（.xlsx）",
        allow_empty_file=True,
        error_messages={"required": "请先选择文件。", "missing": "请先选择文件。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
