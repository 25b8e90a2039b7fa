"""What the frame of every page shows: the menu, the person, unread messages, the rehearsal."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from portal.choices import OPERATOR_ROLES, Role

BUSINESS = tuple(role for role in Role if role not in OPERATOR_ROLES)
# fmt: off
MENU = (
    # label      url name                 for whom
    ("首页",     "home",                  tuple(Role)),
    ("申报",     "applications:list",     BUSINESS),
    ("批次",     "applications:batches",  (Role.PROVINCE_OFFICER,)),
    ("输出文件",  "reports:outputs",       BUSINESS),
    ("系统管理",  "admin:index",           (Role.SYSTEM_ADMIN,)),
)
# fmt: on


def frame(request):
    """The context of base.html; costs a query only where a page reads it."""
    context = {
        "rehearsal": settings.DEMO,
        "contact_line": settings.CONTACT_LINE,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    return context | {
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "membership": SimpleLazyObject(lambda: user.membership),
        "unread_notices": SimpleLazyObject(lambda: user.notices.unread().count()),
        "session_seconds": settings.SESSION_COOKIE_AGE,
    }


def _menu(request):
    """The links of the person's roles; nothing but home and log-out before a new password."""
    if request.user.must_change_password:
        return []
    return [
        (label, url, _is_current(request.path, url))
        for label, name, roles in MENU
        if request.user.has_role(*roles) and (url := _address(name))
    ]


def _address(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _is_current(path, url):
    return path == url if url == "/" else path.startswith(url)
