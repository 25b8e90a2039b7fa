"""How every point of a sheet came about, as a page; and the sheet as JSON."""

from dataclasses import dataclass

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views import View

from applications.documents import proof_document, sheet_data
from applications.documents.proof import ProofDocument, ProofHeading, ProofLeaf, ProofPart
from applications.proofs import SEAT, Filled, can_read_proof, edition_for, filled_sheet
from applications.views.answers import crumbs
from applications.views.sheets import find, find_sheet
from portal.access import require

JOINS = ("batch", "city", "organisation", "dossier", "panel")
#: Which leaves to show, by the word in the address.
SHOWN = {
    "": ("全部", lambda leaf: True),
    "lost": ("有扣分", lambda leaf: leaf.lost > 0),
    "reason": ("有理由或备注", lambda leaf: leaf.reason or leaf.remark),
    "differs": ("与其他栏不一致", lambda leaf: leaf.differs),
    "blank": ("未评", lambda leaf: leaf.mark is None),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The 大项 and leaves that the reader wants to see; every sum stays that of the whole."""

    proof: ProofDocument
    part: str
    show: str

    @property
    def parts(self) -> list[tuple[ProofPart, list[ProofHeading | ProofLeaf]]]:
        chosen = [part for part in self.proof.parts if self.part in ("", part.number)]
        rows = [(part, [row for row in part.rows if self._has(row)]) for part in chosen]
        return [(part, kept) for part, kept in rows if kept]

    @property
    def count(self) -> int:
        return sum(isinstance(row, ProofLeaf) for _, rows in self.parts for row in rows)

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be filtered; other columns stand in the named edition alone."""
        is_named = self.proof.is_named
        return [(key, word) for key, (word, _) in SHOWN.items() if is_named or key != "differs"]

    def _has(self, row: ProofHeading | ProofLeaf) -> bool:
        """Headings stay while nothing is left out."""
        return not self.show if isinstance(row, ProofHeading) else bool(SHOWN[self.show][1](row))


def filled_of(request, pk, column):
    """The sheet of a column as the desk finds it, ``member`` that of the reader's own seat."""
    application, sheet = find_sheet(request, pk, column, *JOINS)
    seat = getattr(sheet, "seat", None)
    return Filled(application, sheet, seat)


class SheetProof(View):
    """``?part=3`` one 大项, ``?show=lost`` only some leaves."""

    def get(self, request, pk, column):
        return show_proof(request, filled_of(request, pk, column))


class SeatProof(View):
    """The proof of a member's sheet that was handed in, also of a member who was replaced."""

    def get(self, request, pk, seat):
        filled = filled_sheet(find(request, pk, *JOINS), f"{SEAT}{seat}")
        if filled is None:
            raise Http404
        return show_proof(request, filled)


class SheetData(View):
    """The same permission and the same numbers as the page."""

    def get(self, request, pk, column):
        filled = filled_of(request, pk, column)
        require(can_read_proof(request.user, filled))
        return JsonResponse(sheet_data(filled, edition=edition_for(request.user, filled)))


def show_proof(request, filled):
    require(can_read_proof(request.user, filled))
    edition = edition_for(request.user, filled)
    proof = proof_document(filled, reader=request.user, edition=edition)
    show = request.GET.get("show", "")
    context = {
        "page": Chosen(proof, request.GET.get("part", ""), show if show in SHOWN else ""),
        "proof": proof,
        "filled": filled,
        "application": filled.application,
        "crumbs": crumbs(filled.application),
    }
    return render(request, "applications/sheets/proof.html", context)
