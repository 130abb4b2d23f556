"""执法主体: which unit may enforce, in which kinds of act, from when to when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

if TYPE_CHECKING:
    from accounts.models import User


class SubjectKind(models.TextChoices):
    """主体类别."""

    STATUTORY = "statutory", "法定行政机关"
    AUTHORISED = "authorised", "法律法规授权组织"
    DELEGATED = "delegated", "受委托组织"


class SubjectStatus(models.TextChoices):
    """主体状态."""

    ACTIVE = "active", "有效"
    LAPSED = "lapsed", "失效"


class SubjectQuerySet(models.QuerySet["Subject"]):
    """Reads of subjects."""

    def visible_to(self, user: User) -> Self:
        """The list is public by law: whoever may look at registers sees all of it. Basis: REG825-17."""
        return self if user.has_perm("personnel.view_register") else self.none()

    def on_list(self, on: date) -> Self:
        """In force on that day."""
        return self.filter(Q(effective_on=None) | Q(effective_on__lte=on)).filter(Q(expires_on=None) | Q(expires_on__gte=on))


class Subject(models.Model):
    """执法主体: one unit's entry on the confirmed list. A delegated body acts in the name of `delegator`."""

    unit = models.OneToOneField("accounts.Unit", models.PROTECT, related_name="+", verbose_name="主体名称")
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    kind = models.CharField("主体类别", max_length=12, choices=SubjectKind)
    act_kinds = models.JSONField("行为种类", default=list)
    delegator = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="委托机关")
    confirmed_by = models.CharField("确认文号", max_length=60, blank=True)
    announced_on = models.DateField("公告日期", null=True)
    effective_on = models.DateField("生效日期", null=True)
    expires_on = models.DateField("失效日期", null=True)
    status = models.CharField("状态", max_length=8, choices=SubjectStatus, default=SubjectStatus.ACTIVE)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "执法主体"
        ordering = ["unit__sort_key", "pk"]
        permissions = [("view_register", "查看人员名册"), ("import_register", "导入人员名册"), ("reveal_identity", "查看完整身份信息")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="delegated") | Q(delegator__isnull=False),
                name="subject_delegated_has_delegator",
                violation_error_message="受委托组织须写明委托机关。",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(effective_on=None) | Q(expires_on__gte=F("effective_on")),
                name="subject_dates_in_order",
                violation_error_message="失效日期不能早于生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.unit.name

    def get_absolute_url(self) -> str:
        return reverse("personnel:subject-detail", args=[self.pk])

    @property
    def act_kinds_text(self) -> str:
        return "、".join(self.act_kinds)

    @property
    def tone(self) -> str:
        return "green" if self.status == SubjectStatus.ACTIVE else "grey"
