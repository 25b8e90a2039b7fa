"""The outbox: what is written, what goes out, what happens when nothing does."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from portal import clock, outbox
from portal.choices import MailChoice, MailState
from portal.models import AuditEntry, Mail, Notice
from portal.notices import notify
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "liang@example.cn"
DOWN = "连接不上邮件服务器，请核对邮件服务器的地址、端口和网络。"


class Down(EmailBackend):
    def open(self):
        raise ConnectionRefusedError(111, "refused")


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({ADDRESS: (550, b"unknown")})


class Breaking(EmailBackend):
    def send_messages(self, messages):
        raise SMTPServerDisconnected("gone")


@pytest.fixture(autouse=True)
def server(settings):
    settings.SENDS_MAIL = True
    settings.PUBLIC_URL = "https://portal.example.cn"
    settings.DEFAULT_FROM_EMAIL = "portal@example.cn"


def use(settings, backend):
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


@pytest.fixture
def reader():
    return UserFactory(name="梁云舟", email=ADDRESS)


def only():
    return Mail.objects.get()


# --- what is written -----------------------------------------------------------------------


def test_message_is_mailed_to_its_reader_alone(reader):
    other = UserFactory(email="wen@example.cn")

    notify([reader, other], "申报已提交，请受理。", "/applications/7/")
    sent = outbox.send_due()

    assert sent == 2
    assert [message.to for message in django_mail.outbox] == [[ADDRESS], ["wen@example.cn"]]
    assert all(not message.cc and not message.bcc for message in django_mail.outbox)
    notice = Notice.objects.get(recipient=reader)
    assert f"https://portal.example.cn/notices/{notice.pk}/" in notice.mail.body
    assert notice.mail.state == MailState.SENT


@pytest.mark.parametrize(
    "person",
    [
        {"mail_choice": MailChoice.NONE},
        {"mail_choice": MailChoice.DIGEST},
        {"email": ""},
        {"is_active": False},
        {"is_demonstration": True},
    ],
)
def test_nobody_gets_a_mail_that_was_not_asked_for(person):
    notify([UserFactory(**{"email": ADDRESS, **person})], "申报已提交。")

    assert Notice.objects.count() == 1
    assert not Mail.objects.exists()


def test_without_a_mail_server_nothing_is_written(settings, reader, django_assert_num_queries):
    settings.SENDS_MAIL = False

    with django_assert_num_queries(1):
        notify([reader], "申报已提交。")

    assert not Mail.objects.exists()


def test_mail_is_part_of_the_event(reader):
    with transaction.atomic():
        notify([reader], "申报已提交。")
        transaction.set_rollback(True)

    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)


def test_broker_that_is_down_fails_nothing(reader, monkeypatch, django_capture_on_commit_callbacks):
    def gone(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr("portal.broker.current_app.send_task", gone)

    with django_capture_on_commit_callbacks(execute=True) as called:
        notify([reader], "申报已提交。")

    assert (len(called), only().state) == (1, MailState.QUEUED)


def test_worker_is_called_once_for_all_messages_of_a_deed(
    reader, monkeypatch, django_capture_on_commit_callbacks
):
    calls = []
    monkeypatch.setattr("portal.broker.current_app.send_task", lambda *a, **kw: calls.append(a))

    with django_capture_on_commit_callbacks(execute=True):
        notify([reader], "第一条。")
        notify([reader], "第二条。")

    assert calls == [(outbox.SEND,)]


# --- what goes out -------------------------------------------------------------------------


def test_mail_goes_out_once_however_often_it_is_asked_for(reader):
    notify([reader], "申报已提交。")

    assert [outbox.send_due(), outbox.send_due()] == [1, 0]
    assert len(django_mail.outbox) == 1


def test_of_two_workers_one_sends(reader):
    notify([reader], "申报已提交。")
    seen_by_both = [Mail.objects.get(), Mail.objects.get()]

    assert [outbox._claim(row) for row in seen_by_both] == [True, False]


def test_mail_from_nobody_stays_until_there_is_a_sender(settings, reader):
    settings.DEFAULT_FROM_EMAIL = None
    notify([reader], "申报已提交。")

    assert outbox.send_due() == 0
    assert only().error == "没有设置发件地址，请设置DEFAULT_FROM_EMAIL后重新发送。"

    settings.DEFAULT_FROM_EMAIL = "portal@example.cn"
    with clock.at(clock.now() + outbox.DELAYS[0]):
        assert outbox.send_due() == 1


def test_server_that_is_down_is_asked_once_a_round_and_again_later(settings, reader):
    use(settings, Down)
    notify([reader], "第一条。")
    notify([reader], "第二条。")

    assert outbox.send_due() == 0

    rows = Mail.objects.values_list("state", "attempts", "error")
    assert set(rows) == {(MailState.QUEUED, 1, DOWN)}
    assert outbox.send_due() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with clock.at(clock.now() + outbox.DELAYS[0]):
        assert outbox.send_due() == 2
    assert set(Mail.objects.values_list("state", "error")) == {(MailState.SENT, "")}


def test_mail_fails_after_the_last_attempt_and_says_why(settings, reader):
    use(settings, Breaking)
    start = clock.now()
    with clock.at(start):
        notify([reader], "申报已提交。")

    moment = start
    for delay in outbox.DELAYS:
        with clock.at(moment):
            outbox.send_due()
        moment += delay

    row = only()
    assert (row.state, row.attempts) == (MailState.FAILED, len(outbox.DELAYS))
    assert row.error == "邮件服务器中断了连接。"
    assert Notice.objects.unread().count() == 1


def test_address_that_does_not_exist_is_not_tried_again(settings, reader):
    use(settings, Refusing)
    notify([reader], "申报已提交。")

    outbox.send_due()

    row = only()
    assert (row.state, row.attempts) == (MailState.FAILED, 1)
    assert row.error == "邮件服务器不接受收件地址，请核对该账号的电子邮箱。"
    assert ADDRESS not in row.error


def test_message_that_was_read_meanwhile_is_not_mailed(reader):
    notify([reader], "申报已提交。")
    Notice.objects.update(read_at=clock.now())

    assert outbox.send_due() == 0
    assert (only().state, only().error) == (MailState.DROPPED, outbox.READ)


@pytest.mark.parametrize("change", [{"is_active": False}, {"mail_choice": MailChoice.NONE}])
def test_mail_to_somebody_who_left_is_dropped(reader, change):
    notify([reader], "申报已提交。")
    type(reader).objects.update(**change)

    assert outbox.send_due() == 0
    assert (only().state, only().error) == (MailState.DROPPED, outbox.UNWANTED)


def test_clock_that_was_ahead_and_is_set_right_holds_nothing_back(reader):
    with clock.at(clock.now() + timedelta(days=400)):
        notify([reader], "申报已提交。")

    assert outbox.send_due() == 1


# --- the mail of a day ---------------------------------------------------------------------


@pytest.fixture
def collector():
    return UserFactory(name="岳思齐", email="yue@example.cn", mail_choice=MailChoice.DIGEST)


def test_digest_tells_once_a_day_what_is_unread(collector):
    for text in ("甲单位已提交。", "乙单位已提交。", "已读的消息。"):
        notify([collector], text)
    Notice.objects.filter(text="已读的消息。").update(read_at=clock.now())

    assert [outbox.write_digests(), outbox.write_digests()] == [1, 0]

    row = only()
    assert row.subject.endswith("：您有2条未读消息")
    assert "1. 「甲单位已提交。」\n2. 「乙单位已提交。」" in row.body
    assert "已读的消息" not in row.body
    assert "https://portal.example.cn/notices/?show=unread" in row.body


def test_digest_of_the_next_day_tells_only_what_is_new(collector):
    notify([collector], "昨天的消息。")
    outbox.write_digests()
    notify([collector], "今天的消息。")

    with clock.at(clock.now() + timedelta(days=1)):
        assert outbox.write_digests() == 1

    assert "昨天的消息" not in Mail.objects.latest("pk").body


def test_nothing_new_is_no_mail(collector):
    assert outbox.write_digests() == 0


# --- what an operator does -----------------------------------------------------------------


def test_failed_mail_is_sent_again_from_the_beginning(settings, reader):
    use(settings, Refusing)
    notify([reader], "申报已提交。")
    outbox.send_due()

    again = outbox.send_again(Mail.objects.all(), actor=reader)
    nothing = outbox.send_again(Mail.objects.all(), actor=reader)

    assert (again, nothing) == (1, 0)
    assert (only().state, only().attempts, only().error) == (MailState.QUEUED, 0, "")
    assert AuditEntry.objects.get(action="resend_mail").details == {"mails": [only().pk]}


def test_mail_that_is_dropped_is_not_sent(reader):
    notify([reader], "申报已提交。")

    assert outbox.drop(Mail.objects.all(), actor=reader) == 1
    assert outbox.send_due() == 0
    assert (only().state, only().error) == (MailState.DROPPED, outbox.STOPPED)


def test_sent_mail_stays_sent(reader):
    notify([reader], "申报已提交。")
    outbox.send_due()

    assert outbox.drop(Mail.objects.all(), actor=reader) == 0
    assert outbox.send_again(Mail.objects.all(), actor=reader) == 0
    assert only().state == MailState.SENT
