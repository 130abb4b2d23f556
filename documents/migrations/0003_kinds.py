"""The kinds of `documents/data/kinds.csv`."""

from typing import Any

from django.conf import settings
from django.db import migrations

from documents.kinds import seed


def forward(apps: Any, schema_editor: Any) -> None:
    seed(apps.get_model("documents", "DocumentKind"), settings.BUREAU_NAME)


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_frozen_records")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
