"""整改进展: what the unit reports along the way."""

from django.db import models

from accounts.models import ActedRow
from rectification.models.order import Order


class Progress(ActedRow):
    """整改进展: one entry, never overwritten."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="progress", verbose_name="整改")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="填报人")
    text = models.TextField("进展")

    class Meta:
        verbose_name = verbose_name_plural = "整改进展"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:40]
