"""What several stages of a rehearsal do: make a move, put files into slots."""

from django.core.files.uploadedfile import SimpleUploadedFile

from applications import digests
from applications.choices import Binding, Supplier
from applications.lifecycle import application_lifecycle
from applications.models import Application
from applications.services import attachments
from portal.models import User
from reports.rehearsal import papers


def move(application: Application, name: str, actor: User, note: str = "", **details) -> None:
    application_lifecycle.perform(application, name, actor=actor, note=note, details=details)


def hand_in(application: Application, supplier: Supplier, actor: User) -> None:
    """A file in every required slot of ``supplier`` that no version binds."""
    wanted = application.batch.catalogue.filter(supplier=supplier, is_required=True, binding="")
    for item in wanted:
        _put(application, item, actor, "")


def hand_in_scan(application: Application, binding: Binding, actor: User) -> None:
    item = application.batch.catalogue.get(binding=binding)
    code = digests.check_code(digests.current_digest(application, binding))
    _put(application, item, actor, code)


def _put(application: Application, item, actor: User, code: str) -> None:
    content = papers.pdf(f"{application.pk}-{item.code}", pages=1 + item.position % 3)
    upload = SimpleUploadedFile(f"{item.code}.pdf", content, "application/pdf")
    attachments.attach_file(
        application=application, item=item, upload=upload, actor=actor, check_code=code
    )
