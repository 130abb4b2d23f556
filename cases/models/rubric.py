"""评查标准: rubrics as data with versions; a version that a batch uses is never changed."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from django.db import models

from cases.models.act import ActKind

PROCEDURES = ("普通", "简易")


class Dimension(models.TextChoices):
    """五维: tags on items."""

    SUBJECT = "subject", "主体"
    EVIDENCE = "evidence", "证据"
    PROCEDURE = "procedure", "程序"
    LAW = "law", "法律适用"
    DOCUMENT = "document", "文书"


class DeductionCase(TypedDict):
    """扣分情形: what is wrong, the points it costs, and whether it may occur at several places."""

    reason: str
    points: str
    repeats: bool


class Rubric(models.Model):
    """评查标准 in one version, for one kind of act."""

    code = models.SlugField("编码", max_length=40)
    version = models.PositiveSmallIntegerField("版本")
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("行为种类", max_length=12, choices=ActKind)
    digest = models.CharField("内容摘要", max_length=64, editable=False)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "评查标准"
        ordering = ["kind", "code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="rubric_version_once", violation_error_message="这一版评查标准已经有了。")]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"

    def fits(self, procedure: str) -> bool:
        """程序与标准: a standard that names a procedure is for files of that procedure; an act that names none fits."""
        own, asked = ({word for word in PROCEDURES if word in text} for text in (self.name, procedure))
        return not own or not asked or bool(own & asked)


class RubricItem(models.Model):
    """评查内容: a veto or an item with points, the cases that cost points, and its basis."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="items", verbose_name="评查标准")  # CASCADE: an item is part of its rubric
    code = models.CharField("编号", max_length=12)
    order = models.PositiveSmallIntegerField("次序")
    is_veto = models.BooleanField("一票否决")
    section = models.CharField("部分", max_length=20)
    title = models.CharField("评查内容", max_length=80)
    standard = models.CharField("扣分标准", max_length=300)
    points = models.DecimalField("分值", max_digits=4, decimal_places=1, default=Decimal(0))
    cases = models.JSONField("扣分情形", default=list)
    allows_na = models.BooleanField("可不适用", default=False)
    dimension = models.CharField("评查维度", max_length=10, choices=Dimension)
    basis = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "评查内容"
        ordering = ["rubric", "order"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="rubric_item_code_once", violation_error_message="评查内容编号重复。"),
            models.CheckConstraint(
                condition=models.Q(is_veto=True, points=0) | models.Q(is_veto=False, points__gt=0),
                name="rubric_item_points_fit",
                violation_error_message="否决项不计分，评分项须有分值。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
