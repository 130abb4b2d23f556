"""系统账号: the author of what jobs do; it has no password and nobody logs in as it."""

from django.contrib.auth.hashers import make_password
from django.db import migrations


def create(apps, schema_editor):
    apps.get_model("accounts", "Role").objects.get_or_create(code="system", defaults={"name": "系统", "scope": "all"})
    apps.get_model("accounts", "User").objects.get_or_create(
        username="system", defaults={"name": "系统", "password": make_password(None), "must_change_password": False}
    )


def remove(apps, schema_editor):
    apps.get_model("accounts", "User").objects.filter(username="system").delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_posts_and_factors")]

    operations = [migrations.RunPython(create, remove)]
