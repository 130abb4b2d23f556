"""常用语: one sentence of one kind; a sentence is taken out of use, never deleted."""

from django.conf import settings
from django.db import models


class PhraseQuerySet(models.QuerySet["Phrase"]):
    """Reads of the dictionary."""

    def offered(self, kind: str) -> "PhraseQuerySet":
        """What the field of that kind offers, in the bureau's order."""
        return self.filter(kind=kind, is_active=True).order_by("position", "pk")


class Phrase(models.Model):
    """常用语."""

    kind = models.SlugField("类别", max_length=40)
    text = models.CharField("内容", max_length=200)
    position = models.PositiveSmallIntegerField("顺序", default=50)
    is_active = models.BooleanField("使用中", default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="修改人")
    changed_at = models.DateTimeField("修改时间", null=True, editable=False)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ["kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="phrase_once_per_kind", violation_error_message="这一类里已经有这句。")]

    def __str__(self) -> str:
        return self.text
