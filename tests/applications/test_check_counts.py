"""What 形式审查 finds, counted by batch: the clock, the page, and that nobody reads others' counts."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from applications import uploads
from applications.check_counts import Returned, counts_of
from applications.choices import BatchStatus, SectionName, Status
from applications.completeness import CHECKS
from applications.models import Attachment, Batch, CheckCount
from applications.services import checking
from applications.tasks import count_application_task
from portal.files import digest_of
from tests import returns
from tests.factories.applications import ApplicationFactory
from tests.factories.content import complete, paper, put_file
from tests.paths import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(application, places, batch):
    """The cast's complete report with an odd figure, an empty one of its city, one of 大同市."""
    complete(application)
    application.dossier.visits_year = 999
    application.dossier.save()
    others = [
        ApplicationFactory(batch=batch, organisation=places[place])
        for place in ("other_unit", "far_unit")
    ]
    checking.count_open_batches()
    return application, *others


def page(client, batch, user, check="", **query):
    client.force_login(user)
    name, args = ("batch_check", [batch.pk, check]) if check else ("batch_checks", [batch.pk])
    return client.get(reverse(f"applications:{name}", args=args), query)


def stored(application, name):
    return CheckCount.objects.values_list("blocking", "reminding").get(
        application=application, check_name=name
    )


# --- counting --------------------------------------------------------------------------


def test_every_check_is_counted_for_every_application(three):
    application, empty, _ = three

    assert CheckCount.objects.count() == 3 * len(CHECKS)
    assert stored(application, "figures_plausible") == (0, 2)
    assert stored(empty, "required_fields") == (18, 0)
    assert stored(application, "required_fields") == (0, 0)


def test_second_count_replaces_the_first(three):
    _, empty, _ = three
    complete(empty)
    CheckCount.objects.create(
        application=empty, check_name="abolished", counted_at=empty.started_at
    )

    counted = [checking.count_open_batches() for _ in range(2)]

    assert counted == [3, 3]
    assert stored(empty, "required_fields") == (0, 0)
    assert CheckCount.objects.count() == 3 * len(CHECKS)


def test_only_what_is_on_its_way_in_an_open_batch_is_counted(three, batch):
    application, empty, _ = three
    CheckCount.objects.all().delete()
    bring(application, to=Status.RECOMMENDED)
    count_application_task(application_id=application.pk)
    count_application_task(application_id=empty.pk)
    count_application_task(application_id=0)
    alone = set(CheckCount.objects.values_list("application", flat=True))
    Batch.objects.filter(pk=batch.pk).update(status=BatchStatus.EVALUATING)

    assert checking.count_open_batches() == 0
    assert alone == {empty.pk}


# --- the page --------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "units"), [("province", 3), ("city", 2), ("far_city", 1)])
def test_counts_are_of_the_units_that_the_reader_may_know(client, three, batch, cast, who, units):
    response = page(client, batch, cast[who])

    counts = response.context["counts"]
    rows = {row.check.name: (row.stopped, row.stops, row.reminded) for row in counts.rows}
    empty = 2 if who == "province" else 1
    assert counts.units == units
    assert rows["required_fields"] == (empty, 18 * empty, 0)
    assert ("figures_plausible" in rows) == (who != "far_city")
    assert "截至" in response.content.decode()


def test_counts_are_sorted_by_units(client, three, batch, cast):
    orders = [
        [
            row.check.name
            for row in page(client, batch, cast["city"], order=order).context["counts"].rows
        ]
        for order in ("stopped", "reminded", "nothing")
    ]

    assert orders[0] == orders[2]
    assert orders[0][0] != "figures_plausible"
    assert orders[1][0] == "figures_plausible"


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("province", ["松涛里康养有限公司", "云上泉康养有限公司"]),
        ("city", ["松涛里康养有限公司"]),
        ("far_city", ["云上泉康养有限公司"]),
    ],
)
def test_units_of_a_check_are_named(client, three, batch, cast, who, names):
    response = page(client, batch, cast[who], "required_fields")

    rows = response.context["object_list"]
    assert [row["count"].application.organisation.name for row in rows] == names
    may_read = who != "province"  # of a draft the province knows that it exists
    assert [bool(row["may_read"]) for row in rows] == [may_read] * len(names)


@pytest.mark.parametrize("who", ["clerk", "civil", "chair", "finance_reader", "admin"])
def test_others_do_not_read_counts(client, three, batch, cast, who):
    answers = [page(client, batch, cast[who], check) for check in ("", "required_fields")]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_unknown_check_and_closed_batch_are_not_found(client, three, batch, cast):
    unknown = page(client, batch, cast["province"], "abolished")
    Batch.objects.filter(pk=batch.pk).update(status=BatchStatus.PREPARING)

    assert unknown.status_code == 404
    assert page(client, batch, cast["city"]).status_code == 404
    assert page(client, batch, cast["province"]).status_code == 200


def test_points_that_were_sent_are_counted_by_category(three, batch, cast):
    application, *_ = three
    bring(application, to=Status.SUBMITTED)
    returns.note(application, cast["city"], SectionName.BASICS)
    returns.note(application, cast["city"], SectionName.STAFFING)
    noted = counts_of(batch, cast["city"]).returned
    returns.send(application, cast["city"])

    sent = {who: counts_of(batch, cast[who]).returned for who in ("city", "province", "far_city")}

    two = [Returned("数据前后不一致", points=2, units=1)]
    assert noted == []
    assert sent == {"city": two, "province": two, "far_city": []}


@pytest.mark.parametrize("more", [0, 3])
def test_counts_cost_constant_queries(three, batch, cast, more, django_assert_num_queries):
    for application in ApplicationFactory.create_batch(more, batch=batch):
        checking.count_application(application)
    user = type(cast["province"]).objects.get(pk=cast["province"].pk)

    with django_assert_num_queries(5):
        counts_of(batch, user)


# --- stored files ----------------------------------------------------------------------


@pytest.fixture
def file(application):
    """A paper in its own place on the shelf, so that it can be spoilt."""
    item = application.batch.catalogue.get(code="5")
    file = put_file(application, item)
    name = default_storage.save("attachment/tests/own.pdf", ContentFile(paper()))
    Attachment.objects.filter(pk=file.pk).update(file=name, sha256=digest_of(ContentFile(paper())))
    file.refresh_from_db()
    yield file
    default_storage.delete(name)


def spoil(file, content):
    default_storage.delete(file.file.name)
    if content is not None:
        default_storage.save(file.file.name, ContentFile(content))
    file.size, file.sha256 = len(content or b"x"), digest_of(ContentFile(content or b""))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "系统中找不到这个文件，请重新上传。"),
        (b"%PDF-1.7 nothing %%EOF", "PDF文件已损坏，无法打开，请重新导出或扫描后上传。"),
        (paper(), ""),
    ],
)
def test_stored_file_is_read_whole(file, content, fault):
    spoil(file, content)

    assert uploads.fault_of(file) == fault


def test_other_content_of_the_same_size_is_found_and_told(file):
    default_storage.delete(file.file.name)
    default_storage.save(file.file.name, ContentFile(paper()[:-1] + b"?"))

    looked = [checking.look_through_files() for _ in range(2)]

    file.refresh_from_db()
    assert looked == [1, 0]
    assert file.fault == "存储的文件与上传时不一致，请重新上传。"
    assert file.tested_at
