"""The square on printed papers: which code it carries, and where there is none."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string

from applications.documents.stamp import Stamp
from reports.outputs import qr
from reports.outputs.pdf import OwnFiles

NOON = datetime(2023, 8, 20, 4, 0, tzinfo=UTC)
SEALED = Stamp("第二批", NOON, version=2, check_code="1A2B3C4D")


@pytest.fixture(autouse=True)
def public_url(settings):
    settings.PUBLIC_URL = "https://portal.example.cn"


def test_the_square_leads_to_the_public_page_of_the_code():
    assert qr.address("1A2B3C4D") == "https://portal.example.cn/public/verify/1A2B3C4D/"
    assert qr.image("1A2B3C4D").startswith(b"<svg xmlns=")
    assert qr.image("1A2B3C4D") != qr.image("1A2B3C4E")


@pytest.mark.parametrize(
    ("stamp", "code"),
    [
        (Stamp("第二批", NOON), ""),  # a draft has no code
        (SEALED, "1A2B3C4D"),
        (Stamp("第二批", NOON, 2, "1A2B3C4D", "5E6F7A8B"), "5E6F7A8B"),
        (Stamp("第二批", NOON, 2, "1A2B3C4D", "5E6F7A8B", "9C0D1E2F"), "9C0D1E2F"),
    ],
)
def test_a_part_carries_the_code_of_the_last_step_that_it_shows(stamp, code):
    assert stamp.code == code


@pytest.mark.parametrize(
    ("has_address", "code", "is_there"),
    [(True, "1A2B3C4D", True), (True, "", False), (False, "1A2B3C4D", False)],
)
def test_no_square_without_a_code_or_an_address(has_address, code, is_there):
    markup = render_to_string(
        "reports/outputs/_qr.html", {"has_address": has_address, "code": code}
    )

    assert ("portal:qr-1A2B3C4D.svg" in markup) == is_there


def test_only_codes_are_drawn():
    files = OwnFiles({})

    assert files.fetch("portal:qr-1A2B3C4D.svg").read() == qr.image("1A2B3C4D")
    for wrong in ("portal:qr-1A2B3C4.svg", "portal:qr-../secret.svg", "portal:qr-1a2b3c4d.svg"):
        with pytest.raises(ValueError, match="Not a file of the portal"):
            files.fetch(wrong)
