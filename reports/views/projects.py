"""重大项目 of one organisation: a sheet that saves itself, or a table to read."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from applications.forms.tables import typed_of_lines
from applications.views.answers import refused
from applications.views.grids import GridPage
from portal import clock
from portal.access import require
from reports.forms.projects import PROJECTS
from reports.forms.rows import read_named
from reports.models import Project, ProjectList
from reports.permissions import can_write_plan
from reports.services.projects import save_projects
from reports.views.plans import find_organisation


class ProjectsPage(GridPage):
    """The projects as they stand; they belong to no year."""

    table = PROJECTS

    def dispatch(self, request, pk):
        self.organisation = find_organisation(request.user, pk)
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.page(typed_of_lines(PROJECTS, self.lines()))

    def decision(self):
        return can_write_plan(self.request.user, self.organisation)

    def lines(self):
        return list(Project.objects.filter(organisation=self.organisation))

    def read(self, typed):
        return read_named(PROJECTS, typed)

    def store(self, rows, version):
        return save_projects(
            organisation=self.organisation, rows=rows, version=version, actor=self.request.user
        )

    def closed(self, reason):
        return refused(reason, status=403)

    def too_late(self, decision):
        require(decision)

    def saved(self):
        messages.success(self.request, "重大项目已保存。")
        return redirect(self.request.path)

    def page(self, typed, *, errors=(), conflict=None, status=200):
        lists = ProjectList.objects.filter(organisation=self.organisation)
        stored = lists.select_related("saved_by").first() or ProjectList()
        version = self.request.POST.get("version", stored.version)
        year = clock.today().year
        context = {
            "organisation": self.organisation,
            "heading": f"{self.organisation.name}重大项目",
            "crumbs": [
                (
                    f"{self.organisation.name}{year}年",
                    reverse("reports:organisation_year", args=[self.organisation.pk, year]),
                )
            ],
            "list": stored,
            "can_write": self.decision(),
            "grid_key": f"projects-{self.organisation.pk}",
            **self.grid(typed, version=version, errors=errors, conflict=conflict),
        }
        return render(self.request, "reports/plans/projects.html", context, status=status)
