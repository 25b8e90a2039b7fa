from portal.models.audit import AuditEntry
from portal.models.calendar import Holiday
from portal.models.heartbeat import Heartbeat
from portal.models.mail import Mail
from portal.models.notice import Notice
from portal.models.organisation import KindPeriod, Organisation
from portal.models.region import Region
from portal.models.throttle import Throttle
from portal.models.user import Membership, User

__all__ = [
    "AuditEntry",
    "Heartbeat",
    "Holiday",
    "KindPeriod",
    "Mail",
    "Membership",
    "Notice",
    "Organisation",
    "Region",
    "Throttle",
    "User",
]
