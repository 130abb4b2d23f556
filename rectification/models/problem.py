"""整改问题: one finding inside an order, its answer and its verdict."""

from django.db import models

from rectification.models.order import Order


class Verdict(models.TextChoices):
    """逐项验收."""

    PASS = "pass", "通过"
    RETURN = "return", "退回"


class Problem(models.Model):
    """整改问题: what was found, on which basis, how the unit answered and how the accepter judged it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="problems", verbose_name="整改")
    number = models.PositiveSmallIntegerField("序号")
    text = models.TextField("问题")
    basis = models.CharField("依据", max_length=300, blank=True)
    item = models.CharField("评查项", max_length=40, blank=True)
    case_text = models.CharField("案卷", max_length=200, blank=True)
    answer = models.TextField("整改情况", blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="填报整改情况的人")
    verdict = models.CharField("验收", max_length=10, choices=Verdict, blank=True)
    verdict_note = models.TextField("退回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改问题"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="problem_number_unique")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def upload_target(self) -> str:
        """Where its evidence is uploaded to."""
        return f"problem:{self.pk}"

    @property
    def is_passed(self) -> bool:
        return self.verdict == Verdict.PASS

    @property
    def is_returned(self) -> bool:
        return self.verdict == Verdict.RETURN

    @property
    def verdict_tone(self) -> str:
        return "green" if self.is_passed else "amber"


class EarlierAnswer(models.Model):
    """重新整改前的整改情况: how a problem was answered and judged before its order was opened again; never overwritten."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="earlier_answers", verbose_name="整改问题")
    answer = models.TextField("整改情况", blank=True)
    verdict = models.CharField("验收", max_length=10, choices=Verdict, blank=True)
    verdict_note = models.TextField("退回理由", blank=True)
    at = models.DateTimeField("重新整改时间")

    class Meta:
        verbose_name = verbose_name_plural = "重新整改前的整改情况"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.answer[:40]
