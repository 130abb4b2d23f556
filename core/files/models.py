"""文件: what was uploaded or produced, by whom, with its hash; and uploads under way."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.urls import reverse

from core.files.kinds import FileType, file_type
from core.files.rules import may_see
from core.search.lookups import bigram_index

if TYPE_CHECKING:
    from accounts.models import User

MOST_JUDGED = 500


class ScanState(models.TextChoices):
    """查毒状态. ERROR: the scanner refuses the file itself, so waiting does not help."""

    UNSCANNED = "unscanned", "未查毒"
    PENDING = "pending", "正在查毒"
    CLEAN = "clean", "已查毒"
    INFECTED = "infected", "发现病毒"
    ERROR = "error", "查毒未完成"


READABLE_STATES = (ScanState.UNSCANNED, ScanState.CLEAN)
CLOSED_SENTENCES = {
    ScanState.PENDING: "正在查毒，完成前不能下载。",
    ScanState.INFECTED: "这个文件发现病毒，已隔离，不能下载。",
    ScanState.ERROR: "这个文件没有完成查毒，不能下载，请联系系统管理员。",
}


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Reads of files."""

    def present(self) -> Self:
        """Files that nobody removed."""
        return self.filter(removed_at=None)

    def visible_to(self, user: User) -> Self:
        """Files of this set that `user` may know exist. The answer comes from each purpose's `may_see`, file by file, so
        narrow the set first (by pk or by owner); ValueError above MOST_JUDGED files."""
        files = list(self.present()[: MOST_JUDGED + 1])
        if len(files) > MOST_JUDGED:
            raise ValueError("narrow the files before asking which of them are visible")
        return self.filter(pk__in=[file.pk for file in files if may_see(user, file)])

    def owned_among(self, owners: models.QuerySet[Any], **facts: Any) -> Self:
        """Files that belong to any of `owners`, in one statement."""
        keys = owners.order_by().annotate(owner_key=Cast("pk", models.CharField())).values("owner_key")
        return self.filter(owner_kind=owners.model._meta.label_lower, owner_id__in=keys, **facts)

    def owned_by(self, owner: models.Model) -> Self:
        """Files that belong to `owner`."""
        return self.filter(owner_kind=owner._meta.label_lower, owner_id=str(owner.pk))


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

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        indexes = [
            models.Index(fields=["owner_kind", "owner_id"], name="stored_file_owner"),
            models.Index(fields=["purpose", "unit"], name="stored_file_quota"),
            bigram_index("original_name", "stored_file_name_zh"),
            models.Index(fields=["created_at"], name="stored_file_waiting", condition=models.Q(scan_state="pending")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty", violation_error_message="文件是空的（0 字节），没有保存。"),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        """The page on which it can be looked at, else its download."""
        return reverse("core:file-view" if self.has_pages else "core:file-download", args=[self.pk])

    @property
    def type(self) -> FileType:
        """Its row in our table of types, by which it is served."""
        return file_type(self.original_name)

    @property
    def has_pages(self) -> bool:
        """Whether its pages can be shown as images."""
        return bool(self.pages)

    @property
    def is_readable(self) -> bool:
        """Whether it may be handed out: nothing stands against it in the virus check."""
        return self.scan_state in READABLE_STATES

    @property
    def is_unscanned(self) -> bool:
        """Whether no scanner was there when it came; shown beside its name."""
        return self.scan_state == ScanState.UNSCANNED

    @property
    def closed_sentence(self) -> str:
        """Why it is not handed out, "" when it is."""
        return CLOSED_SENTENCES.get(ScanState(self.scan_state), "")


class UploadQuerySet(models.QuerySet["Upload"]):
    """Reads of uploads under way."""

    def visible_to(self, user: User) -> Self:
        """An upload is its author's business alone."""
        return self.filter(created_by=user)

    def unfinished(self) -> Self:
        return self.filter(file=None, refused="")


class Upload(models.Model):
    """上传中的文件: a resumable upload (tus 1.0): parts arrive at `offset` until `length` is reached."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField("用途", max_length=40)
    target = models.CharField("归属", max_length=120, blank=True)
    original_name = models.CharField("文件名", max_length=255)
    stamp = models.CharField("文件时间", max_length=20, blank=True)  # of the browser's file, to know it again when it is chosen a second time
    length = models.BigIntegerField("大小（字节）")
    offset = models.BigIntegerField("已传", default=0)
    # CASCADE: an unfinished upload is no record
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="上传人")
    created_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近时间")
    file = models.OneToOneField(StoredFile, models.SET_NULL, null=True, related_name="+", verbose_name="文件")
    refused = models.CharField("未保存原因", max_length=200, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上传"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offset__gte=0) & models.Q(offset__lte=models.F("length")),
                name="upload_offset_within",
                violation_error_message="已传部分超过文件大小。",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("core:upload-part", args=[self.pk])


class UploadPart(models.Model):
    """分片: one piece of an upload, with its hash; written to the store before its row is."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts", verbose_name="上传")  # CASCADE: goes with its upload
    offset = models.BigIntegerField("起点")
    size = models.BigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    storage_name = models.CharField("存储名", max_length=120, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "分片"
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="upload_part_once", violation_error_message="这一段已经传过。")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.offset}"
