"""The rehearsal of one machine (演练): fictional units, people with one known password, a batch.

Everything is loaded once and found again; only deadlines move, so that they always lie ahead.
"""

import json
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from applications.choices import BatchStatus
from applications.lifecycle import batch_lifecycle
from applications.models import Batch
from applications.services.batches import create_batch
from portal import clock
from portal.choices import OrganisationKind, Role
from portal.models import KindPeriod, Membership, Organisation, User
from scoring.models import RuleSet

FOLDER = settings.BASE_DIR / "fixtures" / "demo"
PASSWORD = "Rehearsal-Only-1"  # noqa: S105 - printed for everybody who rehearses
BATCH = "演练批次"
CITY_DAYS, PROVINCE_DAYS, SHORTEST_DAYS = 20, 30, 7


class RehearsalRefused(Exception):
    """The database holds accounts of real people under names of the rehearsal."""


@transaction.atomic
def load(ruleset: RuleSet) -> list[Membership]:
    """Make everything that is missing; answers who there is, in the order of the file.

    Raises RehearsalRefused when a real account has a name of the rehearsal.
    """
    places = _load_organisations()
    memberships = _load_people(places)
    _load_batch(ruleset, actor=User.objects.get(username="province"))
    return memberships


# --- organisations ---------------------------------------------------------------------


def _load_organisations() -> dict[str, Organisation]:
    """Every organisation of the rehearsal by its key in ``people.json``."""
    known = {organisation.name: organisation for organisation in Organisation.objects.all()}
    places = {_key(organisation): organisation for organisation in known.values()}
    for row in _rows("organisations"):
        key, name = row.pop("key"), row["name"]
        places[key] = known.get(name) or _make_organisation(row)
    return places


def _key(organisation: Organisation) -> str:
    """「city_culture:140100」 for a bureau, 「province_culture」 for a department."""
    return (
        f"{organisation.kind}:{organisation.city_id}" if organisation.city_id else organisation.kind
    )


def _make_organisation(row: dict[str, Any]) -> Organisation:
    city, county = row.pop("city", None), row.pop("county", None)
    organisation = Organisation.objects.create(city_id=city, county_id=county, **row)
    if organisation.kind == OrganisationKind.CREATING_UNIT:
        since = clock.today().replace(month=1, day=1)
        KindPeriod.objects.create(organisation=organisation, kind=organisation.kind, since=since)
    return organisation


# --- people ----------------------------------------------------------------------------


def _load_people(places: dict[str, Organisation]) -> list[Membership]:
    rows = _rows("people")
    names = [row["username"] for row in rows]
    known = {user.username: user for user in User.objects.filter(username__in=names)}
    if real := sorted(name for name, user in known.items() if not user.is_demonstration):
        raise RehearsalRefused(
            f"用户名{'、'.join(real)}已用于正式账号，不能在这个数据库上演练，请换一个空数据库。"
        )
    encoded = _encoded_password(known.values())
    missing = [_person(row, encoded) for row in rows if row["username"] not in known]
    known |= {user.username: user for user in User.objects.bulk_create(missing)}
    _restore(known.values(), encoded)
    _seat(rows, known, places)
    return _memberships(names)


def _person(row: dict[str, Any], encoded: str) -> User:
    return User(
        username=row["username"],
        name=row["name"],
        position=row["position"],
        phone="0351-0000000",
        password=encoded,
        is_demonstration=True,
        must_change_password=False,
    )


def _encoded_password(known: Any) -> str:
    """The stored form of the known password; one for all, because hashing is slow on purpose."""
    for encoded in sorted({user.password for user in known}):
        if check_password(PASSWORD, encoded):
            return encoded
    return make_password(PASSWORD)


def _restore(users: Any, encoded: str) -> None:
    """Whoever rehearsed a change of password or a 停用 finds the account as printed."""
    wanted = {"password": encoded, "must_change_password": False, "is_active": True}
    changed = [user.pk for user in users if any(getattr(user, n) != v for n, v in wanted.items())]
    User.objects.filter(pk__in=changed).update(**wanted)


def _seat(rows: list[dict[str, Any]], people: dict[str, User], places: dict[str, Organisation]):
    held = set(Membership.objects.values_list("user__username", flat=True))
    Membership.objects.bulk_create(
        Membership(
            user=people[row["username"]], organisation=places[row["place"]], role=Role(row["role"])
        )
        for row in rows
        if row["username"] not in held
    )


def _memberships(names: list[str]) -> list[Membership]:
    current = Membership.objects.current().filter(user__username__in=names)
    found = current.select_related("user", "organisation__city")
    return sorted(found, key=lambda membership: names.index(membership.user.username))


# --- the batch -------------------------------------------------------------------------


def _load_batch(ruleset: RuleSet, actor: User) -> None:
    """An open batch whose deadlines lie ahead."""
    batch = Batch.objects.filter(name=BATCH).first()
    if batch is None:
        fixed = {"name": BATCH, "notice_number": "晋文旅发〔演练〕1号", "is_rehearsal": True}
        fixed["objection_contact"] = "0351-0000000（演练电话，无人接听）"
        figures = {"full_year": clock.today().year - 1, "ruleset": ruleset, "quota": 1}
        batch = create_batch(values=fixed | figures | _calendar(), actor=actor)
    if batch.status == BatchStatus.PREPARING:
        batch_lifecycle.perform(batch, "open", actor=actor)
    elif batch.status == BatchStatus.OPEN:
        _extend(batch)


def _extend(batch: Batch) -> None:
    if batch.city_deadline - clock.now() < timedelta(days=SHORTEST_DAYS):
        dates = _calendar()
        dates.pop("opens_at")
        Batch.objects.filter(pk=batch.pk).update(**dates)


def _calendar() -> dict[str, datetime]:
    """Open since midnight; both deadlines at the last second of their day."""
    today = clock.today()
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    last = timedelta(days=1, seconds=-1)
    return {
        "opens_at": midnight,
        "city_deadline": midnight + timedelta(days=CITY_DAYS) + last,
        "province_deadline": midnight + timedelta(days=PROVINCE_DAYS) + last,
    }


def _rows(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
