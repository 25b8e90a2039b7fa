"""What a complete and legal 报告书 holds: invented, plausible, within every limit."""

import io
from collections.abc import Iterable
from copy import copy
from datetime import date
from decimal import Decimal
from functools import cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfWriter

from applications import digests, evidence, people
from applications.choices import UNIT_SECTIONS, Binding, InvestmentCategory, Supplier
from applications.models import (
    Application,
    Attachment,
    CatalogueItem,
    Dossier,
    EvidenceLink,
    InvestmentLine,
    StaffingLine,
)
from portal import clock
from portal.choices import Nature
from tests.factories.portal import UserFactory
from tests.factories.scoring import fill

PAPER = "attachment/tests/paper.pdf"
SENTENCE = (
    "依托岢岚山谷的森林与温泉，开展标准宣贯、产品开发、服务提升和人员培训，不断完善设施设备。"
)
FACTS = {
    "head_name": "梁云舟",
    "declared_on": date(2023, 8, 1),
    "zone_name": "青岚谷文旅康养示范区",
    "unit_name": "青岚谷康养有限公司",
    "credit_code": "91149901MA0TE5T01L",
    "nature": Nature.PRIVATE,
    "contact_name": "温小禾",
    "contact_phone": "0351-0000000",
    "address": "山西省太原市小店区青岚谷1号",
    "email": "office@example.com",
    "area_km2": Decimal("3.5"),
    "invested_wan": Decimal("3200.00"),
    "employees": 120,
    "opened_on": date(2021, 5, 18),
    "opened_has_day": True,
    "revenue_year_wan": Decimal("1860.50"),
    "revenue_half_wan": Decimal("920.00"),
    "visits_year": 86000,
    "visits_half": 41000,
    "honours": "省级乡村旅游示范村",
    "achievements": SENTENCE * 13,
    "operations": SENTENCE * 7,
    "direction": SENTENCE * 7,
}


def complete(application: Application) -> Application:
    """Fill in everything that 形式审查 asks of the unit."""
    unit = application.organisation
    unit.zone_name = FACTS["zone_name"]
    unit.save(update_fields=["zone_name"])
    as_registered = {"unit_name": unit.name, "credit_code": unit.credit_code or ""}
    facts = {**FACTS, **as_registered, "declared_on": clock.today()}
    Dossier.objects.filter(pk=application.pk).update(**facts)
    application.dossier.refresh_from_db()
    application.sections.filter(name__in=UNIT_SECTIONS).update(version=1)
    _tables(application)
    fill(application.self_check)
    hand_in(application, Supplier.UNIT)
    prove(application)
    return application


def _tables(application: Application) -> None:
    application.investment_lines.all().delete()
    application.staffing_lines.all().delete()
    lines = [
        (InvestmentCategory.BUILDINGS, "康养木屋", 2000),
        (InvestmentCategory.GREENING, "步道", 1200),
    ]
    InvestmentLine.objects.bulk_create(
        InvestmentLine(
            application=application,
            category=category,
            position=1,
            purpose=purpose,
            term="2021.03—2022.10",
            amount_wan=amount,
            paid_wan=amount - 100,
            unpaid_wan=100,
        )
        for category, purpose, amount in lines
    )
    counts = {"contracted": 120, "paid": 118, "insured": 110, "taxed": 112}
    StaffingLine.objects.create(
        application=application, position=1, form="全日制劳动合同", **counts
    )


def hand_in(application: Application, supplier: Supplier) -> None:
    """Put a file into each required slot of ``supplier`` that is bound to no version."""
    slots = application.batch.catalogue.filter(supplier=supplier, is_required=True, binding="")
    _put_files(application, slots)


def hand_in_scan(application: Application, binding: Binding) -> Attachment:
    """Put a scan of the present version into the slot of ``binding``."""
    item = application.batch.catalogue.get(binding=binding)
    return put_file(application, item, digests.current_digest(application, binding))


def put_file(application: Application, item: CatalogueItem, bound_digest: str = "") -> Attachment:
    """Put a one-page PDF into a slot; the file before it is kept as replaced."""
    return _put_files(application, [item], bound_digest)[0]


def _put_files(
    application: Application, slots: Iterable[CatalogueItem], bound_digest: str = ""
) -> list[Attachment]:
    present = application.attachments.filter(item__in=slots, replaced_at__isnull=True)
    present.update(replaced_at=clock.now())
    file = {
        "file": _stored_paper(),
        "size": len(paper()),
        "content_type": "application/pdf",
        "pages": 1,
        "uploaded_by": people.of_unit(application).first() or UserFactory(),
        "uploaded_at": clock.now(),
        "bound_digest": bound_digest,
    }
    return Attachment.objects.bulk_create(
        Attachment(
            application=application,
            item=item,
            name=f"{item.code}.pdf",
            sha256=f"{item.pk:064x}",
            **file,
        )
        for item in slots
    )


def prove(application: Application) -> None:
    """Let every leaf point to the first page of the unit's first paper, and to nothing else."""
    application.evidence.all().delete()
    numbers = application.self_check.marks.values_list("leaf__number", flat=True)
    link = point(application, numbers[0])
    others = [copy(link) for _ in numbers[1:]]
    for other, number in zip(others, numbers[1:], strict=True):
        other.pk, other.number = None, number
    EvidenceLink.objects.bulk_create(others)


def point(application: Application, number: str, first: int = 1, last: int = 1) -> EvidenceLink:
    """Let a leaf point to pages of the unit's first paper, whatever the status."""
    links = application.evidence.filter(number=number)
    return EvidenceLink.objects.create(
        application=application,
        number=number,
        position=links.count() + 1,
        attachment=evidence.files_of(application).first(),
        first_page=first,
        last_page=last,
        added_by=people.of_unit(application).first() or UserFactory(),
        added_at=clock.now(),
    )


@cache
def paper() -> bytes:
    """A PDF of one blank A4 page."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _stored_paper() -> str:
    if not default_storage.exists(PAPER):
        default_storage.save(PAPER, ContentFile(paper()))
    return PAPER
