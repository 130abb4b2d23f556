from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from core.search.lookups import ZhBigrams


class Migration(migrations.Migration):
    dependencies = [("core", "0016_jobs_begun_for_another")]

    operations = [
        migrations.AddIndex("storedfile", GinIndex(ZhBigrams(models.F("original_name")), name="stored_file_name_zh")),
    ]
