"""抽取: the record that anyone can recompute, the drawn files, their scans, and files that still need their act."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cases.drawing import SizeRule
from cases.models.sheet import ReviewSheet
from cases.workflow import GRADED_REVIEWS, OPEN_REVIEWS, TAKES_SCAN, FileState, Grade, ReviewState

if TYPE_CHECKING:
    from accounts.models import User


class DrawKind(models.TextChoices):
    """抽取对象."""

    FILES = "files", "案卷"
    REVIEWERS = "reviewers", "评查员"


class Draw(models.Model):
    """抽取记录: frame and its hash first (锁定), then the seed and the result; never changed after that, a redraw is a new row."""

    batch = models.ForeignKey("cases.ReviewBatch", models.PROTECT, related_name="draws", verbose_name="批次")
    kind = models.CharField("抽取对象", max_length=10, choices=DrawKind, default=DrawKind.FILES)
    number = models.CharField("记录编号", max_length=40, unique=True)
    frame = models.JSONField("抽取范围")
    frame_hash = models.CharField("范围摘要", max_length=64)
    size_rule = models.JSONField("抽取规则")
    frozen_at = models.DateTimeField("锁定时间")
    frozen_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="锁定人")
    seed = models.CharField("种子", max_length=64, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True)
    drawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="抽取人")
    result = models.JSONField("抽取结果", default=dict)
    reason = models.CharField("重新抽取理由", max_length=300, blank=True)
    superseded_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽取记录"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(kind="files", superseded_at=None), name="draw_one_stands", violation_error_message="这个批次已有抽取记录。"
            ),
            models.CheckConstraint(
                condition=Q(seed="", drawn_at=None, drawn_by=None) | (~Q(seed="") & Q(drawn_at__isnull=False, drawn_by__isnull=False)),
                name="draw_fields_together",
                violation_error_message="种子、抽取时间、抽取人须同时记录。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cases:draw-detail", args=[self.batch_id, self.pk])

    @property
    def frame_count(self) -> int:
        return len(self.frame)

    @property
    def due_count(self) -> int:
        """应抽: how many the rule takes of this frame, stratum by stratum."""
        rule = SizeRule.from_record(self.size_rule)
        return sum(rule.size(available) for available in Counter(stratum for stratum, _ in self.frame).values())

    @property
    def warning(self) -> str:
        """Said before the draw."""
        return f"范围 {self.frame_count} 卷已锁定，应抽 {self.due_count} 卷。抽取结果不能重来；更换须写理由并留痕。"

    @property
    def drawn_count(self) -> int:
        return sum(len(keys) for keys in self.result.values())


class DrawnFileQuerySet(models.QuerySet["DrawnFile"]):
    """Reads of drawn files."""

    def visible_to(self, user: User) -> Self:
        """By unit for organisers and units; assigned files for a reviewer. What was replaced stays visible to the organiser."""
        assigned = Exists(ReviewSheet.objects.standing().filter(file=OuterRef("pk"), reviewer=user))
        if not user.has_perm("cases.view_reviews"):
            return self.filter(assigned) if user.has_perm("cases.score_files") else self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(row__unit_id__in=ids)

    def standing(self) -> Self:
        """Files that count: not replaced."""
        return self.exclude(state=FileState.REPLACED)

    def taking_scans(self) -> Self:
        """Standing files of which no reviewer has begun."""
        return self.standing().filter(review_state__in=TAKES_SCAN)


class DrawnFile(models.Model):
    """抽中案卷: a drawn catalogue entry on its way from draw to grade. `final_*` are filled when the reviewers agree or the group decides."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="files", verbose_name="抽取记录")
    row = models.ForeignKey("cases.BatchUnit", models.PROTECT, related_name="files", verbose_name="被评查单位")
    entry = models.OneToOneField("cases.CatalogueEntry", models.PROTECT, related_name="drawn", verbose_name="目录条目")
    rubric = models.ForeignKey("cases.Rubric", models.PROTECT, related_name="+", verbose_name="评查标准")
    position = models.PositiveIntegerField("抽取顺序")
    state = models.CharField("状态", max_length=10, choices=FileState, default=FileState.DRAWN)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="替换了")
    replace_reason = models.CharField("替换理由", max_length=300, blank=True)
    received_at = models.DateTimeField("到卷时间", null=True)
    review_state = models.CharField("评查状态", max_length=12, choices=ReviewState, default=ReviewState.UNASSIGNED)
    final_score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    final_grade = models.CharField("等次", max_length=10, choices=Grade, blank=True)
    is_vetoed = models.BooleanField("一票否决", default=False)
    gap = models.DecimalField("分差", max_digits=5, decimal_places=2, null=True)
    group_note = models.TextField("集体研究意见", blank=True)
    confirmed_at = models.DateTimeField("确定时间", null=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="确定人")
    cap_lifted_reason = models.CharField("另有期限规定", max_length=200, blank=True)

    objects = DrawnFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽中案卷"
        ordering = ["row", "position", "pk"]
        permissions = [("upload_case_file", "报送案卷"), ("upload_on_behalf", "代传案卷"), ("confirm_scores", "确定评查等次")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="drawn_file_state_known", violation_error_message="抽中案卷状态不存在。"),
            models.CheckConstraint(
                condition=Q(review_state__in=ReviewState.values), name="drawn_file_review_state_known", violation_error_message="评查状态不存在。"
            ),
            models.CheckConstraint(
                condition=~Q(review_state__in=[*GRADED_REVIEWS, ReviewState.SUBMITTED]) | (Q(final_score__isnull=False) & ~Q(final_grade="")),
                name="drawn_file_graded_has_score",
                violation_error_message="评查完毕的案卷须有得分和等次。",
            ),
            models.CheckConstraint(
                condition=~Q(state=FileState.REPLACED) | ~Q(replace_reason=""),
                name="drawn_file_replaced_has_reason",
                violation_error_message="替换案卷须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.entry.number or self.entry.title

    def get_absolute_url(self) -> str:
        return reverse("cases:file-detail", args=[self.pk])

    @property
    def is_capped(self) -> bool:
        """等次上限: the decision came after day 90 and no other limit is on record."""
        return self.entry.is_late and not self.cap_lifted_reason

    @property
    def is_open(self) -> bool:
        """Whether the first two reviewers have both handed in, so that scores may be seen."""
        return self.review_state in OPEN_REVIEWS

    @property
    def is_graded(self) -> bool:
        return self.review_state in GRADED_REVIEWS

    @property
    def is_told(self) -> bool:
        """Whether the unit knows its grade: after the feedback letter was served."""
        return self.is_graded and self.row.feedback_at is not None

    def grade_as_of(self, at: datetime) -> tuple[Decimal, Grade, bool]:
        """得分、等次、一票否决 as they stood at `at`: until an objection is answered, those objected to."""
        for objection in reversed(self.objections.all()):  # the first one that was not yet answered then
            if objection.answered_at is None or objection.answered_at >= at:
                return objection.old_score, Grade(objection.old_grade), objection.was_vetoed
        return self.final_score or Decimal(0), Grade(self.final_grade), self.is_vetoed

    @property
    def takes_scan(self) -> bool:
        """As `taking_scans`."""
        return self.state != FileState.REPLACED and self.review_state in TAKES_SCAN

    def shows_grade_to(self, user: User) -> bool:
        """得分和等次: the office once both reviewers are in, the unit after the feedback, reviewers when both are in."""
        return self.is_told or (self.is_open and (user.has_perm("cases.organise_reviews") or user.has_perm("cases.score_files")))

    def state_words(self, user: User) -> tuple[str, str]:
        """状态 as `user` may know it: (tone, words). Units see no more than 评查中 before the feedback."""
        if self.state != FileState.RECEIVED:
            return {"drawn": "grey", "requested": "amber", "replaced": "outline"}[self.state], self.get_state_display()
        if self.is_told or user.has_perm("cases.organise_reviews"):
            tone = {"gap": "amber", "split": "amber", "submitted": "amber", "objected": "amber", "confirmed": "green", "reviewed": "green"}.get(
                self.review_state, "grey"
            )
            return (tone, self.get_review_state_display()) if self.review_state != ReviewState.UNASSIGNED else ("blue", self.get_state_display())
        return ("blue", "已到卷") if self.review_state == ReviewState.UNASSIGNED else ("grey", "评查中")


class FileScan(models.Model):
    """案卷扫描件: one uploaded version; the newest not replaced is the one reviewed, older ones stay."""

    drawn = models.ForeignKey(DrawnFile, models.PROTECT, related_name="scans", verbose_name="抽中案卷")
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")
    added_at = models.DateTimeField("报送时间")
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="报送人")
    on_behalf = models.BooleanField("代传", default=False)
    outline = models.JSONField("文书目录", null=True)  # [{"page", "title"}]; None until it was read
    replaced_at = models.DateTimeField("被替换时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "案卷扫描件"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["drawn"], condition=Q(replaced_at=None), name="scan_one_current", violation_error_message="这件案卷已有扫描件。")
        ]

    def __str__(self) -> str:
        return self.file.original_name


class UnmatchedScan(models.Model):
    """待对应文件: an upload whose name fits no drawn file; a person chooses the file, or sets it aside."""

    row = models.ForeignKey("cases.BatchUnit", models.PROTECT, related_name="unmatched", verbose_name="被评查单位")
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="上传人")
    on_behalf = models.BooleanField("代传", default=False)
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_note = models.CharField("处理结果", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待对应文件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.original_name
