"""What an e-mail says; pure. The only address in it that leads anywhere is the portal's own.

Subjects are ours alone, so that no header and no operator's list carries what people write.
"""

import re
from collections.abc import Sequence
from typing import Final

from portal.models import Notice, User
from portal.text import clean_line

SITE: Final = "文旅康养示范区申报评定与调度平台"
#: So much of a message stands in a mail, and so many messages in that of a day.
QUOTED: Final = 120
LISTED: Final = 20
FOOT: Final = (
    "本邮件由系统自动发送，请勿回复。可以在平台的“个人信息”中改为每日汇总或不发送；"
    "不收邮件时，消息仍在平台上显示。"
)
#: What a mail program turns into a link: «https://», «www.name.cn», «name@host».
_LINKING: Final = re.compile(r"(?<=[A-Za-z]):|//|@|(?<=[0-9A-Za-z-])\.(?=[A-Za-z])")
_TO_WIDE: Final = 0xFEE0


def subject_of(count: int = 0) -> str:
    """The subject of a mail about one message, or about ``count`` of a day."""
    return f"{SITE}：" + (f"您有{count}条未读消息" if count else "您有一条新消息")


def body_about(notice: Notice, url: str) -> str:
    """One message to its reader; ``url`` leads to it, empty where the portal has no address."""
    opening = f"您在{SITE}有一条新消息："
    return _letter(notice.recipient, opening, [quoted(notice.text)], url)


def body_of_day(reader: User, notices: Sequence[Notice], url: str) -> str:
    """The unread messages of a day; ``url`` leads to their page."""
    opening = f"您在{SITE}有{len(notices)}条未读消息："
    lines = [f"{n}. {quoted(notice.text)}" for n, notice in enumerate(notices[:LISTED], 1)]
    if len(notices) > LISTED:
        lines.append(f"……另有{len(notices) - LISTED}条，请到平台查看。")
    return _letter(reader, opening, lines, url)


def _letter(reader: User, opening: str, lines: Sequence[str], url: str) -> str:
    leading = f"请登录后查看并办理：\n{url}" if url else "请登录平台，在“消息”中查看并办理。"
    return "\n\n".join([f"{unlinked(reader.name)}：", opening, "\n".join(lines), leading, FOOT])


def quoted(text: str) -> str:
    """What happened, on one line, cut, and leading nowhere.

    A reason that somebody has typed follows a colon and stays in the portal: it may name marks.
    """
    line, *reason = unlinked(clean_line(text)).split("：", 1)
    is_cut = reason or len(line) > QUOTED
    return f"「{line[:QUOTED]}……」" if is_cut else f"「{line}」"


def unlinked(text: str) -> str:
    """``text`` with full-width marks where a mail program would see an address."""
    return _LINKING.sub(lambda found: "".join(chr(ord(mark) + _TO_WIDE) for mark in found[0]), text)


def masked(address: str) -> str:
    """``z***@example.cn``: enough to see whose mail server it is."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"
