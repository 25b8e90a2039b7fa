from django.core.management.base import BaseCommand, CommandError

from portal import assets


class Command(BaseCommand):
    help = "Copies Bootstrap's style sheet out of its installed wheel into var/assets."
    requires_system_checks = []

    def handle(self, **options):
        try:
            count = assets.collect(anew=True)
        except assets.AssetChanged as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{count} files collected.")
