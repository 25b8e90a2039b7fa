"""The scans of 五 and 七 are numbered by their code; their old titles said the number again.

Only where nobody has worded the title anew, and only while the batch takes applications: what
is closed stays as it was printed. Nothing sealed holds a title, versions know slots by code.
"""

from django.db import migrations
from django.utils import timezone

OLD_AND_NEW = {
    "1-五": ("五、初评意见盖章扫描件", "初评意见盖章扫描件"),
    "1-七": ("七、文旅康养示范区评定结果签字扫描件", "文旅康养示范区评定结果签字扫描件"),
}
STILL_TO_CLOSE = ("preparing", "open")


def number_once(apps, schema_editor):
    """Take the number out of the titles, and leave the old words on record."""
    items = apps.get_model("applications", "CatalogueItem")
    entries = apps.get_model("portal", "AuditEntry")
    for code, (old, new) in OLD_AND_NEW.items():
        rows = items.objects.filter(code=code, title=old, batch__status__in=STILL_TO_CLOSE)
        for item in rows:
            entries(
                at=timezone.now(),
                actor_name="系统",
                action="change_material",
                label="修改材料目录项",
                target_type="applications.catalogueitem",
                target_id=str(item.pk),
                details={"batch": item.batch_id, "changes": {"title": [old, new]}},
            ).save()
        rows.update(title=new)


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0005_urge_units_that_have_not_begun"),
        ("portal", "0002_add_mail_and_calendar"),
    ]

    # Both wordings are right: going back takes nothing away.
    operations = [migrations.RunPython(number_once, migrations.RunPython.noop)]
