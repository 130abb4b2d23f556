"""送达: one row per unit with the fields of the 送达回证; and the objection a unit may raise."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.workflow import OPEN_OBJECTIONS, ObjectionState, ServiceState, Status

if TYPE_CHECKING:
    from accounts.models import User


class Method(models.TextChoices):
    """送达方式."""

    ELECTRONIC = "electronic", "电子"
    DIRECT = "direct", "直接"
    LEAVE = "leave", "留置"
    MAIL = "mail", "邮寄"
    NOTICE = "notice", "公告"


class ServiceQuerySet(models.QuerySet["Service"]):
    """Reads of services."""

    def visible_to(self, user: User) -> Self:
        """All for the bureau; for a unit its own once they were served."""
        if not user.has_perm("documents.view_documents"):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(unit__in=ids, served_at__isnull=False)

    def pending(self) -> Self:
        return self.filter(state=ServiceState.PENDING)

    def served(self) -> Self:
        return self.exclude(state=ServiceState.PENDING)

    def may_still_object(self, on: date) -> Self:
        """The term for objections runs on `on` and the unit has not had its objection decided."""
        decided = [state for state in ObjectionState if state not in OPEN_OBJECTIONS]
        return self.filter(objection_due_on__gte=on).exclude(objections__state__in=decided)

    def standing(self) -> Self:
        """Of documents that were not revoked."""
        return self.exclude(document__status=Status.REVOKED)

    def to_receive(self) -> Self:
        return self.standing().filter(state=ServiceState.SERVED)

    def unanswered(self) -> Self:
        """The answer that the document itself asks for is still owed."""
        return self.filter(reply_due_on__isnull=False, document__kind__opens_reply=True).exclude(state=ServiceState.RESPONDED)

    def to_answer(self) -> Self:
        """待回复: signed for, not answered."""
        return self.standing().unanswered().filter(state=ServiceState.RECEIVED)

    def unfinished(self) -> Self:
        """未办结: to be signed for, or the answer that the document itself asks for is owed."""
        owed = self.standing().exclude(document__status=Status.ARCHIVED)
        return owed.filter(Q(state=ServiceState.SERVED) | Q(pk__in=self.unanswered().values("pk")))

    def answered(self) -> Self:
        """已回复."""
        return self.standing().filter(state=ServiceState.RESPONDED)


class Service(models.Model):
    """送达: the document for one unit, how it was handed over, when it was signed for and answered."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="services", verbose_name="文书")
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, related_name="+", verbose_name="受送达单位")
    state = models.CharField("状态", max_length=10, choices=ServiceState, default=ServiceState.PENDING)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    method = models.CharField("送达方式", max_length=10, choices=Method, blank=True)
    place = models.CharField("送达地点", max_length=100, blank=True)
    servers = models.CharField("送达人", max_length=60, blank=True)
    served_on = models.DateField("送达日期", null=True)  # every term counts from it
    posted_on = models.DateField("公告日期", null=True)
    served_at = models.DateTimeField("登记时间", null=True)
    served_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="送达的文件")
    receipt = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="送达回证")
    received_at = models.DateTimeField("签收时间", null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签收人")
    receiver_name = models.CharField("受送达人签收", max_length=40, blank=True)
    proxy_reason = models.CharField("代收理由", max_length=100, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    reply_due_on = models.DateField("回复期限", null=True)
    objection_due_on = models.DateField("异议截止日", null=True)
    replied_at = models.DateTimeField("回复时间", null=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="回复人")
    reply_note = models.TextField("回复情况", blank=True)
    reply_file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="回复材料")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "unit"], name="service_once_per_unit", violation_error_message="同一文书对同一单位只登记一次送达。"),
            models.CheckConstraint(
                condition=Q(state="pending", served_at=None, served_on=None)
                | (~Q(state="pending") & Q(served_at__isnull=False, served_on__isnull=False) & ~Q(method="")),
                name="service_served_fields_together",
                violation_error_message="送达须写明方式、日期和登记时间。",
            ),
            models.CheckConstraint(
                condition=Q(method="notice", posted_on__isnull=False) | ~Q(method="notice") & Q(posted_on=None),
                name="service_notice_has_day",
                violation_error_message="公告送达须写明公告日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(received_at__isnull=False), name="service_received_has_time", violation_error_message="签收须有时间。"
            ),
            models.CheckConstraint(
                condition=~Q(state="responded") | Q(replied_at__isnull=False), name="service_reply_has_time", violation_error_message="回复须有时间。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}（{self.unit}）"

    def get_absolute_url(self) -> str:
        return self.document.get_absolute_url()

    def is_late(self, on: date) -> bool:
        """The answer that the document itself asks for is owed and its day has passed."""
        is_owed = self.document.status == Status.SERVED and self.document.kind.opens_reply and self.state != ServiceState.RESPONDED
        return is_owed and self.reply_due_on is not None and self.reply_due_on < on

    @property
    def is_received_on_paper(self) -> bool:
        """Signed for on the 送达回证, on the day of service, not in the system."""
        return bool(self.receiver_name) and self.received_by_id is None


class Objection(models.Model):
    """异议: a unit's reasoned objection to a document served on it, and how it was decided. Basis: REG825-30."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="objections", verbose_name="送达")
    state = models.CharField("状态", max_length=10, choices=ObjectionState, default=ObjectionState.FILED)
    reason = models.TextField("异议理由")
    filed_at = models.DateTimeField("提出时间")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复查人")
    opinion = models.TextField("复查意见", blank=True)
    decided_at = models.DateTimeField("复查时间", null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="决定人")

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(state__in=[str(state) for state in OPEN_OBJECTIONS]),
                name="objection_one_open",
                violation_error_message="已有一件异议在复查中。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} 异议"

    def get_absolute_url(self) -> str:
        return self.service.document.get_absolute_url()
