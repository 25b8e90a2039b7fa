"""其他材料: a table of slots, and the only door through which a file comes in or goes out."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications import slots, uploads
from applications.choices import EDITABLE, SectionName
from applications.forms.attachments import UploadForm, WaiveForm
from applications.models import Attachment
from applications.permissions import can_read_attachment, can_read_dossier, can_upload
from applications.services.attachments import (
    attach_file,
    record_download,
    record_viewing,
    remove_file,
    unwaive_item,
    waive_item,
)
from applications.uploads import UploadRefused
from applications.views.answers import REFUSED, find, is_fetch, not_now
from applications.views.unit import frame, next_url
from portal.access import require
from portal.views.downloads import SHOWN, stored_download, stored_view


class AttachmentList(View):
    """Every slot of the catalogue that this person may see."""

    def get(self, request, pk):
        application = find(request, pk)
        require(can_read_dossier(request.user, application))
        table = slots.slots_of(application, request.user)
        context = {
            **frame(application, SectionName.ATTACHMENTS),
            "slots": table,
            "may_upload": any(slot.can_upload for slot in table),
            "may_remove": application.status in EDITABLE,
            "used_mb": slots.used_bytes(table) / uploads.MEGABYTE,
            "limit_mb": uploads.MAX_BYTES // uploads.MEGABYTE,
            "max_bytes": uploads.MAX_BYTES,
            "kinds": " ".join(uploads.SUFFIXES),
            "accept": ",".join(uploads.SUFFIXES),
            "next_url": next_url(application, SectionName.ATTACHMENTS),
        }
        return render(request, "applications/unit/attachments.html", context)


class Upload(View):
    """POST only: one file into one slot."""

    def post(self, request, pk, item):
        application = find(request, pk)
        slot = get_object_or_404(application.batch.catalogue, pk=item)
        decision = can_upload(request.user, application, slot)
        if not decision and is_fetch(request):
            return not_now(request, application, decision.reason)
        require(decision)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.refused(application, slot, next(iter(form.errors.values()))[0])
        return self.attach(application, slot, form.cleaned_data)

    def attach(self, application, slot, data):
        try:
            attachment = attach_file(
                application=application,
                item=slot,
                upload=data["file"],
                actor=self.request.user,
                check_code=data["check_code"],
                replaces=self.replaced(application, slot, data["replaces"]),
            )
        except UploadRefused as refusal:
            return self.refused(application, slot, str(refusal))
        messages.success(self.request, f"“{attachment.name}”已上传到“{slot.code}”。")
        location = slot_url(application, slot, attachment)
        return (
            JsonResponse({"location": location}) if is_fetch(self.request) else redirect(location)
        )

    def replaced(self, application, slot, number):
        if not number:
            return None
        return get_object_or_404(application.attachments, item=slot, pk=number)

    def refused(self, application, slot, sentence):
        if is_fetch(self.request):
            return JsonResponse({"message": sentence}, status=REFUSED)
        messages.error(self.request, f"{slot.code} {slot.title}：{sentence}")
        return redirect(slot_url(application, slot))


class Waive(View):
    """POST only: 不适用 with its reason, or taken back with ``cancel``."""

    def post(self, request, pk, item):
        application = find(request, pk)
        slot = get_object_or_404(application.batch.catalogue, pk=item)
        require(can_upload(request.user, application, slot))
        if "cancel" in request.POST:
            unwaive_item(application=application, item=slot, actor=request.user)
            messages.success(request, f"“{slot.title}”已取消不适用，请上传文件。")
            return redirect(slot_url(application, slot))
        sentence = self.waive(application, slot)
        if sentence:
            messages.error(request, f"{slot.code} {slot.title}：{sentence}")
        else:
            messages.success(request, f"“{slot.title}”已填写为不适用。")
        return redirect(slot_url(application, slot))

    def waive(self, application, slot):
        """The sentence why it was refused; empty when it is done."""
        form = WaiveForm(self.request.POST)
        if not form.is_valid():
            return next(iter(form.errors.values()))[0]
        reason, actor = form.cleaned_data["reason"], self.request.user
        try:
            waive_item(application=application, item=slot, reason=reason, actor=actor)
        except UploadRefused as refusal:
            return str(refusal)
        return ""


class Download(View):
    """A file of an application."""

    def get(self, request, pk, attachment):
        file = find_file(request, pk, attachment)
        require(can_read_attachment(request.user, file))
        record_download(attachment=file, actor=request.user)
        return stored_download(file)


class Inline(View):
    """A file of an application, shown by the browser; other kinds are downloaded.

    Written down once a session: a reader goes to and fro between pages.
    """

    def get(self, request, pk, attachment):
        file = find_file(request, pk, attachment)
        require(can_read_attachment(request.user, file))
        if file.content_type not in SHOWN:
            return redirect(file)
        viewed = request.session.get("viewed", [])
        if file.pk not in viewed:
            record_viewing(attachment=file, actor=request.user)
            request.session["viewed"] = [*viewed, file.pk]
        return stored_view(file)


class Remove(View):
    """POST only: retire a file before the application is handed in; it is kept."""

    def post(self, request, pk, attachment):
        file = find_file(request, pk, attachment)
        require(can_upload(request.user, file.application, file.item))
        try:
            remove_file(attachment=file, actor=request.user)
        except UploadRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"“{file.name}”已移除，系统保留原文件和移除时间。")
        return redirect(slot_url(file.application, file.item))


def find_file(request, pk, attachment):
    """A file of an application that this person may know."""
    application = find(request, pk)
    rows = Attachment.objects.select_related("item").filter(application=application)
    file = get_object_or_404(rows, pk=attachment)
    file.application = application
    return file


def slot_url(application, slot, attachment=None):
    """The slot's place on the page; a new address after each upload, so that it loads anew."""
    page = reverse("applications:attachments", args=[application.pk])
    query = f"?saved={attachment.pk}" if attachment else ""
    return f"{page}{query}#slot-{slot.pk}"
