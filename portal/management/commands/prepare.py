from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal import assets, fonts


class Command(BaseCommand):
    help = "Makes files, fonts, tables and reference data ready; quick when they are."
    requires_system_checks = []

    def handle(self, **options):
        try:
            assets.collect()
            fonts.prepare(self.stdout.write)
        except (assets.AssetChanged, fonts.FontUnusable) as problem:
            raise CommandError(str(problem)) from problem
        if _has_unapplied_migrations():
            call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference", stdout=self.stdout)


def _has_unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
