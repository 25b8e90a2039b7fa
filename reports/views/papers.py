"""Yearly papers: the completeness of a year, one paper, its files, its moves."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications.forms.attachments import UploadForm
from applications.forms.moves import MoveForm
from applications.uploads import MAX_BYTES, UploadRefused
from applications.views.answers import REFUSED, is_fetch, refused
from applications.views.moves import MovePage
from portal import clock
from portal.access import require
from portal.choices import Role
from portal.views.downloads import stored_download
from portal.workflow import TransitionRefused
from reports import papers, roster
from reports.charts import completeness
from reports.choices import PAPER_DUTIES, Duty, PaperStatus
from reports.forms.papers import PaperFilter
from reports.lifecycle import paper_lifecycle
from reports.matrix import Tally
from reports.models import PaperVersion
from reports.periods import FIRST_MONTH, year_of
from reports.permissions import can_hand_in_paper, can_read_months
from reports.services import papers as services
from reports.views.matrix import bar, rate
from reports.years import read_year

#: Handing in goes with a file, so it is no button.
BY_HAND = tuple(name for name in paper_lifecycle.transitions if name != "hand_in")


def refuse_year(year):
    if not FIRST_MONTH.year <= year <= clock.today().year:
        raise Http404


# --- a year --------------------------------------------------------------------------------


class PapersNow(View):
    """The papers of this year."""

    def get(self, request):
        require(can_read_months(request.user))
        return redirect("reports:papers", clock.today().year)


class PaperList(View):
    """Organisation by paper, as far as the reader may know it; filters stand in the address."""

    def get(self, request, year):
        require(can_read_months(request.user))
        refuse_year(year)
        found = roster.organisations_for(request.user)
        form = PaperFilter(request.GET, rows=papers.rows_of(found, year))
        rows = form.shown()
        years = range(FIRST_MONTH.year, clock.today().year + 1)
        context = {
            "heading": f"{year}年实施方案、工作情况报告",
            "year": year,
            "years": [other for other in years if other != year],
            "filter": form,
            "rows": rows,
            "duties": [self.head(duty, year, rows) for duty in PAPER_DUTIES],
            "charts": charts(rows),
        }
        return render(request, "reports/papers/list.html", context)

    def head(self, duty, year, rows):
        """The head of one paper's columns: until when, how many, whom to 催报."""
        cells = [row.cell(duty) for row in rows]
        tally = Tally.of(cells)
        days = {cell.due for cell in cells}
        may_urge = self.request.user.has_role(Role.PROVINCE_OFFICER, Role.CITY_OFFICER)
        return {
            "label": duty.label,
            "due": days.pop() if len(days) == 1 else None,
            "tally": tally,
            "rate": rate(tally),
            "waiting": sum(cell.paper.status == PaperStatus.SUBMITTED for cell in cells),
            "forwarded": sum(cell.paper.status == PaperStatus.FORWARDED for cell in cells),
            "urge_query": urge_query(duty, year) if may_urge and tally.missing else "",
        }


def urge_query(duty, year):
    """What the page of 催报 is asked with."""
    return f"duty={duty.value}&period={year_of(year).isoformat()}"


def charts(rows):
    """A bar a city for each paper, where there are several."""
    cities = {row.organisation.city: [] for row in rows}
    for row in rows:
        cities[row.organisation.city].append(row)
    if len(cities) < 2:
        return []
    return [
        completeness(
            f"{duty.label}报送情况",
            [
                bar(city.name, Tally.of(row.cell(duty) for row in own))
                for city, own in cities.items()
            ],
        )
        for duty in PAPER_DUTIES
    ]


# --- one paper -----------------------------------------------------------------------------


def find_cell(request, pk, year, duty):
    """The paper, stored or not yet, if this person may know the organisation."""
    refuse_year(year)
    if duty not in [one.value for one in PAPER_DUTIES]:
        raise Http404
    organisation = get_object_or_404(roster.organisations_for(request.user), pk=pk)
    return papers.cell_of(organisation, year, Duty(duty))


def list_crumbs(paper):
    """The way up to the year's papers."""
    page = reverse("reports:papers", args=[paper.year])
    return [(f"{paper.year}年实施方案、工作情况报告", page)]


class PaperPage(View):
    """Title, due date, versions, what happened; for the 工作情况报告 also the year's material."""

    def get(self, request, pk, year, duty):
        cell = find_cell(request, pk, year, duty)
        paper = cell.paper
        events = papers.timeline(paper)
        hand_in = paper_lifecycle.transitions["hand_in"]
        context = {
            "cell": cell,
            "paper": paper,
            "organisation": paper.organisation,
            "heading": f"{paper.organisation.name}{year}年{cell.title}",
            "crumbs": list_crumbs(paper),
            "versions": self.versions(paper),
            "events": events,
            "returned": events[0] if paper.status == PaperStatus.RETURNED else None,
            "moves": moves_of(request.user, paper),
            "may_upload": can_hand_in_paper(request.user, paper) and paper.status in hand_in.source,
            "max_bytes": MAX_BYTES,
            "kinds": " ".join(services.SUFFIXES),
            "accept": ",".join(services.SUFFIXES),
            "others": [other for other in PAPER_DUTIES if other != duty],
            **(material(paper) if duty == Duty.REPORT else {}),
        }
        return render(request, "reports/papers/paper.html", context)

    def versions(self, paper):
        if paper.pk is None:
            return []
        return list(paper.versions.select_related("uploaded_by").order_by("-number"))


def material(paper):
    """What the year's ledger holds for whoever writes the 工作情况报告."""
    return {
        "material": read_year(paper.organisation, paper.year),
        "projects": paper.organisation.projects.all(),
    }


def moves_of(user, paper):
    """What ``user`` may do now, beside handing in."""
    return [
        move
        for name, move in paper_lifecycle.transitions.items()
        if name in BY_HAND and paper.status in move.source and move.allowed(user, paper)
    ]


class PaperUpload(View):
    """POST only: one file, which is handed in with its upload."""

    def post(self, request, pk, year, duty):
        self.paper = find_cell(request, pk, year, duty).paper
        decision = can_hand_in_paper(request.user, self.paper)
        if not decision and is_fetch(request):
            return refused(decision.reason, status=403)
        require(decision)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.refused(next(iter(form.errors.values()))[0])
        try:
            version = services.hand_in_paper(
                paper=self.paper, upload=form.cleaned_data["file"], actor=request.user
            )
        except (UploadRefused, TransitionRefused) as refusal:
            return self.refused(str(refusal))
        messages.success(request, f"“{version.name}”已上传报送（第{version.number}版）。")
        location = self.paper.get_absolute_url()
        return JsonResponse({"location": location}) if is_fetch(request) else redirect(location)

    def refused(self, sentence):
        if is_fetch(self.request):
            return refused(sentence, status=REFUSED)
        messages.error(self.request, sentence)
        return redirect(self.paper)


class PaperDownload(View):
    """One version of a paper, to whoever may read it."""

    def get(self, request, number, **key):
        paper = find_cell(request, **key).paper
        version = get_object_or_404(PaperVersion, paper=paper.pk, number=number)
        services.record_download(version=version, actor=request.user)
        return stored_download(version)


class PaperMove(MovePage):
    """报省, 退回, 审阅 of one paper."""

    lifecycle = paper_lifecycle
    templates = "reports/papers"

    def dispatch(self, request, move, **key):
        if move not in BY_HAND:
            raise Http404
        self.key = key
        return super().dispatch(request, None, move)

    def find(self, pk):
        self.cell = find_cell(self.request, **self.key)
        return self.cell.paper

    def crumbs(self):
        page = (self.record.organisation.name + self.cell.title, self.record.get_absolute_url())
        return [*list_crumbs(self.record), page]

    def form_class(self):
        return MoveForm

    def target_label(self):
        return PaperStatus(self.move.target).label

    def facts(self):
        versions = self.record.versions.order_by("-number") if self.record.pk else []
        return {"cell": self.cell, "version": next(iter(versions), None)}
