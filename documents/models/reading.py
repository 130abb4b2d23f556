"""阅文记录: that a person has read one version of a document to its end."""

from django.conf import settings
from django.db import models


class Reading(models.Model):
    """阅文: before the signature, by the signer in person; a version changed afterwards is read again. Never changed."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="readings", verbose_name="文书")
    version = models.PositiveIntegerField("版本")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="阅读人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "阅文记录"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "version", "reader"], name="reading_once", violation_error_message="这一版本您已经读过。"),
        ]

    def __str__(self) -> str:
        return f"{self.reader} {self.at:%Y-%m-%d %H:%M}"
