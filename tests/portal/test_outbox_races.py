"""Two workers at the same outbox, on PostgreSQL."""

import pytest
from django.core import mail as django_mail

from portal import outbox
from portal.choices import MailState
from portal.models import Mail
from portal.notices import notify
from tests.factories.portal import UserFactory
from tests.races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_workers_send_each_mail_once(settings, monkeypatch):
    monkeypatch.setattr("portal.outbox.knock", lambda: None)
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "portal@example.cn"
    readers = [UserFactory(email=f"reader{n}@example.cn") for n in range(20)]
    notify(readers, "申报已提交。")

    sent = together(outbox.send_due, outbox.send_due)

    assert sum(sent) == len(django_mail.outbox) == 20
    assert set(Mail.objects.values_list("state", "attempts")) == {(MailState.SENT, 1)}
