"""Answers to the points of a round: each while it is typed, all of them with the button."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views import View

from applications import guards, returns
from applications import permissions as may
from applications.forms.returns import AnswerForm
from applications.models import Application, ReturnPoint
from applications.services import returns as deeds
from applications.services.stale import mark_of
from applications.views.answers import (
    CLOSED,
    CONFLICT,
    REFUSED,
    clock_time,
    conflict_head,
    find,
    is_fetch,
    not_now,
    read_version,
)
from applications.views.returns import (
    answer_form,
    find_point,
    find_round,
    show_round,
    with_round,
)
from portal.editing import EditConflict
from portal.models import User
from portal.text import clean_text


@dataclass(slots=True)
class Answer:
    """What somebody sent to one point, and what has become of it; ``seen`` marks the text that
    the box was filled from."""

    point: ReturnPoint
    form: AnswerForm
    seen: int
    saved: ReturnPoint | None = None
    conflict: EditConflict | None = None
    closed: str = ""

    @property
    def is_touched(self) -> bool:
        """Whether the box holds another text than it was filled with."""
        return mark_of({"answer": clean_text(self.form["answer"].value())}) != self.seen

    def save(self, user: User) -> None:
        """Store it, or keep why not."""
        if not (decision := may.can_answer(user, self.point)):
            self.closed = decision.reason
        elif self.form.is_valid():
            self._store(user)

    def _store(self, user: User) -> None:
        try:
            self.saved = deeds.answer_point(
                point=self.point, seen=self.seen, actor=user, **self.form.cleaned_data
            )
        except EditConflict as conflict:
            self.conflict = conflict
        except PermissionDenied as over:
            self.closed = str(over)


def read_answer(point: ReturnPoint, text: str, version: str) -> Answer:
    return Answer(point, answer_form(point, {"answer": text}), read_version(version))


# --- what the page says --------------------------------------------------------------------


def told(
    request: HttpRequest, application: Application, number: int, answers: Sequence[Answer]
) -> HttpResponse:
    """What is stored stays stored; the rest is shown once more with what stands in its way."""
    failing = [answer for answer in answers if answer.saved is None]
    if closed := next((answer.closed for answer in failing if answer.closed), ""):
        return too_late(request, application, number, failing, reason=closed)
    if failing:
        if len(failing) < len(answers):
            messages.warning(request, "其余修改说明已保存，请修改标出的内容后再保存。")
        conflict = both_texts(failing)
        more = {"conflict": conflict, "status": CONFLICT if conflict else REFUSED}
        sent = {answer.point.pk: answer for answer in failing}
        return show_round(request, application, number, sent=sent, **more)
    if len(answers) == 1:
        (point,) = (answer.point for answer in answers)
        messages.success(request, f"已保存对“{point.place_label}”的修改说明。")
        return redirect(guards.answer_url(point.round, point))
    messages.success(
        request, f"已保存{len(answers)}条修改说明。" if answers else "修改说明已保存。"
    )
    return redirect("applications:return_round", application.pk, number)


def both_texts(answers: Sequence[Answer]) -> EditConflict | None:
    """What colleagues have written meanwhile, all in one; None when nobody has."""
    found = [(one.point, one.conflict) for one in answers if one.conflict]
    if not found:
        return None
    _, first = found[0]
    fields = {
        str(point.pk): replace(both, label=point.place_label)
        for point, conflict in found
        for both in conflict.fields.values()
    }
    return EditConflict(who=first.who, when=first.when, version=first.version, fields=fields)


def too_late(
    request: HttpRequest,
    application: Application,
    number: int,
    answers: Sequence[Answer],
    *,
    reason: str,
) -> HttpResponse:
    """The round went back meanwhile, or this is not for the reader to answer."""
    is_own = may.is_of_unit(request.user, application)
    if not (is_own and all(answer.point.is_of_unit for answer in answers)):
        raise PermissionDenied(reason)
    for answer in answers:
        answer.form.fields["answer"].label = answer.point.place_label
    kept = [answer.form["answer"] for answer in answers]
    story = {"reason": reason, "kept": kept}
    return show_round(request, application, number, too_late=story, status=CLOSED)


class RoundPage(View):
    """One round: what is open, until when, and a box for each answer, saved together."""

    def get(self, request, pk, number):
        return show_round(request, find(request, pk), number)

    def post(self, request, pk, number):
        application = find(request, pk)
        round_ = find_round(application, request.user, number)
        points = {str(point.pk): point for point in with_round(application, round_)}
        answers = [answer for answer in self.sent(points) if answer.is_touched]
        for answer in answers:
            answer.save(request.user)
        return told(request, application, number, answers)

    def sent(self, points):
        """The boxes in the order of the page: each has its point and the mark of its text."""
        columns = (self.request.POST.getlist(name) for name in ("point", "version", "answer"))
        for key, version, text in zip(*columns, strict=False):
            if key not in points:
                raise Http404
            yield read_answer(points[key], text, version)


# --- what its script is told ---------------------------------------------------------------


class PointAnswer(View):
    """POST only: what was mended at one point, also while it is typed; a second window sees both
    texts, and whoever comes too late keeps what was typed."""

    def post(self, request, pk, point):
        found = find_point(request, pk, point, returns.readable)
        sent = request.POST
        answer = read_answer(found, sent.get("answer", ""), sent.get("version", ""))
        answer.save(request.user)
        if is_fetch(request):
            return self.said(answer)
        return told(request, found.application, found.round.number, [answer])

    def said(self, answer):
        if answer.closed:
            return not_now(self.request, answer.point.application, answer.closed)
        if answer.conflict:
            fields = {name: asdict(both) for name, both in answer.conflict.fields.items()}
            story = {**conflict_head(answer.conflict, self.request.user), "fields": fields}
            return JsonResponse({"conflict": story}, status=CONFLICT)
        errors = {name: list(sentences) for name, sentences in answer.form.errors.items()}
        saved = answer.saved
        version = mark_of({"answer": saved.answer}) if saved else answer.seen
        at = clock_time(saved.answered_at) if saved else ""
        return JsonResponse({"version": version, "saved_at": at, "errors": errors})
