"""收文: the paper received, what leaders wrote on it, who did what, and what it is linked to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models.acting import LONGEST_SIGNED, ActedRow
from core.search.lookups import bigram_index
from core.workflow import acts_open
from documents.incoming.workflow import HANDLED, INSTRUCT, OF_THE_HANDLER, OPEN, OWED, REGISTER, TRANSITIONS, VIEW, Act, Status

if TYPE_CHECKING:
    from accounts.models import User


DOCUMENT = "document"  # kind of link to a 文书, which this app owns itself


class Kind(models.TextChoices):
    """收文种类."""

    LETTER = "letter", "来文"
    INSTRUCTION = "instruction", "领导批示"
    ASSIGNED = "assigned", "上级交办"
    CONSULTATION = "consultation", "征求意见"
    PETITION = "petition", "群众来信"
    OTHER = "other", "其他"


AWAITS_INSTRUCTION = Q(status__in=OPEN, is_for_instruction=True, instructed_at=None)  # 待批示: laid before the leaders, of whom none has written yet


class IncomingQuerySet(models.QuerySet["Incoming"]):
    """Reads of papers received."""

    def visible_to(self, user: User) -> Self:
        """The bureau's alone. 限阅 only for who may instruct, who handles it and who registered it, and who acts in the place of one of these."""
        if not user.has_perm(VIEW) or user.unit_ids() is not None:
            return self.none()
        if user.has_perm(INSTRUCT):
            return self
        return self.filter(Q(is_confidential=False) | self.concerning(user))

    @staticmethod
    def concerning(user: User) -> Q:
        """Papers that name this person, or whom he stands in for."""
        return Q(registered_by__in=user.acting_as) | IncomingQuerySet.in_hands_of(user)

    @staticmethod
    def in_hands_of(user: User) -> Q:
        """Papers that he handles, or whom he stands in for, alone or together with others."""
        shared = Incoming.co_handlers.through.objects.filter(user__in=user.acting_as).values("incoming_id")
        return Q(handler__in=user.acting_as) | Q(pk__in=shared)

    def for_display(self) -> Self:
        return self.select_related("handler", "registered_by")

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def owed(self) -> Self:
        """Neither answered nor ended."""
        return self.filter(status__in=OWED)

    def due_between(self, first: date, last: date) -> Self:
        return self.owed().filter(due_on__range=(first, last))

    def overdue(self, on: date) -> Self:
        return self.owed().filter(due_on__lt=on)

    def awaiting_instruction(self) -> Self:
        return self.filter(AWAITS_INSTRUCTION)

    def handled_by(self, user: User) -> Self:
        return self.filter(self.in_hands_of(user))

    def linked_to(self, kind: str, target: object) -> Self:
        """关联收文 of one matter; narrow it by `visible_to` before it is shown."""
        return self.filter(pk__in=IncomingLink.objects.filter(kind=kind, target_id=str(target)).values("incoming")).order_by("-pk")


class Incoming(models.Model):
    """收文. Its number stays for good; a paper registered by mistake is voided and keeps it."""

    year = models.PositiveSmallIntegerField("年份")
    seq = models.PositiveIntegerField("顺序号")
    number = models.CharField("收文编号", max_length=40, unique=True)
    kind = models.CharField("种类", max_length=14, choices=Kind, default=Kind.LETTER)
    sender = models.CharField("来文单位", max_length=100)
    sender_number = models.CharField("来文字号", max_length=60, blank=True)
    paper_on = models.DateField("来文日期", null=True)
    received_on = models.DateField("收文日期")
    title = models.CharField("标题", max_length=200)
    demand = models.TextField("办理要求", max_length=2000, blank=True)
    proposal = models.TextField("拟办意见", max_length=1000, blank=True)
    due_on = models.DateField("办理期限", null=True)
    is_for_reading = models.BooleanField("阅知", default=False)
    is_for_instruction = models.BooleanField("呈领导批示", default=False)
    is_confidential = models.BooleanField("限阅", default=False)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.REGISTERED)
    version = models.PositiveIntegerField("版本", default=1)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="承办人")
    co_handlers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="协办人")

    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    instructed_at = models.DateTimeField("批示时间", null=True)
    assigned_at = models.DateTimeField("分办时间", null=True)
    replied_at = models.DateTimeField("回复时间", null=True)
    answer = models.CharField("回复去向", max_length=200, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    result = models.TextField("办理结果", max_length=2000, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收文"
        ordering = ["-pk"]
        default_permissions = ()  # 查看收文 is a power of its own
        permissions = [
            ("view_incoming", "查看收文"),
            ("register_incoming", "登记收文"),
            ("assign_incoming", "分办收文"),
            ("handle_incoming", "办理收文"),
            ("instruct", "批示"),
        ]
        indexes = [
            models.Index(fields=["status", "due_on"], name="incoming_status_due"),
            models.Index(fields=["handler", "status"], name="incoming_handler_status"),
            models.Index(fields=["sender", "sender_number"], name="incoming_sender_number"),
            bigram_index("number", "incoming_number_bigrams"),
            bigram_index("title", "incoming_title_bigrams"),
            bigram_index("sender", "incoming_sender_bigrams"),
            bigram_index("sender_number", "incoming_paper_bigrams"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["year", "seq"], name="incoming_seq_unique", violation_error_message="这个收文编号已经用过。"),
            models.CheckConstraint(
                condition=Q(paper_on=None) | Q(paper_on__lte=F("received_on")),
                name="incoming_dates_in_order",
                violation_error_message="来文日期不能晚于收文日期。",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("received_on")),
                name="incoming_due_after_receipt",
                violation_error_message="办理期限不能早于收文日期。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["assigned", "handling", "replied"], handler__isnull=False)
                | Q(status="registered", handler=None)
                | Q(status__in=["closed", "voided"]),
                name="incoming_handler_with_status",  # and no status besides these
                violation_error_message="分办后必须有承办人，退回分办后没有承办人。",
            ),
            models.CheckConstraint(
                condition=Q(status="replied", replied_at__isnull=False) & ~Q(answer="") | ~Q(status="replied"),
                name="incoming_replied_fields_together",
                violation_error_message="回复须写明去向。",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(result="")
                | ~Q(status="closed") & Q(closed_at=None, result="")
                | Q(status="voided", voided_at__isnull=False),
                name="incoming_closed_fields_together",
                violation_error_message="办结须写明办理结果。",
            ),
            models.CheckConstraint(
                condition=Q(status="voided", voided_at__isnull=False) & ~Q(void_reason="") | ~Q(status="voided") & Q(voided_at=None, void_reason=""),
                name="incoming_void_has_reason",
                violation_error_message="作废收文必须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("documents:incoming-detail", args=[self.pk])

    @property
    def spoken_title(self) -> str:
        """How reminders and mails name it: a 限阅 paper by its number alone."""
        return self.number if self.is_confidential else f"{self.number} {self.title}"

    @property
    def is_ended(self) -> bool:
        return self.status not in OPEN

    @property
    def is_voided(self) -> bool:
        return self.status == Status.VOIDED

    @property
    def awaits_instruction(self) -> bool:
        """待批示."""
        return self.is_for_instruction and self.instructed_at is None and not self.is_ended

    @property
    def upload_target(self) -> str:
        """What an upload of its scans names."""
        return f"incoming:{self.pk}"

    def is_overdue(self, on: date) -> bool:
        return self.status in OWED and self.due_on is not None and self.due_on < on

    def is_with(self, user: User) -> bool:
        """Whether this person handles it, or whom he stands in for, alone or with others."""
        return self.is_led_by(user) or any(other in user.acting_as for other in self.co_handlers.all())

    def is_led_by(self, user: User) -> bool:
        """Whether this person, or whom he stands in for, is its 承办人."""
        return any(person.pk == self.handler_id for person in user.acting_as)

    def may_handle(self, user: User) -> bool:
        """Whether this person may write down what was done: who handles it, or who keeps the register."""
        return user.has_perm(REGISTER) or self.is_with(user)

    def acts_for(self, user: User) -> list[Act]:
        """The acts that may follow for `user`, in the order of the table."""
        barred = {act for act in OF_THE_HANDLER if not self.may_handle(user)}
        barred |= set() if self.is_led_by(user) and self.status in HANDLED else {Act.SEND_BACK}
        barred |= {Act.VOID} if self.replied_at is not None else set()
        barred |= {Act.READ} if self.awaits_instruction else set()
        return [act for act in acts_open(TRANSITIONS, self.status, user) if act not in barred]


class IncomingCounter(models.Model):
    """收文编号计数: the last number of a year. `opened_after` is what the paper register had reached before. Locked while a number is taken."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    last = models.PositiveIntegerField("已用至", default=0)
    opened_after = models.PositiveIntegerField("启用前已用至", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "收文编号计数"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("opened_after")), name="incoming_counter_not_before_start", violation_error_message="已用号不能小于启用前的号。"
            ),
        ]

    def __str__(self) -> str:
        return f"收文〔{self.year}〕{self.last}"


class Instruction(models.Model):
    """批示: what a leader wrote; never changed. `recorded_by` is who wrote it down where it stood on paper."""

    incoming = models.ForeignKey(Incoming, models.PROTECT, related_name="instructions", verbose_name="收文")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批示人账号")
    leader_name = models.CharField("批示人", max_length=LONGEST_SIGNED)
    text = models.TextField("批示内容", max_length=2000)
    given_on = models.DateField("批示日期")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "批示"
        ordering = ["given_on", "pk"]

    def __str__(self) -> str:
        return f"{self.leader_name} {self.given_on}"

    @property
    def is_on_paper(self) -> bool:
        return self.leader_id is None


class IncomingStep(ActedRow):
    """办理记录: one act on a paper received; never changed. A link is kept by its target, which each reader sees or not."""

    incoming = models.ForeignKey(Incoming, models.PROTECT, related_name="steps", verbose_name="收文")
    at = models.DateTimeField("时间")
    act = models.CharField("办理", max_length=40, choices=Act)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    note = models.TextField("说明", max_length=2000, blank=True)
    kind = models.CharField("关联种类", max_length=30, blank=True)
    target_id = models.CharField("关联对象编号", max_length=40, blank=True)
    status = models.CharField("办理后状态", max_length=10, choices=Status)

    class Meta:
        verbose_name = verbose_name_plural = "收文办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"


class IncomingLink(models.Model):
    """关联: a matter, order, document or request the paper concerns; `kind` names its line in INCOMING_TARGETS, label and address are as they were."""

    incoming = models.ForeignKey(Incoming, models.PROTECT, related_name="links", verbose_name="收文")
    kind = models.CharField("种类", max_length=30)
    target_id = models.CharField("对象编号", max_length=40)
    label = models.CharField("名称", max_length=200)
    url = models.CharField("地址", max_length=200)
    linked_at = models.DateTimeField("关联时间")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="关联人")

    class Meta:
        verbose_name = verbose_name_plural = "收文关联"
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "target_id"], name="incoming_link_target")]
        constraints = [
            models.UniqueConstraint(fields=["incoming", "kind", "target_id"], name="incoming_link_once", violation_error_message="已经关联过。"),
        ]

    def __str__(self) -> str:
        return self.label
