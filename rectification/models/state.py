"""整改沿革: how an order stood, instant by instant, so that a past month can be told again as it was."""

from django.db import models

from accounts.models import ActedRow
from rectification.models.order import Order
from rectification.workflow import Act, Status


class OrderState(ActedRow):
    """整改沿革: how an order stood from `at` on; one row per act, never overwritten; which act and whose, where 办理记录 tells it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="states", verbose_name="整改")
    at = models.DateTimeField("时间")
    status = models.CharField("状态", max_length=20, choices=Status)
    due_on = models.DateField("整改期限")
    reported_at = models.DateTimeField("报送时间", null=True)
    closed_at = models.DateTimeField("销号时间", null=True)
    act = models.CharField("行为", max_length=20, choices=Act, blank=True)
    actor = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    note = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改沿革"
        ordering = ["order", "at", "pk"]
        indexes = [models.Index(fields=["order", "at"], name="order_state_at")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.at:%Y-%m-%d} {self.get_status_display()}"
