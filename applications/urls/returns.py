"""Points of a return, and their answers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
