"""A server. Four variables must be set; a missing one stops the start with its name."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DEMO, STORAGES, env
from portal.settings.logs import structured


def _required(name: str) -> str:
    if value := env.str(name, default=""):
        return value
    raise ImproperlyConfigured(f"Set the {name} environment variable")


if DEMO:
    raise ImproperlyConfigured("PORTAL_DEMO brings accounts with known passwords; unset it.")

DEBUG = False
SECRET_KEY = _required("SECRET_KEY")
ALLOWED_HOSTS = _required("ALLOWED_HOSTS").split(",")
DATABASE_URL = _required("DATABASE_URL")
CELERY_BROKER_URL = _required("CELERY_BROKER_URL")
LOGGING = structured()

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
if env.bool("BEHIND_TLS_PROXY", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-portal"
CSRF_COOKIE_NAME = "__Host-csrf"

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "portal.staticfiles.HashedStorage"},
}
