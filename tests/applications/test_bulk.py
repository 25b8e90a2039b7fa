"""Deeds for several applications: previewed, then exactly that, each by the service of one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import deadlines
from applications.choices import Status
from applications.models import Extension, Urge
from applications.services.urging import urge
from portal import clock
from portal.models import Notice
from tests.factories.applications import ApplicationFactory, ExtensionFactory
from tests.factories.portal import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
BULK = "/applications/bulk/urge/"
EXPORT = "/applications/bulk/export/"


@pytest.fixture
def three(application, places, cast):
    """Two units of the city that can be reached, one of another city."""
    other = ApplicationFactory(batch=application.batch, organisation=places["other_unit"])
    far = ApplicationFactory(batch=application.batch, organisation=places["far_unit"])
    return application, other, far


def told(response):
    return [str(message) for message in response.context["messages"]]


def place(application, status):
    """Into a status without its way: only that it has left the way matters here."""
    type(application).objects.filter(pk=application.pk).update(status=status)


def confirm(client, preview, **fields):
    sent = {"query": preview.context["query"], "shown": preview.context["shown"], **fields}
    return client.post(BULK, sent, follow=True)


def test_ticked_ones_are_shown_and_then_urged(client, three, cast):
    client.force_login(cast["city"])

    preview = client.post(BULK, {"pick": [row.pk for row in three[:2]], "query": "holder=unit"})
    none_yet = Urge.objects.exists()
    done = confirm(client, preview, note="请抓紧办理。")

    assert preview.context["question"] == "将催办2家。"
    assert not none_yet
    assert told(done) == ["已催办2家。"]
    assert done.redirect_chain == [("/applications/?holder=unit", 302)]
    assert {urge.note for urge in Urge.objects.all()} == {"请抓紧办理。"}


def test_all_means_what_the_filter_finds(client, three, cast):
    client.force_login(cast["province"])

    preview = client.post(BULK, {"all": "on", "query": "city=140100&page=2"})

    assert [target.application for target in preview.context["going"]] == list(three[:2])


def test_those_that_need_none_are_told_with_their_reason(client, three, cast):
    urge(application=three[0].pk, note="", actor=cast["city"])
    client.force_login(cast["city"])

    preview = client.post(BULK, {"all": "on", "query": ""})

    assert preview.context["question"] == "将催办1家，1家不办理。"
    assert preview.context["consequences"] == [
        "1家不办理（青岚谷康养有限公司）：今天已催办过，请明天再催。"
    ]


def test_only_what_was_shown_is_done_and_each_is_looked_at_again(client, three, cast):
    client.force_login(cast["city"])
    preview = client.post(BULK, {"all": "on", "query": ""})
    urge(application=three[0].pk, note="", actor=cast["city_colleague"])
    late = ApplicationFactory(batch=three[0].batch)
    MembershipFactory(organisation=late.organisation, role="unit_clerk")

    done = confirm(client, preview)

    assert told(done) == [
        "已催办1家。",
        "1家不办理（青岚谷康养有限公司）：今天已催办过，请明天再催。",
    ]
    assert not late.urges.exists()


def test_number_of_another_city_is_passed_over_in_silence(client, three, cast):
    client.force_login(cast["city"])

    mixed = client.post(BULK, {"pick": [three[0].pk, three[2].pk], "query": ""})
    alone = client.post(BULK, {"pick": three[2].pk, "query": ""})
    nonsense = client.post(BULK, {"pick": ["x", ""], "query": ""})

    assert [target.application for target in mixed.context["going"]] == [three[0]]
    assert (alone.status_code, nonsense.status_code) == (404, 404)


def test_preview_of_somebody_else_confirms_nothing(client, three, cast):
    client.force_login(cast["province"])
    preview = client.post(BULK, {"all": "on", "query": ""})
    client.force_login(cast["far_city"])

    done = confirm(client, preview)

    assert told(done) == ["预览已过期，请重新选择后办理。"]
    assert not Notice.objects.exists()


def test_rights_that_ended_after_the_preview_are_asked_again(client, three, cast):
    client.force_login(cast["city"])
    preview = client.post(BULK, {"all": "on", "query": ""})
    cast["city"].memberships.update(ended_at=clock.now())

    assert confirm(client, preview).status_code == 403
    assert not Urge.objects.exists()


def test_too_long_note_is_kept_and_nothing_is_sent(client, three, cast):
    client.force_login(cast["city"])
    preview = client.post(BULK, {"all": "on", "query": ""})

    again = confirm(client, preview, note="请" * 201)

    assert again.status_code == 422
    assert "请" * 201 in again.content.decode()
    assert not Urge.objects.exists()


@pytest.mark.parametrize(
    ("who", "sent", "status"),
    [
        ("clerk", {"all": "on"}, 403),
        ("civil", {"all": "on"}, 403),
        ("chair", {"all": "on"}, 403),
        ("city", {}, 302),
        ("city", {"all": "on", "query": "batch=0"}, 400),
        ("city", {"all": "on", "query": "first_review=900"}, 400),
        ("city", {"all": "on", "query": "text=没有这家"}, 404),
    ],
)
def test_what_is_refused(client, three, cast, who, sent, status):
    client.force_login(cast[who])

    assert client.post(BULK, sent).status_code == status


def test_deed_that_does_not_exist_is_not_found(client, three, cast):
    client.force_login(cast["city"])

    assert client.post("/applications/bulk/delete/", {"all": "on"}).status_code == 404
    assert client.get(BULK).status_code == 405


# --- 延期 ---------------------------------------------------------------------------------


def extension(batch, **fields):
    until = batch.province_deadline - timedelta(days=1)
    typed = {
        "kind": "submission",
        "until": timezone.localtime(until).strftime("%Y-%m-%dT%H:%M"),
        "reason": "因暴雨道路中断。",
        "document_number": "",
        "approved_by": "晋长河",
    }
    return typed | fields


def send(client, shown, **typed):
    kept = {"query": "", "shown": shown.context["shown"]}
    return client.post("/applications/bulk/extend/", {**kept, **typed}, follow=True)


def test_dates_are_shown_before_they_are_moved(client, three, cast):
    batch = three[0].batch
    client.force_login(cast["city"])
    asked = client.post("/applications/bulk/extend/", {"all": "on", "query": ""})

    shown = send(client, asked, **extension(batch))
    none_yet = Extension.objects.exists()
    done = send(client, shown, **extension(batch), sure="1")

    assert "<dt>截止事项</dt><dd>市级截止时间</dd>" in shown.content.decode()
    assert [moved.shift.before for moved in shown.context["going"]] == [batch.city_deadline] * 2
    assert not none_yet
    assert told(done) == ["已延期2家。"]
    assert {row.application for row in Extension.objects.all()} == set(three[:2])


def test_longer_date_of_one_unit_is_not_shortened_with_the_others(client, three, cast):
    first, other, _ = three
    later = first.batch.province_deadline - timedelta(minutes=5)
    ExtensionFactory(batch=first.batch, application=first, kind="submission", until=later)
    client.force_login(cast["city"])
    asked = client.post("/applications/bulk/extend/", {"all": "on", "query": ""})

    shown = send(client, asked, **extension(first.batch))
    send(client, shown, **extension(first.batch), sure="1")

    assert [moved.application for moved in shown.context["going"]] == [other]
    assert "确需改短的，请单独办理延期。" in "".join(shown.context["consequences"])
    assert Extension.objects.filter(application=first).get().until == later


def test_first_step_says_how_many_are_chosen_and_the_preview_how_many_go(client, three, cast):
    place(three[1], Status.WITHDRAWN)
    client.force_login(cast["city"])

    asked = client.post("/applications/bulk/extend/", {"all": "on", "query": ""})
    shown = send(client, asked, **extension(three[0].batch))

    assert (asked.context["question"], shown.context["question"]) == (
        "已选择2家。",
        "将延期1家，1家不办理。",
    )
    assert "将办理的单位" not in asked.content.decode()


def test_date_that_somebody_else_makes_longer_meanwhile_stays(client, three, cast):
    first, other, _ = three
    later = first.batch.province_deadline - timedelta(minutes=5)
    client.force_login(cast["city"])
    asked = client.post("/applications/bulk/extend/", {"all": "on", "query": ""})
    shown = send(client, asked, **extension(first.batch))
    ExtensionFactory(batch=first.batch, application=first, kind="submission", until=later)

    done = send(client, shown, **extension(first.batch), sure="1")

    assert told(done) == [
        "已延期1家。",
        f"1家不办理（青岚谷康养有限公司）：市级截止时间已延长至{deadlines.spoken(later)}，"
        "晚于新的时间；确需改短的，请单独办理延期。",
    ]
    assert Extension.objects.get(application=first).until == later
    assert Extension.objects.filter(application=other).exists()


def test_like_reasons_are_told_together(client, three, cast):
    for row in three[:2]:
        place(row, Status.WITHDRAWN)
    client.force_login(cast["province"])
    asked = client.post("/applications/bulk/extend/", {"all": "on", "query": ""})

    shown = send(client, asked, **extension(three[0].batch))

    assert shown.context["consequences"] == [
        "2家不办理（青岚谷康养有限公司、松涛里康养有限公司）："
        "当前为“已撤回”，没有可以延长的市级截止时间。"
    ]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("deed", "reads"), [("extend", 14), ("urge", 9)])
def test_deed_for_many_reads_as_much_as_for_one(client, three, cast, deed, reads, count):
    client.force_login(cast["province"])
    typed = {**extension(three[0].batch), "sure": "1"} if deed == "extend" else {"note": ""}
    picked = [row.pk for row in three[:count]]
    url = f"/applications/bulk/{deed}/"
    shown = client.post(url, {"pick": picked, "query": ""}).context["shown"]

    with CaptureQueriesContext(connection) as queries:
        done = client.post(url, {"query": "", "shown": shown, **typed})

    assert done.status_code == 302
    assert (Extension.objects.count(), Urge.objects.count()) == (
        (count, 0) if deed == "extend" else (0, count)
    )
    found = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(found) == reads, found


@pytest.mark.parametrize("count", [1, 3])
def test_preview_of_many_dates_costs_the_same(
    client, three, cast, count, django_assert_num_queries
):
    client.force_login(cast["province"])
    picked = [row.pk for row in three[:count]]
    asked = client.post("/applications/bulk/extend/", {"pick": picked, "query": ""})

    with django_assert_num_queries(12):
        shown = send(client, asked, **extension(three[0].batch))

    assert len(shown.context["going"]) == count


def test_city_cannot_move_the_date_of_the_province(client, three, cast):
    client.force_login(cast["city"])
    asked = client.post("/applications/bulk/extend/", {"all": "on", "query": ""})

    refused = send(client, asked, **extension(three[0].batch, kind="recommendation"), sure="1")

    assert refused.status_code == 422
    assert not Extension.objects.exists()


def test_date_that_cannot_be_is_told_and_what_was_typed_stays(client, three, cast):
    client.force_login(cast["province"])
    asked = client.post("/applications/bulk/extend/", {"all": "on", "query": ""})

    again = send(client, asked, **extension(three[0].batch, until="2020-01-01T00:00"))

    assert again.status_code == 422
    assert "新的截止时间须晚于现在" in again.content.decode()
    assert "因暴雨道路中断。" in again.content.decode()


# --- export ------------------------------------------------------------------------------


def test_export_names_the_batch_that_it_takes(client, three, cast):
    earlier = ApplicationFactory(batch__opens_at=clock.now() - timedelta(days=400))
    client.force_login(cast["province"])

    page = client.post(EXPORT, {"all": "on", "query": "sort=deadline"})
    shown = page.content.decode()

    batch = three[0].batch
    assert page.context["question"] == "将导出第二批的3件申报。"
    assert page.context["query"] == f"batch={batch.pk}&sort=deadline"
    assert "没有指定批次，只导出最近的第二批；其他批次的1件请按批次筛选后分别导出。" in shown
    assert 'action="/outputs/request/"' in shown
    assert earlier.batch.name not in page.context["question"]


@pytest.mark.parametrize(("who", "status"), [("civil_reader", 404), ("clerk", 403), ("chair", 403)])
def test_export_is_for_the_offices(client, three, cast, who, status):
    client.force_login(cast[who])

    assert client.post(EXPORT, {"all": "on"}).status_code == status
