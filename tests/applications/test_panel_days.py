"""The two days of a panel: what is said where 汇报答辩 comes before 现场验收, and what stops."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from applications.choices import Status
from applications.panels import doubt_about_days
from scoring.models import Panel
from tests.paths import bring

pytestmark = pytest.mark.thorough
DOUBT = "汇报答辩早于现场验收，请核对两个日期；确需先答辩的，不影响办理。"


@pytest.mark.parametrize(
    ("visit", "defence", "doubt"),
    [
        (date(2026, 9, 10), date(2026, 9, 9), DOUBT),
        (date(2026, 9, 10), date(2026, 9, 10), ""),
        (date(2026, 9, 10), date(2026, 9, 11), ""),
        (date(2026, 9, 10), None, ""),
        (None, date(2026, 9, 9), ""),
    ],
)
def test_earlier_defence_is_pointed_at(visit, defence, doubt):
    assert doubt_about_days(Panel(visit_on=visit, defence_on=defence)) == doubt


@pytest.mark.parametrize(("defence", "said"), [("2026-09-09", True), ("2026-09-12", False)])
def test_appointment_is_saved_and_the_days_are_asked_about(
    client, cast, application, defence, said
):
    bring(application, to=Status.ACCEPTED)
    client.force_login(cast["province"])
    url = reverse("applications:panel", args=[application.pk])
    words = {
        "chair": cast["chair"].pk,
        "members": [cast["member"].pk, cast["second_member"].pk],
        "visit_on": "2026-09-10",
        "defence_on": defence,
        "version": client.get(url).context["version"],
    }

    response = client.post(url, words)

    application.refresh_from_db()
    messages = [str(message) for message in get_messages(response.wsgi_request)]
    start = reverse("applications:move", args=[application.pk, "start_evaluation"])
    assert str(application.panel.defence_on) == defence
    assert (DOUBT in messages) == said
    assert (DOUBT in client.get(start).text) == said
