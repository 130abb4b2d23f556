"""文书: the document itself, from draft to archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from accounts.models.acting import LONGEST_SIGNED
from core.search.numbers import MISSPELT
from documents.incoming.models import DOCUMENT, IncomingLink
from documents.models.kind import DocumentKind
from documents.models.service import Service
from documents.workflow import UNSIGNED_STATUSES, VALID_STATUSES, Status

if TYPE_CHECKING:
    from accounts.models import User

SIGNED_STATUSES = [status for status in Status if status not in UNSIGNED_STATUSES]
RENDERED_STATUSES = [str(status) for status in (*VALID_STATUSES, Status.REVOKED)]


TO_REVIEW = Q(status=Status.DRAFTED, submitted_at__isnull=False)  # 待核稿: sent in by the drafter, not yet checked
TO_SIGN = Q(status=Status.REVIEWED)  # 待签发
HANDLER = Coalesce("handled_by", "drafted_by")  # as `Document.handler`
DRAFTED_HERE = Q(import_batch=None)  # whose `drafted_by` wrote it, as `Document.drafter`
TO_SERVE = Q(status__in=(Status.ISSUED, Status.SEALED))  # 待送达: issued or sealed, with a unit that has not got it


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads of documents."""

    def visible_to(self, user: User) -> Self:
        """All for the bureau and the government's approver; for a unit what was served on it or below it."""
        if not user.has_perm("documents.view_documents"):
            return self.none()
        ids = user.unit_ids()
        if ids is None:
            return self
        return self.filter(Exists(Service.objects.filter(document=OuterRef("pk"), unit__in=ids, served_at__isnull=False)))

    def for_display(self) -> Self:
        return self.select_related(
            "kind", "to_unit", "drafted_by", "handled_by", "reviewed_by", "signed_by", "pdf", "docx", "sealed_file", "scan", "import_batch"
        )

    def for_page(self) -> Self:
        """For the page of one: also whether a paper received is linked to it, so that those that have none are not asked for them."""
        links = IncomingLink.objects.filter(kind=DOCUMENT, target_id=Cast(OuterRef("pk"), models.CharField()))
        return self.for_display().select_related("job").annotate(is_linked=Exists(links))


class Document(models.Model):
    """文书. What it says is frozen when it is signed, and at the database once it is issued; a change is a new document.

    `import_batch` marks 启用前数据: issued on paper before the system, of which only the register is known; `drafted_by` is then who brought it in.
    """

    kind = models.ForeignKey(DocumentKind, models.PROTECT, related_name="documents", verbose_name="种类")
    title = models.CharField("文书名称", max_length=200)
    to_unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="主送单位")
    to_text = models.CharField("主送", max_length=200, blank=True)
    copy_to = models.CharField("抄送", max_length=300, blank=True)
    content = models.JSONField("正文", default=dict)
    source_kind = models.CharField("来源类型", max_length=60, blank=True)
    source_id = models.CharField("来源编号", max_length=40, blank=True)
    source_label = models.CharField("来源", max_length=200, blank=True)
    source_url = models.CharField("来源地址", max_length=200, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by", verbose_name="前一文书")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFTED)
    version = models.PositiveIntegerField("版本", default=1)

    reply_rule = models.CharField("回复期限规则", max_length=40, blank=True)
    reply_days = models.PositiveSmallIntegerField("回复期限（天数）", null=True)
    reply_unit = models.CharField("回复期限单位", max_length=10, blank=True)
    reply_on = models.DateField("回复期限（日期）", null=True)
    objection_days = models.PositiveSmallIntegerField("异议期限（日）", null=True)

    drafted_at = models.DateTimeField("拟制时间")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟制人")
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="承办人")  # since a hand-over
    submitted_at = models.DateTimeField("送审时间", null=True)
    reviewed_at = models.DateTimeField("核稿时间", null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核稿人")
    signed_at = models.DateTimeField("签发时间", null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人账号")
    signer_name = models.CharField("签发人", max_length=LONGEST_SIGNED, blank=True)
    dated_on = models.DateField("成文日期", null=True)
    number = models.CharField("文号", max_length=60, blank=True)
    code = models.CharField("核验码", max_length=16, null=True, unique=True)
    job = models.ForeignKey("core.Job", models.PROTECT, null=True, related_name="+", verbose_name="成文任务")
    render_error = models.CharField("未成文原因", max_length=300, blank=True)
    issued_at = models.DateTimeField("制发时间", null=True)
    pdf = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="PDF")
    docx = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Word")
    sealed_file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="盖章件")
    sealed_at = models.DateTimeField("用印时间", null=True)
    served_on = models.DateField("送达日期", null=True)
    served_at = models.DateTimeField("登记送达时间", null=True)
    reply_due_on = models.DateField("回复期限", null=True)
    responded_at = models.DateTimeField("回复时间", null=True)
    archived_at = models.DateTimeField("归档时间", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoke_reason = models.CharField("撤销理由", max_length=200, blank=True)
    dropped_at = models.DateTimeField("撤稿时间", null=True)
    drop_reason = models.CharField("撤稿理由", max_length=200, blank=True)
    import_batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, related_name="+", verbose_name="启用前数据的导入批次")
    scan = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="启用前文书的扫描件")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["-pk"]
        permissions = [
            ("view_documents", "查看文书"),
            ("draft_document", "拟制文书"),
            ("review_document", "核稿"),
            ("return_document", "退回修改"),
            ("sign_document", "签发文书"),
            ("sign_decision", "签发决定书"),
            ("record_paper_approval", "补录线下审批"),
            ("issue_document", "制发与作废文号"),
            ("serve_document", "登记送达"),
            ("receive_document", "签收与回复文书"),
            ("decide_objection", "办理异议"),
            ("import_register", "导入文书登记簿"),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="document_status_newest"),
            models.Index(fields=["source_kind", "source_id"], name="document_source"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=[str(status) for status in Status]), name="document_status_known"),
            models.CheckConstraint(
                condition=~Q(number__regex=MISSPELT), name="document_number_spelt_our_way", violation_error_message="文号的年份用六角括号，顺序号不补零。"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="document_number_unique", violation_error_message="这个文号已经用过。"),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("drafted_by")),
                name="document_signer_is_not_drafter",
                violation_error_message="拟制人不能签发本人拟制的文书。",
            ),
            models.CheckConstraint(
                condition=(Q(status__in=[str(status) for status in UNSIGNED_STATUSES]) & Q(number="", signed_at=None))
                | (
                    Q(status__in=[str(status) for status in SIGNED_STATUSES], dated_on__isnull=False)
                    & ~Q(number="")
                    & (Q(import_batch__isnull=False) | Q(signed_at__isnull=False) & ~Q(signer_name=""))
                ),
                name="document_signed_fields_together",
                violation_error_message="签发的文书必须有签发人、日期和文号。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=RENDERED_STATUSES) | Q(issued_at__isnull=False, pdf__isnull=False, code__isnull=False) | Q(import_batch__isnull=False),
                name="document_issued_has_file",
                violation_error_message="已制发的文书必须有成文文件。",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DROPPED, dropped_at__isnull=False) & ~Q(drop_reason="")
                | ~Q(status=Status.DROPPED) & Q(dropped_at=None, drop_reason=""),
                name="document_dropped_has_reason",
                violation_error_message="撤稿必须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind.short_name}　{self.number or self.title}"

    def get_absolute_url(self) -> str:
        return reverse("documents:document-detail", args=[self.pk])

    @property
    def drafter(self) -> User | None:
        """拟制人: nobody who is known where only a register tells of the document."""
        return None if self.came_by_import else self.drafted_by

    @property
    def handler(self) -> User:
        """承办人: who takes care of it and is told – the drafter, or who took it over."""
        return self.handled_by or self.drafted_by

    @property
    def listed_title(self) -> str:
        """名称（主送单位）: how a list tells documents of one name apart; `to_unit` must be loaded."""
        return f"{self.title}（{self.to_unit.short_name if self.to_unit else self.to_text}）"

    @property
    def came_by_import(self) -> bool:
        """启用前数据: issued on paper, on record here; nothing is done with it in the system."""
        return self.import_batch_id is not None

    @property
    def is_editable(self) -> bool:
        """With its drafter: neither sent in nor further on."""
        return self.status == Status.DRAFTED and self.submitted_at is None

    @property
    def is_waiting_for_review(self) -> bool:
        return self.status == Status.DRAFTED and self.submitted_at is not None

    @property
    def is_waiting_for_signature(self) -> bool:
        return self.status == Status.REVIEWED

    @property
    def is_being_rendered(self) -> bool:
        """待制发: has its number, the files are being made."""
        return self.status == Status.SIGNED

    @property
    def served_file_id(self) -> object:
        """The version that is served: the sealed scan where there is one, else the PDF as issued."""
        return self.sealed_file_id or self.pdf_id

    def state_label(self) -> str:
        """The state in the words of the desk: 待核稿, 待签发 and 待制发 instead of the technical ones."""
        if self.is_waiting_for_review:
            return "待核稿"
        if self.is_waiting_for_signature:
            return "待签发"
        return "待制发" if self.is_being_rendered else self.get_status_display()
