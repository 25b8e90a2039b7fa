"""The WSGI entry point for a server such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.prod")

application = get_wsgi_application()

# Every view is imported before the server forks, so that no visitor waits for it.
get_resolver().url_patterns  # noqa: B018 - a cached property
