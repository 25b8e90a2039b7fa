"""Production settings with the bare pages added, which ours are compared with."""

from portal.settings.prod import *  # noqa: F403
from portal.settings.prod import INSTALLED_APPS, STORAGES

INSTALLED_APPS = ["benchmarks", *INSTALLED_APPS]
ROOT_URLCONF = "benchmarks.urls"

# Names with digests as in production; compressing the files takes long and serves no page.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
