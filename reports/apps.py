from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "台账与输出"

    def ready(self):
        from reports import health  # noqa: F401 - tells since when files wait
