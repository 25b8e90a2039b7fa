"""The operator's pages: places, organisations, people. Nothing of any application."""

from django.contrib.admin import AdminSite

site = AdminSite(name="admin")
