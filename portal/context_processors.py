"""What the frame of every page shows: the menu, the person, unread messages, the rehearsal."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal.choices import CITY_ROLES, OPERATOR_ROLES, UNIT_ROLES, Role

BUSINESS = tuple(role for role in Role if role not in OPERATOR_ROLES)
#: Everybody of the ledger; experts and operators have no part in it.
LEDGER = tuple(role for role in BUSINESS if role != Role.EXPERT)
#: A bulletin quotes units by name and goes to the cities.
BULLETIN = tuple(role for role in LEDGER if role not in UNIT_ROLES)
# fmt: off
MENU = (
    # label      url name                 for whom
    ("申报",     "applications:list",     BUSINESS),
    ("批次",     "applications:batches",  BUSINESS),
    ("评分标准",  "scoring:standards",     (Role.PROVINCE_OFFICER,)),
    ("月调度",   "reports:ledger",        LEDGER),
    ("联络员",   "reports:liaisons",      LEDGER),
    ("年度材料",  "reports:papers_now",    LEDGER),
    ("通报",     "reports:bulletins",     BULLETIN),
    ("输出文件",  "reports:outputs",       BUSINESS),
    ("人员",     "people",                (Role.UNIT_HEAD, *CITY_ROLES, Role.PROVINCE_OFFICER)),
    ("邮件",     "mail",                  (Role.SYSTEM_ADMIN,)),
    ("系统管理",  "admin:index",           (Role.SYSTEM_ADMIN,)),
)
#: Pages whose address begins like another link's than the one they belong to.
ELSEWHERE = (
    ("/applications/objections/", "applications:batches"),
    ("/applications/standards/",  "scoring:standards"),
    ("/applications/people/",     "people"),
    ("/units/",                   "people"),
)
# fmt: on


def frame(request):
    """The context of base.html; costs a query only where a page reads it."""
    context = {"rehearsal": settings.DEMO, "contact_line": settings.CONTACT_LINE}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    return context | {
        "menu": SimpleLazyObject(lambda: menu(user, request.path)),
        "membership": SimpleLazyObject(lambda: user.membership),
        "unread_notices": SimpleLazyObject(lambda: user.notices.unread().count()),
        "session_seconds": settings.SESSION_COOKIE_AGE,
    }


def menu(user, path):
    """Label, address and «is here» of each link; none before the initial password is changed."""
    if user.must_change_password:
        return []
    links = [("首页", reverse("home"))]
    links += [(label, reverse(name)) for label, name, roles in MENU if user.has_role(*roles)]
    starts = [(url, url) for _, url in links]
    starts += [(start, reverse(name)) for start, name in ELSEWHERE]
    _, here = max((one for one in starts if path.startswith(one[0])), key=lambda one: len(one[0]))
    return [(label, url, url == here and (url != "/" or path == "/")) for label, url in links]
