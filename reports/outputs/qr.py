"""The square beside a check code: it leads to the public page that says what the code is worth."""

import io

import segno
from django.conf import settings
from django.urls import reverse


def address(code: str) -> str:
    """Where the code is answered, under the portal's own name."""
    return f"{settings.PUBLIC_URL}{reverse('public:verdict', args=[code])}"


def image(code: str) -> bytes:
    """An SVG of the address; a quarter of it may be soiled."""
    picture = io.BytesIO()
    segno.make(address(code), error="m", micro=False).save(
        picture, kind="svg", border=0, xmldecl=False, omitsize=True
    )
    return picture.getvalue()
