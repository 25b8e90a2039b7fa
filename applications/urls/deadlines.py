"""Extensions of a batch, a city or one application."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
