"""A file that somebody handed in, on its way out."""

from django.http import FileResponse

from portal.files import StoredFile

#: Kinds that a browser shows by itself, without running anything of ours or theirs.
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
#: All that such a file may do: be drawn by the browser's own viewer, in a frame of ours.
SHOWN_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


def stored_download(file: StoredFile) -> FileResponse:
    """Always a download, never shown inside our pages."""
    return _answer(file, as_attachment=True)


def stored_view(file: StoredFile) -> FileResponse:
    """Shown by the browser beside our page; only for a file of a kind in ``SHOWN``."""
    response = _answer(file, as_attachment=False)
    response["Content-Security-Policy"] = SHOWN_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _answer(file: StoredFile, *, as_attachment: bool) -> FileResponse:
    response = FileResponse(
        file.file.open("rb"),
        as_attachment=as_attachment,
        filename=file.name,
        content_type=file.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
