"""What a leaver passes on."""

from django.urls import path

from applications.views import handover

urlpatterns = [
    path("people/<int:pk>/handover/", handover.Handover.as_view(), name="handover"),
]
