"""All columns of one application side by side (O12), with the members' marks for who may see them."""

from dataclasses import dataclass
from datetime import datetime

from applications.comparison import Comparison, compare
from applications.consensus import Consensus, read_consensus
from applications.documents.stamp import minute
from applications.models import Application
from applications.permissions import can_compare_members
from portal import clock
from portal.models import User


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """``members`` is None for readers who may not see what members gave."""

    batch: str
    rehearsal: bool
    city: str
    unit: str
    zone: str
    printed_at: datetime
    columns: Comparison
    members: Consensus | None

    @property
    def data_version(self) -> str:
        return f"数据时间 {minute(self.printed_at)}"


def comparison_table(application: Application, *, reader: User) -> ComparisonTable:
    """Every leaf with all that ``reader`` may see now."""
    batch, dossier = application.batch, application.dossier
    sees_members = application.final_score_id and can_compare_members(reader, application)
    return ComparisonTable(
        batch=batch.name,
        rehearsal=batch.is_rehearsal,
        city=application.city.name,
        unit=dossier.unit_name or application.organisation.name,
        zone=dossier.zone_name or application.organisation.zone_name,
        printed_at=clock.now(),
        columns=compare(application, reader),
        members=read_consensus(application, reader) if sees_members else None,
    )
