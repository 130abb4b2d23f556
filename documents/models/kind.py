"""文书种类: what may be issued, in which form, under which 机关代字."""

from django.db import models


class Form(models.TextChoices):
    """公文格式 (GB/T 9704-2012)."""

    LETTER = "letter", "信函格式"
    FILE = "file", "文件格式"
    PLAIN = "plain", "普通格式（无红头）"


class Numbering(models.TextChoices):
    """编号方式."""

    COUNTER = "counter", "签发时自动编号"
    TYPED = "typed", "录入已给定的文号"


class Issuer(models.TextChoices):
    """制发机关."""

    BUREAU = "bureau", "司法局"
    GOVERNMENT = "government", "本级人民政府"


class DocumentKind(models.Model):
    """文书种类, a dictionary that the bureau edits; seeded from `documents/data/kinds.csv`. Basis: REG825-26."""

    code = models.SlugField("编码", max_length=30, primary_key=True)
    short_name = models.CharField("简称", max_length=20, unique=True)
    full_name = models.CharField("文书全称", max_length=60)
    title_pattern = models.CharField("标题", max_length=120, help_text="可用：{bureau} 局名、{year} 年度、{unit} 主送单位、{subject} 事由。")
    agency_code = models.CharField("机关代字", max_length=20)
    form = models.CharField("公文格式", max_length=10, choices=Form)
    issuer = models.CharField("制发机关", max_length=10, choices=Issuer, default=Issuer.BUREAU)
    numbering = models.CharField("编号方式", max_length=10, choices=Numbering, default=Numbering.COUNTER)
    parts = models.CharField("正文结构", max_length=20)  # a key of documents.sections.SCHEMAS
    reply_rule = models.CharField("回复期限规则", max_length=40, blank=True)
    reply_what = models.CharField("回复内容", max_length=40, blank=True)
    opens_reply = models.BooleanField("送达后开回复期限", default=True, help_text="由来源业务自己计期限的（评查反馈、调卷）不再另开。")
    has_objection = models.BooleanField("可提异议", default=False)
    for_vertical = models.BooleanField("可对垂管单位制发", default=True)
    needs_review = models.BooleanField("须核稿", default=True)
    shows_signer = models.BooleanField("标注签发人（上行文）", default=False)
    basis = models.CharField("依据", max_length=120, blank=True)
    is_active = models.BooleanField("在用", default=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文书种类"
        ordering = ["position", "code"]
        permissions = [("manage_kinds", "维护文书种类")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(issuer="government") | models.Q(numbering="typed"),
                name="document_kind_government_number_typed",
                violation_error_message="政府制发的文书，文号由政府办公室给定后录入。",
            )
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def is_counted(self) -> bool:
        """Whether our own counter gives the number."""
        return self.numbering == Numbering.COUNTER

    @property
    def is_government(self) -> bool:
        return self.issuer == Issuer.GOVERNMENT
