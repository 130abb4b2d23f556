"""分办收文: a power of its own, which leaders hold too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0011_imported_register"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="incoming",
            options={
                "default_permissions": (),
                "ordering": ["-pk"],
                "permissions": [
                    ("view_incoming", "查看收文"),
                    ("register_incoming", "登记收文"),
                    ("assign_incoming", "分办收文"),
                    ("handle_incoming", "办理收文"),
                    ("instruct", "批示"),
                ],
                "verbose_name": "收文",
                "verbose_name_plural": "收文",
            },
        ),
    ]
