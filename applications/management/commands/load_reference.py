from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import reference
from scoring.standards import StandardRefused, find_standard, load_standard

STANDARDS = settings.BASE_DIR / "fixtures" / "rulesets"
STEPS = (
    ("行政区域", reference.load_regions),
    ("行政机关", reference.load_organisations),
    ("文旅康养集聚区", reference.load_clusters),
    ("节假日和调休", reference.load_holidays),
)


class Command(BaseCommand):
    help = "Loads the standard, places, bureaus, 集聚区 and holidays; again changes nothing."
    requires_system_checks = []

    def handle(self, **options):
        for label, load in STEPS:
            if count := load():
                self.stdout.write(f"已载入{label}{count}条。")
        for path in sorted(STANDARDS.glob("*.json")):
            self._load_standard(path)

    def _load_standard(self, path):
        """A changed file becomes the next version; batches keep the one that they have."""
        known = find_standard(path.stem)
        try:
            ruleset = load_standard(path)
        except StandardRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if known is None:
            self.stdout.write(f"已载入评分标准“{ruleset}”。")
        elif known.version < ruleset.version:
            self.stdout.write(
                f"评分标准“{ruleset.title}”已更新为第{ruleset.version}版，新批次选用；"
                "已有批次仍用原来的版本。"
            )
