"""What anybody may read of a batch: the units in 公示, then those that were published."""

from django.conf import settings
from django.db.models import QuerySet

from applications.choices import BatchStatus, Status
from applications.documents.stamp import full_date
from applications.models import Application, Batch
from portal import clock

#: Which applications stand on the public list.
ON_LIST = (Status.PUBLICISED, Status.DESIGNATED)


def listed(batch: Batch) -> QuerySet[Application]:
    """The units of the public list in official order; without those since taken off it (T22)."""
    rows = batch.applications.filter(status__in=ON_LIST)
    places = rows.select_related("organisation__county", "city", "dossier")
    return places.order_by("city", "organisation__county", "organisation__name")


def is_public(batch: Batch) -> bool:
    """What ``Batch.objects.public`` answers, of a batch that is at hand."""
    return has_list(batch) and (settings.DEMO or not batch.is_rehearsal)


def has_list(batch: Batch) -> bool:
    """Whether units stand on a list, to which anybody may object or might have objected."""
    return batch.status == BatchStatus.PUBLICISED or is_published(batch)


def is_published(batch: Batch) -> bool:
    """Whether the list is that of 公布, not of 公示."""
    if batch.status == BatchStatus.ARCHIVED:
        return batch.published_on is not None  # a batch in which nobody passed has no list
    return batch.status == BatchStatus.PUBLISHED


def closed_to_objections(batch: Batch) -> str:
    """Why nobody can object now; empty during 公示, whose last day counts in full."""
    if batch.status != BatchStatus.PUBLICISED or batch.publicity_to is None:
        return "本批次不在公示期，不能在网上提出异议。"
    if clock.today() < batch.publicity_from:
        return f"公示期自{full_date(batch.publicity_from)}开始，开始后方可提出异议。"
    if clock.today() > batch.publicity_to:
        return f"公示期已于{full_date(batch.publicity_to)}届满，不能再在网上提出异议。"
    return ""
