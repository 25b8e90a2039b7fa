"""Boxes for the texts of the ledger."""

from typing import Any

from django.core.exceptions import ValidationError

from applications.forms.fields import ParagraphsField
from reports.plans import too_long


class WordsField(ParagraphsField):
    """Paragraphs of at most ``most`` 字, counted beside the box; a longer text is refused."""

    def __init__(self, *, most: int, lines: int, **options: Any) -> None:
        self.most = most
        # A run of letters counts as one 字, however long it is.
        super().__init__(max_length=10 * most, **options)
        self.widget.attrs |= {"rows": lines, "data-count": "", "data-max": most}

    def validate(self, value: str) -> None:
        super().validate(value)
        if sentence := too_long(value, self.most):
            raise ValidationError(sentence)
