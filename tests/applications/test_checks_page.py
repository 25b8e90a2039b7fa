"""形式审查 on the page: one list, the same for the unit and its city."""

import pytest
from django.urls import reverse

from tests.factories.content import complete

pytestmark = pytest.mark.django_db


def checks(client, application, user):
    client.force_login(user)
    return client.get(reverse("applications:checks", args=[application.pk]))


def test_checks_list_everything_with_its_place(client, application, cast):
    complete(application)
    application.dossier.credit_code = ""
    application.dossier.visits_year = 10
    application.dossier.save()

    response = checks(client, application, cast["clerk"])

    basics = reverse("applications:section", args=[application.pk, "basics"])
    assert [finding.problem.url for finding in response.context["blocking"]] == [
        f"{basics}#id_credit_code"
    ]
    assert len(response.context["reminders"]) == 2
    shown = response.content.decode()
    assert f'href="{basics}#id_credit_code"' in shown
    assert "阻断" in shown
    assert "提醒" in shown


def test_unit_and_city_read_the_same_list(client, application, cast):
    lists = [
        [
            finding.problem.text
            for finding in checks(client, application, cast[who]).context["blocking"]
        ]
        for who in ("clerk", "city")
    ]

    assert lists[0] == lists[1]
    assert len(lists[0]) > 20


def test_nothing_to_mend_is_said(client, application, cast):
    complete(application)

    response = checks(client, application, cast["clerk"])

    assert response.context["blocking"] == []
    assert "没有阻断提交的事项。" in response.content.decode()


@pytest.mark.parametrize("who", ["other_head", "far_city", "civil", "outsider"])
def test_foreign_checks_are_not_found(client, application, cast, who):
    assert checks(client, application, cast[who]).status_code == 404
