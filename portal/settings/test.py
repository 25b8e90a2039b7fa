"""The test suite: quick hashing, and services only where the runner has started them."""

import os
from pathlib import Path

from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR_DIR, env
from portal.settings.logs import plain

DEBUG = False
SECRET_KEY = "a-key-for-tests-alone-which-protects-nothing-at-all"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMO = False
LOGGING = plain(level="WARNING")

if not env.str("DATABASE_URL", default=""):
    DATABASES["default"]["NAME"] = ":memory:"

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or "memory://"
if CELERY_BROKER_URL == "memory://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
elif process := env.str("PYTEST_XDIST_WORKER", default=""):
    # Test processes share one Redis; each has a queue of its own in database 1, 2, …
    # Celery prefers the variable to the setting, so both must name it.
    CELERY_BROKER_URL = f"{CELERY_BROKER_URL.rpartition('/')[0]}/{int(process[2:]) + 1}"
    os.environ["CELERY_BROKER_URL"] = CELERY_BROKER_URL

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# The plugin in tests/services.py moves this to a folder of each run.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "test-media")))
