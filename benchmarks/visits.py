"""A page as one person asks for it, again and again; a save knows the version it builds on."""

import json
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Q
from django.urls import reverse

from applications.choices import SectionName
from applications.forms.tables import TABLES, typed_of_lines
from applications.models import Application
from applications.services.tables import stored_lines
from portal.models import User
from portal.sessions import SessionStore
from scoring.choices import Column
from scoring.models import Mark
from scoring.services import rule_of

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TOKEN = "b" * 32


def log_in(user: User) -> str:
    """The key of a new session of ``user``, as after a log-in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


class Visit:
    """A page to read. Without ``user`` nobody is logged in."""

    method = "GET"
    content_type = FORM

    def __init__(self, path: str, user: User | None = None):
        self.path = path
        self.cookies = {settings.CSRF_COOKIE_NAME: TOKEN}
        if user:
            self.cookies[settings.SESSION_COOKIE_NAME] = log_in(user)

    def body(self) -> bytes:
        """What the next request sends."""
        return b""

    def heard(self, answer: bytes) -> None:
        """Take from the answer what the next request needs."""

    def headers(self, host: str) -> dict[str, str]:
        """As a browser behind the TLS proxy sends them."""
        return {
            "Host": host,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-Proto": "https",
            **({} if self.method == "GET" else self._posting(host)),
        }

    def _posting(self, host: str) -> dict[str, str]:
        return {
            "Content-Type": self.content_type,
            "Referer": f"https://{host}/",
            "X-CSRFToken": TOKEN,
            "X-Requested-With": "fetch",
        }


class Save(Visit):
    """A save that needs no version."""

    method = "POST"


class VersionedSave(Save):
    """A save that builds on the version which the one before it made."""

    version = 0

    def heard(self, answer: bytes) -> None:
        self.version = json.loads(answer)["version"]


class SectionSave(VersionedSave):
    """The script of a form saves one box of 基本信息."""

    def __init__(self, application: Application, user: User):
        name = SectionName.BASICS
        super().__init__(reverse("applications:section", args=[application.pk, name]), user)
        self.version = application.sections.get(name=name).version
        self.texts = cycle(["山西省青岚谷1号", "山西省青岚谷2号"])

    def body(self) -> bytes:
        boxes = {"changed": "address", "address": next(self.texts)}
        return urlencode({"autosave": "1", "version": self.version, **boxes}).encode()


class TableSave(VersionedSave):
    """The script of the grid saves the whole 投资明细表, one cell of which has changed."""

    content_type = JSON

    def __init__(self, application: Application, user: User):
        super().__init__(reverse("applications:investment", args=[application.pk]), user)
        section = SectionName.INVESTMENT
        self.version = application.sections.get(name=section).version
        typed = typed_of_lines(TABLES[section], stored_lines(application, section))
        self.rows = [
            {"key": row.key, "id": row.pk, "category": row.category, **row.cells} for row in typed
        ]
        self.remarks = cycle(["含预付款", "含质保金"])

    def body(self) -> bytes:
        self.rows[0]["remark"] = next(self.remarks)
        return json.dumps({"version": self.version, "rows": self.rows}).encode()


class MarkSave(VersionedSave):
    """The script of the desk saves one mark; two legal marks take turns."""

    content_type = JSON

    def __init__(self, application: Application, mark: Mark, user: User):
        column, number = mark.sheet.column, mark.leaf.number
        super().__init__(reverse("applications:mark", args=[application.pk, column, number]), user)
        self.version = mark.version
        self.values = cycle(usual_marks(mark))

    def body(self) -> bytes:
        sent = {"version": self.version, "value": next(self.values), "reason": "", "remark": ""}
        return json.dumps(sent).encode()


def usual_marks(mark: Mark) -> list[int]:
    """Two marks that the leaf takes without a reason, the stored one last."""
    rule = rule_of(mark.leaf, mark.sheet.ruleset)
    usual = [value for value in rule.legal_marks if not rule.needs_reason(value)]
    return sorted(usual[:2], key=lambda value: value == mark.value)


def mark_saves(
    application: Application, column: Column, user: User, count: int, *, checked: bool = False
) -> Iterator[MarkSave]:
    """Saves of ``count`` different leaves of one column of ``application``.

    ``checked``: those that are compared with the declared figures, else those that are not.
    """
    marks = getattr(application, column).marks.select_related("leaf", "sheet__ruleset")
    plain = Q(leaf__crosscheck="")
    chosen = marks.filter(~plain if checked else plain)
    for mark in chosen.order_by("leaf__position")[:count]:
        yield MarkSave(application, mark, user)
