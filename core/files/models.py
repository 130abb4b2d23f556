"""文件: what was uploaded or produced, by whom, with its hash; and uploads under way."""

import uuid

from django.conf import settings
from django.db import models


class ScanState(models.TextChoices):
    """查毒状态."""

    UNSCANNED = "unscanned", "未扫描"
    PENDING = "pending", "正在查毒"
    CLEAN = "clean", "已查毒"
    INFECTED = "infected", "发现病毒"


class StoredFile(models.Model):
    """文件: one immutable file under a random storage name. `purpose` names its row in FILE_PURPOSES, which decides
    what may be uploaded and who may see it (`owner_kind`/`owner_id` tell the row it belongs to)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField("用途", max_length=40)
    original_name = models.CharField("文件名", max_length=255)
    storage_name = models.CharField("存储名", max_length=120, unique=True)
    mime = models.CharField("类型", max_length=100)
    size = models.BigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    pages = models.PositiveIntegerField("页数", null=True)
    scan_state = models.CharField("查毒", max_length=10, choices=ScanState, default=ScanState.UNSCANNED)
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    owner_kind = models.CharField("所属类型", max_length=60, blank=True)
    owner_id = models.CharField("所属编号", max_length=40, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人")
    on_behalf = models.BooleanField("代传", default=False)
    created_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="stored_file_owner")]
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty", violation_error_message="文件是空的（0 字节），没有保存。")]

    def __str__(self) -> str:
        return self.original_name


class Upload(models.Model):
    """上传中的文件: a resumable upload (tus 1.0): parts arrive at `offset` until `length` is reached."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField("用途", max_length=40)
    target = models.CharField("归属", max_length=120, blank=True)
    original_name = models.CharField("文件名", max_length=255)
    length = models.BigIntegerField("大小（字节）")
    offset = models.BigIntegerField("已传", default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="上传人")  # CASCADE: an unfinished upload is no record
    created_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近时间")
    file = models.OneToOneField(StoredFile, models.SET_NULL, null=True, related_name="+", verbose_name="文件")
    refused = models.CharField("未保存原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传"

    def __str__(self) -> str:
        return self.original_name
