"""文号: one gapless series per 机关代字 and year, and the register in which every number stays for good."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.numbering import UsedBefore


class NumberCounter(models.Model):
    """编号计数: last sequence given in a series. `opened_after` is what the paper register had reached before. Locked while a number is taken."""

    agency_code = models.CharField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用至", default=0)
    opened_after = models.PositiveIntegerField("启用前已用至", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号计数"
        ordering = ["-year", "agency_code"]
        constraints = [
            models.UniqueConstraint(fields=["agency_code", "year"], name="number_counter_series_unique"),
            models.CheckConstraint(
                condition=Q(last__gte=F("opened_after")), name="number_counter_not_before_start", violation_error_message="已用号不能小于启用前的号。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_code}〔{self.year}〕{self.last}"


class NumberGap(UsedBefore):
    """启用前已用 of a series of documents."""

    agency_code = models.CharField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")

    class Meta:
        verbose_name = verbose_name_plural = "启用前已用的文号"
        ordering = ["-year", "agency_code", "first"]
        constraints = [
            models.CheckConstraint(condition=Q(first__gte=1, last__gte=F("first")), name="number_gap_in_order", violation_error_message="止号不能小于起号。"),
            models.UniqueConstraint(fields=["agency_code", "year", "first"], name="number_gap_once", violation_error_message="这一段文号已经登记。"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_code}〔{self.year}〕{self.first}—{self.last} 号"


class IncomingNumberGap(UsedBefore):
    """启用前已用 of the papers received in a year."""

    year = models.PositiveSmallIntegerField("年份")

    class Meta:
        verbose_name = verbose_name_plural = "启用前已用的收文编号"
        ordering = ["-year", "first"]
        constraints = [
            models.CheckConstraint(condition=Q(first__gte=1, last__gte=F("first")), name="incoming_gap_in_order", violation_error_message="止号不能小于起号。"),
            models.UniqueConstraint(fields=["year", "first"], name="incoming_gap_once", violation_error_message="这一段收文编号已经登记。"),
        ]

    def __str__(self) -> str:
        return f"收文〔{self.year}〕{self.first}—{self.last} 号"


class NumberState(models.TextChoices):
    """文号状态."""

    USED = "used", "已用"
    VOIDED = "voided", "作废"


class NumberRegister(models.Model):
    """文号登记: every number ever taken; a voided one keeps its place with the reason and is never given again."""

    agency_code = models.CharField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    seq = models.PositiveIntegerField("顺序号")
    text = models.CharField("文号", max_length=60)
    is_typed = models.BooleanField("录入的文号", default=False)
    state = models.CharField("状态", max_length=6, choices=NumberState, default=NumberState.USED)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="numbers", verbose_name="文书")
    taken_at = models.DateTimeField("取号时间")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="取号人")
    voided_at = models.DateTimeField("作废时间", null=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="作废人")
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文号登记"
        ordering = ["-year", "agency_code", "-seq"]
        constraints = [
            models.UniqueConstraint(fields=["agency_code", "year", "seq"], name="number_register_unique", violation_error_message="这个文号已经用过。"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="used"), name="number_register_one_in_use", violation_error_message="一件文书只能有一个有效文号。"
            ),
            models.CheckConstraint(
                condition=Q(state="used", voided_at=None, void_reason="") | (Q(state="voided", voided_at__isnull=False) & ~Q(void_reason="")),
                name="number_register_void_has_reason",
                violation_error_message="作废文号必须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.text
