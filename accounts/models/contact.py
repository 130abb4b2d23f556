"""单位联系方式: who heads a unit and how its desk is reached; people's own numbers stand with their accounts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.unit import Unit


class UnitContact(models.Model):
    """单位联系方式: public facts of an office, kept by the unit's liaison or by the bureau's staff."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="contact", verbose_name="单位")
    head_name = models.CharField("主要负责人", max_length=40, blank=True)
    head_duty = models.CharField("职务", max_length=40, blank=True)
    legal_office = models.CharField("法制机构", max_length=40, blank=True)
    desk_phone = models.CharField("值班电话", max_length=30, blank=True)
    address = models.CharField("办公地址", max_length=120, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "单位联系方式"
        permissions = [("keep_contacts", "维护单位联系方式"), ("reveal_contacts", "查看完整联系方式")]

    def __str__(self) -> str:
        return f"{self.unit}联系方式"
