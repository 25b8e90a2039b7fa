"""On what was measured: without it no figure means anything."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection

PACKAGES = ("django", "gunicorn", "psycopg2-binary", "celery", "weasyprint", "xlsxwriter")


def facts() -> dict[str, str]:
    """The machine and the versions."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (database,) = cursor.fetchone()
    return {
        "Machine": f"{processor()}, {os.cpu_count()} cores, {memory_gb()} GB",
        "System": f"{system()}, Python {platform.python_version()}, PostgreSQL {database}",
        "Packages": "、".join(f"{name} {version(name)}" for name in PACKAGES).replace("、", ", "),
        "Commit": commit(),
    }


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def memory_gb() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())


def commit() -> str:
    """The commit that is checked out, and whether files differ from it."""
    return (
        f"{_git('rev-parse', '--short', 'HEAD')}{' with changes' if _git('status', '-s') else ''}"
    )


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(settings.BASE_DIR), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()
