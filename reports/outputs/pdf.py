"""HTML to PDF/A with the portal's own fonts and style sheets, and nothing else.

Importing this module loads WeasyPrint and Pango, which takes a second: only
``catalogue`` does so, when a file is really made.
"""

import gc
import logging
import re
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal import fonts
from reports.outputs import qr
from reports.outputs.progress import OutputError, Progress, silent
from reports.outputs.watermark import watermark_image

SCHEME = "portal:"
WATERMARK = f"{SCHEME}watermark.svg"
CODE = re.compile(rf"{SCHEME}qr-([0-9A-F]{{8}})\.svg")
PAPER = "css/output/paper.css"
#: A complete 报告书 has about as many; only the progress bar asks.
USUAL_PAGES = 30

#: Family, weight and file of the faces that `manage.py prepare_fonts` makes.
FACES = (
    ("Portal Serif", "normal", fonts.SERIF_REGULAR),
    ("Portal Sans", "normal", fonts.SANS_REGULAR),
    ("Portal Sans", "bold", fonts.SANS_BOLD),
)
#: Licensed faces of the official style, where an office has added them.
EXTRA_FAMILIES = {"fangsong": "Portal FangSong", "title": "Portal Title"}


class OwnFiles(URLFetcher):
    """Serves what it was given by name, and the square of any check code.

    Every other address, whatever its kind, is an error.
    """

    def __init__(self, files: Mapping[str, bytes | Path]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.files = files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        content = self.files.get(url)
        if code := CODE.fullmatch(url):
            content = qr.image(code[1])
        if content is None:
            raise ValueError(f"Not a file of the portal: {url}")
        if isinstance(content, Path):
            return URLFetcherResponse(url, content.read_bytes(), {"Content-Type": "font/otf"})
        return URLFetcherResponse(url, content, {"Content-Type": "image/svg+xml"})


def write_pdf(
    template: str,
    context: Mapping[str, Any],
    target: Path,
    *,
    styles: tuple[str, ...],
    watermark: str = "",
    progress: Progress = silent,
) -> None:
    """Render ``template`` to ``target`` as tagged PDF/A-2u.

    ``styles`` are names of static style sheets, put on top of the common paper;
    ``watermark`` words stand across every page. Raises OutputError without fonts.
    """
    progress(10, "正在填写表格…")
    html = render_to_string(template, {**context, "has_address": bool(settings.PUBLIC_URL)})
    faces = font_faces()
    files: dict[str, bytes | Path] = {SCHEME + path.name: path for _, _, path in faces}
    rules = [face_rule(*face) for face in faces]
    if watermark:
        files[WATERMARK] = watermark_image(watermark, settings.FONTS_DIR / fonts.SANS_BOLD)
        rules.append(f'@page {{ background: url("{WATERMARK}") center / 140mm no-repeat; }}')
    fetcher, configuration = OwnFiles(files), FontConfiguration()
    texts = ["\n".join(rules), style(PAPER), *map(style, styles)]
    sheets = [CSS(string=text, url_fetcher=fetcher, font_config=configuration) for text in texts]
    with no_collection(), reported(progress), warnings.catch_warnings():
        # WeasyPrint opens the colour profile of PDF/A and leaves closing to the interpreter.
        warnings.simplefilter("ignore", ResourceWarning)
        HTML(string=html, url_fetcher=fetcher).write_pdf(
            target,
            stylesheets=sheets,
            font_config=configuration,
            pdf_variant="pdf/a-2u",
            pdf_tags=True,
            presentational_hints=True,
        )


def style(name: str) -> str:
    """The text of one static style sheet; a wrong name is an error of the program."""
    path = finders.find(name)
    if path is None:
        raise LookupError(f"No style sheet {name}.")
    return Path(path).read_text(encoding="utf-8")


def font_faces() -> list[tuple[str, str, Path]]:
    """Family, weight and file of every face there is.

    Raises OutputError when one of the portal's own is missing: the paper would
    show boxes, and nobody would be told.
    """
    own = [(family, weight, settings.FONTS_DIR / name) for family, weight, name in FACES]
    if missing := [path.name for _, _, path in own if not path.is_file()]:
        raise OutputError(
            f"服务器缺少中文字体文件（{'、'.join(missing)}），"
            "请联系系统管理员运行 manage.py prepare_fonts 后重新生成。"
        )
    extra = fonts.extra_faces()
    return own + [(EXTRA_FAMILIES[name], "normal", path) for name, path in extra.items()]


def face_rule(family: str, weight: str, path: Path) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("{SCHEME}{path.name}"); }}'
    )


@contextmanager
def no_collection() -> Iterator[None]:
    """Layout makes millions of live objects; looking for dead ones costs a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def reported(progress: Progress) -> Iterator[None]:
    """Pass WeasyPrint's steps on to ``progress``, those of this thread only."""
    handler = StepHandler(progress)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    PROGRESS_LOGGER.propagate = False
    PROGRESS_LOGGER.addHandler(handler)
    try:
        yield
    finally:
        PROGRESS_LOGGER.removeHandler(handler)


class StepHandler(logging.Handler):
    """Turns «Step 5 - Creating layout - Page 7» into per cent and a sentence."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(level=logging.INFO)
        self.progress = progress
        self.thread = threading.get_ident()
        self.percent = 10

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self.thread:
            return
        percent, stage = reading(record.getMessage())
        self.percent = max(self.percent, percent)
        self.progress(self.percent, stage)


def reading(message: str) -> tuple[int, str]:
    """Per cent and sentence for one message of WeasyPrint."""
    if page := re.search(r"Page (\d+)", message):
        number = int(page[1])
        return 20 + 60 * min(number, USUAL_PAGES) // USUAL_PAGES, f"正在排版第{number}页…"
    if message.startswith(("Step 6", "Step 7")):
        return 90, "正在写入文件…"
    return 15, "正在套用版式…"
