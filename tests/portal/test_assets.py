from pathlib import Path

import pytest

from portal import assets


@pytest.fixture
def vendor(settings, tmp_path) -> Path:
    settings.ASSETS_DIR = tmp_path
    return tmp_path / "vendor"


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_collect_writes_every_asset_once(vendor):
    assert assets.collect() == len(assets.ASSETS)
    assert assets.collect() == 0
    assert names(vendor) == {asset.name for asset in assets.ASSETS}


def test_collect_anew_replaces_what_is_there(vendor):
    assets.collect()
    (vendor / "bootstrap.min.css").write_text("tampered")

    assert assets.collect(anew=True) == len(assets.ASSETS)
    assert (vendor / "bootstrap.min.css").read_text() != "tampered"


def test_collected_files_point_to_no_source_map(vendor):
    assets.collect()

    found = [
        path.name for path in vendor.glob("*.min.*") if b"sourceMappingURL" in path.read_bytes()
    ]

    assert found == []


def test_collect_refuses_a_file_nobody_has_looked_at(vendor, monkeypatch):
    changed = assets.ASSETS[0]._replace(sha256="0" * 64)
    monkeypatch.setattr(assets, "ASSETS", [changed])

    with pytest.raises(assets.AssetChanged, match=r"^bootstrap: static/bootstrap/css/"):
        assets.collect()

    assert not (vendor / changed.name).exists()
