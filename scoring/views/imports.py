"""A standard from a workbook: upload, look, keep as a draft."""

from collections import Counter

from django.contrib import messages
from django.shortcuts import redirect

from portal.previews import seal, unseal
from portal.worksheets import ImportRefused
from scoring.changes import CHANGED, GONE, NEW, SAME, compare, head_changes, shown_rows
from scoring.forms.standards import UploadForm
from scoring.imports import read_standard
from scoring.models import RuleSet
from scoring.services import standards
from scoring.standards import StandardRefused, digest_of, document_of, find_standard
from scoring.views.standards import REFUSED, STANDARDS, StandardPage


class StandardImport(StandardPage):
    """GET asks for the file; a POST with it shows a preview, a confirmed preview is stored."""

    def get(self, request):
        return self.page(UploadForm())

    def post(self, request):
        if "document" in request.POST:
            return self.confirm(request.POST["document"])
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, REFUSED)
        given = {name: form.cleaned_data[name] for name in ("code", "title", "source")}
        try:
            reading = read_standard(form.cleaned_data["file"].file, given)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
            return self.page(form, REFUSED)
        return self.preview(reading)

    def page(self, form, status=200):
        heading, cancel_url = "导入评分标准", STANDARDS[1]
        return self.show("import", status, form=form, heading=heading, cancel_url=cancel_url)

    # --- preview -------------------------------------------------------------------------

    def preview(self, reading):
        document = reading.document
        context = {
            "heading": "核对导入的标准",
            "reading": reading,
            "document": document,
            "rows": shown_rows(document),
        }
        if reading.troubles:
            return self.show("preview", REFUSED, **context)
        seen = standards.draft_digest(document["code"])
        return self.show(
            "preview",
            **context | self.compared(document),
            leaf_count=sum("leaf" in row for row in document["rows"]),
            has_draft=bool(seen),
            sealed=seal({"document": document, "seen": seen}, salt=self.salt),
        )

    def compared(self, document):
        """What is new, changed and gone against the version in force."""
        latest = find_standard(document["code"])
        if latest is None:
            return {}
        old = document_of(latest)
        rows = compare(old, document)
        counts = Counter(row.action for row in rows)
        return {
            "latest": latest,
            "same": self.same(document),
            "rows": [row for row in rows if row.action != SAME],
            "counts": [(word, counts[word]) for word in (NEW, CHANGED, SAME, GONE)],
            "head_changes": head_changes(old, document),
        }

    def same(self, document):
        """The published version that says the same."""
        versions = RuleSet.objects.published().filter(code=document["code"])
        return versions.filter(digest=digest_of(document)).first()

    # --- confirmation ----------------------------------------------------------------------

    def confirm(self, text):
        try:
            kept = unseal(text, salt=self.salt)
            stored = standards.import_draft(**kept, actor=self.request.user)
        except (ImportRefused, StandardRefused, standards.NotNow) as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        if stored.is_new:
            messages.success(self.request, "已保存为草稿。请核对后发布，发布前批次不能选用。")
        else:
            messages.info(self.request, f"与第{stored.ruleset.version}版相同，没有导入。")
        return redirect(stored.ruleset)

    @property
    def salt(self):
        return f"standard-import:{self.request.user.pk}"
