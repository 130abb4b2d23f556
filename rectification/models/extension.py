"""整改延期: asked before the day, decided by somebody else."""

from django.db import models
from django.db.models import F, Q

from accounts.models.acting import in_place_of_field, in_words
from rectification.models.order import Order


class ExtensionStatus(models.TextChoices):
    """延期状态."""

    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "已同意延期"
    REFUSED = "refused", "不同意延期"


class Extension(models.Model):
    """延期申请: reason, new day and the decision."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="extensions", verbose_name="整改")
    status = models.CharField("状态", max_length=10, choices=ExtensionStatus, default=ExtensionStatus.REQUESTED)
    old_due_on = models.DateField("原期限")
    new_due_on = models.DateField("延至")
    reason = models.TextField("理由")
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="申请人")
    requested_in_place_of = in_place_of_field("代谁申请")
    requested_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    decided_in_place_of = in_place_of_field("代谁审批")
    decided_at = models.DateTimeField("审批时间", null=True)
    decision_note = models.TextField("审批意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改延期"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status="requested"), name="extension_one_open", violation_error_message="已有待审批的延期申请。"
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")), name="extension_is_later", violation_error_message="延期后的期限应晚于原期限。"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="extension_decided_by_other",
                violation_error_message="申请人不能审批本人的延期申请。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on}"

    @property
    def requested_by_words(self) -> str:
        return in_words(self.requested_by, self.requested_in_place_of)

    @property
    def decided_by_words(self) -> str:
        return in_words(self.decided_by, self.decided_in_place_of)
