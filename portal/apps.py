from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "平台"

    def ready(self):
        from portal import checks  # noqa: F401 - registers the system checks
