"""报送件: one unit's answer to one request, every version it handed in, and what was done with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import ActedRow
from accounts.separation import same_person
from core.workflow import acts_open
from submissions.models.request import SubmissionRequest
from submissions.workflow import FILLABLE, HANDED_IN, OWED, SUBMISSION_TRANSITIONS, VIEW, WITH_UNIT, RequestStatus, SubmissionAct, SubmissionStatus

if TYPE_CHECKING:
    from accounts.models import User


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Reads of answers."""

    def visible_to(self, user: User) -> Self:
        """All for the bureau; its own for a unit."""
        if not user.has_perm(VIEW):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(unit_id__in=list(ids))

    def for_list(self) -> Self:
        return self.select_related("request", "unit", "filed_by", "saved_by", "approved_by")

    def of_open(self) -> Self:
        """Of requests that run."""
        return self.filter(request__status=RequestStatus.OPEN)

    def owed(self) -> Self:
        """应报: neither exempt nor cancelled."""
        return self.filter(status__in=OWED)

    def missing(self) -> Self:
        """未报: nothing has reached the bureau, or it went back."""
        return self.of_open().filter(status__in=WITH_UNIT)

    def overdue(self, on: date) -> Self:
        return self.missing().filter(due_on__lt=on)

    def awaiting_review(self) -> Self:
        return self.filter(status=SubmissionStatus.REPORTED)


class Submission(models.Model):
    """报送件. `answer` is what the unit writes: {"rows": [{column: text}], "parts": {part: text}}; `version` counts its savings."""

    request = models.ForeignKey(SubmissionRequest, models.PROTECT, related_name="submissions", verbose_name="报送任务")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    status = models.CharField("状态", max_length=12, choices=SubmissionStatus, default=SubmissionStatus.DUE)
    due_on = models.DateField("截止日期")
    is_nil = models.BooleanField("零报告", default=False)
    is_late = models.BooleanField("迟报", default=False)
    answer = models.JSONField("填报内容", default=dict, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    saved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="最近填报人")
    saved_at = models.DateTimeField("最近保存", null=True)
    filed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="填报人")
    filed_at = models.DateTimeField("填报时间", null=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="单位审核人")
    reported_at = models.DateTimeField("报送时间", null=True)
    first_reported_at = models.DateTimeField("首次报送时间", null=True)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    reviewed_at = models.DateTimeField("审核时间", null=True)
    reason = models.TextField("理由", blank=True)  # why it was returned or is exempt
    correction = models.TextField("更正申请", blank=True)  # what the unit wants to correct after acceptance
    urged = models.PositiveSmallIntegerField("催办次数", default=0)
    asked = models.PositiveSmallIntegerField("要求填报项数", default=0)
    prefilled = models.PositiveSmallIntegerField("预填项数", default=0)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送件"
        ordering = ["request", "unit__sort_key", "pk"]
        indexes = [
            models.Index(fields=["unit", "status", "due_on"], name="submission_unit_status_due"),
            models.Index(fields=["request", "status"], name="submission_request_status"),
            models.Index(fields=["due_on", "id"], condition=Q(status__in=WITH_UNIT), name="submission_owed_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["request", "unit"], name="submission_once_a_unit", violation_error_message="该单位已在本任务的报送单位中。"),
            models.CheckConstraint(
                condition=Q(status__in=SubmissionStatus.values), name="submission_status_known", violation_error_message="报送件状态不在规定范围内。"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=HANDED_IN) | Q(reported_at__isnull=False, filed_by__isnull=False),
                name="submission_reported_fields_together",
                violation_error_message="已报的报送件须有填报人和报送时间。",
            ),
            models.CheckConstraint(
                condition=~Q(status=SubmissionStatus.ACCEPTED) | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="submission_accepted_fields_together",
                violation_error_message="审核通过须同时有审核人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(filed_by=None) | ~Q(approved_by=F("filed_by")),
                name="submission_approver_is_not_filer",
                violation_error_message="填报人不能审核本人填报的报送件。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(SubmissionStatus.RETURNED, SubmissionStatus.EXEMPT)) | ~Q(reason=""),
                name="submission_reason_given",
                violation_error_message="退回、免报须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.request}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:submission-detail", args=[self.pk])

    @property
    def rows(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.answer.get("rows", [])
        return found

    @property
    def parts(self) -> dict[str, str]:
        found: dict[str, str] = self.answer.get("parts", {})
        return found

    def acts_for(self, user: User) -> list[SubmissionAct]:
        """Acts open to `user` while the request runs: 提交 or 报送 as the request asks, nothing for the filer to approve."""
        if not self.request.is_open:
            return []
        not_asked = SubmissionAct.REPORT if self.request.needs_approval else SubmissionAct.SUBMIT
        own = (
            (SubmissionAct.APPROVE, SubmissionAct.SEND_BACK, SubmissionAct.ACCEPT, SubmissionAct.RETURN, SubmissionAct.CORRECT)
            if self.was_filed_by(user)
            else ()
        )
        acts = acts_open(SUBMISSION_TRANSITIONS, self.status, user)
        return [act for act in acts if act != not_asked and act not in own]

    def was_filed_by(self, user: User) -> bool:
        """Whether `user`, under whichever account, wrote in it last, handed it in or let it leave: he does not judge it, also after a hand-over."""
        return any(same_person(person, user) for person in (self.filed_by, self.saved_by, self.approved_by) if person is not None)

    def is_fillable_by(self, user: User) -> bool:
        """Whether `user` may write the answer now."""
        return self.request.is_open and self.status in FILLABLE and user.has_perm(SUBMISSION_TRANSITIONS[SubmissionAct.REPORT].permission)

    def is_overdue(self, on: date) -> bool:
        """Past its day while nothing has reached the bureau."""
        return self.due_on < on and self.status in WITH_UNIT and self.request.is_open

    @property
    def is_sent_back(self) -> bool:
        """With the unit again, told why – by the bureau, or by the unit's own leader."""
        return self.status in FILLABLE and bool(self.reason)

    @property
    def state_words(self) -> str:
        """未报, 零报告, 已报, 审核通过（迟报） …"""
        label = "零报告" if self.is_nil and self.status in HANDED_IN else str(self.get_status_display())
        if self.is_nil and self.status == SubmissionStatus.ACCEPTED:
            label = "零报告（审核通过）"
        return f"{label}（迟报）" if self.is_late and self.status in HANDED_IN else label

    def tone(self, on: date) -> str:
        """Colour of its badge: red when late, amber when returned, green when accepted."""
        if self.is_overdue(on):
            return "red"
        tones = {
            SubmissionStatus.ACCEPTED: "green",
            SubmissionStatus.BEFORE: "green",
            SubmissionStatus.RETURNED: "amber",
            SubmissionStatus.REPORTED: "blue",
            SubmissionStatus.UNIT_REVIEW: "blue",
        }
        return tones.get(SubmissionStatus(self.status), "grey")


class HandIn(models.Model):
    """报送版本: what was handed in, as it was; never overwritten. `accepted_at` marks what the bureau took as good."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="hand_ins", verbose_name="报送件")
    number = models.PositiveSmallIntegerField("第几次报送")
    at = models.DateTimeField("报送时间")
    actor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="报送人")
    is_nil = models.BooleanField("零报告", default=False)
    answer = models.JSONField("填报内容", default=dict)
    is_late = models.BooleanField("迟报", default=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    accepted_at = models.DateTimeField("审核通过时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送版本"
        ordering = ["submission", "number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="hand_in_number_unique")]

    def __str__(self) -> str:
        return f"第 {self.number} 次报送"

    @property
    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.answer.get("rows", [])
        return found


class SubmissionStep(ActedRow):
    """报送件沿革: how it stood from `at` on, which act brought it there and whose; one row per act, never overwritten."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="steps", verbose_name="报送件")
    at = models.DateTimeField("时间")
    status = models.CharField("状态", max_length=12, choices=SubmissionStatus)
    due_on = models.DateField("截止日期")
    act = models.CharField("行为", max_length=20, blank=True)
    label = models.CharField("办理", max_length=40)
    actor = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    note = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送件沿革"
        ordering = ["submission", "at", "pk"]
        indexes = [models.Index(fields=["submission", "at"], name="submission_step_at")]

    def __str__(self) -> str:
        return f"{self.label} {self.at:%Y-%m-%d}"
