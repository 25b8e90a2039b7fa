"""Photos taken on site: sent by the desk's script, shown beside the leaf."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views import View

from applications import desk, photos
from applications.models import SitePhoto
from applications.services.photos import remove_photo, store_photo
from applications.services.refusals import record_refusal
from applications.uploads import UploadRefused
from applications.views.answers import CLOSED, clock_time, refused
from applications.views.marks import OWNS, find_to_write
from applications.views.sheets import find
from portal import clock
from portal.views.downloads import stored_view
from scoring.outline import outline_of
from scoring.services import SheetLocked


class PhotoSave(View):
    """POST only: ``key`` and ``file`` add a photo to a leaf, ``key`` and ``remove`` take it away."""

    def post(self, request, pk, column, number):
        application, sheet = find_to_write(request, pk, column, number)
        if number not in outline_of(sheet.ruleset).items:
            raise Http404
        if not (decision := desk.can_write_leaf(request.user, application, column, number)):
            place = {"application": pk, "column": column, "number": number}
            record_refusal(**place, actor=request.user, reason=decision.reason)
            own = OWNS[column](request.user, application)
            return refused(decision.reason, status=CLOSED if own else 403)
        try:
            self.act(application, sheet, number)
        except SheetLocked as refusal:
            return refused(refusal, status=CLOSED)
        except UploadRefused as refusal:
            return refused(refusal)
        return JsonResponse({"saved_at": clock_time(clock.now())})

    def act(self, application, sheet, number):
        data, actor = self.request.POST, self.request.user
        place = {"sheet": sheet, "number": number, "key": _key(data), "actor": actor}
        if "remove" in data:
            return remove_photo(**place)
        if "file" not in self.request.FILES:
            raise UploadRefused("没有收到照片，请重新拍摄后上传。")
        return store_photo(application=application, upload=self.request.FILES["file"], **place)


def _key(data):
    try:
        return UUID(data.get("key", ""))
    except ValueError as error:
        raise UploadRefused("没有读懂照片的编号，请刷新页面后重新拍摄。") from error


class PhotoView(View):
    """A photo for whoever may see the marks of its sheet; ``?small=1`` for a copy of 320 pixels."""

    def get(self, request, pk, key):
        application = find(request, pk, "batch", "panel")
        sheets = photos.seen_sheets(request.user, application)
        photo = get_object_or_404(SitePhoto, application=application, key=key, sheet__in=sheets)
        if "small" in request.GET and photo.content_type == "image/jpeg":
            return HttpResponse(photos.small_copy(photo), content_type="image/jpeg")
        return stored_view(photo)
