"""A world with something of everything, for those who look at all of it and change nothing.

Two cities with a unit or two each, a batch in every stage, and whatever an address can name. A
module builds it once (``prepared``); whatever a test writes is taken back after it.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import Model

from applications.catalogue import copy_catalogue
from applications.choices import BatchStatus, ObjectionChannel, Status
from applications.models import Application
from applications.services import objections, quota
from applications.services.dossier import start_application
from applications.services.stale import mark_of
from applications.services.urging import urge
from portal import clock
from portal.models import Organisation, User
from reports.services.outputs import request_output
from tests.conftest import hire, two_cities, unsaved_places
from tests.factories.applications import ApplicationFactory, BatchFactory, ExtensionFactory
from tests.factories.content import complete
from tests.factories.portal import OrganisationFactory
from tests.factories.scoring import small_standard
from tests.paths import bring

#: What an objector says of herself, and nobody but the province ever reads.
OBJECTOR = {"name": "龚正言", "contact": "0351-0000001"}
WHY = "产品和服务成熟，带动就业明显。"


@contextmanager
def prepared(blocker):
    """The world, inside a transaction that nobody commits."""
    with blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


class World:
    """Everybody by name, every application by what has become of it."""

    def __init__(self):
        self.taiyuan, self.datong = two_cities()
        self.places = unsaved_places(self.taiyuan, self.datong)
        Organisation.objects.bulk_create(self.places.values())
        hire(self.places)
        self.ruleset = small_standard()
        self._published()
        self._publicised()
        self._rehearsed()
        self._open()
        self._files()

    def person(self, username: str) -> User:
        """Read afresh, so that nobody remembers the rights of an earlier test."""
        return User.objects.get(username=username)

    def afresh(self) -> "World":
        """With every record as it is stored, whatever an earlier test has made of it."""
        for record in vars(self).values():
            if isinstance(record, Model):
                record.refresh_from_db()
        return self

    def batch(self, name: str, **fields):
        batch = BatchFactory(name=name, ruleset=self.ruleset, **fields)
        copy_catalogue(batch)
        return batch

    def start(self, batch, place: str, *, to: Status = Status.DRAFTING) -> Application:
        unit = self.places[place]
        clerk = {"unit": "clerk", "other_unit": "other_head", "far_unit": "far_head"}[place]
        application = start_application(batch=batch, organisation=unit, actor=self.person(clerk))
        return bring(application, to=to)

    def _published(self):
        with clock.at(clock.now() - timedelta(days=400)):
            self.old = self.batch("第一批")
            self.designated = self.start(self.old, "unit", to=Status.DESIGNATED)

    def _publicised(self):
        self.shown = self.batch("第二批", quota=2)
        self.failed = self.start(self.shown, "other_unit", to=Status.FAILED)
        self.listed = self.start(self.shown, "far_unit", to=Status.PUBLICISED)
        self.shown.refresh_from_db()
        said = {"application": self.listed, "text": "占地面积与公开资料不一致。", **OBJECTOR}
        province = self.person("province")
        details = {"channel": ObjectionChannel.LETTER, "received_at": clock.now(), **said}
        self.objection = objections.register(batch=self.shown, values=details, actor=province)

    def _rehearsed(self):
        today = clock.today()
        period = {"publicity_from": today, "publicity_to": today}
        publicised = {"status": BatchStatus.PUBLICISED, "is_rehearsal": True}
        self.rehearsal = self.batch("演练批次", **publicised, **period)
        unit = OrganisationFactory(name="演练康养有限公司", city=self.datong)
        listed = {"status": Status.PUBLICISED, "place": 1}
        self.rehearsed = ApplicationFactory(batch=self.rehearsal, organisation=unit, **listed)

    def _open(self):
        self.open = self.batch("第三批", quota=2)
        self.preparing = self.batch("第四批", status=BatchStatus.PREPARING)
        self.draft = complete(self.start(self.open, "unit"))
        self.judged = self.start(self.open, "far_unit", to=Status.EVALUATING)
        self.reviewed = self.start(self.open, "other_unit", to=Status.CITY_RETURNED)
        bring(self.reviewed, to=Status.REVIEWED)

    def _files(self):
        """One file each of three readers, a returned point, a candidate, 催办, an extension."""
        city, province = self.person("city"), self.person("province")
        quota.place_candidate(
            application=self.reviewed,
            slot=1,
            reason=WHY,
            higher_reason="",
            seen=mark_of(quota.boxes(None)),
            actor=city,
        )
        urge(application=self.draft.pk, note="", actor=city)
        ExtensionFactory(batch=self.open, city=self.datong, granted_by=province)
        for who in ("head", "city", "province"):
            request_output(user=self.person(who), kind="scores_pdf", subject=self.designated)
