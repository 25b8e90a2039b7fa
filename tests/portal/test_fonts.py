import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from portal import fonts


def make_font(path, characters):
    """A font of empty shapes that knows exactly ``characters``."""
    names = {ord(character): f"glyph{ord(character)}" for character in characters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: Glyph() for name in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    builder.save(path)


@pytest.mark.parametrize("name", fonts.SHIPPED)
def test_shipped_face_writes_rare_characters(settings, name):
    fonts.require_characters(settings.FONTS_DIR / name)


def test_bold_face_is_bold_and_static(settings):
    with TTFont(settings.FONTS_DIR / fonts.SANS_BOLD, lazy=True) as font:
        assert (font["OS/2"].usWeightClass, "fvar" in font) == (700, False)


def test_font_without_rare_characters_is_named(tmp_path):
    poor = tmp_path / "poor.ttf"
    make_font(poor, fonts.RARE_CHARACTERS.replace("䶮", "").replace("㛃", ""))

    with pytest.raises(fonts.FontUnusable, match=r"^字体poor\.ttf缺少字形：䶮、㛃。$"):
        fonts.require_characters(poor)


def test_licensed_face_is_found_by_its_name(settings, tmp_path):
    settings.FONTS_EXTRA_DIR = tmp_path
    make_font(tmp_path / "fangsong.ttf", fonts.RARE_CHARACTERS)
    make_font(tmp_path / "holiday.ttf", fonts.RARE_CHARACTERS)

    fonts.prepare()

    assert fonts.extra_faces() == {"fangsong": tmp_path / "fangsong.ttf"}


def test_licensed_face_without_rare_characters_is_refused(settings, tmp_path):
    settings.FONTS_EXTRA_DIR = tmp_path
    make_font(tmp_path / "title.otf", "岢")

    with pytest.raises(fonts.FontUnusable, match="岚、隰、䶮、㛃、𬭚"):
        fonts.prepare()


def test_faces_of_other_wheels_are_made_again(settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    for name in fonts.SHIPPED:
        (tmp_path / name).touch()
    (tmp_path / fonts.STAMP).write_text("fonttools=0.1")

    assert not fonts.are_ready()
