"""Plain text as it comes from Word, WPS, Excel or a web page; and its 字数.

``count_characters`` has a twin in ``static/js/lib/count.js``; a test in a browser
proves that both agree. Whoever changes one changes the other.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

# --- cleaning ----------------------------------------------------------------

_BREAKS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES: Final = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_INVISIBLE: Final = re.compile(
    # control characters, soft hyphen, zero width and direction marks, tags of no meaning
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
#: Compatibility ideographs occur in personal names; NFC would replace them.
_COMPATIBILITY: Final = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
#: Marks that stand over or under the character before them, also those that fall into such.
_MARKS: Final = "".join(
    mark
    for mark in map(chr, range(0x300, 0x1E950))
    if unicodedata.combining(unicodedata.normalize("NFD", mark)[:1])
)
#: Unicode's own bound (UAX 15, stream-safe text): no script piles up more of them, and to sort
#: them costs the square of their number.
_MOST_MARKS: Final = 30
_PILED: Final = re.compile(f"[{_MARKS}]{{{_MOST_MARKS + 1},}}")
#: Where such a pile can be, found without a look into the long list of marks.
_UNUSUAL: Final = re.compile(f"[^\x00-\u02ff\u3100-\ud7ff\uff00-\uffff]{{{_MOST_MARKS + 1},}}")
#: Bullets of Word's Symbol and Wingdings fonts, which no other font can show.
_SYMBOL_FONT: Final = re.compile("[\uf000-\uf0ff]")

_ATTRIBUTES: Final = r"""(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*\s*/?"""
_BLOCKS: Final = (
    "p|div|br|tr|li|ul|ol|table|tbody|thead|h[1-6]|blockquote|section|article|html|body"
)
_INLINE: Final = (
    "span|b|strong|i|em|u|s|sub|sup|font|a|img|td|th|col|colgroup|o:p|w:[a-z]+|meta|link"
)
#: What is dropped with all that stands in it, and how it ends.
_DROPPED: Final = re.compile(r"<!--|<(?P<tag>style|script|title)\b[^<>]*>", re.I)
_ENDS: Final = {
    tag: re.compile(rf"</{tag}\s*>" if tag else "-->", re.I)
    for tag in ("", "style", "script", "title")
}
_BLOCK_TAG: Final = re.compile(rf"</?(?:{_BLOCKS}){_ATTRIBUTES}>", re.I)
_CELL_END: Final = re.compile(r"</t[dh]\s*>", re.I)
_INLINE_TAG: Final = re.compile(rf"</?(?:{_INLINE}){_ATTRIBUTES}>", re.I)
#: Only a closing or self-closing tag of HTML shows that HTML was pasted: «<b 1» is text.
_PASTED_HTML: Final = re.compile(rf"</(?:{_BLOCKS}|{_INLINE})\s*>|<br\s*/?>", re.I)


def clean_text(text: str) -> str:
    """Return paragraphs of plain text, one line break between them, nothing invisible.

    Pasted HTML loses its tags. Tabs and special blanks become a space, an empty line
    is kept as at most one. Rare characters stay as they are.
    """
    text = _drop_html(text) if _PASTED_HTML.search(text) else text
    text = _BREAKS.sub("\n", text)
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _compose(_SYMBOL_FONT.sub("•", text))
    lines = [line.strip(" \u3000") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def clean_line(text: str) -> str:
    """Return ``text`` on one line, for names and remarks."""
    return re.sub(r"\n+", " ", clean_text(text))


def _drop_html(text: str) -> str:
    text = "".join(_outside_dropped(text))
    text = _CELL_END.sub(" ", text)
    text = _BLOCK_TAG.sub("\n", text)
    text = _INLINE_TAG.sub("", text)
    return re.sub(r"\n\s*\n", "\n", html.unescape(text))


def _outside_dropped(text: str) -> Iterator[str]:
    """What stands between comments, styles and the like; one that never ends is text.

    An end that was missed once is not looked for again, so that the time grows with the length.
    """
    place, endless = 0, set()
    for found in _DROPPED.finditer(text):
        tag = (found["tag"] or "").lower()
        if found.start() < place or tag in endless:
            continue
        if end := _ENDS[tag].search(text, found.end()):
            yield text[place : found.start()]
            place = end.end()
        else:
            endless.add(tag)
    yield text[place:]


def _compose(text: str) -> str:
    """NFC, but for compatibility ideographs."""
    parts = _COMPATIBILITY.split(_without_piles(text))
    composed = (
        part if place % 2 else unicodedata.normalize("NFC", part)
        for place, part in enumerate(parts)
    )
    return _without_piles("".join(composed))


def _without_piles(text: str) -> str:
    """No longer run of marks than anybody writes; NFC itself may make two of one."""
    return _UNUSUAL.sub(lambda run: _PILED.sub(lambda pile: pile[0][:_MOST_MARKS], run[0]), text)


# --- naming ------------------------------------------------------------------

#: So many names stand in a message.
NAMED: Final = 5


def some(names: Sequence[str]) -> str:
    """甲、乙、丙、丁、戊等: the first few of many."""
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")


# --- counting ----------------------------------------------------------------

#: Ends a run of letters and counts nothing.
_BLANK: Final = (
    "\\t-\\r\\x1c-\\x20\\x85\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
)
#: Counts nothing and ends nothing: marks that change the character before them, and what nobody sees.
_IGNORED: Final = (
    "\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e"
    "\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff\\U000e0100-\\U000e01ef"
)
#: Counts one each: Chinese characters, full-width forms, and the punctuation of Chinese text.
_WIDE: Final = (
    "\\u00b7\\u2014-\\u2016\\u2018-\\u201d\\u2025\\u2026\\u203b\\u2e80-\\u2fff\\u3001-\\u4dbf\\u4e00-\\u9fff"
    "\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe10-\\ufe1f\\ufe30-\\ufe6f\\uff01-\\uffee\\U00020000-\\U0003ffff"
)
_IGNORED_CHARACTERS: Final = re.compile(f"[{_IGNORED}]")
_COUNTED: Final = re.compile(f"[{_WIDE}]|[^{_WIDE}{_BLANK}]+")


def count_characters(text: str) -> int:
    """字数 as Word and WPS give it (domain.md §4.2).

    One for each Chinese character and each full-width mark, one for each run of
    other visible characters («GB/T», «1,234.50», «COVID-19»), nothing for blanks
    and line ends.
    """
    return sum(1 for _ in _COUNTED.finditer(_IGNORED_CHARACTERS.sub("", text)))
