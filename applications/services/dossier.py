"""Begin a 报告书 and write its cover, part 一 and part 二."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from applications.choices import BatchStatus, SectionName, Status
from applications.deadlines import of_cities, of_city, submissions_closed
from applications.facts import NUMBERS, Record, spoken_date
from applications.models import Application, Batch, Dossier, Section
from applications.places import field_label, record_class
from applications.services.saving import advance, open_section
from applications.snapshots import FIELDS
from portal import audit, clock
from portal.choices import UNIT_ROLES, OrganisationKind, OrganisationStanding
from portal.editing import FieldConflict
from portal.locking import lock_record
from portal.models import Organisation, User
from scoring.choices import Column
from scoring.services import open_sheet


class StartRefused(Exception):
    """The unit cannot begin an application now; the text says why."""


# --- begin ---------------------------------------------------------------------------


def unit_of(user: User) -> Organisation | None:
    """The 创建单位 for which ``user`` fills in a 报告书."""
    for membership in user.current_memberships:
        organisation = membership.organisation
        if membership.role in UNIT_ROLES and organisation.kind == OrganisationKind.CREATING_UNIT:
            return organisation
    return None


def startable_batches(user: User) -> list[Batch]:
    """Batches that take submissions now and in which the unit of ``user`` has not begun.

    ``due`` of each is the last moment for that unit's city.
    """
    organisation, moment = unit_of(user), clock.now()
    if organisation is None:
        return []
    rows = Batch.objects.visible_to(user).exclude(applications__organisation=organisation)
    batches = list(rows.filter(status=BatchStatus.OPEN))
    dates = of_cities(batches, organisation.city_id)
    for batch in batches:
        batch.due = dates[batch.pk].submission
    return [batch for batch in batches if not submissions_closed(batch, batch.due, moment)]


def start_application(*, batch: Batch, organisation: Organisation, actor: User) -> Application:
    """The unit's application in ``batch``; a second call returns the one that is there.

    The 报告书 is prefilled with what is known of the unit, a blank 自检 sheet is opened.
    Raises StartRefused when the batch takes no applications now, or took this one back (T23).
    """
    if existing := _existing(batch, organisation):
        _refuse_ended(existing)
        return existing
    _refuse_unless_open(batch, organisation)
    try:
        with transaction.atomic():
            return _create(batch, organisation, actor)
    except IntegrityError:
        # Somebody of the same unit was a moment faster.
        return Application.objects.get(batch=batch, organisation=organisation)


def _existing(batch: Batch, organisation: Organisation) -> Application | None:
    return Application.objects.filter(batch=batch, organisation=organisation).first()


def _refuse_ended(application: Application) -> None:
    if application.status == Status.WITHDRAWN:
        raise StartRefused("本单位在本批次的申报已撤回，同一批次不能重新申报，请在下一批次申报。")


def _refuse_unless_open(batch: Batch, organisation: Organisation) -> None:
    until = of_city(batch, organisation.city_id).submission
    if problems := submissions_closed(batch, until, clock.now()):
        raise StartRefused(problems[0].text)
    if organisation.standing == OrganisationStanding.DISABLED:
        raise StartRefused("本单位已停用，不能申报，请联系市文化和旅游局。")


def _create(batch: Batch, organisation: Organisation, actor: User) -> Application:
    # Locked and read again: the province may be moving the unit to another city.
    locked = lock_record(Organisation.objects, pk=organisation.pk)
    application = Application.objects.create(
        batch=batch,
        organisation=organisation,
        city_id=locked.city_id,
        quota=batch.quota,
        self_check=open_sheet(batch.ruleset, Column.SELF_CHECK),
        started_at=clock.now(),
    )
    Dossier.objects.create(application=application, **known_facts(organisation, actor))
    Section.objects.bulk_create(Section(application=application, name=name) for name in SectionName)
    audit.record(actor, "start", application, label="开始填报")
    return application


def known_facts(organisation: Organisation, actor: User) -> dict[str, Any]:
    """What nobody should have to type again: the unit, and whoever begins as 联系人."""
    return {
        "zone_name": organisation.zone_name,
        "unit_name": organisation.name,
        "credit_code": organisation.credit_code or "",
        "nature": organisation.nature,
        "nature_other": organisation.nature_other,
        "contact_name": actor.name,
        "contact_phone": actor.phone,
        "email": actor.email,
    }


# --- write ---------------------------------------------------------------------------


@transaction.atomic
def save_section(
    *,
    application: Application,
    name: str,
    values: Mapping[str, Any],
    version: int,
    actor: User,
    refused: Mapping[str, str] | None = None,
) -> Section:
    """Store ``values`` (fields of the part's record, already valid).

    Everything not in ``values`` stays. When somebody else has saved since ``version``,
    nothing is stored and EditConflict sets both sides against each other: ``values``, and
    ``refused``, the texts that are no values. PermissionDenied when the part is closed.
    """
    if foreign := set(values) - set(FIELDS[name]):
        raise ValueError(f"{name} has no fields {sorted(foreign)}")
    section = open_section(application=application, name=name, actor=actor)
    if section.version != version:
        mine = {**boxes(name, values), **(refused or {})}
        conflicts = differences(application, stored_record(application, name), mine)
        advance(section, version=version, actor=actor, conflicts=conflicts)
    advance(section, version=version, actor=actor)
    model = record_class(name)
    if not model.objects.filter(pk=application.pk).update(**values):
        model.objects.create(application=application, **values)
    return section


def stored_record(application: Application, name: str) -> Record:
    """What is stored of a part, read anew; a blank one while nothing is."""
    model = record_class(name)
    return model.objects.filter(pk=application.pk).first() or model(application=application)


def differences(
    application: Application, stored: Record, mine: Mapping[str, str]
) -> dict[str, FieldConflict]:
    """The boxes in which ``mine`` and the stored texts differ."""
    return {
        name: FieldConflict(field_label(application, name), text, theirs)
        for name, text in mine.items()
        if text != (theirs := box_text(stored, name))
    }


def boxes(section: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Values as the boxes of the page would show them."""
    shown = record_class(section)(**values)
    return {name: box_text(shown, name) for name in values if name != "opened_has_day"}


def box_text(record: Record, name: str) -> str:
    """The stored value of ``name`` as its box holds it."""
    value = getattr(record, name)
    if value is None:
        return ""
    if name == "opened_on":
        return spoken_date(value, has_day=record.opened_has_day)
    if name in FORMATS:
        return FORMATS[name](value)
    return str(value)


FORMATS = {name: show for name, (show, _) in NUMBERS.items()}
FORMATS["declared_on"] = lambda value: value.isoformat()
