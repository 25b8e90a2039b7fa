"""A file that somebody handed in, on its way out."""

from django.http import FileResponse

from portal.files import StoredFile


def stored_download(file: StoredFile) -> FileResponse:
    """Always a download, never shown inside our pages."""
    response = FileResponse(
        file.file.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=file.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
