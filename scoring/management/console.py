"""What the commands of this app say and ask for alike."""

from io import TextIOWrapper

from django.core.management.base import CommandError, OutputWrapper
from django.db import DatabaseError

from scoring.models import RuleSet
from scoring.standards import find_standard


def speak_utf8(output: OutputWrapper) -> None:
    """Print Chinese whatever the locale of the terminal says, and half a character as its code."""
    if isinstance(output._out, TextIOWrapper):
        output._out.reconfigure(encoding="utf-8", errors="backslashreplace")


def standard_named(code: str) -> RuleSet:
    """The stored standard that was asked for; raises CommandError with the remedy."""
    try:
        found = find_standard(code)
    except DatabaseError as error:
        raise CommandError("数据库尚未准备好，请先运行 make setup。") from error
    if found is None:
        codes = RuleSet.objects.filter(published_at__isnull=False).values_list("code", flat=True)
        known = "、".join(dict.fromkeys(codes)) or "无"
        raise CommandError(
            f"没有载入标准“{code}”（已载入：{known}）。请先运行 load_reference，或核对标准号。"
        )
    return found
