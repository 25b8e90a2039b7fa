"""The pages for a comparison with other limits, as a targets file of the limit kit describes them."""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.ground import Server
from benchmarks.pages import Page
from benchmarks.wire import HOST

#: What a page is divided by there, by the beginning of its name.
ANCHORS = {"desk": "sheet190-jinja", "list of applications": "list50"}


def write(pages: Sequence[Page], server: Server, database: int, file: Path) -> None:
    """Describe the pages that are read; a save builds on the one before, which no file can say."""
    targets = [target(page, server, database) for page in pages if not page.is_save]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(targets, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def target(page: Page, server: Server, database: int) -> dict:
    headers = page.visit.headers(f"{HOST}:{server.port}")
    return {
        "name": page.name,
        "anchor": next(
            (a for name, a in ANCHORS.items() if page.name.startswith(name)), "auth-read"
        ),
        "port": server.port,
        "pids": [server.process.pid],
        "db_pids": [database],
        "requests": [{"method": "GET", "path": page.visit.path, "headers": headers}],
    }
