"""对外渠道: the choices that are in use; robots and short messages were never sent and none is stored."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_job_unit"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(choices=[("in_app", "站内"), ("email", "邮件"), ("phone", "电话")], max_length=10, verbose_name="方式"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="channel",
            field=models.CharField(choices=[("in_app", "站内"), ("email", "邮件"), ("phone", "电话")], max_length=10, verbose_name="方式"),
        ),
    ]
