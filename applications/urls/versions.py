"""Sealed versions: any two beside each other."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
