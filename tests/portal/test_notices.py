"""Messages: everybody's own, marked when they are opened."""

import re
from datetime import UTC, datetime

import pytest

from applications.models import Batch
from portal import clock
from portal.models import Membership, Notice
from portal.notices import about, notify
from tests.factories.portal import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, cast):
    client.force_login(cast["head"])
    return client


def test_only_own_messages_are_listed_newest_first(reader, cast):
    notify([cast["head"], cast["clerk"]], "申报被退回修改。")
    notify([cast["head"]], "请补充材料。")

    response = reader.get("/notices/")

    assert [n.text for n in response.context["object_list"]] == ["请补充材料。", "申报被退回修改。"]


def test_opening_a_message_marks_it_and_leads_on(reader, cast):
    notice = NoticeFactory(recipient=cast["head"], url="/applications/")

    response = reader.get(f"/notices/{notice.pk}/")

    notice.refresh_from_db()
    assert response["Location"] == "/applications/"
    assert notice.read_at is not None


def test_opening_again_keeps_the_first_time(reader, cast):
    notice = NoticeFactory(recipient=cast["head"])
    reader.get(f"/notices/{notice.pk}/")
    first = Notice.objects.get(pk=notice.pk).read_at

    response = reader.get(f"/notices/{notice.pk}/")

    assert (response["Location"], Notice.objects.get(pk=notice.pk).read_at) == ("/notices/", first)


def test_message_never_leads_to_another_site(reader, cast):
    notice = NoticeFactory(recipient=cast["head"], url="https://evil.example/")

    assert reader.get(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_message_of_somebody_else_is_not_there(reader, cast):
    notice = NoticeFactory(recipient=cast["clerk"])

    assert reader.get(f"/notices/{notice.pk}/").status_code == 404
    assert Notice.objects.unread().count() == 1


def test_message_about_what_is_no_longer_ones_own_leads_nowhere(reader, cast, application):
    notify([cast["head"]], "申报被退回修改。", application.get_absolute_url())
    notice = Notice.objects.get()
    Membership.objects.filter(user=cast["head"]).update(ended_at=clock.now())

    assert reader.get(f"/notices/{notice.pk}/", follow=True).status_code == 404


def test_all_own_messages_are_marked_at_once(reader, cast):
    NoticeFactory.create_batch(2, recipient=cast["head"])
    other = NoticeFactory(recipient=cast["clerk"])

    response = reader.post("/notices/", follow=True)

    assert [str(message) for message in response.context["messages"]] == ["已将2条消息标为已读。"]
    assert list(Notice.objects.unread()) == [other]


def test_one_message_is_marked_and_the_list_stays_as_it_was(reader, cast):
    first, second = NoticeFactory.create_batch(2, recipient=cast["head"])

    response = reader.post(f"/notices/{first.pk}/read/", {"show": "unread"})

    assert response["Location"] == "/notices/?show=unread"
    assert list(Notice.objects.unread()) == [second]


def test_message_of_somebody_else_is_not_marked(reader, cast):
    notice = NoticeFactory(recipient=cast["clerk"])

    assert reader.post(f"/notices/{notice.pk}/read/").status_code == 404
    assert list(Notice.objects.unread()) == [notice]


def test_unread_messages_can_be_listed_alone(reader, cast):
    read, unread = NoticeFactory.create_batch(2, recipient=cast["head"])
    reader.post(f"/notices/{read.pk}/read/")

    assert list(reader.get("/notices/?show=unread").context["object_list"]) == [unread]


def test_messages_stand_below_their_day(reader, cast):
    for day in (1, 1, 2):
        moment = datetime(2026, 3, day, 23, 30, tzinfo=UTC)
        NoticeFactory(recipient=cast["head"], created_at=moment)

    page = reader.get("/notices/").content.decode()

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["2026年3月3日", "2026年3月2日"]


@pytest.mark.parametrize("item_count", [1, 3])
def test_notice_list_query_count(reader, cast, item_count, django_assert_num_queries):
    NoticeFactory.create_batch(item_count, recipient=cast["head"])

    with django_assert_num_queries(6):
        response = reader.get("/notices/")

    assert len(response.context["object_list"]) == item_count


def test_what_is_told_about_a_rehearsal_begins_with_its_mark(cast):
    for record in (Batch(is_rehearsal=True), Batch(), object()):
        with about(record):
            notify([cast["city"]], "请受理。")
    notify([cast["city"]], "请受理。", record=Batch(is_rehearsal=True))
    notify([cast["city"]], "请受理。")

    texts = cast["city"].notices.order_by("pk").values_list("text", flat=True)
    assert list(texts) == [
        "【演练】请受理。",
        "请受理。",
        "请受理。",
        "【演练】请受理。",
        "请受理。",
    ]
