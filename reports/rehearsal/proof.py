"""Where the units of a rehearsal find the evidence of some leaves; the rest stay 无佐证."""

from applications import evidence
from applications.choices import EvidenceTable
from applications.models import Application
from applications.services.evidence import Pointer, add_evidence
from portal.models import User

#: Leaf, and the slot whose paper proves it with its first and last page, or a table.
PAGES = (
    ("1.1", "3.1", 1, 1),
    ("1.3", "4.3", 1, 2),
    ("3.1", "5", 1, 1),
    ("3.3", "5", 1, 1),
    ("6.1", "7.1", 1, 1),
)
ROWS = (("1.3", EvidenceTable.INVESTMENT), ("6.1", EvidenceTable.STAFFING))


def point_out(application: Application, actor: User) -> None:
    """Point from a few leaves to papers and rows that are there."""
    numbers = set(application.self_check.marks.values_list("leaf__number", flat=True))
    papers = {file.item.code: file for file in evidence.files_of(application)}
    pointers = [
        (number, Pointer("", papers[code].pk, first, min(last, papers[code].pages)))
        for number, code, first, last in PAGES
        if code in papers
    ]
    for number, table in ROWS:
        line = evidence.LINES[table].objects.filter(application=application).first()
        pointers.append((number, Pointer(table.value, line.pk)))
    for number, pointer in pointers:
        if number in numbers:
            add_evidence(application=application, number=number, pointer=pointer, actor=actor)
