from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = "申报评定"

    def ready(self):
        from applications import triggers

        pre_migrate.connect(triggers.remove, sender=self)
        post_migrate.connect(triggers.install, sender=self)
