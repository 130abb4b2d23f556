"""工作交接: a person leaves a post, another takes over everything open; asked for by the trade, carried out with the powers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models.post import Scope

if TYPE_CHECKING:
    from accounts.models.user import User

PROPOSE, GRANT = "accounts.propose_handover", "accounts.grant_posts"


class HandoverState(models.TextChoices):
    """交接状态."""

    PROPOSED = "proposed", "待办理"
    DONE = "done", "已交接"
    WITHDRAWN = "withdrawn", "已撤回"


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Reads of hand-overs."""

    def visible_to(self, user: User) -> Self:
        """Who grants posts sees all; who asks for hand-overs those of the units in sight; everybody his own."""
        if user.has_perm(GRANT):
            return self
        own = Q(giver=user) | Q(taker=user) | Q(pk__in=HandoverItem.objects.filter(taker=user).values("handover"))
        if not user.has_perm(PROPOSE):
            return self.filter(own)
        ids = user.unit_ids()
        return self if ids is None else self.filter(own | Q(unit_id__in=ids, role__scope=Scope.SUBTREE))

    def of_person(self, person: User) -> Self:
        """Given or taken by `person`."""
        return self.filter(Q(giver=person) | Q(taker=person))

    def for_list(self) -> Self:
        return self.select_related("giver", "taker", "unit", "role", "proposed_by", "done_by")


class Handover(models.Model):
    """工作交接 of one post. `choices` names who takes single matters that the taker may not have ("source:pk" → account)."""

    post = models.ForeignKey("accounts.Post", models.PROTECT, related_name="handovers", verbose_name="岗位")
    giver = models.ForeignKey("accounts.User", models.PROTECT, related_name="handovers_given", verbose_name="移交人")
    taker = models.ForeignKey("accounts.User", models.PROTECT, related_name="handovers_taken", verbose_name="接手人")
    role = models.ForeignKey("accounts.Role", models.PROTECT, related_name="+", verbose_name="角色")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="handovers", verbose_name="单位")
    reason = models.CharField("事由", max_length=200)
    choices = models.JSONField("另选接手人", default=dict)
    state = models.CharField("状态", max_length=10, choices=HandoverState, default=HandoverState.PROPOSED)
    proposed_at = models.DateTimeField("提请时间")
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提请人")
    done_at = models.DateTimeField("办理时间", null=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="办理人")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作交接"
        ordering = ["-pk"]
        permissions = [("propose_handover", "提请工作交接")]
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(state="proposed"), name="handover_one_proposed", violation_error_message="这个岗位已有待办理的交接。"
            ),
            models.CheckConstraint(condition=Q(state__in=HandoverState.values), name="handover_state_known", violation_error_message="交接状态不存在。"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_to_another", violation_error_message="接手人不能是移交人本人。"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, done_by__isnull=False) | ~Q(state="done") & Q(done_at=None, done_by=None),
                name="handover_done_fields_together",
                violation_error_message="已交接须同时有办理人和办理时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver}→{self.taker} {self.role}（{self.unit}）"

    def get_absolute_url(self) -> str:
        return reverse("accounts:handover-detail", args=[self.pk])

    @property
    def is_proposed(self) -> bool:
        return self.state == HandoverState.PROPOSED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == HandoverState.WITHDRAWN

    @property
    def is_done(self) -> bool:
        return self.state == HandoverState.DONE

    def is_shown_whole_to(self, user: User) -> bool:
        """Whether `user` reads every matter and prints the list: giver, taker, and who leads the work; who only grants posts sees how many of what."""
        return user.pk in (self.giver_id, self.taker_id) or user.has_perm(PROPOSE)

    @property
    def tone(self) -> str:
        """Colour of its badge."""
        return {HandoverState.PROPOSED: "amber", HandoverState.DONE: "green"}.get(HandoverState(self.state), "grey")


class Outcome(models.TextChoices):
    """交接结果 of one matter."""

    MOVED = "moved", "移交"
    ENDED = "ended", "结束"
    WITH_POST = "with_post", "随岗位办理"


class HandoverItem(models.Model):
    """交接事项: what went to whom, as it was called that day; the page of a matter is asked anew for the right to see it."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items", verbose_name="工作交接")
    source = models.CharField("类别", max_length=40)
    target_id = models.CharField("对象编号", max_length=40, blank=True)
    label = models.CharField("事项", max_length=200)
    url = models.CharField("地址", max_length=200, blank=True)
    due_on = models.DateField("期限", null=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    taker = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="接手人")

    class Meta:
        verbose_name = verbose_name_plural = "交接事项"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label
