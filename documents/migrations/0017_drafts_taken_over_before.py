"""Drafts that went over by a hand-over before take-overs were written down: whoever has them now took them over."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone


def write_down(apps, schema_editor):
    document, take_over = apps.get_model("documents", "Document"), apps.get_model("documents", "TakeOver")
    handed_over = document.objects.filter(signed_at=None, handled_by__isnull=False).exclude(handled_by=F("drafted_by"))
    rows = [take_over(document_id=pk, taker_id=taker, at=timezone.now()) for pk, taker in handed_over.values_list("pk", "handled_by")]
    take_over.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("documents", "0016_take_overs")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
