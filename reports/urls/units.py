"""The units themselves: where they belong."""

from django.urls import path

from reports.views import moving

urlpatterns = [
    path("units/<int:pk>/move/", moving.UnitMove.as_view(), name="move_unit"),
]
