"""What must be read or filled in at a width is wholly there, beside what stands with it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from applications.choices import Binding, Status
from applications.quota import board_url
from tests.paths import bring

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_board_shows_what_is_missing_where_it_is_narrow(open_as, application):
    bring(application, to=Status.REVIEWED)
    url = board_url(application.batch_id, application.city_id)

    page = open_as("city", url, viewport={"width": 820, "height": 900})

    table = page.locator(".ranked")
    frame, row = page.locator("#units").bounding_box(), table.locator("tbody tr").first
    unit, gaps = row.locator("th a"), row.locator("td").last
    right = gaps.bounding_box()["x"] + gaps.bounding_box()["width"]
    assert right <= frame["x"] + frame["width"]
    assert gaps.inner_text() != ""
    assert unit.evaluate("(one) => one.getClientRects().length") == 1
    axe = Axe().run(page)
    assert axe.violations_count == 0, axe.generate_report()


def test_name_of_a_file_has_room_beside_a_check_code(open_as, application):
    bring(application, to=Status.SUBMITTED)
    slot = application.batch.catalogue.get(binding=Binding.SUBMISSION)
    url = reverse("applications:attachments", args=[application.pk])

    page = open_as("head", url, viewport={"width": 1280, "height": 900})

    form = page.locator(f"#slot-{slot.pk} form").first
    code, file = form.locator("[name=check_code]"), form.locator("[type=file]")
    assert file.bounding_box()["width"] >= 300
    assert file.bounding_box()["y"] > code.bounding_box()["y"]
    button = form.get_by_role("button", name="上传").bounding_box()
    assert abs(button["y"] - file.bounding_box()["y"]) < button["height"]
