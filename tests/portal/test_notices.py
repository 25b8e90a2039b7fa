"""Messages: everybody's own, marked when they are opened."""

import pytest

from portal.models import Notice
from portal.notices import notify
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


def test_all_own_messages_are_marked_at_once(reader, cast):
    NoticeFactory.create_batch(2, recipient=cast["head"])
    other = NoticeFactory(recipient=cast["clerk"])

    response = reader.post("/notices/", follow=True)

    assert [str(message) for message in response.context["messages"]] == ["已将2条消息标为已读。"]
    assert list(Notice.objects.unread()) == [other]


@pytest.mark.parametrize("item_count", [1, 3])
def test_notice_list_query_count(reader, cast, item_count, django_assert_num_queries):
    NoticeFactory.create_batch(item_count, recipient=cast["head"])

    with django_assert_num_queries(6):
        response = reader.get("/notices/")

    assert len(response.context["object_list"]) == item_count
