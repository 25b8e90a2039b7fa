"""Measure beside a PostgreSQL, a Redis and a folder of its own, and leave nothing behind.

    python -m benchmarks --units 11 --out benchmarks/results
    python -m benchmarks rush --units 200

This program starts the servers; the measuring is ``manage.py bench`` or ``manage.py rush``.
"""

import os
import sys
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from tests import services

INTERRUPTED = 130
PROJECT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Run the benchmark with these options; return its exit status."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(environment(Path(folder)))
        named = arguments if arguments[:1] == ["rush"] else ["bench", *arguments]
        command = [sys.executable, str(PROJECT / "manage.py"), *named]
        try:
            return services.main(["--", *command])
        except KeyboardInterrupt:
            return INTERRUPTED


def environment(folder: Path) -> dict[str, str]:
    """Settings as in production; fonts and third-party files are those of the project."""
    for name in ("assets", "fonts"):
        (folder / name).symlink_to(PROJECT / "var" / name)
    return {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": token_hex(32),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PORTAL_DEMO": "0",
        "PORTAL_VAR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
