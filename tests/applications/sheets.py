"""Where the desk is, and what it has stored."""

from django.urls import reverse

from scoring.choices import Column

SELF, FIRST, FINAL = Column.SELF_CHECK, Column.FIRST_REVIEW, Column.FINAL_SCORE


def page(application, column=SELF, section="1"):
    return reverse("applications:sheet_section", args=[application.pk, column, section])


def address(application, column=SELF, number="1.1"):
    return reverse("applications:mark", args=[application.pk, column, number])


def stored(application, column=SELF, number="1.1"):
    mark = getattr(application, column).marks.get(leaf__number=number)
    return mark.value, mark.version
