"""Standards as the province keeps them: every version, its tree, drafts, publication."""

from io import BytesIO

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views import View

from portal.access import require
from portal.locking import find_record
from scoring import documents
from scoring.changes import shown_rows
from scoring.forms.standards import HeadForm, LeafForm
from scoring.models import RuleSet
from scoring.outline import outline_of
from scoring.permissions import can_keep_standards
from scoring.services import standards
from scoring.standards import StandardRefused, document_of, find_standard, is_in_use

REFUSED = 422
STANDARDS = ("评分标准", reverse_lazy("scoring:standards"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StandardPage(View):
    """A page of the province alone; ``standard`` is the version of the address."""

    def dispatch(self, request, *args, pk=None, **kwargs):
        require(can_keep_standards(request.user))
        self.standard = get_object_or_404(RuleSet, pk=pk) if pk else None
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self):
        own = [(str(self.standard), self.standard.get_absolute_url())] if self.standard else []
        return [STANDARDS, *own]

    def show(self, template, status=200, **context):
        context = {"standard": self.standard, "crumbs": self.crumbs(), **context}
        return render(self.request, f"scoring/standards/{template}.html", context, status=status)

    def not_now(self, refusal):
        messages.error(self.request, str(refusal))
        return redirect(self.standard)


def workbook(content, name):
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)


# --- reading ---------------------------------------------------------------------------------


class StandardList(StandardPage):
    """Every standard with its versions, the newest first."""

    def get(self, request):
        rows = RuleSet.objects.annotate(leaf_count=Count("leaves")).order_by("code", "-version")
        current = {row.code: row.pk for row in reversed(rows) if row.is_published}
        return self.show("list", rows=rows, current=set(current.values()), crumbs=[])


class StandardDetail(StandardPage):
    """One version as a tree, each leaf with its rule in words."""

    def get(self, request):
        parts = outline_of(self.standard).parts
        latest = find_standard(self.standard.code)
        return self.show(
            "detail",
            crumbs=[STANDARDS],
            rows=shown_rows(document_of(self.standard)),
            parts=parts,
            leaf_count=sum(len(part.items) for part in parts),
            is_latest=latest == self.standard,
            is_used=is_in_use(self.standard),
            may_edit=not self.standard.is_published,
        )


class StandardWorkbook(StandardPage):
    """The version as the workbook that an import reads."""

    def get(self, request):
        content = documents.workbook_of(document_of(self.standard))
        return workbook(content, f"{self.standard.title}_第{self.standard.version}版.xlsx")


class StandardTemplate(StandardPage):
    """The empty workbook."""

    def get(self, request):
        return workbook(documents.template(), "评分标准模板.xlsx")


# --- mending a draft ---------------------------------------------------------------------------


class DraftForm(StandardPage):
    """A form about a draft; a published version has none."""

    template = "form"

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except standards.NotNow as refusal:
            return self.not_now(refusal)

    def get(self, request, **kwargs):
        if self.standard.is_published:
            raise standards.NotNow("已发布的标准不能修改；需要改动的，请修改工作簿后导入为新版本。")
        return self.page(self.form(**kwargs))

    def post(self, request, **kwargs):
        form = self.form(request.POST, **kwargs)
        if not form.is_valid():
            return self.page(form)
        try:
            self.save(form, request.POST.get("seen", ""), **kwargs)
        except StandardRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
            return self.page(form)
        messages.success(request, "草稿已保存。")
        return redirect(self.standard)

    def page(self, form):
        status = REFUSED if form.is_bound else 200
        return self.show(self.template, status, form=form, heading=self.heading(form))


class HeadEdit(DraftForm):
    """名称, 依据, 严格二值."""

    def form(self, data=None):
        draft = find_record(
            RuleSet.objects, pk=self.standard.pk
        )  # a bound form writes into its instance
        return HeadForm(data, instance=draft)

    def save(self, form, seen):
        standards.change_head(
            ruleset=self.standard, values=form.cleaned_data, seen=seen, actor=self.request.user
        )

    def heading(self, form):
        return "修改标准草稿"


class LeafEdit(DraftForm):
    """How one leaf is scored."""

    def form(self, data=None, *, number):
        rows = document_of(self.standard)["rows"]
        row = next((row for row in rows if row["number"] == number and "leaf" in row), None)
        if row is None:
            raise Http404
        return LeafForm(row, data)

    def save(self, form, seen, *, number):
        standards.change_leaf(
            ruleset=self.standard,
            number=number,
            values=form.cleaned_data,
            seen=seen,
            actor=self.request.user,
        )

    def heading(self, form):
        return f"修改评分规则：{form.row['number']} {form.row['text']}（{form.row['points']}分）"


# --- for good -----------------------------------------------------------------------------------


class Confirmation(StandardPage):
    """A question with its consequences; the deed is done once somebody says yes."""

    def get(self, request):
        problems = ["该版本已发布，不能再办理。"] if self.standard.is_published else []
        return self.show("confirm", problems=problems, cancel_url=self.url(), **self.words())

    def post(self, request):
        try:
            done = self.deed(request.POST.get("seen", ""))
        except standards.NotNow as refusal:
            return self.not_now(refusal)
        messages.success(request, done)
        return redirect(self.target())

    def url(self):
        return self.standard.get_absolute_url()

    def target(self):
        return self.url()


class Publication(Confirmation):
    """发布: the draft is in force and never changes again."""

    def words(self):
        return {
            "heading": "发布标准",
            "question": f"发布“{self.standard}”？",
            "consequences": [
                "发布后该版本固定，不能修改、不能删除；以后的改动成为新版本。",
                "新建批次可以选用；已有批次仍用各自原来的版本。",
            ],
            "submit_label": "发布",
        }

    def deed(self, seen):
        done = standards.publish(ruleset=self.standard, seen=seen, actor=self.request.user)
        return f"已发布“{done}”，新建批次可以选用。"


class Removal(Confirmation):
    """删除草稿."""

    def words(self):
        return {
            "heading": "删除草稿",
            "question": f"删除草稿“{self.standard}”？",
            "consequences": ["草稿删除后不能恢复，需要时请重新导入；已发布的版本不受影响。"],
            "submit_label": "删除草稿",
            "danger": True,
        }

    def deed(self, seen):
        standards.delete_draft(ruleset=self.standard, seen=seen, actor=self.request.user)
        return "草稿已删除。"

    def target(self):
        return reverse("scoring:standards")
