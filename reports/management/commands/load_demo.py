import unicodedata

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications import rehearsal
from reports.rehearsal import demo, demo_panel
from scoring.standards import find_standard

STANDARD = "DB14/T 2480-2022"
HEAD = ("角色", "用户名", "姓名", "单位")
GAP = 2


class Command(BaseCommand):
    help = (
        "Loads the rehearsal: fictional units, accounts of every role, an open batch, some months."
    )
    requires_system_checks = []

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("演练数据只能在演练环境中载入，请使用make run。")
        ruleset = find_standard(STANDARD)
        if ruleset is None:
            raise CommandError("还没有评分标准，请先运行load_reference。")
        try:
            memberships = rehearsal.load(ruleset)
        except rehearsal.RehearsalRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        demo.load()
        demo_panel.load(ruleset)
        self.stdout.write(f"演练账号（密码均为 {rehearsal.PASSWORD}）：")
        for line in _table([HEAD, *map(_cells, memberships)]):
            self.stdout.write(line)


def _cells(membership):
    user = membership.user
    return membership.get_role_display(), user.username, user.name, membership.organisation.name


def _table(rows):
    """Lines whose columns stand under each other; a Chinese character is two wide."""
    widths = [max(map(_width, column)) + GAP for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield "  " + "".join(cells).rstrip()


def _width(text):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
