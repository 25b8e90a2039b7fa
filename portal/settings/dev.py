"""One machine: ``make run``, ``manage.py`` by hand. Nothing has to be set."""

from django.core.management.utils import get_random_secret_key

from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR_DIR, env
from portal.settings.logs import plain


def _kept_secret_key() -> str:
    """The key of this machine, made once, so that a restart logs nobody out."""
    place = VAR_DIR / "secret-key"
    try:
        with place.open("x", encoding="utf-8") as file:
            place.chmod(0o600)
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return place.read_text(encoding="utf-8")


DEBUG = env.bool("PORTAL_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[".localhost", "127.0.0.1", "[::1]"])
LOGGING = plain()

# No collectstatic on one machine: files are served from where they lie.
WHITENOISE_USE_FINDERS = True
