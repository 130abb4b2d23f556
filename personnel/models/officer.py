"""执法人员: a person who enforces for a unit. Identity number and telephone are encrypted; search is by blind index."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse

from core.crypto import blind_index, decrypt, mask_identity, mask_phone
from core.search.lookups import bigram_index

if TYPE_CHECKING:
    from accounts.models import User

TABLE = "personnel_officer"
IDENTITY, PHONE = "identity", "phone"


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Reads of officers."""

    def visible_to(self, user: User) -> Self:
        """Officers of the units in the present post's sight."""
        if not user.has_perm("personnel.view_register"):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(unit_id__in=list(ids))

    def with_identity(self, number: str) -> Self:
        """Exact match of an identity number, without decrypting anything."""
        return self.filter(identity_index=blind_index(number.upper(), purpose=IDENTITY))


class Officer(models.Model):
    """执法人员. `seal` binds the encrypted values to this row and is made before the row is inserted."""

    seal = models.UUIDField("封签", default=uuid.uuid4, editable=False, unique=True)
    name = models.CharField("姓名", max_length=40)
    gender = models.CharField("性别", max_length=2)
    identity = models.CharField("身份证号", max_length=200)  # encrypted
    identity_index = models.CharField("身份证索引", max_length=64, unique=True)
    identity_tail = models.CharField("身份证遮蔽", max_length=18)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    duty = models.CharField("职务", max_length=60, blank=True)
    staffing = models.CharField("编制类型", max_length=20, blank=True)
    categories = models.JSONField("执法类别", default=list)
    area = models.CharField("执法区域", max_length=40, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    has_legal_qualification = models.BooleanField("法律职业资格", default=False)
    is_legal_reviewer = models.BooleanField("法制审核人员", default=False)
    phone = models.CharField("手机号", max_length=200, blank=True)  # encrypted
    phone_index = models.CharField("手机号索引", max_length=64, blank=True, db_index=True)
    is_active = models.BooleanField("在岗", default=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "执法人员"
        ordering = ["unit__sort_key", "pk"]
        indexes = [models.Index(fields=["unit", "id"], name="officer_unit"), bigram_index("name", "officer_name_zh")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("personnel:officer-detail", args=[self.pk])

    @property
    def masked_identity(self) -> str:
        """419921********2391."""
        return self.identity_tail

    @property
    def masked_phone(self) -> str:
        """154****5117; decrypts only to mask."""
        return mask_phone(self.plain_phone())

    @property
    def categories_text(self) -> str:
        return "、".join(self.categories)

    def plain_identity(self) -> str:
        """The number itself: only for `actions.reveal_identity` and rules, never for a page."""
        return decrypt(self.identity, table=TABLE, field=IDENTITY, seal=self.seal)

    def plain_phone(self) -> str:
        return decrypt(self.phone, table=TABLE, field=PHONE, seal=self.seal)


def masked_form(number: str) -> str:
    """What is kept beside the encrypted number for lists."""
    return mask_identity(number)
