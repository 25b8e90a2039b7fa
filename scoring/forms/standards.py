"""What the province fills in about a standard: the workbook, the head, one leaf of a draft."""

from typing import Any

from django import forms

from portal.forms import ImportForm
from portal.text import clean_line, clean_text
from scoring.columns import CERTAINTIES, LABELS
from scoring.models import RuleSet
from scoring.notation import FROM_ROWS, NotationProblem, params_of, words_of
from scoring.rules import KINDS


def _line(
    label: str, length: int, help_text: str = "", *, required: bool = False
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        error_messages={
            "required": f"请填写{label}。",
            "max_length": f"{label}最多{length}字，请精简。",
        },
    )


class UploadForm(ImportForm):
    """The workbook; the rest is for one that does not say what it is called."""

    code = _line("标准号", 50, "工作簿中已写明的不用填。没有标准号的，写一个简短的代号。")
    title = _line("名称", 100, "工作簿中已写明的不用填。")
    source = _line("依据", 100, "发布该标准的文件或文号，可以不填。")


class HeadForm(forms.ModelForm):
    """名称, 依据, 严格二值 of a draft."""

    title = _line("名称", 100, required=True)
    source = _line("依据", 100)

    class Meta:
        model = RuleSet
        fields = ("title", "source", "strict_binary")


class LeafForm(forms.Form):
    """How one leaf of a draft is scored; number, text and points are those of the workbook."""

    rule = forms.ChoiceField(label=LABELS["rule"])
    words = forms.CharField(
        label=LABELS["params"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写法见模板的“填写说明”。分档和逐项累计的各行在工作簿中修改后重新导入。",
    )
    certainty = forms.ChoiceField(
        label=LABELS["certainty"],
        choices=[(letter, word) for word, letter in CERTAINTIES.items()],
        help_text="有或无的项目：明示的只能计0分或满分，推断和待定的说明理由可计中间分值。",
    )
    evidence = _line(LABELS["evidence"], 200)
    help = forms.CharField(
        label=LABELS["help"], required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, row: dict[str, Any], *args: Any, **options: Any) -> None:
        self.row = row
        leaf = row["leaf"]
        words = words_of(leaf["rule"], leaf["params"], row["points"])
        initial = {"words": words, **{name: leaf[name] for name in leaf if name != "params"}}
        super().__init__(*args, initial=initial, **options)
        self.fields["rule"].choices = [(code, kind.name) for code, kind in KINDS.items()]

    def clean_evidence(self) -> str:
        return clean_line(self.cleaned_data["evidence"])

    def clean_help(self) -> str:
        return clean_text(self.cleaned_data["help"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        rule, words = cleaned.get("rule"), clean_text(cleaned.pop("words", ""))
        if rule is None:
            return cleaned
        try:
            cleaned["params"] = params_of(rule, words, self.row["points"])
        except NotationProblem as problem:
            self.add_error("words", str(problem))
            return cleaned
        if rule in FROM_ROWS and rule == self.row["leaf"]["rule"]:
            rows = {n: v for n, v in self.row["leaf"]["params"].items() if n != "cap"}
            cleaned["params"] = rows | cleaned["params"]
        return cleaned
