"""The filter panel of the list of applications; what it says stands in the address."""

import django_filters
from django.db.models import Q

from applications.choices import Status
from applications.models import Application, Batch
from portal.choices import RegionKind
from portal.models import Region
from portal.text import clean_line


def visible_batches(request):
    return Batch.objects.visible_to(request.user)


def cities(request):
    return Region.objects.filter(kind=RegionKind.CITY)


class ApplicationFilter(django_filters.FilterSet):
    """By batch, city, status, and words of the unit's or the zone's name."""

    batch = django_filters.ModelChoiceFilter(
        label="批次", queryset=visible_batches, empty_label="全部"
    )
    city = django_filters.ModelChoiceFilter(label="市", queryset=cities, empty_label="全部")
    status = django_filters.ChoiceFilter(label="状态", choices=Status.choices, empty_label="全部")
    text = django_filters.CharFilter(label="单位或示范区名称", method="named")

    class Meta:
        model = Application
        fields = ["batch", "city", "status", "text"]

    def named(self, queryset, name, value):
        words = clean_line(value)
        return queryset.filter(
            Q(organisation__name__icontains=words) | Q(dossier__zone_name__icontains=words)
        )
