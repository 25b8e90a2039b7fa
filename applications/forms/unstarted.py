"""The filter of the units that have not begun in a batch, and the way to them from the list."""

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from applications import unstarted
from applications.forms.filters import ALL, AddressFilter, PickFilter, Tab
from applications.models import Batch
from applications.permissions import can_urge_some, is_province
from portal.models import Organisation, Region, User
from portal.text import clean_line


def _places(request, field):
    return Region.objects.filter(pk__in=unstarted.units(request.user).order_by().values(field))


def cities(request):
    return _places(request, "city")


def counties(request):
    return _places(request, "county").select_related("parent")


class UnstartedFilter(AddressFilter):
    """``unstarted.of`` by place and words."""

    at_once = ("city", "county", "text")
    city = django_filters.ModelChoiceFilter(label="市", queryset=cities, empty_label=ALL)
    county = django_filters.ModelChoiceFilter(
        label="县（市、区）", queryset=counties, empty_label=ALL
    )
    text = django_filters.CharFilter(label="单位或示范区名称", method="named")
    pick = PickFilter()

    class Meta:
        model = Organisation
        fields = []

    def __init__(self, data: QueryDict, batch: Batch, user: User) -> None:
        names = ("county", "text", "pick", *(["city"] if is_province(user) else []))
        super().__init__(data, unstarted.of(batch, user), user, names)

    def named(
        self, queryset: QuerySet[Organisation], name: str, value: str
    ) -> QuerySet[Organisation]:
        words = clean_line(value)
        return queryset.filter(Q(name__icontains=words) | Q(zone_name__icontains=words))


def tabs(user: User, chosen: str = "", current: Batch | None = None) -> list[Tab]:
    """尚未申报 of each open batch, or of the ``chosen`` one; one query, none for who urges nobody."""
    if not can_urge_some(user):
        return []
    found = [(batch, count) for batch, count in unstarted.counts(user) if count or batch == current]
    found = [one for one in found if chosen in ("", str(one[0].pk))]
    return [
        Tab(
            "尚未申报" if len(found) == 1 else f"尚未申报（{batch}）",
            reverse("applications:unstarted", args=[batch.pk]),
            count,
            batch == current,
        )
        for batch, count in found
    ]
