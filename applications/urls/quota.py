"""A city's board of places."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
