"""The one file of other people's front end that the pages use.

They come out of installed wheels, so nothing is committed and nothing is fetched.
"""

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

SOURCE_MAP = re.compile(rb"\n?(//#|/\*#) sourceMappingURL=[^\n]*")


class Asset(NamedTuple):
    """A file in a wheel, the name it gets below ``vendor/``, and what it must contain."""

    package: str
    path: str
    name: str
    sha256: str


ASSETS = [
    Asset(
        "bootstrap",
        "static/bootstrap/css/bootstrap.min.css",
        "bootstrap.min.css",
        "3c8f27e6009ccfd710a905e6dcf12d0ee3c6f2ac7da05b0572d3e0d12e736fc8",
    ),
]


class AssetChanged(Exception):
    """A wheel holds another file than the one that was looked at."""


def collect(*, anew: bool = False) -> int:
    """Copy what is missing, or everything when ``anew``; return how many files were written.

    Raises AssetChanged, before writing that file, when its digest is not the expected one.
    """
    wanted = [asset for asset in ASSETS if anew or not _target(asset).exists()]
    for asset in wanted:
        content = _source(asset).read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != asset.sha256:
            raise AssetChanged(f"{asset.package}: {asset.path} has SHA-256 {found}.")
        target = _target(asset)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(SOURCE_MAP.sub(b"", content))
    return len(wanted)


def _source(asset: Asset) -> Path:
    spec = find_spec(asset.package)
    if spec is None or spec.origin is None:
        raise AssetChanged(f"{asset.package} is not installed; run `make setup`.")
    return Path(spec.origin).parent / asset.path


def _target(asset: Asset) -> Path:
    return settings.ASSETS_DIR / "vendor" / asset.name
