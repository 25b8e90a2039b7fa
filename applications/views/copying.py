"""沿用以往报告书: what would be taken over, then the deed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views import View

from applications.services import copying
from applications.views.answers import crumbs, find
from portal.access import require
from portal.numbers import read_key


class CopyDossier(View):
    """GET shows what is taken over and what is left empty; POST takes it over."""

    def dispatch(self, request, pk):
        self.application = find(request, pk)
        require(copying.can_copy(request.user, self.application))
        self.sources = copying.sources(self.application)
        if not self.sources:
            messages.info(request, "本单位没有以往批次的报告书可以沿用，请直接填写。")
            return redirect(self.application)
        return super().dispatch(request, pk)

    def get(self, request, pk):
        source = self.chosen(request.GET)
        context = {
            "application": self.application,
            "crumbs": crumbs(self.application),
            "sources": self.sources,
            "source": source,
            "parts": copying.preview(self.application, source),
        }
        return render(request, "applications/unit/copy.html", context)

    def post(self, request, pk):
        source = self.chosen(request.POST)
        copying.copy(application=self.application, source=source, actor=request.user)
        messages.success(
            request,
            f"已沿用{source.batch}的报告书，请逐部分核对、补充后保存；自检和材料须重新办理。",
        )
        return redirect(self.application)

    def chosen(self, data):
        """The source that was picked; the newest where none was."""
        wanted = read_key(data.get("source"))
        return next((row for row in self.sources if row.pk == wanted), self.sources[0])
