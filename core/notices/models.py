"""提醒: obligation (Deadline) → planned Notice → Message → delivery Attempt; all four visible to users."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Deadline(models.Model):
    """期限: what a unit owes, by which day, counted by which rule. Raising `version` cancels what was planned before.

    `target_kind`/`target_id` name the row ("app.model", pk); `kind` names its line in DEADLINE_KINDS.
    """

    kind = models.CharField("种类", max_length=40)
    target_kind = models.CharField("对象类型", max_length=60)
    target_id = models.CharField("对象编号", max_length=40)
    title = models.CharField("事项", max_length=200)
    verb = models.CharField("动作", max_length=20, default="办理")
    url = models.CharField("地址", max_length=200, blank=True)
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, related_name="+", verbose_name="单位")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="承办人")
    rule = models.ForeignKey("core.DeadlineRule", models.PROTECT, null=True, related_name="+", verbose_name="期限规则")
    start_event = models.CharField("起算事项", max_length=80, blank=True)
    start_on = models.DateField("起算日", null=True)
    due_on = models.DateField("到期日")
    basis = models.CharField("依据", max_length=200, blank=True)
    calendar_version = models.CharField("日历版本", max_length=40, blank=True)
    is_estimated = models.BooleanField("估算", default=False)
    version = models.PositiveIntegerField("版本", default=1)
    opened_at = models.DateTimeField("建立时间")
    paused_on = models.DateField("暂停自", null=True)
    pause_reason = models.CharField("暂停原因", max_length=100, blank=True)
    done_on = models.DateField("办结日", null=True)
    cancelled_on = models.DateField("取消日", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_on=None, cancelled_on=None), name="deadline_open_due"),
            models.Index(fields=["unit", "due_on"], condition=Q(done_on=None, cancelled_on=None), name="deadline_open_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_kind", "target_id"],
                condition=Q(done_on=None, cancelled_on=None),
                name="deadline_one_open_per_target",
                violation_error_message="这一事项已有未办结的期限。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.due_on}）"


class DeadlineChange(models.Model):
    """期限变动: a pause, resumption, extension or recomputation, by whom and why; never overwritten."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="changes", verbose_name="期限")
    kind = models.CharField("变动", max_length=20)  # pause, resume, extend, recompute
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="批准人")
    old_due_on = models.DateField("原到期日")
    new_due_on = models.DateField("新到期日")
    reason = models.CharField("理由", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "期限变动"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on}"


class Channel(models.TextChoices):
    """提醒方式."""

    IN_APP = "in_app", "站内"
    EMAIL = "email", "邮件"
    ROBOT = "robot", "工作群机器人"
    SMS = "sms", "短信"
    PHONE = "phone", "电话"


class NoticeState(models.TextChoices):
    """提醒状态."""

    PLANNED = "planned", "待发送"
    SENT = "sent", "已发送"
    DELIVERED = "delivered", "已送达"
    READ = "read", "已查看"
    FAILED = "failed", "发送失败"
    CANCELLED = "cancelled", "已取消"
    SUPERSEDED = "superseded", "已并入较高级别"


class Notice(models.Model):
    """计划提醒: one level of one deadline version for one recipient by one channel; planned any number of times, exists once."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="notices", verbose_name="期限")
    version = models.PositiveIntegerField("期限版本")
    level = models.CharField("级别", max_length=20)  # before_7, before_3, before_1, due, overdue_1, urge…, phone…
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="对象")
    channel = models.CharField("方式", max_length=10, choices=Channel)
    not_before = models.DateTimeField("不早于")
    state = models.CharField("送达情况", max_length=10, choices=NoticeState, default=NoticeState.PLANNED)
    note = models.CharField("备注", max_length=300, blank=True)
    message = models.ForeignKey("core.Message", models.PROTECT, null=True, related_name="notices", verbose_name="消息")
    created_at = models.DateTimeField("计划时间")

    class Meta:
        verbose_name = verbose_name_plural = "计划提醒"
        constraints = [
            models.UniqueConstraint(fields=["deadline", "version", "level", "recipient", "channel"], name="notice_planned_once", violation_error_message="这一提醒已经安排过。")
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="planned"), name="notice_planned_due")]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.level}"


class Message(models.Model):
    """消息: what goes to one recipient by one channel. `key` makes it exist once; in-app messages are the inbox."""

    key = models.CharField("去重键", max_length=160, unique=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", verbose_name="收件人")
    channel = models.CharField("方式", max_length=10, choices=Channel)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    url = models.CharField("地址", max_length=200, blank=True)
    target_kind = models.CharField("对象类型", max_length=60, blank=True)
    target_id = models.CharField("对象编号", max_length=40, blank=True)
    state = models.CharField("状态", max_length=10, choices=NoticeState, default=NoticeState.PLANNED)
    created_at = models.DateTimeField("时间")
    next_try_at = models.DateTimeField("下次发送", null=True)
    lease_until = models.DateTimeField("租约至", null=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    delivered_at = models.DateTimeField("送达时间", null=True)
    read_at = models.DateTimeField("查看时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["recipient", "-id"], condition=Q(channel="in_app"), name="message_inbox"),
            models.Index(fields=["next_try_at"], condition=Q(state="planned"), name="message_outbox"),
        ]

    def __str__(self) -> str:
        return self.title


class Attempt(models.Model):
    """发送记录: one try to hand a message over."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attempts", verbose_name="消息")
    at = models.DateTimeField("时间")
    succeeded = models.BooleanField("成功")
    answer = models.CharField("对方应答", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'成功' if self.succeeded else '失败'}"
