"""执法证件: a certificate with its validity; what it says today is what the register says on that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString

from core.look.band import Span
from core.look.marks import badge
from personnel.models.officer import Officer

if TYPE_CHECKING:
    from accounts.models import User


class CertificateKind(models.TextChoices):
    """证件类型: the two national kinds and those issued by ministries."""

    ENFORCEMENT = "enforcement", "行政执法证"
    MINISTRY = "ministry", "部委制发执法证"
    SUPERVISION = "supervision", "行政执法监督检查证"


class CertificateStatus(models.TextChoices):
    """证件状态."""

    ACTIVE = "active", "有效"
    SUSPENDED = "suspended", "暂扣"
    RECALLED = "recalled", "收回"
    EXPIRED = "expired", "已过期"
    CANCELLED = "cancelled", "已注销"


IN_FORCE = (CertificateStatus.ACTIVE, CertificateStatus.EXPIRED)  # the dates alone decide
SPANS = {CertificateStatus.ACTIVE: "active", CertificateStatus.SUSPENDED: "suspended"}
TONES = {CertificateStatus.ACTIVE: "green", CertificateStatus.SUSPENDED: "amber"}


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads of certificates."""

    def visible_to(self, user: User) -> Self:
        """Certificates of officers in the present post's sight."""
        return self.filter(officer__in=Officer.objects.visible_to(user))

    def valid_on(self, on: date) -> Self:
        """有效: within its dates on that day, and not suspended, recalled or cancelled as registered."""
        return self.filter(status__in=IN_FORCE, issued_on__lte=on, expires_on__gte=on)

    def saying(self, statuses: Iterable[str], on: date) -> Self:
        """Those whose status on that day is one of `statuses`; an active one past its last day says 已过期."""
        wanted = set(statuses)
        plain = Q(status__in=wanted - {CertificateStatus.ACTIVE, CertificateStatus.EXPIRED})
        running, over = (
            Q(status=CertificateStatus.ACTIVE, expires_on__gte=on),
            Q(status=CertificateStatus.EXPIRED) | Q(status=CertificateStatus.ACTIVE, expires_on__lt=on),
        )
        found = plain | running if CertificateStatus.ACTIVE in wanted else plain
        return self.filter(found | over if CertificateStatus.EXPIRED in wanted else found)


class Certificate(models.Model):
    """执法证件: number, kind and validity of one officer's certificate."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="certificates", verbose_name="姓名")
    kind = models.CharField("证件类型", max_length=12, choices=CertificateKind)
    number = models.CharField("证件号码", max_length=30, unique=True)
    issued_on = models.DateField("发证日期")
    expires_on = models.DateField("有效期至")
    status = models.CharField("状态", max_length=10, choices=CertificateStatus, default=CertificateStatus.ACTIVE)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "执法证件"
        ordering = ["-expires_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("issued_on")), name="certificate_dates_in_order", violation_error_message="有效期至不能早于发证日期。"
            )
        ]
        indexes = [models.Index(fields=["expires_on"], condition=Q(status="active"), name="certificate_active_expiry")]

    def __str__(self) -> str:
        return self.number

    def is_valid_on(self, on: date) -> bool:
        """Whether the register says 有效 for that day; one that has expired since was valid in its time."""
        return self.status in IN_FORCE and self.issued_on <= on <= self.expires_on

    def status_on(self, on: date) -> CertificateStatus:
        """The stored status, with 已过期 once the last day of an active one is over."""
        status = CertificateStatus(self.status)
        return CertificateStatus.EXPIRED if status == CertificateStatus.ACTIVE and self.expires_on < on else status

    def span_on(self, on: date) -> Span:
        """Its validity as a period of the officer's band."""
        status = self.status_on(on)
        return Span(self.issued_on, self.expires_on, SPANS.get(status, "ended"), f"{self.get_kind_display()}{status.label}")

    def badge_on(self, on: date) -> SafeString:
        """Its status as a badge on that day."""
        status = self.status_on(on)
        return badge(TONES.get(status, "grey"), status.label)
