"""Django alone: no middleware, no context processors. What everything is divided by."""

from benchmarks.settings import *  # noqa: F403
from benchmarks.settings import TEMPLATES

MIDDLEWARE = []
TEMPLATES = [{**TEMPLATES[0], "OPTIONS": {"context_processors": []}}]
