"""目录: the closed acts of the period as the unit confirms them; the frame of the draw."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from cases.models.act import ActKind
from cases.models.draw import DrawnFile
from cases.workflow import IN_FRAME, EntryState


class CatalogueEntryQuerySet(models.QuerySet["CatalogueEntry"]):
    """Reads of entries."""

    def in_frame(self) -> Self:
        """What a draw would choose from."""
        return self.filter(state__in=IN_FRAME)

    def with_earlier_round(self) -> Self:
        """`earlier_round`: the name of another batch in which the same file of the unit was drawn, else None."""
        drawn = DrawnFile.objects.standing().filter(row__unit=OuterRef("row__unit"), entry__key=OuterRef("key"))
        elsewhere = drawn.exclude(row__batch=OuterRef("row__batch")).order_by("-pk")
        return self.annotate(earlier_round=Subquery(elsewhere.values("row__batch__name")[:1]))

    def drawn_before(self) -> Self:
        """Files that another batch has drawn."""
        return self.with_earlier_round().exclude(earlier_round=None)


class CatalogueEntry(models.Model):
    """目录条目: one closed act of the period as the unit confirms it; text is copied, so that the frame stays as it was."""

    row = models.ForeignKey("cases.BatchUnit", models.PROTECT, related_name="entries", verbose_name="被评查单位")
    act = models.ForeignKey("cases.EnforcementAct", models.PROTECT, null=True, related_name="+", verbose_name="执法行为")
    kind = models.CharField("行为种类", max_length=12, choices=ActKind)
    key = models.CharField("业务键", max_length=140)
    case_no = models.CharField("立案号", max_length=80, blank=True)
    document_no = models.CharField("决定书文号", max_length=80, blank=True)
    title = models.CharField("案件名称", max_length=200)
    party = models.CharField("当事人", max_length=120, blank=True)
    procedure = models.CharField("程序类型", max_length=20, blank=True)
    filed_on = models.DateField("立案日期", null=True)
    decided_on = models.DateField("决定日期", null=True)
    closed_on = models.DateField("结案日期", null=True)
    is_late = models.BooleanField("决定超过办案期限", default=False)
    state = models.CharField("目录状态", max_length=20, choices=EntryState, default=EntryState.LISTED)
    reason = models.CharField("理由", max_length=300, blank=True)
    settled_note = models.CharField("处理意见", max_length=300, blank=True)

    objects = CatalogueEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目录条目"
        ordering = ["row", "decided_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "key"], name="catalogue_key_once", violation_error_message="这件案卷已在目录里。"),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="catalogue_state_known", violation_error_message="目录状态不存在。"),
            models.CheckConstraint(
                condition=Q(state=EntryState.LISTED) | ~Q(reason=""), name="catalogue_change_has_reason", violation_error_message="剔除、补报都须写明理由。"
            ),
        ]

    def __str__(self) -> str:
        return self.document_no or self.case_no or self.title

    @property
    def is_listed(self) -> bool:
        return self.state == EntryState.LISTED

    @property
    def may_be_excluded(self) -> bool:
        """Whether the bureau may strike it off of its own accord: it is in, and no request of the unit waits."""
        return self.state in {EntryState.LISTED, EntryState.REPORTED}

    @property
    def is_exclusion_asked(self) -> bool:
        return self.state == EntryState.EXCLUSION_ASKED

    @property
    def masked_title(self) -> str:
        """案由 as it leaves the house in a table; of a reported file nobody knows whether its party is a natural person."""
        return self.act.masked_title if self.act else self.title

    @property
    def number(self) -> str:
        """案卷号 shown everywhere: the 决定书文号, else the 立案号."""
        return self.document_no or self.case_no
