"""提醒: obligation (Deadline) → planned Notice → Message → delivery Attempt; all four visible to users."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.notices.chip import Chip, chip_of
from core.workdays.calendar import WorkCalendar
from core.workdays.counting import Count, Pause
from core.workdays.models import CountUnit, Roll


def _in_sight(user: Any, path: str = "") -> Q:
    """Deadlines at the end of `path` that `user` may see."""
    kinds = [code for code, kind in settings.DEADLINE_KINDS.items() if not kind.view_permission or user.has_perm(kind.view_permission)]
    seen = Q(**{f"{path}kind__in": kinds})
    if (ids := user.unit_ids()) is not None:
        seen &= Q(**{f"{path}unit_id__in": ids})
    return seen | Q(**{f"{path}assignee__in": user.acting_as})


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Reads of deadlines."""

    def visible_to(self, user: Any) -> Self:
        """Those given to `user` in person or to whom he stands in for, and of the kinds he may see those of the units in sight of the present post."""
        return self.filter(_in_sight(user))

    def open(self) -> Self:
        """Neither done nor cancelled."""
        return self.filter(done_on=None, cancelled_on=None)

    def running(self) -> Self:
        """Open and not paused."""
        return self.open().filter(paused_on=None)

    def overdue(self, on: date) -> Self:
        """Running and due before `on`."""
        return self.running().filter(due_on__lt=on)


class Deadline(models.Model):
    """期限: what a unit owes, by which day, counted by which rule. Raising `version` cancels what was planned before.

    `target_kind`/`target_id` name the row ("app.model", pk); `kind` names its line in DEADLINE_KINDS. The count of the
    rule is copied (`count_days` …), so that a later change of the rule moves nothing that already runs.
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
    count_days = models.PositiveSmallIntegerField("期限", null=True)
    count_unit = models.CharField("计算单位", max_length=10, choices=CountUnit, blank=True)
    counts_first_day = models.BooleanField("起算日计入", default=False)
    roll = models.CharField("届满日遇休息日", max_length=5, choices=Roll, blank=True)
    due_on = models.DateField("到期日")
    due_at = models.DateTimeField("到期时刻", null=True)  # only for limits in hours
    is_rolled = models.BooleanField("已顺延", default=False)
    basis = models.CharField("依据", max_length=300, blank=True)
    calendar_version = models.CharField("日历版本", max_length=40, blank=True)
    is_estimated = models.BooleanField("估算", default=False)
    version = models.PositiveIntegerField("版本", default=1)
    version_at = models.DateTimeField("本版本起")
    next_plan_on = models.DateField("下次安排提醒", null=True)
    opened_at = models.DateTimeField("建立时间")
    extension_note = models.CharField("延期说明", max_length=120, blank=True)
    paused_on = models.DateField("暂停自", null=True)
    pause_reason = models.CharField("暂停原因", max_length=100, blank=True)
    done_on = models.DateField("办结日", null=True)
    cancelled_on = models.DateField("取消日", null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        permissions = [("urge", "催办")]
        indexes = [
            models.Index(fields=["next_plan_on"], condition=Q(done_on=None, cancelled_on=None), name="deadline_to_plan"),
            models.Index(fields=["target_kind", "target_id"], name="deadline_target"),
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

    def get_absolute_url(self) -> str:
        return reverse("core:deadline-detail", args=[self.pk])

    @property
    def audit_text(self) -> str:
        """How the audit names it: by the number alone where its kind says so."""
        is_numbered = getattr(settings.DEADLINE_KINDS.get(self.kind), "is_named_by_number", False)
        return f"{self.title.split(' ')[0]}（{self.due_on}）" if is_numbered else str(self)

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.cancelled_on is None

    @property
    def count(self) -> Count | None:
        """The count it began with; None where a day was named."""
        if not self.count_days:
            return None
        return Count(self.count_days, self.count_unit, first_day=self.counts_first_day, roll=self.roll)

    @property
    def span(self) -> str:
        """The limit in words: 5 个工作日, or that the day was named."""
        return f"{self.count_days} {self.get_count_unit_display()}" if self.count_days else "载明日期"

    def is_overdue(self, on: date) -> bool:
        """Whether it runs and its day has passed."""
        return self.is_open and self.paused_on is None and self.due_on < on

    def chip(self, on: date, calendar: WorkCalendar) -> Chip:
        """期限文字 as of `on`."""
        return chip_of(self, on, calendar)

    def pauses(self) -> list[Pause]:
        """暂停 in order; the last one open while it rests."""
        found: list[Pause] = []
        for change in self.changes.all():
            if change.kind == DeadlineChange.Kind.PAUSE:
                found.append(Pause(change.on, None, change.reason))
            elif change.kind == DeadlineChange.Kind.RESUME and found:
                found[-1] = Pause(found[-1].first, change.on, found[-1].reason)
        return found


class DeadlineChange(models.Model):
    """期限变动: a pause, resumption, extension or recomputation, by whom and why; never overwritten."""

    class Kind(models.TextChoices):
        PAUSE = "pause", "暂停"
        RESUME = "resume", "恢复"
        EXTEND = "extend", "延期"
        CHANGE = "change", "调整"
        RECOMPUTE = "recompute", "重算"

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="changes", verbose_name="期限")
    kind = models.CharField("变动", max_length=20, choices=Kind)
    at = models.DateTimeField("时间")
    on = models.DateField("日期")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="批准人")
    old_due_on = models.DateField("原到期日")
    new_due_on = models.DateField("新到期日")
    reason = models.CharField("理由", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "期限变动"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on}"

    @property
    def is_move(self) -> bool:
        return self.old_due_on != self.new_due_on


class Channel(models.TextChoices):
    """提醒方式."""

    IN_APP = "in_app", "站内"
    EMAIL = "email", "邮件"
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


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of the reminder ledger."""

    def visible_to(self, user: Any) -> Self:
        """Own reminders and those of deadlines that `user` sees."""
        return self.filter(Q(recipient=user.pk) | _in_sight(user, "deadline__"))


class Notice(models.Model):
    """计划提醒: one level of one deadline version for one recipient by one channel; planned any number of times, exists once."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="notices", verbose_name="期限")
    version = models.PositiveIntegerField("期限版本")
    level = models.CharField("级别", max_length=24)  # opened, before_7, before_3, before_1, due, overdue_1, escalate_3, urge_20261121, phone_…
    rank = models.SmallIntegerField("次序", default=0)  # a higher one makes the lower ones superfluous
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="对象")
    person = models.CharField("受话人", max_length=40, blank=True)  # telephone calls noted by hand
    channel = models.CharField("方式", max_length=10, choices=Channel)
    not_before = models.DateTimeField("不早于")
    state = models.CharField("送达情况", max_length=10, choices=NoticeState, default=NoticeState.PLANNED)
    note = models.CharField("备注", max_length=300, blank=True)
    message = models.ForeignKey("core.Message", models.PROTECT, null=True, related_name="notices", verbose_name="消息")
    created_at = models.DateTimeField("计划时间")
    sent_at = models.DateTimeField("发送时间", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划提醒"
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(channel="phone"), name="notice_has_recipient", violation_error_message="提醒须有对象。"
            ),
            models.UniqueConstraint(
                fields=["deadline", "version", "level", "recipient", "channel"], name="notice_planned_once", violation_error_message="这一提醒已经安排过。"
            ),
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="planned"), name="notice_planned_due")]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.level}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of messages."""

    def visible_to(self, user: Any) -> Self:
        """Own messages; for whoever keeps the system those of everybody that leave the house, to see what could not be sent."""
        own = Q(recipient=user.pk)
        return self.filter(own | ~Q(channel=Channel.IN_APP)) if user.has_perm("core.view_health") else self.filter(own)

    def outgoing(self) -> Self:
        """对外消息: all but the inbox."""
        return self.exclude(channel=Channel.IN_APP)

    def inbox(self, user: Any) -> Self:
        """站内信 of `user`."""
        return self.filter(recipient=user.pk, channel=Channel.IN_APP)

    def unread(self) -> Self:
        """未看, and the matter not settled meanwhile."""
        return self.filter(read_at=None, settled_at=None)

    def about(self, target: models.Model) -> Self:
        """Messages about one row that are no reminder of a deadline."""
        return self.filter(target_kind=target._meta.label_lower, target_id=str(target.pk), notices=None)


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
    is_urgent = models.BooleanField("紧急", default=False)  # leaves outside the send window as well
    delivered_at = models.DateTimeField("送达时间", null=True)
    read_at = models.DateTimeField("查看时间", null=True)
    settled_at = models.DateTimeField("了结时间", null=True)  # what it asked for was done before it was read

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], condition=Q(channel="in_app"), name="message_inbox"),
            models.Index(fields=["recipient"], condition=Q(channel="in_app", read_at=None, settled_at=None), name="message_unread"),
            models.Index(fields=["target_kind", "target_id"], condition=Q(channel="in_app", read_at=None, settled_at=None), name="message_unsettled"),
            models.Index(fields=["next_try_at"], condition=Q(state="planned"), name="message_outbox"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_failed(self) -> bool:
        return self.state == NoticeState.FAILED


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
