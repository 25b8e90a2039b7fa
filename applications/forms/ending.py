"""What a unit says when it wants to leave, and what it is answered (T23)."""

from django import forms

from applications.forms.controls import Sentences
from applications.forms.moves import note_field


class WithdrawalForm(Sentences, forms.Form):
    """申请撤回申报."""

    note = note_field("撤回理由", 5)


class RefusalForm(Sentences, forms.Form):
    """不同意撤回."""

    note = note_field("不同意的理由", 5)
