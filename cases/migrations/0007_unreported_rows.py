"""未报自评 is no state of its own any more: rows that stood there go back to where their catalogue stands."""

from typing import Any

from django.db import migrations


def stand_by_catalogue(apps: Any, schema_editor: Any) -> None:
    waiting = apps.get_model("cases", "BatchUnit").objects.filter(state="self_report_missing")
    waiting.exclude(confirmed_at=None).update(state="catalogue_checked")
    waiting.filter(confirmed_at=None).update(state="catalogue_due")


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_scan_outline")]

    operations = [migrations.RunPython(stand_by_catalogue, migrations.RunPython.noop)]
