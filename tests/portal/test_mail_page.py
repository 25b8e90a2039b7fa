"""The outbox as the operator sees it: how far each mail is, and never what it says."""

import pytest

from portal import clock, health
from portal.choices import MailState
from portal.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client, cast):
    client.force_login(cast["admin"])
    return client


@pytest.fixture
def mail(cast):
    """Makes one more mail to the head."""

    def make(state=MailState.FAILED, **fields):
        now = clock.now()
        return Mail.objects.create(
            key=f"notice:{Mail.objects.count()}",
            recipient=cast["head"],
            address="liang@example.cn",
            subject="您有一条新消息",
            body="「申报被退回修改。」",
            state=state,
            created_at=now,
            send_at=now,
            **fields,
        )

    return make


@pytest.mark.parametrize("path", ["/mail/", "/mail/send_again/", "/mail/drop/"])
@pytest.mark.parametrize("who", ["province", "head", "nobody"])
def test_outbox_is_the_operators(client, cast, who, path):
    client.force_login(cast[who])

    assert client.get(path).status_code == 403
    assert client.post(path, {"count": "0"}).status_code == 403


def test_operator_sees_states_and_reasons_and_no_text(operator, mail):
    mail(error="连接不上邮件服务器。")

    page = operator.get("/mail/").content.decode()

    assert "连接不上邮件服务器。" in page
    assert "l***@example.cn" in page
    assert "liang@example.cn" not in page
    assert "申报被退回修改" not in page


def test_outbox_says_that_no_mail_is_sent(operator):
    assert "没有设置邮件服务器" in operator.get("/mail/").content.decode()


def test_outbox_says_that_the_worker_is_down(operator, settings):
    settings.SENDS_MAIL = True
    assert "后台任务没有运行" in operator.get("/mail/").content.decode()

    health.beat()

    assert "后台任务没有运行" not in operator.get("/mail/").content.decode()


def test_states_are_counted_and_filtered(operator, mail):
    failed = mail()
    mail(state=MailState.SENT, sent_at=clock.now())

    response = operator.get("/mail/?state=failed")

    assert [line.row for line in response.context["object_list"]] == [failed]
    assert response.context["states"] == [
        ("queued", "待发送", 0), ("sent", "已发送", 1), ("failed", "发送失败", 1),
        ("dropped", "不再发送", 0),
    ]  # fmt: skip


def test_all_that_failed_are_looked_over_and_sent_again(operator, mail):
    mail()
    mail()
    mail(state=MailState.DROPPED)

    preview = operator.get("/mail/send_again/")
    done = operator.post("/mail/send_again/", {"count": preview.context["count"]}, follow=True)

    assert preview.context["question"] == "对以下2封邮件重新发送？"
    assert [str(message) for message in done.context["messages"]] == ["已将2封邮件重新排队。"]
    assert Mail.objects.filter(state=MailState.QUEUED).count() == 2


def test_one_mail_is_dropped_alone(operator, mail):
    one, other = mail(), mail()

    operator.post(f"/mail/drop/?mail={one.pk}", {"count": "1"})

    assert dict(Mail.objects.values_list("pk", "state")) == {
        one.pk: MailState.DROPPED, other.pk: MailState.FAILED,
    }  # fmt: skip


def test_what_failed_after_the_preview_is_looked_over_again(operator, mail):
    mail()
    mail()

    response = operator.post("/mail/drop/", {"count": "1"})

    assert response.status_code == 422
    assert "邮件的状态刚刚有变化" in response.content.decode()
    assert Mail.objects.filter(state=MailState.FAILED).count() == 2


def test_second_click_does_nothing(operator, mail):
    mail()
    operator.post("/mail/drop/", {"count": "1"}, follow=True)

    response = operator.post("/mail/drop/", {"count": "1"}, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "没有需要办理的邮件，可能已经办理过。"
    ]


def test_sent_mail_is_out_of_reach(operator, mail):
    sent = mail(state=MailState.SENT)

    operator.post(f"/mail/send_again/?mail={sent.pk}", {"count": "1"})

    sent.refresh_from_db()
    assert sent.state == MailState.SENT


@pytest.mark.parametrize("path", ["/mail/delete/", "/mail/send-due/"])
def test_there_are_two_deeds(operator, path):
    assert operator.get(path).status_code == 404


@pytest.mark.parametrize("item_count", [1, 3])
def test_outbox_query_count(operator, mail, item_count, django_assert_num_queries):
    for _ in range(item_count):
        mail()

    with django_assert_num_queries(13):
        response = operator.get("/mail/")

    assert len(response.context["object_list"]) == item_count
