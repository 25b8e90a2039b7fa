"""The words across a page as outlines: seen by the eye, absent from the text of the page."""

from pathlib import Path

TILT = -35
GREY = "#e6e6e6"
#: The picture is a square this many characters wide, whatever is written in it.
SIDE = 5
#: A Chinese character's body stands 0.88 above and 0.12 below the base line.
MIDDLE = 0.76


def watermark_image(words: str, font_file: Path) -> bytes:
    """An SVG of ``words`` in the glyphs of ``font_file``, tilted and light grey."""
    from fontTools.pens.svgPathPen import SVGPathPen  # noqa: PLC0415 - half a second of import
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - the same

    with TTFont(font_file, lazy=True) as font:
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        size = font["head"].unitsPerEm
        paths = []
        for position, word in enumerate(words):
            pen = SVGPathPen(glyphs)
            glyphs[names[ord(word)]].draw(pen)
            paths.append(
                f'<path transform="translate({position * size} 0)" d="{pen.getCommands()}"/>'
            )
    side, length = SIDE * size, len(words) * size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<g fill="{GREY}" transform="rotate({TILT} {side / 2} {side / 2}) '
        f'translate({(side - length) / 2} {(side + MIDDLE * size) / 2}) scale(1 -1)">'
        f"{''.join(paths)}</g></svg>"
    ).encode()
