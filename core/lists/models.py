"""常用筛选: a list's address kept under a name."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """常用筛选: filters, sort and columns of one list, personal or of the whole unit."""

    page = models.CharField("页面", max_length=60)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=1000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="所有人")  # CASCADE: a personal bookmark
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "owner", "name"], name="saved_view_name_unique", violation_error_message="同名的常用筛选已经有了，请换个名称。"
            )
        ]

    def __str__(self) -> str:
        return self.name
