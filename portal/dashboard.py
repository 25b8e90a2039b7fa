"""ROOF: the home page of every role (G-02)."""

from django.views.generic import TemplateView


class Home(TemplateView):
    template_name = "portal/home.html"
