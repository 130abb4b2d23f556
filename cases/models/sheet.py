"""评查表: what one reviewer says about one file, item by item; and what came out of it: findings and objections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.workflow import OPEN_REVIEWS, Grade, SheetState

if TYPE_CHECKING:
    from accounts.models import User


SEATS = {1: "评查人一", 2: "评查人二", 3: "第三评查人"}


class SheetQuerySet(models.QuerySet["ReviewSheet"]):
    """Reads of sheets."""

    def visible_to(self, user: User) -> Self:
        """背靠背: one's own; others' only once both are in, for the office. The other reviewer's name and scores stay out of sight before."""
        own = Q(reviewer=user)
        if user.has_perm("cases.organise_reviews"):
            return self.filter(own | Q(file__review_state__in=OPEN_REVIEWS))
        return self.filter(own) if user.has_perm("cases.score_files") else self.none()

    def standing(self) -> Self:
        """Sheets that count: not recused."""
        return self.exclude(state=SheetState.RECUSED)


class ReviewSheet(models.Model):
    """评查表 of one reviewer. `version` rises with every save; a save on an older version is refused (409)."""

    file = models.ForeignKey("cases.DrawnFile", models.PROTECT, related_name="sheets", verbose_name="抽中案卷")
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="评查员")
    seat = models.PositiveSmallIntegerField("席位")  # 1, 2; 3 is the third reviewer
    state = models.CharField("状态", max_length=10, choices=SheetState, default=SheetState.ASSIGNED)
    version = models.PositiveIntegerField("版本", default=0)
    assigned_at = models.DateTimeField("分派时间")
    saved_at = models.DateTimeField("保存时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    vetoes_checked = models.BooleanField("否决项已逐项核对", default=False)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    grade = models.CharField("等次", max_length=10, choices=Grade, blank=True)
    is_vetoed = models.BooleanField("一票否决", default=False)
    problems = models.TextField("主要问题", blank=True)
    merits = models.TextField("优点", blank=True)
    advice = models.TextField("整改建议", blank=True)
    last_page = models.PositiveIntegerField("看到第几页", default=1)
    recuse_reason = models.CharField("回避理由", max_length=300, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评查表"
        ordering = ["-pk"]
        permissions = [("score_files", "评查打分")]
        constraints = [
            models.UniqueConstraint(fields=["file", "seat"], condition=~Q(state="recused"), name="sheet_seat_once", violation_error_message="这一席位已分派。"),
            models.UniqueConstraint(fields=["file", "reviewer"], name="sheet_reviewer_once", violation_error_message="这位评查员已在这份案卷上。"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state_known", violation_error_message="评查表状态不存在。"),
            models.CheckConstraint(
                condition=~Q(state=SheetState.SUBMITTED) | (Q(score__isnull=False, submitted_at__isnull=False) & ~Q(grade="")),
                name="sheet_submitted_fields_together",
                violation_error_message="提交的评查表须有得分、等次和时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state=SheetState.RECUSED) | ~Q(recuse_reason=""), name="sheet_recused_has_reason", violation_error_message="申请回避须写明理由。"
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="sheet_of_reviewer")]

    def __str__(self) -> str:
        return f"评查表 {self.file_id}-{self.seat}"

    def get_absolute_url(self) -> str:
        return reverse("cases:sheet-detail", args=[self.pk])

    @property
    def seat_name(self) -> str:
        """评查人一, 评查人二, 第三评查人."""
        return SEATS[self.seat]


class ItemScore(models.Model):
    """一项评分: the cases picked with their occurrences, or 不适用 with its reason; the pages that show it."""

    sheet = models.ForeignKey(ReviewSheet, models.CASCADE, related_name="scores", verbose_name="评查表")  # CASCADE: a line of its sheet
    item = models.ForeignKey("cases.RubricItem", models.PROTECT, related_name="+", verbose_name="评查内容")
    picks = models.JSONField("扣分情形", default=dict)  # {"0": 1}: place of the case in the item → occurrences
    deducted = models.DecimalField("扣分", max_digits=4, decimal_places=1, default=0)
    is_na = models.BooleanField("不适用", default=False)
    reason = models.CharField("说明", max_length=500, blank=True)
    cites = models.JSONField("证据页", default=list)  # [{"page": 14, "box": [x, y, width, height] in thousandths, or null}]
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "评分"
        ordering = ["item__order"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="item_score_once", violation_error_message="这一项已评分。"),
            models.CheckConstraint(condition=Q(deducted__gte=0), name="item_score_not_negative", violation_error_message="扣分不能为负。"),
            models.CheckConstraint(
                condition=Q(is_na=False) | (Q(deducted=0) & ~Q(reason="")),
                name="item_score_na_has_reason",
                violation_error_message="不适用须写明理由，且不再扣分。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.item_id}"

    @property
    def lacks_page(self) -> bool:
        """Whether points are taken off without a page that shows why; the case picked is the fault, more words are free. Basis: REVIEW-RULES-ONLY."""
        return bool(self.deducted) and not self.cites


class Veto(models.Model):
    """一票否决: the item, what was found, the pages that show it, ticked as checked page by page."""

    sheet = models.ForeignKey(ReviewSheet, models.CASCADE, related_name="vetoes", verbose_name="评查表")  # CASCADE: a line of its sheet
    item = models.ForeignKey("cases.RubricItem", models.PROTECT, related_name="+", verbose_name="否决项")
    statement = models.CharField("事实说明", max_length=1000)
    cites = models.JSONField("证据页", default=list)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "一票否决"
        ordering = ["item__order"]
        constraints = [models.UniqueConstraint(fields=["sheet", "item"], name="veto_once", violation_error_message="这一否决项已记录。")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.item_id}"


class Finding(models.Model):
    """评查发现的问题: what the confirmed sheets say about one item of one file; the office edits it before the letter goes out."""

    file = models.ForeignKey("cases.DrawnFile", models.PROTECT, related_name="findings", verbose_name="抽中案卷")
    item = models.ForeignKey("cases.RubricItem", models.PROTECT, related_name="+", verbose_name="评查内容")
    text = models.TextField("问题")
    pages = models.JSONField("证据页", default=list)
    is_dropped = models.BooleanField("不列入反馈", default=False)
    order = models.OneToOneField("rectification.Order", models.PROTECT, null=True, related_name="+", verbose_name="整改")
    drop_reason = models.CharField("不列入理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评查发现的问题"
        ordering = ["file", "item__order"]
        constraints = [
            models.UniqueConstraint(fields=["file", "item"], name="review_finding_once", violation_error_message="这一问题已列入。"),
            models.CheckConstraint(
                condition=Q(is_dropped=False) | ~Q(drop_reason=""), name="review_finding_dropped_has_reason", violation_error_message="不列入反馈须写明理由。"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def fault(self) -> str:
        """What is wrong, without the name of the item: the title of the order that follows."""
        return self.text.split("”一项，", 1)[-1].split("”，", 1)[-1]


class Objection(models.Model):
    """评查异议: the unit objects to a grade as a letter told it, once for each letter; the office looks again (复核)."""

    file = models.ForeignKey("cases.DrawnFile", models.PROTECT, related_name="objections", verbose_name="抽中案卷")
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+", verbose_name="反馈函")
    text = models.TextField("异议理由")
    filed_at = models.DateTimeField("提出时间")
    filed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提出人")
    answer = models.TextField("复核意见", blank=True)
    answered_at = models.DateTimeField("复核时间", null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    old_score = models.DecimalField("原得分", max_digits=5, decimal_places=2)
    old_grade = models.CharField("原等次", max_length=10, choices=Grade)
    was_vetoed = models.BooleanField("原一票否决", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评查异议"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "document"], name="review_objection_once", violation_error_message="对这份反馈函已提过异议。"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None) | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="objection_answer_together",
                violation_error_message="复核意见、时间、复核人须同时记录。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} 异议"
