"""Two hundred submissions: what one costs beside the bare write, and how long a crowd takes."""

import statistics
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import perf_counter

from django.db import connection
from django.db.models import Sum
from django.test.client import Client, ClientHandler
from django.urls import reverse

from applications import rehearsal
from applications.models import Application, Batch, Dossier
from applications.services.dossier import start_application
from benchmarks import processes
from benchmarks.ground import postmaster
from benchmarks.measuring import percentile
from benchmarks.stage import SEED, STANDARD, fill_in
from portal.choices import Role
from portal.models import Region
from reports.rehearsal.invention import invent_unit
from scoring.standards import find_standard
from tests.factories.portal import MembershipFactory, OrganisationFactory, UserFactory

CITY = "140100"
#: So many are submitted one after the other; the others by a crowd.
ALONE, CROWD = 40, 16
SUBMITTED = 302
#: One for all browsers, as a web server has one: each would load the middleware anew.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass(slots=True)
class Costs:
    """Of one kind of request; seconds of the clock, of Python and of PostgreSQL."""

    seconds: list[float] = field(default_factory=list)
    python: float = 0.0
    database: float = 0.0

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p95_ms(self) -> float:
        return percentile(self.seconds, 0.95) * 1000

    def cpu_ms(self, part: float) -> float:
        return part / len(self.seconds) * 1000


Deed = Callable[[], None]


def complete_drafts(count: int) -> list[tuple[Application, Client]]:
    """Complete reports of 124 leaves, 124 pieces of evidence and twenty lines, with their heads."""
    rehearsal.load(find_standard(STANDARD))
    batch, city = Batch.objects.get(name=rehearsal.BATCH), Region.objects.get(pk=CITY)
    return [_draft(batch, city, number) for number in range(count)]


def _draft(batch: Batch, city: Region, number: int) -> tuple[Application, Client]:
    invented = invent_unit(SEED, 1000 + number, city.name, batch.full_year)
    unit = OrganisationFactory(
        name=f"第{number}家康养有限公司", city=city, credit_code=invented.credit_code
    )
    head = MembershipFactory(
        user=UserFactory(must_change_password=False), organisation=unit, role=Role.UNIT_HEAD
    ).user
    application = start_application(batch=batch, organisation=unit, actor=head)
    fill_in(application)
    invested = application.investment_lines.aggregate(whole=Sum("amount_wan"))["whole"]
    Dossier.objects.filter(pk=application.pk).update(invested_wan=invested)
    client = Client(SERVER_NAME="127.0.0.1")
    client.handler = HANDLER
    client.force_login(head)
    return application, client


def submit(application: Application, client: Client) -> None:
    url = reverse("applications:move", args=[application.pk, "submit"])
    answer = client.post(url, {"declared": "on"}, secure=True)
    if answer.status_code != SUBMITTED:
        raise RuntimeError(f"提交 was answered {answer.status_code}:\n{answer.content.decode()}")


def write_bare(client: Client) -> None:
    client.post("/bench/write-as-user/1/", secure=True)


def alone(drafts: list[tuple[Application, Client]]) -> tuple[Costs, Costs]:
    """Submissions and bare writes, one at a time and in turn."""
    ours, bare, backends = Costs(), Costs(), [postmaster()]
    write_bare(drafts[0][1])
    for application, client in drafts:
        timed(bare, backends, lambda client=client: write_bare(client))
        timed(ours, backends, lambda pair=(application, client): submit(*pair))
    return ours, bare


def timed(costs: Costs, backends: list[int], deed: Deed) -> None:
    before, own, began = processes.cpu_of(backends), processes.own_seconds(), perf_counter()
    deed()
    costs.seconds.append(perf_counter() - began)
    costs.python += processes.own_seconds() - own
    costs.database += processes.cpu_since(before)


def at_once(drafts: list[tuple[Application, Client]]) -> tuple[Costs, float]:
    """A crowd of connections; the costs of each, and the seconds that all took."""
    costs = Costs()

    def press(draft: tuple[Application, Client]) -> float:
        began = perf_counter()
        try:
            submit(*draft)
        finally:
            connection.close()
        return perf_counter() - began

    began = perf_counter()
    with ThreadPoolExecutor(CROWD) as pool:
        costs.seconds = list(pool.map(press, drafts))
    return costs, perf_counter() - began
