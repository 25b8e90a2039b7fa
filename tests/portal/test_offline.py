"""What a browser is told to keep, and how the desk is installed."""

import json

import pytest
from django.urls import reverse

from portal import offline


@pytest.fixture(autouse=True)
def _read_anew():
    offline.shell.cache_clear()
    yield
    offline.shell.cache_clear()


def test_the_worker_keeps_what_a_page_needs_and_nothing_else(client):
    answer = client.get(reverse("worker"))

    head, _, source = answer.text.partition("\n")
    shell = json.loads(head.removeprefix("const SHELL = ").removesuffix(";"))
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert 'addEventListener("fetch"' in source
    assert {"/static/js/desk.js", "/static/css/tokens.css", "/static/vendor/bootstrap.min.css"} <= {
        *shell["files"]
    }
    assert not [name for name in shell["files"] if "output/" in name or "admin/" in name]
    assert "/static/js/worker.js" not in shell["files"]


def test_another_content_is_another_version(monkeypatch, tmp_path):
    before = offline.worker_address()
    changed = tmp_path / "page.html"
    changed.write_text("另一页")
    monkeypatch.setattr(offline, "_templates", lambda: [changed])
    offline.shell.cache_clear()

    assert offline.worker_address() != before


def test_the_desk_is_installed_with_its_name_and_colours(client):
    answer = client.get(reverse("manifest"))

    assert answer["Content-Type"] == "application/manifest+json"
    assert answer.json() | {"description": ""} == {
        "id": "/",
        "name": "文旅康养评分台",
        "short_name": "评分台",
        "description": "",
        "lang": "zh-Hans",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0b5a66",
        "background_color": "#f4f6f7",
        "icons": [{"src": "/static/img/mark.svg", "type": "image/svg+xml", "sizes": "any"}],
    }


@pytest.mark.django_db
def test_the_page_of_this_browser_names_nobody_who_is_not_logged_in(client):
    answer = client.get(reverse("offline"))

    assert 'data-user=""' in answer.text
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert "manifest-src 'self'" in answer["Content-Security-Policy"]
