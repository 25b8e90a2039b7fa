"""The lock and the version under which every part of an application is saved (G-07)."""

from typing import Any

from django.db.models import F

from applications.models import Application, Section
from applications.permissions import can_edit_section, can_point
from portal import clock
from portal.access import require
from portal.editing import EditConflict, FieldConflict
from portal.locking import lock_record


def open_section(
    *, application: Application, name: str, actor: Any, evidence_of: str = ""
) -> Section:
    """Lock the application and hand out one of its parts for writing.

    ``evidence_of`` is the leaf whose evidence is changed, which a return may have opened alone.

    Call inside a transaction. The lock keeps a save from slipping in while the
    application is being submitted. Raises PermissionDenied unless ``actor`` may write
    this part as things stand under the lock.
    """
    locked = lock_record(Application.objects, pk=application.pk)
    if evidence_of:
        require(can_point(actor, locked, evidence_of))
    else:
        require(can_edit_section(actor, locked, name))
    section, _ = Section.objects.select_related("saved_by").get_or_create(
        application=locked, name=name
    )
    return section


def advance(
    section: Section, *, version: int, actor: Any, conflicts: dict[str, FieldConflict] | None = None
) -> None:
    """Take the version after ``version``; raises EditConflict when somebody else has taken it.

    ``conflicts`` travel with the refusal: the fields in which both sides differ.
    """
    moment = clock.now()
    taken = Section.objects.filter(pk=section.pk, version=version).update(
        version=F("version") + 1, saved_by=actor, saved_at=moment, copied_from=""
    )
    if not taken:
        raise EditConflict(
            who=section.saved_by,
            when=section.saved_at,
            version=section.version,
            fields=conflicts or {},
        )
    section.version, section.saved_by, section.saved_at = version + 1, actor, moment


def touch(section: Section, actor: Any) -> None:
    """Count one more save of a part whose entries cannot overwrite each other."""
    advance(section, version=section.version, actor=actor)
