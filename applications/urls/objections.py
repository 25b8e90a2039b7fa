"""异议: received, assigned, answered, released."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
