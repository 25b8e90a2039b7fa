"""What the checks look at: each source read once, and only when a check asks for it."""

from copy import copy
from functools import cached_property

from django.db.models import prefetch_related_objects

from applications import crosschecks, digests, evidence
from applications.choices import Binding, SectionName
from applications.models import (
    Application,
    Attachment,
    Batch,
    CatalogueItem,
    Dossier,
    InvestmentLine,
    ScoringFigures,
    Section,
    StaffingLine,
)
from applications.places import record_of
from portal.models import Organisation
from portal.problems import Problem


class Contents:
    """One application as its checks see it; a test may set what it wants to be read."""

    def __init__(self, application: Application) -> None:
        self.application = copy(application)  # keeps what is prefetched here to itself

    @property
    def dossier(self) -> Dossier:
        return self.application.dossier

    @property
    def batch(self) -> Batch:
        return self.application.batch

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @cached_property
    def figures(self) -> ScoringFigures:
        return record_of(self.application, SectionName.FIGURES)

    @cached_property
    def investment(self) -> list[InvestmentLine]:
        return self._lines("investment_lines")

    @cached_property
    def staffing(self) -> list[StaffingLine]:
        return self._lines("staffing_lines")

    def _lines(self, name: str) -> list:
        """Prefetched, so that the cross-checks find them read."""
        prefetch_related_objects([self.application], name)
        return list(getattr(self.application, name).all())

    # --- the sheet ---------------------------------------------------------------------

    @cached_property
    def marks(self) -> list[int | None]:
        """The marks of the 自检, None where a leaf is blank."""
        return list(self.application.self_check.marks.values_list("value", flat=True))

    @cached_property
    def unexplained(self) -> list[Problem]:
        """Marks above what the figures support that do not say why."""
        _ = self.investment, self.staffing
        return crosschecks.unexplained(self.application, self.application.self_check)

    @cached_property
    def unproven(self) -> list[str]:
        return evidence.reminders(self.application)

    # --- the papers ----------------------------------------------------------------------

    @cached_property
    def catalogue(self) -> list[CatalogueItem]:
        return list(self.batch.catalogue.all())

    @cached_property
    def files(self) -> list[Attachment]:
        """The files of now, each with its slot."""
        rows = self.application.attachments.filter(replaced_at__isnull=True)
        return list(rows.select_related("item"))

    @cached_property
    def waived(self) -> set[int]:
        return set(self.application.waivers.values_list("item", flat=True))

    @cached_property
    def digests(self) -> dict[str, str]:
        """What a scan of the unit's and the city's papers must be bound to now."""
        return {
            binding: digests.current_digest(self.application, binding)
            for binding in (Binding.SUBMISSION, Binding.REVIEW)
        }

    # --- how far it has come -------------------------------------------------------------

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The parts as they were saved last, by name."""
        return {section.name: section for section in self.application.sections.all()}

    @property
    def versions(self) -> dict[str, int]:
        """How often each part has been saved."""
        return {name: section.version for name, section in self.sections.items()}
