"""The fonts of everything that is printed, made ready once in ``FONTS_DIR``.

WeasyPrint draws no bold of its own and makes a variable font static on every
document (2 s each), so a static bold is cut once from the variable font.
"""

import shutil
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

SERIF_REGULAR = "serif-regular.otf"
SANS_REGULAR = "sans-regular.otf"
SANS_BOLD = "sans-bold.ttf"
SHIPPED = (SERIF_REGULAR, SANS_REGULAR, SANS_BOLD)

# Licensed faces of official documents that an office may add: 仿宋 and 小标宋.
EXTRA = ("fangsong", "title")
SUFFIXES = (".otf", ".ttf")

RARE_CHARACTERS = "岢岚隰䶮㛃𬭚"
STAMP = "ready"


class FontUnusable(Exception):
    """A font is missing or lacks characters that names here are written with."""


def are_ready() -> bool:
    """Whether every shipped face lies in ``FONTS_DIR``, made from the installed wheels."""
    stamp = settings.FONTS_DIR / STAMP
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != _edition():
        return False
    return all((settings.FONTS_DIR / name).exists() for name in SHIPPED)


def extra_faces() -> dict[str, Path]:
    """The licensed faces found in ``FONTS_EXTRA_DIR``: name to file."""
    found = {}
    for name in EXTRA:
        for suffix in SUFFIXES:
            path = settings.FONTS_EXTRA_DIR / f"{name}{suffix}"
            if path.exists():
                found[name] = path
    return found


def prepare(report: Callable[[str], None] = lambda line: None) -> None:
    """Make every face ready and look into each for the rare characters.

    Raises FontUnusable. Cutting the bold takes about 16 seconds, once.
    """
    if not are_ready():
        settings.FONTS_DIR.mkdir(parents=True, exist_ok=True)
        for name, source in _regular_faces().items():
            _keep(name, lambda target, source=source: shutil.copyfile(source, target))
        report("正在制作黑体粗体字形，只需一次，约20秒。")
        _keep(SANS_BOLD, _cut_bold)
        for name in SHIPPED:
            require_characters(settings.FONTS_DIR / name)
        (settings.FONTS_DIR / STAMP).write_text(_edition(), encoding="utf-8")
    for path in extra_faces().values():
        require_characters(path)


def require_characters(path: Path) -> None:
    """Refuse a font that cannot write the rare characters of this province's names."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a second of import, rarely needed

    with TTFont(path, lazy=True) as font:
        known = font.getBestCmap()
    missing = [character for character in RARE_CHARACTERS if ord(character) not in known]
    if missing:
        raise FontUnusable(f"字体{path.name}缺少字形：{'、'.join(missing)}。")


def _regular_faces() -> dict[str, Path]:
    folder = _package_folder("pylopdf_fonts_zh_cn")
    return {
        SERIF_REGULAR: folder / "NotoSerifSC-Regular.otf",
        SANS_REGULAR: folder / "NotoSansSC-Regular.otf",
    }


def _cut_bold(target: Path) -> None:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a second of import, rarely needed
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415 - the same

    folder = _package_folder("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc"
    with TTFont(folder / "NotoSansSC[wght].ttf") as variable:
        bold = instantiateVariableFont(variable, {"wght": 700}, updateFontNames=True)
        bold.save(target)


def _keep(name: str, write: Callable[[Path], object]) -> None:
    """Write beside the place and move, so that nobody ever reads half a font."""
    target = settings.FONTS_DIR / name
    draft = target.with_suffix(".part")
    write(draft)
    draft.replace(target)


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FontUnusable(f"{package} is not installed; run `make setup`.")
    return Path(spec.origin).parent


def _edition() -> str:
    packages = ("pylopdf-fonts-zh-cn", "justmytype-intl-cjk", "fonttools")
    return " ".join(f"{package}={version(package)}" for package in packages)
