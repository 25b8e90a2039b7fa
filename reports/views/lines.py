"""The line of one organisation in one month: written while it is typed, handed in, read."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from applications.views.answers import (
    CLOSED,
    CONFLICT,
    REFUSED,
    chosen,
    clock_time,
    conflict_head,
    is_fetch,
    read_version,
    refused,
)
from portal import clock
from portal.editing import EditConflict
from reports import roster
from reports.boxes import PARTS, choice_words, figure_name, is_box
from reports.completeness import line_not_ready, not_a_month
from reports.forms.lines import LineForm
from reports.lines import LineRecord, with_excuse
from reports.months import CityRecord
from reports.periods import FIRST_MONTH, next_month, previous_month
from reports.permissions import (
    can_read_city,
    can_write_line,
    can_write_plan,
    is_of_culture,
    is_of_unit,
)
from reports.services import lines as services
from reports.services.months import LineRefused


def read_month(year, month):
    """The first day of the month in an address; an address may name any."""
    try:
        return date(year, month, 1)
    except (ValueError, OverflowError) as error:
        raise Http404 from error


def find_organisation(user, pk, month):
    """The organisation as the roster reads it, if this person may know its ledger."""
    found = roster.read(with_excuse(roster.organisations_for(user).filter(pk=pk), month))
    if not found:
        raise Http404
    return found[0]


def not_now(request, heading, sentence):
    """There is no ledger at this address, and why."""
    context = {"heading": heading, "sentence": sentence}
    return render(request, "reports/ledger/not_now.html", context, status=404)


class LinePage(View):
    """GET: the page. POST: the changed boxes while somebody types, or all by the button."""

    def dispatch(self, request, pk, year, month):
        self.month = read_month(year, month)
        self.organisation = find_organisation(request.user, pk, self.month)
        self.heading = f"{self.organisation.name}{self.month.year}年{self.month.month}月台账"
        problems = [problem.text for problem in not_a_month(self.month)]
        if not problems and roster.kind_in(self.organisation, self.month) is None:
            problems = [f"本单位{self.month.year}年{self.month.month}月不在册，无需填报。"]
        if problems:
            return not_now(request, self.heading, problems[0])
        self.record = LineRecord(self.organisation, self.month)
        self.is_city = is_of_culture(request.user, self.organisation.city_id)
        return super().dispatch(request, pk, year, month)

    @property
    def place(self):
        """What the services ask for."""
        return {
            "organisation": self.organisation,
            "month": self.month,
            "actor": self.request.user,
        }

    def is_own(self):
        """Whether the line is this person's to write, were it open."""
        return self.is_city or is_of_unit(self.request.user, self.organisation)

    def decision(self):
        record = self.record
        return can_write_line(self.request.user, self.organisation, record.city_month, record.line)

    def url(self, name="line", month=None):
        month = month or self.month
        return reverse(f"reports:{name}", args=[self.organisation.pk, month.year, month.month])

    def place_on_city_page(self):
        return f"{self.record.city_month.get_absolute_url()}#unit-{self.organisation.pk}"

    # --- read ------------------------------------------------------------------------

    def get(self, request, pk, year, month):
        decision = self.decision()
        if not decision:
            return self.read(decision.reason)
        form = LineForm(self.record, is_city=self.is_city)
        form.show_hints()
        return self.show(form)

    def show(self, form, *, conflict=None, status=200):
        posted_version = self.request.POST.get("version", self.record.line.version)
        context = {
            **self.frame(),
            "form": form,
            "conflict": conflict,
            "version": conflict["version"] if conflict else posted_version,
            "is_unsaved": form.is_bound,
            "may_hand_in": is_of_unit(self.request.user, self.organisation),
        }
        return render(self.request, "reports/ledger/line.html", context, status=status)

    def read(self, reason, *, kept=(), status=200):
        """The line as text; ``reason`` is told to those who could write it otherwise."""
        context = {**self.frame(), "reason": reason if self.is_own() else "", "kept": kept}
        return render(self.request, "reports/ledger/line_read.html", context, status=status)

    def frame(self):
        before, after = previous_month(self.month), next_month(self.month)
        record = self.record
        return {
            "heading": self.heading,
            "crumbs": self.crumbs(),
            "record": record,
            "state": record.line.state,
            "earlier": self.url(month=before) if before >= FIRST_MONTH else "",
            "later": self.url(month=after) if after <= clock.today() else "",
            "plan_url": self.plan_url(),
        }

    def plan_url(self):
        """Where the year is planned, for those who plan it."""
        if not can_write_plan(self.request.user, self.organisation):
            return ""
        return reverse("reports:plan", args=[self.organisation.pk, self.month.year])

    def crumbs(self):
        city = self.record.city_month
        if can_read_city(self.request.user, city.city_id):
            return [(str(city), city.get_absolute_url())]
        year = reverse("reports:organisation_year", args=[self.organisation.pk, self.month.year])
        return [(f"{self.month.year}年月调度", year)]

    # --- write -----------------------------------------------------------------------

    def post(self, request, pk, year, month):
        self.read_form()
        is_valid = self.form.is_valid()
        if not (decision := self.decision()):
            return self.closed(decision.reason)
        if not is_valid and not is_fetch(request):
            return self.show(self.form, status=REFUSED)
        try:
            line = self.save()
            self.then()
        except EditConflict as conflict:
            return self.conflict(conflict)
        except PermissionDenied as refusal:
            return self.closed(str(refusal))
        except LineRefused as refusal:
            return self.refused(str(refusal))
        return self.saved(line) if is_fetch(request) else self.done()

    def read_form(self):
        """The boxes that were sent; those that were not stand as they are stored."""
        fetched, record = is_fetch(self.request), self.record
        posted = chosen(self.request.POST, lambda name: self.stored().get(name, ""))
        names = posted.getlist("changed") or posted
        self.names = [name for name in names if is_box(name)]
        with_figures = not fetched or any(name.startswith("task") for name in self.names)
        sent = {name: posted.get(name, "") for name in self.names}
        typed = {**self.stored(with_figures=with_figures), **sent}
        only = self.names if fetched else None
        self.form = LineForm(record, typed, only=only, is_city=self.is_city)

    def stored(self, *, with_figures=True):
        checked = "on" if self.record.line.checked_at else ""
        return {**self.record.boxes(with_figures=with_figures), "checked": checked}

    def save(self):
        """Store the valid boxes that were sent; nothing when none was."""
        if not self.names:
            return self.record.line
        return services.save_line(
            **self.place,
            values={n: text for n, text in self.form.values().items() if n in self.names},
            figures=self.form.entries,
            refused=self.form.refused(),
            reason=self.form.cleaned_data.get("reason", ""),
            version=read_version(self.request.POST.get("version")),
        )

    def then(self):
        """已核, as the city's box says."""
        if "checked" not in self.names or "checked" not in self.form.cleaned_data:
            return
        answer = services.check_lines(
            city=self.organisation.city_id,
            month=self.month,
            organisations=[self.organisation.pk],
            undo=not self.form.cleaned_data["checked"],
            actor=self.request.user,
        )
        for sentence in answer.left:
            self.form.add_error("checked", sentence)

    # --- answers ---------------------------------------------------------------------

    def saved(self, line):
        record = LineRecord(self.organisation, self.month)
        return JsonResponse(
            {
                "version": line.version,
                "saved_at": clock_time(line.saved_at),
                "errors": self.form.unstored(),
                "hints": record.hints(),
                "values": self.followed(record),
                "totals": self.totals(record),
            }
        )

    def followed(self, record):
        """Boxes that follow from others."""
        entries = self.form.entries
        texts = record.boxes(with_figures=bool(entries))
        figures = [figure_name(task, part) for task in entries for part in PARTS]
        return {name: texts[name] for name in ("request_kind", "nothing_reason", *figures)}

    def totals(self, record):
        """Words of the page that follow from the line: its state, what is wanted, per cent."""
        words = {"line-state": record.line.state.label}
        if self.form.entries:
            words |= {f"task{row.task.pk}_rate": row.rate for row in record.rows}
        if self.is_city:
            wanted = line_not_ready(record.line)
            words[self.place_on_city_page()] = wanted and f"“{self.organisation.name}”{wanted}"
            if "checked" in self.names:
                words["checked-count"] = CityRecord(record.city_month.city_id, self.month).count
        return words

    def done(self):
        for sentence in self.form.errors.get("checked", ()):
            messages.warning(self.request, sentence)
        messages.success(self.request, "本月进展已保存。")
        return self.back()

    def back(self):
        """To the page from which the form was sent."""
        if self.is_city and self.request.POST.get("back") == "city":
            return redirect(self.place_on_city_page())
        return redirect(self.url())

    def conflict(self, conflict):
        """Both texts; a tick of 已核 is asked about again, as the text under it is another."""
        fields = {
            name: {
                "label": both.label,
                "mine": both.mine,
                "theirs": both.theirs,
                "mine_text": choice_words(name, both.mine),
                "theirs_text": choice_words(name, both.theirs),
            }
            for name, both in conflict.fields.items()
        }
        if self.form.data.get("checked") and not self.record.line.checked_at:
            fields["checked"] = {
                "label": "已核",
                "mine": "on",
                "theirs": "",
                "mine_text": "标为“已核”",
                "theirs_text": "先看对方的修改，暂不核对",
            }
        story = {**conflict_head(conflict, self.request.user), "fields": fields}
        if is_fetch(self.request):
            current = LineRecord(self.organisation, self.month).boxes(with_figures=True)
            others = {name: text for name, text in current.items() if name not in self.names}
            return JsonResponse({"conflict": {**story, "current": others}}, status=CONFLICT)
        return self.show(self.form, conflict=story, status=CONFLICT) if fields else self.done()

    def closed(self, reason):
        """Nothing is stored and nothing typed is lost; strangers may not write at all."""
        if is_fetch(self.request):
            return refused(reason, status=CLOSED if self.is_own() else 403)
        if not self.is_own():
            raise PermissionDenied(reason)
        self.record = LineRecord(self.organisation, self.month)
        kept = [
            box for box in self.form if self.request.POST.get(box.name) and box.name != "checked"
        ]
        return self.read(reason, kept=kept, status=CLOSED)

    def refused(self, sentence):
        if is_fetch(self.request):
            return refused(sentence)
        self.form.add_error(None, sentence)
        return self.show(self.form, status=REFUSED)
