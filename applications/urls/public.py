"""What anybody may read without an account: check codes, the list in 公示, objections."""

from django.urls import URLPattern

app_name = "public"
urlpatterns: list[URLPattern] = []
