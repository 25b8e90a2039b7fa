from django.db import models

from portal.choices import RegionKind


class Region(models.Model):
    """A place in the style of GB/T 2260, or one of the five special areas (domain.md §13).

    城区 exists in two cities: always show ``full_name``, sort by code.
    """

    code = models.CharField("代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=50)
    kind = models.CharField("类别", max_length=10, choices=RegionKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "行政区域"

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        """City and county together, 阳泉市城区; the city's name alone for a city."""
        if self.kind in (RegionKind.COUNTY, RegionKind.SPECIAL):
            return f"{self.parent.name}{self.name}"
        return self.name
