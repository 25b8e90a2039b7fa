"""What a deed for several applications asks beside the applications themselves."""

from typing import Any

from django import forms

from applications.choices import Deadline
from applications.forms.controls import Sentences
from applications.forms.extensions import ExtensionForm
from portal.choices import Role
from portal.models import User

BOXES = ExtensionForm.base_fields


class BulkExtensionForm(Sentences, forms.Form):
    """An extension for applications that are chosen already; the boxes are those of one."""

    kind = BOXES["kind"]
    until = BOXES["until"]
    reason = BOXES["reason"]
    document_number = BOXES["document_number"]
    approved_by = BOXES["approved_by"]
    kind_label, grounds = ExtensionForm.kind_label, ExtensionForm.grounds

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        if not user.has_role(Role.PROVINCE_OFFICER):
            self.fields["kind"].choices = [(Deadline.SUBMISSION.value, Deadline.SUBMISSION.label)]
            self.fields["kind"].initial = Deadline.SUBMISSION.value
