"""Addresses of the sample pages, and stand-ins for those that the frame links to."""

from django.urls import path

from tests.portal.scripts.kit import views

urlpatterns = [
    path("", views.look, name="home"),
    path("login/", views.look, name="login"),
    path("logout/", views.look, name="logout"),
    path("password/", views.look, name="password_change"),
    path("notices/", views.look, name="notices"),
    path("session/", views.session, name="session"),
    path("kit/look/", views.look),
    path("kit/jobs/", views.job_status),
    path("kit/findings/part/", views.findings),
    path("kit/<slug:page>/", views.page, name="page"),
    path("kit/<slug:page>/save/", views.save, name="save"),
]
