"""The test suite: quick hashing, and services only where the runner has started them."""

import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403
from portal.settings.base import BASE_DIR, env
from portal.settings.logs import plain

DEBUG = False
SECRET_KEY = "a-key-for-tests-alone-which-protects-nothing-at-all"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMO = False
LOGGING = plain(level="WARNING")

if not env.str("DATABASE_URL", default=""):
    DATABASES["default"]["NAME"] = ":memory:"

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="memory://")
if CELERY_BROKER_URL == "memory://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# A worker that a test starts finds the same files through the same variable.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or tempfile.mkdtemp(prefix="portal-media-"))
FONTS_DIR = BASE_DIR / "var" / "fonts"
