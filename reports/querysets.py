"""Generated files belong to who asked for them."""

from django.db import models

from reports.choices import LIVE, OutputState


class OutputJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What stands in a file was decided for one reader, so only that reader sees it."""
        return self.filter(requested_by=user)

    def live(self):
        return self.filter(state__in=LIVE)

    def done(self):
        return self.filter(state=OutputState.DONE)
