"""Sealed versions of a 报告书: the list of them, and any two beside each other."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications import differences, returns
from applications import permissions as may
from applications.choices import SectionName
from applications.snapshots import contents, is_intact
from applications.views.answers import crumbs, find
from applications.views.returns import shown, with_round
from portal.access import require
from portal.locking import find_record
from portal.numbers import read_key


class VersionList(View):
    """Every version, who sealed it and whether it is intact; two of them to compare."""

    def get(self, request, pk):
        application = find(request, pk)
        require(may.can_read_dossier(request.user, application))
        if "old" in request.GET and (target := self.chosen(application)):
            return target
        versions = list(application.snapshots.select_related("sealed_by").order_by("-number"))
        context = {
            "application": application,
            "crumbs": crumbs(application),
            "versions": [(version, is_intact(version)) for version in versions],
            "may_see_names": not may.scores_blind(request.user, application),
            "old": versions[1].number if len(versions) > 1 else None,
        }
        return render(request, "applications/versions/list.html", context)

    def chosen(self, application):
        """To the page of two different versions; otherwise a sentence, and the list again."""
        old, new = sorted(read_key(self.request.GET.get(name, "")) or 0 for name in ("old", "new"))
        if old and old != new:
            return redirect("applications:difference", application.pk, old, new)
        messages.warning(self.request, "请选择两个不同的版本进行比较。")
        return redirect("applications:versions", application.pk)


@dataclass(frozen=True, slots=True)
class Shown:
    """A part with what differs, each change with the points at its place; ``points`` point at
    the part itself or at something in it that has not changed."""

    section: SectionName
    changes: list
    points: list

    @property
    def untouched(self):
        """The points whose place is as it was; a scan is renewed only after it is sealed."""
        return [one for one in self.points if self.is_untouched(one.point)]

    def is_untouched(self, point):
        if point.item_id:
            return not point.item.binding
        return bool(point.leaf) or not self.changes


class Difference(View):
    """Only what differs between two versions, and what was asked for there."""

    def get(self, request, pk, old, new):
        application, user = find(request, pk), request.user
        require(may.can_read_dossier(user, application))
        if old >= new:
            raise Http404
        versions = application.snapshots.select_related("sealed_by")
        before, after = (get_object_or_404(versions, number=number) for number in (old, new))
        is_blind = may.scores_blind(user, application)
        phones = bool(may.can_see_phones(user, application))
        parts = differences.between(
            application, before.data, after.data, phones=phones, marks=not is_blind
        )
        context = {
            "application": application,
            "crumbs": [*crumbs(application), ("提交版本", versions_url(application))],
            "before": before,
            "after": after,
            "count": differences.count(parts),
            "parts": beside(parts, [] if is_blind else points_between(application, user, old, new)),
            "unheard": may.UNHEARD if is_blind else "",
        }
        return render(request, "applications/versions/difference.html", context)


def mended(application, user):
    """What the unit is about to seal, beside the version that went back and what was asked of
    it there; empty where no return is open."""
    rounds = returns.rounds_of(application, user)
    round_ = next((one for one in rounds if one.answered_at is None and one.version), None)
    if round_ is None:
        return {}
    before = find_record(application.snapshots, number=round_.version)
    parts = differences.between(application, before.data, contents(application))
    points = [
        replace(shown(point, user), form=None, may_answer=False)
        for point in with_round(application, round_)
        if point.is_of_unit
    ]
    found = beside(parts, points)
    return {
        "round": round_,
        "count": differences.count(parts),
        "parts": found,
        "untouched": sum(len(part.untouched) for part in found),
    }


def versions_url(application):
    return reverse("applications:versions", args=[application.pk])


def points_between(application, user, old, new):
    """The points of the rounds that went back and came again between two versions."""
    return [
        shown(point, user)
        for round_ in reversed(returns.rounds_of(application, user))
        if round_.version and old <= round_.version < new
        if round_.answered_version is None or round_.answered_version <= new
        for point in with_round(application, round_)
        if point.is_of_unit
    ]


def beside(parts, points):
    """Every part that differs or was pointed at, in the order of the 报告书."""
    found = {part.section: part.changes for part in parts}
    named = {SectionName(one.point.section) for one in points}
    return [
        part_with(section, found.get(section, ()), points)
        for section in SectionName
        if section in found or section in named
    ]


def part_with(section, changes, points):
    """Each point once: at its leaf or slot where that has changed, else at the part."""
    here = [one for one in points if one.point.section == section]
    placed = [(change, [one for one in here if is_at(one.point, change)]) for change in changes]
    taken = {one.point.pk for _, some in placed for one in some}
    return Shown(section, placed, [one for one in here if one.point.pk not in taken])


def is_at(point, change):
    """Whether a point names the very leaf or slot of a change."""
    if point.leaf:
        return point.leaf == change.leaf
    return bool(point.item_id) and point.item.code == change.code
