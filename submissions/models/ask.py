"""报送要求: what is asked, why, and in which shape it comes back; shared by a request and by the series that opens requests."""

from __future__ import annotations

from django.db import models

from accounts.models import UnitKind


class Shape(models.TextChoices):
    """报送形式."""

    TABLE = "table", "填表"
    WORKBOOK = "workbook", "按司法局表样填报"
    REPORT = "report", "书面报告"
    FILES = "files", "报送材料"


ASKED_KINDS = tuple(kind for kind in UnitKind if kind not in (UnitKind.GOVERNMENT, UnitKind.BUREAU))  # who is asked: not who asks, nor who is above
TABLES = (Shape.TABLE, Shape.WORKBOOK)


class Ask(models.Model):
    """报送要求. `fields` are columns as `submissions.tables.fields` writes them, `blank_layout` how the bureau's own blank was read,
    `parts` the obligatory parts of a report: [{"key", "heading", "help"}]; `sources` says where a column's first value is known from."""

    title = models.CharField("任务名称", max_length=120)
    basis = models.CharField("依据", max_length=300)
    held_note = models.CharField("已掌握数据的说明", max_length=300, blank=True)
    guide = models.TextField("填报说明", blank=True)
    shape = models.CharField("报送形式", max_length=10, choices=Shape, default=Shape.TABLE)
    fields = models.JSONField("表列", default=list, blank=True)
    blank = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="司法局表样")
    blank_layout = models.JSONField("表样版式", null=True, blank=True)
    parts = models.JSONField("报告组成部分", default=list, blank=True)
    sources = models.JSONField("预填来源", default=dict, blank=True)  # column key -> code of PREFILL_SOURCES
    prefills_last = models.BooleanField("预填上期", default=True)
    allows_nil = models.BooleanField("可以零报告", default=True)
    needs_approval = models.BooleanField("须单位审核", default=True)
    needs_scan = models.BooleanField("须上传盖章扫描件", default=False)

    class Meta:
        abstract = True

    @property
    def is_table(self) -> bool:
        """Rows and columns, of whichever origin."""
        return self.shape in TABLES

    @property
    def fields_asked(self) -> int:
        """要求填报的项数: columns a person fills in, parts of a report, or one for files."""
        if self.is_table:
            return sum(1 for field in self.fields if field.get("kind") != "formula")
        return len(self.parts) if self.shape == Shape.REPORT else 1


ASK_FIELDS = tuple(field.name for field in Ask._meta.local_fields)
