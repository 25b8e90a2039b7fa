"""What is added to a reminder, and which part of a log is shown."""

from django import forms

from applications.forms.fields import LineField


class UrgeForm(forms.Form):
    """What is added to the text of a 催办 or 催报."""

    note = LineField(label="附言", max_length=200, help_text="可不填，附在消息内容之后。")
