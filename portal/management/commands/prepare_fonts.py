from django.core.management.base import BaseCommand, CommandError

from portal import fonts


class Command(BaseCommand):
    help = "Makes the fonts of printed papers ready in var/fonts; quick when they are."
    requires_system_checks = []

    def handle(self, **options):
        try:
            fonts.prepare(self.stdout.write)
        except fonts.FontUnusable as problem:
            raise CommandError(str(problem)) from problem
        for name, path in fonts.extra_faces().items():
            self.stdout.write(f"已采用本单位字体 {name}：{path.name}。")
