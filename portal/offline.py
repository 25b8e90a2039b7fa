"""What a browser keeps so that the desk opens without a network: the files, and their version.

A kept page leads only to files of the version that it was made with; the service worker keeps
a version whole, or not at all.
"""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from portal import assets

WORKER = "js/worker.js"
#: Styles of printed papers stay on the server.
KEPT = re.compile(r"(js|img)/(?!worker\.js)|css/(?!output/)")
PAGES = ("base.html", "offline/page.html")
COLOUR = re.compile(r"--(accent|page): (#[0-9a-f]{6});")


@lru_cache
def shell() -> dict[str, Any]:
    """The version of everything that a kept page needs, and the addresses of it."""
    names = sorted(_kept_files())
    digest = hashlib.sha256()
    for source in [*(finders.find(name) for name in [WORKER, *names]), *_templates()]:
        digest.update(Path(source).read_bytes())
    return {
        "version": digest.hexdigest()[:12],
        "static": settings.STATIC_URL,
        "page": reverse("offline"),
        "files": [static(name) for name in names],
    }


def _kept_files() -> set[str]:
    ours = {
        name for finder in finders.get_finders() for name, _ in finder.list([]) if KEPT.match(name)
    }
    return ours | {f"vendor/{asset.name}" for asset in assets.ASSETS}


def _templates() -> list[Path]:
    return [settings.BASE_DIR / "templates" / name for name in PAGES]


def worker_address() -> str:
    """Another address for another version: a page asks for the worker that it was made with."""
    return f"{reverse('worker')}?version={shell()['version']}"


def worker_source() -> str:
    """The service worker, told what to keep."""
    source = Path(finders.find(WORKER)).read_text(encoding="utf-8")
    return f"const SHELL = {json.dumps(shell())};\n{source}"


def manifest() -> dict[str, Any]:
    """How the desk is installed: its name, picture and colours."""
    tokens = Path(finders.find("css/tokens.css")).read_text(encoding="utf-8")
    colours = dict(COLOUR.findall(tokens))
    return {
        "id": "/",
        "name": "文旅康养评分台",
        "short_name": "评分台",
        "description": "文旅康养示范区评分表：现场计分，没有网络也能使用。",
        "lang": "zh-Hans",
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "standalone",
        "theme_color": colours["accent"],
        "background_color": colours["page"],
        "icons": [{"src": static("img/mark.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }
