"""Bulk deeds on what a list has found."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
