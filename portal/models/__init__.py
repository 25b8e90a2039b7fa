from portal.models.audit import AuditEntry
from portal.models.notice import Notice
from portal.models.organisation import KindPeriod, Organisation
from portal.models.region import Region
from portal.models.user import Membership, User

__all__ = [
    "AuditEntry",
    "KindPeriod",
    "Membership",
    "Notice",
    "Organisation",
    "Region",
    "User",
]
