"""收文与批示: papers received with their number, instructions, record and links."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.search.lookups


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_readings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Incoming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("seq", models.PositiveIntegerField(verbose_name="顺序号")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="收文编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("letter", "来文"),
                            ("instruction", "领导批示"),
                            ("assigned", "上级交办"),
                            ("consultation", "征求意见"),
                            ("petition", "群众来信"),
                            ("other", "其他"),
                        ],
                        default="letter",
                        max_length=14,
                        verbose_name="种类",
                    ),
                ),
                ("sender", models.CharField(max_length=100, verbose_name="来文单位")),
                ("sender_number", models.CharField(blank=True, max_length=60, verbose_name="来文字号")),
                ("paper_on", models.DateField(null=True, verbose_name="来文日期")),
                ("received_on", models.DateField(verbose_name="收文日期")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("demand", models.TextField(blank=True, max_length=2000, verbose_name="办理要求")),
                ("proposal", models.TextField(blank=True, max_length=1000, verbose_name="拟办意见")),
                ("due_on", models.DateField(null=True, verbose_name="办理期限")),
                ("is_for_reading", models.BooleanField(default=False, verbose_name="阅知")),
                ("is_for_instruction", models.BooleanField(default=False, verbose_name="呈领导批示")),
                ("is_confidential", models.BooleanField(default=False, verbose_name="限阅")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "已登记"),
                            ("assigned", "已分办"),
                            ("handling", "承办中"),
                            ("replied", "已回复"),
                            ("closed", "已办结"),
                            ("voided", "已作废"),
                        ],
                        default="registered",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                ("instructed_at", models.DateTimeField(null=True, verbose_name="批示时间")),
                ("assigned_at", models.DateTimeField(null=True, verbose_name="分办时间")),
                ("replied_at", models.DateTimeField(null=True, verbose_name="回复时间")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="回复去向")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("result", models.TextField(blank=True, max_length=2000, verbose_name="办理结果")),
                ("voided_at", models.DateTimeField(null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                ("co_handlers", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="协办人")),
                (
                    "handler",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="承办人"
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="登记人"),
                ),
            ],
            options={
                "verbose_name": "收文",
                "verbose_name_plural": "收文",
                "ordering": ["-pk"],
                "permissions": [("view_incoming", "查看收文"), ("register_incoming", "登记和分办收文"), ("handle_incoming", "办理收文"), ("instruct", "批示")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="IncomingCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="年份")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="已用至")),
                ("opened_after", models.PositiveIntegerField(default=0, verbose_name="启用前已用至")),
            ],
            options={
                "verbose_name": "收文编号计数",
                "verbose_name_plural": "收文编号计数",
                "ordering": ["-year"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("opened_after"))),
                        name="incoming_counter_not_before_start",
                        violation_error_message="已用号不能小于启用前的号。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomingLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="种类")),
                ("target_id", models.CharField(max_length=40, verbose_name="对象编号")),
                ("label", models.CharField(max_length=200, verbose_name="名称")),
                ("url", models.CharField(max_length=200, verbose_name="地址")),
                ("linked_at", models.DateTimeField(verbose_name="关联时间")),
                (
                    "incoming",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="links", to="documents.incoming", verbose_name="收文"),
                ),
                (
                    "linked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="关联人"),
                ),
            ],
            options={
                "verbose_name": "收文关联",
                "verbose_name_plural": "收文关联",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="IncomingStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("register_incoming", "登记收文"),
                            ("edit_incoming", "修改登记"),
                            ("assign_incoming", "分办"),
                            ("read_incoming", "阅知办结"),
                            ("reassign_incoming", "改派"),
                            ("send_back_incoming", "退回分办"),
                            ("instruct_incoming", "批示"),
                            ("record_instruction", "补录批示"),
                            ("set_incoming_deadline", "调整期限"),
                            ("note_incoming_progress", "登记进展"),
                            ("reply_incoming", "登记回复"),
                            ("return_incoming", "退回重办"),
                            ("close_incoming", "办结"),
                            ("reopen_incoming", "重新办理"),
                            ("void_incoming", "作废"),
                            ("link_incoming", "关联"),
                        ],
                        max_length=40,
                        verbose_name="办理",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="说明")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "已登记"),
                            ("assigned", "已分办"),
                            ("handling", "承办中"),
                            ("replied", "已回复"),
                            ("closed", "已办结"),
                            ("voided", "已作废"),
                        ],
                        max_length=10,
                        verbose_name="办理后状态",
                    ),
                ),
                ("actor", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="办理人")),
                (
                    "incoming",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="documents.incoming", verbose_name="收文"),
                ),
            ],
            options={
                "verbose_name": "收文办理记录",
                "verbose_name_plural": "收文办理记录",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Instruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("leader_name", models.CharField(max_length=40, verbose_name="批示人")),
                ("text", models.TextField(max_length=2000, verbose_name="批示内容")),
                ("given_on", models.DateField(verbose_name="批示日期")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "incoming",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="instructions", to="documents.incoming", verbose_name="收文"),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="批示人账号"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="登记人"),
                ),
            ],
            options={
                "verbose_name": "批示",
                "verbose_name_plural": "批示",
                "ordering": ["given_on", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=models.Index(fields=["status", "due_on"], name="incoming_status_due"),
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=models.Index(fields=["handler", "status"], name="incoming_handler_status"),
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=models.Index(fields=["sender", "sender_number"], name="incoming_sender_number"),
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=django.contrib.postgres.indexes.GinIndex(core.search.lookups.ZhBigrams(models.F("number")), name="incoming_number_bigrams"),
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=django.contrib.postgres.indexes.GinIndex(core.search.lookups.ZhBigrams(models.F("title")), name="incoming_title_bigrams"),
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=django.contrib.postgres.indexes.GinIndex(core.search.lookups.ZhBigrams(models.F("sender")), name="incoming_sender_bigrams"),
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=django.contrib.postgres.indexes.GinIndex(core.search.lookups.ZhBigrams(models.F("sender_number")), name="incoming_paper_bigrams"),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.UniqueConstraint(fields=("year", "seq"), name="incoming_seq_unique", violation_error_message="这个收文编号已经用过。"),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper_on", None), ("paper_on__lte", models.F("received_on")), _connector="OR"),
                name="incoming_dates_in_order",
                violation_error_message="来文日期不能晚于收文日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on", None), ("due_on__gte", models.F("received_on")), _connector="OR"),
                name="incoming_due_after_receipt",
                violation_error_message="办理期限不能早于收文日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handler__isnull", False), ("status__in", ["assigned", "handling", "replied"])),
                    models.Q(("handler", None), ("status", "registered")),
                    ("status__in", ["closed", "voided"]),
                    _connector="OR",
                ),
                name="incoming_handler_with_status",
                violation_error_message="分办后必须有承办人，退回分办后没有承办人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_at__isnull", False), ("status", "replied"), models.Q(("answer", ""), _negated=True)),
                    models.Q(("status", "replied"), _negated=True),
                    _connector="OR",
                ),
                name="incoming_replied_fields_together",
                violation_error_message="回复须写明去向。",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("status", "closed"), models.Q(("result", ""), _negated=True)),
                    models.Q(models.Q(("status", "closed"), _negated=True), ("closed_at", None), ("result", "")),
                    models.Q(("status", "voided"), ("voided_at__isnull", False)),
                    _connector="OR",
                ),
                name="incoming_closed_fields_together",
                violation_error_message="办结须写明办理结果。",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "voided"), ("voided_at__isnull", False), models.Q(("void_reason", ""), _negated=True)),
                    models.Q(models.Q(("status", "voided"), _negated=True), ("void_reason", ""), ("voided_at", None)),
                    _connector="OR",
                ),
                name="incoming_void_has_reason",
                violation_error_message="作废收文必须写明原因。",
            ),
        ),
        migrations.AddIndex(
            model_name="incominglink",
            index=models.Index(fields=["kind", "target_id"], name="incoming_link_target"),
        ),
        migrations.AddConstraint(
            model_name="incominglink",
            constraint=models.UniqueConstraint(fields=("incoming", "kind", "target_id"), name="incoming_link_once", violation_error_message="已经关联过。"),
        ),
    ]
