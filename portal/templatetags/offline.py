"""Where a page finds the service worker of its own version."""

from django import template

from portal import offline

register = template.Library()

register.simple_tag(offline.worker_address, name="worker_address")
