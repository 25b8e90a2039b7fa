"""The filter panel of the list of applications; what it says stands in the address.

The same filter reads the page, a bulk deed and the exported list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from applications import listing, standing
from applications.choices import Status
from applications.models import Application, Batch
from applications.permissions import contents_shown, shows_totals
from portal.choices import CITY_ROLES, READER_ROLES, Role
from portal.models import Region, User
from portal.numbers import KEY_DIGITS
from portal.text import clean_line

ALL = "全部"
#: What the address of a list says beside its filter.
BESIDE = ("page",)
#: What stands in the address and in no box.
UNSEEN = ("sort", "pick")
WRONG = "地址中的这个条件无法识别，请重新选择。"
UNREADABLE = ("invalid_choice", "invalid", "min_value", "max_value")


def visible_batches(request):
    return Batch.objects.visible_to(request.user)


def _places(request, field):
    """The places of what ``request.user`` may see, so that a choice never leads to nothing."""
    return Application.objects.visible_to(request.user).order_by().values(field)


def cities(request):
    return Region.objects.filter(pk__in=_places(request, "city"))


def counties(request):
    below = Region.objects.select_related("parent")
    return below.filter(pk__in=_places(request, "organisation__county"))


class PickFilter(django_filters.BaseInFilter):
    """Rows that somebody has ticked, by number."""

    field_class = forms.IntegerField

    def __init__(self):
        widget = forms.HiddenInput
        super().__init__(field_name="pk", widget=widget, min_value=0, max_value=10**KEY_DIGITS - 1)


class AddressFilter(django_filters.FilterSet):
    """A filter that stands in the address: its panel, what is unknown in it, its words.

    ``offered`` are the boxes that make sense for the reader, ``at_once`` those that stand unfolded.
    """

    at_once: tuple[str, ...] = ()

    def __init__(
        self, data: QueryDict, queryset: QuerySet, user: User, offered: Iterable[str]
    ) -> None:
        self.user = user
        super().__init__(data, queryset=queryset, request=SimpleNamespace(user=user))
        for name in set(self.filters) - set(offered):
            del self.filters[name]
        for one in self.filters.values():
            one.extra["error_messages"] = dict.fromkeys(UNREADABLE, WRONG)

    @property
    def qs(self) -> QuerySet:
        """What was asked for, in order; nothing where the question cannot be understood."""
        return super().qs if self.form.is_valid() else self.queryset.none()

    # --- what stands in the panel --------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.filters if name != "sort")

    @property
    def boxes(self) -> list[Any]:
        """What stands in the panel at once; the rest is folded."""
        return [self.form[name] for name in self.filters if name in self.at_once]

    @property
    def folded(self) -> list[Any]:
        shown = (*self.at_once, *UNSEEN)
        return [self.form[name] for name in self.filters if name not in shown]

    @property
    def is_unfolded(self) -> bool:
        return any(self.data.get(box.name) or box.errors for box in self.folded)

    @property
    def unknown(self) -> list[str]:
        """What the address asks for and nobody may, or can, filter by."""
        return sorted(set(self.data) - {*self.filters, *BESIDE})

    @property
    def query(self) -> str:
        """The filter as it stands in an address, without the page and without empty boxes."""
        pairs = [
            (name, value)
            for name in sorted(self.filters)
            for value in self.data.getlist(name)
            if value
        ]
        return urlencode(pairs)

    @property
    def words(self) -> list[str]:
        """What is asked for, as a person says it: 批次：第二批."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else {}
        return [
            f"{self.form[name].label}：{said}"
            for name in self.filters
            if name not in UNSEEN and (said := _said(self.form, name, cleaned.get(name)))
        ]


def chosen(label, choices, **options):
    """A box whose values are the conditions of ``listing`` by that name."""
    return django_filters.ChoiceFilter(
        label=label, choices=choices, empty_label=ALL, method="by_condition", **options
    )


class ApplicationFilter(AddressFilter):
    """``listing.listed`` by batch, place, state, holder, date, gaps, places, words; and its order."""

    at_once = ("batch", "city", "holder", "deadline", "text")
    batch = django_filters.ModelChoiceFilter(
        label="批次", queryset=visible_batches, empty_label=ALL
    )
    city = django_filters.ModelChoiceFilter(label="市", queryset=cities, empty_label=ALL)
    county = django_filters.ModelChoiceFilter(
        label="县（市、区）",
        queryset=counties,
        empty_label=ALL,
        field_name="organisation__county",
    )
    holder = chosen("办理单位", list(listing.HOLDERS.items()))
    deadline = chosen("截止时间", [("passed", "已过"), ("3", "3天内"), ("7", "7天内")])
    text = django_filters.CharFilter(label="单位或示范区名称", method="named")
    returned = chosen("退回", [("now", "退回未改"), ("late", "退回逾期未改")])
    lack = chosen("缺项", [("blocking", "有阻断问题"), ("scan", "缺签字盖章扫描件")])
    quota = chosen(
        "推荐名额",
        [
            ("held", "已占用名额"),
            ("free", "未推荐，本市还有名额"),
            ("full", "未推荐，本市名额已用完"),
            ("declared", "本市已声明本批不推荐"),
        ],
    )
    status = django_filters.MultipleChoiceFilter(
        label="状态", choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    sort = django_filters.ChoiceFilter(
        label="排序", choices=[], method="in_order", widget=forms.HiddenInput
    )
    pick = PickFilter()

    class Meta:
        model = Application
        fields = []

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(data, listing.listed(user), user, offered(user))
        self.filters["sort"].extra["choices"] = [
            (value, label) for value, (label, _) in orders(user).items()
        ]

    @cached_property
    def conditions(self) -> dict[str, dict[str, Q]]:
        return listing.conditions(self.user)

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.order_by(*listing.USUAL))

    def by_condition(self, queryset, name, value):
        return queryset.filter(self.conditions[name][value])

    def in_order(self, queryset, name, value):
        return queryset.order_by(*listing.ORDERS[value][1])

    def named(self, queryset, name, value):
        """No word of a 报告书 that is closed finds it."""
        words = clean_line(value)
        written = Q(dossier__zone_name__icontains=words) & contents_shown(self.user)
        registered = Q(organisation__zone_name__icontains=words)
        return queryset.filter(Q(organisation__name__icontains=words) | registered | written)


def _said(form: forms.Form, name: str, value: Any) -> str:
    if not value:
        return ""
    labels = dict(getattr(form.fields[name], "choices", ())) if isinstance(value, str) else {}
    if isinstance(value, list):
        return "、".join(Status(one).label for one in value)
    return str(labels.get(value, value))


# --- who is offered what ----------------------------------------------------------------------

COMMON = ("batch", "text", "status", "sort", "pick")


def offered(user: User) -> tuple[str, ...]:
    """The boxes that make sense for ``user``; a unit has few applications, an expert no ranking."""
    names = COMMON
    if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES):
        names += ("city", "county", "quota")
    if user.has_role(*CITY_ROLES):
        names += ("county", "quota")
    if user.has_role(Role.PROVINCE_OFFICER, *CITY_ROLES):
        names += ("holder", "deadline", "returned", "lack")
    return names


def orders(user: User) -> dict[str, tuple]:
    """The orders that ``user`` may ask for: none by a total that is not shown."""
    hidden = () if shows_totals(user) else ("self_check", "first_review")
    return {name: order for name, order in listing.ORDERS.items() if name not in hidden}


# --- named filters ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tab:
    """A filter with a name: what it asks, how many it finds, whether it is what is shown."""

    label: str
    url: str
    count: int
    is_current: bool


OPEN, RETURNED = ("单位未交", "holder", standing.UNIT), ("退回未改", "returned", "now")
SOON, LATE = ("临近截止", "deadline", "7"), ("逾期", "deadline", "passed")
SCAN, HELD = ("缺扫描件", "lack", "scan"), ("已推荐", "quota", "held")
NAMED = {
    Role.CITY_OFFICER: (
        ("待我办理", "holder", standing.CULTURE),
        OPEN,
        RETURNED,
        SOON,
        LATE,
        SCAN,
        HELD,
    ),
    Role.CIVIL_OFFICER: (("待我办理", "holder", standing.CIVIL), SOON, HELD),
    Role.PROVINCE_OFFICER: (
        ("待我办理", "holder", standing.PROVINCE),
        OPEN,
        RETURNED,
        SOON,
        LATE,
        SCAN,
        ("评定中", "holder", standing.PANEL),
        HELD,
    ),
}


def tabs(found: ApplicationFilter) -> list[Tab]:
    """The named filters of the reader's roles, within the chosen batch; one query.

    ``distinct`` lets the database find what is annotated once a row, not once a filter. It counts
    outside those rows: a named filter may ask for columns and what is annotated, not for other rows.
    """
    user, batch = found.user, found.data.get("batch", "")
    named = list(dict.fromkeys(tab for role in NAMED if user.has_role(role) for tab in NAMED[role]))
    if not named or not found.form.is_valid():
        return []
    kept = {"batch": batch} if batch else {}
    rows = found.queryset.filter(**kept).values("pk", "lies_with", "due", "missing_scan").distinct()
    wanted = {f"n{place}": found.conditions[tab[1]][tab[2]] for place, tab in enumerate(named)}
    counts = rows.aggregate(
        all=Count("pk"), **{key: Count("pk", filter=q) for key, q in wanted.items()}
    )
    asked = {name: found.data.getlist(name) for name in found.filters if found.data.get(name)}
    asked.pop("sort", None)
    queries = [kept, *({**kept, name: value} for _, name, value in named)]
    labels = [ALL, *(label for label, _, _ in named)]
    return [
        Tab(label, list_url(query), count, asked == {name: [one] for name, one in query.items()})
        for label, query, count in zip(labels, queries, counts.values(), strict=True)
    ]


def list_url(query: Mapping[str, str]) -> str:
    """The list of applications, filtered."""
    asked = urlencode(query)
    return f"{reverse('applications:list')}{asked and f'?{asked}'}"
