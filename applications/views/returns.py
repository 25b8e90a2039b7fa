"""Points of a return: noted while reading, answered while mending, settled when they come back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from applications import deadlines, guards, returns, review_changes
from applications import permissions as may
from applications.forms.returns import AnswerForm, PointForm
from applications.models import ReturnPoint
from applications.services import returns as deeds
from applications.services.stale import mark_of
from applications.views.answers import (
    REFUSED,
    crumbs,
    find,
    read_version,
)
from portal import clock
from portal.access import require
from portal.editing import EditConflict

VERDICTS = {"yes": True, "no": False}


def returns_crumbs(application):
    url = reverse("applications:returns", args=[application.pk])
    return [*crumbs(application), ("退回意见", url)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A point with what one reader may do about it; ``what`` is the text of its leaf."""

    point: ReturnPoint
    url: str
    what: str
    may_answer: bool
    may_settle: bool
    version: int
    form: AnswerForm | None = None


def wording(application, leaf):
    """The text of a leaf beside its number; nothing for a point that names none."""
    item = returns.outline(application).items.get(leaf)
    return item.text if item else ""


def shown(point, user, sent=None):
    """``point`` as ``user`` sees it; ``sent`` are the answers that were refused, by point.

    Who has seen both texts builds on the stored one; what was refused for itself still
    answers the text that it was typed over.
    """
    application = point.application
    may_answer = bool(point.round_id and may.can_answer(user, point))
    answer = (sent or {}).get(point.pk)
    form = answer.form if answer else answer_form(point, initial={"answer": point.answer})
    is_behind = answer and not answer.conflict
    return Shown(
        point=point,
        url=returns.place_url(application, point),
        what=wording(application, point.leaf),
        may_answer=may_answer,
        may_settle=bool(point.round_id and may.can_settle(user, point)),
        version=answer.seen if is_behind else mark_of({"answer": point.answer}),
        form=form if may_answer else None,
    )


def answer_form(point, data=None, **options):
    """The box for one answer; a page holds several, which the browser tells apart by their ids
    and sends together (the form «answers» of the page)."""
    form = AnswerForm(data, auto_id=f"id_{point.pk}_%s", **options)
    form.fields["answer"].widget.attrs["form"] = "answers"
    return form


def with_round(application, round_):
    """The points of a round, which know their round and application without asking again."""
    points = list(round_.points.all())
    for point in points:
        point.application, point.round = application, round_
    return points


class Returns(View):
    """What is noted and not sent, and every round for ever, newest first."""

    def get(self, request, pk):
        application = find(request, pk)
        require(may.can_read_returns(request.user, application))
        rounds = returns.rounds_of(application, request.user)
        noted = returns.noted_for(application, request.user)
        for point in noted:
            point.application = application
        context = {
            "application": application,
            "crumbs": crumbs(application),
            "noted": [shown(point, request.user) for point in noted],
            "may_note": bool(may.can_note(request.user, application)),
            "rounds": [
                (one, [shown(p, request.user) for p in with_round(application, one)])
                for one in rounds
            ],
            "move": "return_for_supplement" if may.is_province(request.user) else "return_to_unit",
        }
        return render(request, "applications/returns/list.html", context)


def find_round(application, user, number):
    """A round with the points that ``user`` may read; 404 where there is none."""
    require(may.can_read_returns(user, application))
    rounds = returns.rounds_of(application, user)
    round_ = next((one for one in rounds if one.number == number), None)
    if round_ is None:
        raise Http404
    return round_


def show_round(request, application, number, *, sent=None, status=200, **more):
    """The page of a round; ``sent`` are the answers that are not stored, ``more`` says why."""
    user = request.user
    round_ = find_round(application, user, number)
    points = [shown(point, user, sent) for point in with_round(application, round_)]
    context = {
        "application": application,
        "round": round_,
        "points": points,
        "crumbs": returns_crumbs(application),
        "review": changed_review(application, round_, user),
        **(open_facts(application, round_, user) if round_.answered_at is None else {}),
        **more,
    }
    return render(request, "applications/returns/round.html", context, status=status)


def changed_review(application, round_, user):
    """What a 退回补正 has changed in the 初评, for whoever sees the 初评."""
    if not round_.by_province or may.hides_city(user, application):
        return []
    return review_changes.in_round(application, round_)


def open_facts(application, round_, user):
    """Until when, what is open besides, and the deed that ends the round."""
    opening = may.opening_of(application)
    if opening.round is None or opening.round.pk != round_.pk:
        return {}
    dates, now = deadlines.of(application), clock.now()
    due = deadlines.of_return(round_, dates)
    return {
        "due": due,
        "left": clock.left(due, now),
        "is_late": now > due,
        "latest": None if round_.by_province else dates.submission,
        "is_closed": not round_.by_province and now > dates.submission,
        "also": opening.also(),
        "is_whole": opening.is_whole,
        "may_resubmit": not round_.by_province and bool(may.can_submit(user, application)),
        "may_hand_back": round_.lies_with_unit and bool(may.can_hand_back(user, application)),
        "may_finish": round_.by_province and bool(may.can_review(user, application)),
        "must_sign": round_.by_province and not guards.needs_no_cosign_again(application),
    }


def own_page(url):
    """An address that a page of ours has sent along; empty for any other."""
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_ours else ""


# --- noting --------------------------------------------------------------------------------


class PointNote(View):
    """Note a point from where one reads, then go back there."""

    def dispatch(self, request, pk):
        self.application = find(request, pk)
        asked = {name: request.GET.get(name, "") for name in ("section", "leaf", "item")}
        self.spot = returns.read_spot(self.application, **asked)
        spot = self.spot
        require(may.can_note_on(request.user, self.application, spot.section, spot.item))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.show(PointForm())

    def post(self, request, pk):
        form = PointForm(request.POST)
        if not form.is_valid():
            return self.show(form, REFUSED)
        deeds.note_point(
            application=self.application, spot=self.spot, actor=request.user, **form.cleaned_data
        )
        messages.success(request, f"已记下对“{self.spot.label}”的退回意见，办理退回时一并发出。")
        return redirect(self.back())

    def back(self):
        """The page that one came from, else the place itself."""
        came_from = own_page(self.request.GET.get("back", ""))
        return came_from or returns.place_url(self.application, self.spot)

    def show(self, form, status=200):
        here = self.spot.fields.items()
        found = returns.noted_for(self.application, self.request.user)
        what = wording(self.application, self.spot.leaf)
        context = {
            "heading": f"记退回意见：{self.spot.label} {what}".rstrip(),
            "crumbs": returns_crumbs(self.application),
            "form": form,
            "noted": [p for p in found if all(getattr(p, name) == value for name, value in here)],
            "submit_label": "记下意见",
            "cancel_url": self.back(),
        }
        return render(self.request, "applications/returns/note.html", context, status=status)


def find_point(request, pk, point, rows):
    """A point of an application, 404 to whoever may not know of it."""
    application = find(request, pk)
    require(may.can_read_returns(request.user, application))
    found = get_object_or_404(rows(application, request.user), pk=point)
    found.application = application
    return found


class PointEdit(View):
    """Word a noted point anew, or take it away."""

    def dispatch(self, request, pk, point):
        self.point = find_point(request, pk, point, returns.noted_for)
        require(may.can_change_point(request.user, self.point))
        return super().dispatch(request, pk, point)

    def get(self, request, pk, point):
        words = deeds.point_words(self.point)
        return self.show(PointForm(initial=words), mark_of(words))

    def post(self, request, pk, point):
        if "drop" in request.POST:
            deeds.drop_point(point=self.point, actor=request.user)
            messages.success(request, f"已删除对“{self.point.place_label}”的退回意见。")
            return redirect("applications:returns", pk)
        form, seen = PointForm(request.POST), read_version(request.POST.get("version"))
        if not form.is_valid():
            return self.show(form, seen)
        try:
            deeds.change_point(point=self.point, seen=seen, actor=request.user, **form.cleaned_data)
        except EditConflict as conflict:
            return self.show(form, conflict.version, conflict)
        messages.success(request, "退回意见已修改。")
        return redirect("applications:returns", pk)

    def show(self, form, version, conflict=None):
        context = {
            "heading": f"修改退回意见：{self.point.place_label}",
            "crumbs": returns_crumbs(self.point.application),
            "form": form,
            "version": version,
            "conflict": conflict,
            "may_drop": True,
            "cancel_url": reverse("applications:returns", args=[self.point.application_id]),
        }
        status = REFUSED if form.is_bound else 200
        return render(self.request, "applications/returns/note.html", context, status=status)


# --- settling ------------------------------------------------------------------------------


class PointVerdict(View):
    """POST only: 已改到位 or 未到位."""

    def post(self, request, pk, point):
        found = find_point(request, pk, point, returns.readable)
        if (verdict := request.POST.get("verdict")) not in VERDICTS:
            raise Http404
        deeds.settle_point(point=found, settled=VERDICTS[verdict], actor=request.user)
        word = "已改到位" if VERDICTS[verdict] else "未到位"
        messages.success(request, f"“{found.place_label}”已记为{word}。")
        came_from = own_page(request.POST.get("back", ""))
        if came_from:
            return redirect(f"{came_from.partition('#')[0]}#point-{found.pk}")
        return redirect(guards.answer_url(found.round, found))
