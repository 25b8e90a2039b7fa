import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "requirements"
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)
LOCKS = ["base", "local", "dev", "prod"]


def pins(name):
    return dict(PIN.findall((FOLDER / name).read_text()))


@pytest.mark.parametrize("name", [*LOCKS, "uv"])
def test_every_locked_package_has_a_hash(name):
    blocks = re.split(r"\n(?=\S)", (FOLDER / f"{name}.txt").read_text())

    bare = [block for block in blocks if PIN.match(block) and "--hash=sha256:" not in block]

    assert (bare, bool(pins(f"{name}.txt"))) == ([], True)


@pytest.mark.parametrize("name", [*LOCKS, "uv"])
def test_lock_names_no_address(name):
    assert re.findall(r"\w+://|--(?:index|extra|find)", (FOLDER / f"{name}.txt").read_text()) == []


@pytest.mark.parametrize("name", ["local", "dev", "prod"])
def test_lock_agrees_with_base(name):
    base, lock = pins("base.txt"), pins(f"{name}.txt")

    assert {package: lock.get(package) for package in base} == base


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_what_was_asked_for(name):
    asked, lock = pins(f"{name}.in"), pins(f"{name}.txt")

    assert {package: lock.get(package) for package in asked} == asked


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_holds_both_drivers(name):
    assert not {"psycopg2", "psycopg2-binary"} <= pins(f"{name}.txt").keys()
