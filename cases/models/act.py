"""执法行为: what a body decided or did towards a party, as imported; the raw material of every review."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_date

from accounts.scope import UnitScopedQuerySet
from core.crypto import mask_name
from core.search.lookups import bigram_index
from core.sheets.cells import CellError
from core.sheets.check_digits import credit_code
from core.whole_number import whole_number

if TYPE_CHECKING:
    from datetime import date


class ActKind(models.TextChoices):
    """行为种类."""

    PENALTY = "penalty", "行政处罚"
    PERMIT = "permit", "行政许可"
    COERCION = "coercion", "行政强制"
    INSPECTION = "inspection", "行政检查"


PERSON = "自然人"
IDENTITY_FORM = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)


def is_company_code(code: str) -> bool:
    """Whether it is a 统一社会信用代码 and cannot be an identity number: those never become an address."""
    try:
        return bool(credit_code(code) == code) and not (IDENTITY_FORM.fullmatch(code) and "1900" <= code[6:10] <= "2100")
    except CellError:
        return False


class EnforcementActQuerySet(UnitScopedQuerySet["EnforcementAct"]):
    """Reads of acts, by unit, for holders of the power to view acts."""

    view_permission = "cases.view_acts"

    def exclude_persons(self) -> Self:
        """Without natural persons; who is not said to be one counts as an organisation."""
        return self.exclude(party_kind=PERSON)

    def on_organisations(self) -> Self:
        """Towards organisations with a 统一社会信用代码."""
        return self.exclude_persons().exclude(party_code="")

    def closed_between(self, first: date, last: date) -> Self:
        """Acts whose file was closed from `first` to `last`, both included."""
        return self.filter(closed_on__range=(first, last))


class EnforcementAct(models.Model):
    """执法行为: business key is body + kind + 立案号 (受理号, 检查编号), else the 文号."""

    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="acts", verbose_name="执法单位")
    kind = models.CharField("行为种类", max_length=12, choices=ActKind)
    case_no = models.CharField("立案号", max_length=80, blank=True)
    document_no = models.CharField("决定书文号", max_length=80, blank=True)
    title = models.CharField("案件名称", max_length=200)
    party = models.CharField("当事人", max_length=120, blank=True)
    party_kind = models.CharField("当事人类别", max_length=20, blank=True)
    party_code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    seal = models.UUIDField("封签", default=uuid.uuid4, editable=False)  # binds the encrypted number to this row
    party_identity = models.CharField("当事人证件号码", max_length=200, blank=True)  # encrypted; natural persons only
    procedure = models.CharField("程序类型", max_length=20, blank=True)
    cause = models.CharField("违法行为类型", max_length=300, blank=True)
    filed_on = models.DateField("立案日期", null=True, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    closed_on = models.DateField("结案日期", null=True, blank=True)
    fine = models.DecimalField("罚款金额（元）", max_digits=16, decimal_places=2, null=True, blank=True)
    confiscated = models.DecimalField("没收金额（元）", max_digits=16, decimal_places=2, null=True, blank=True)
    officers = models.JSONField("执法人员", default=list, blank=True)  # [{"name", "card"}]
    extra = models.JSONField("办理过程", default=dict, blank=True)  # dates and facts by name

    objects = EnforcementActQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "执法行为"
        ordering = ["-decided_on", "-pk"]
        permissions = [("view_acts", "查看执法行为"), ("import_acts", "导入执法数据"), ("precheck", "自助预查")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "case_no"], condition=~Q(case_no=""), name="act_case_no_once", violation_error_message="这个立案号已经有了。"
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "document_no"],
                condition=Q(case_no="") & ~Q(document_no=""),
                name="act_document_no_once",
                violation_error_message="这个文号已经有了。",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-decided_on", "-id"], name="act_unit_newest"),
            models.Index(fields=["closed_on"], name="act_closed"),
            models.Index(fields=["-decided_on", "-id"], name="act_newest"),
            models.Index(fields=["kind", "-decided_on", "-id"], name="act_kind_newest"),
            models.Index(fields=["document_no"], name="act_document_prefix", opclasses=["text_pattern_ops"]),
            models.Index(fields=["case_no"], name="act_case_prefix", opclasses=["text_pattern_ops"]),
            bigram_index("document_no", "act_document_zh"),
            bigram_index("case_no", "act_case_zh"),
            bigram_index("title", "act_title_zh"),
            bigram_index("party", "act_party_zh"),
        ]

    def __str__(self) -> str:
        return self.document_no or self.case_no or self.title

    def get_absolute_url(self) -> str:
        return reverse("cases:act-detail", args=[self.pk])

    @property
    def is_person(self) -> bool:
        """Whether the party is a natural person, whose number is kept encrypted and whose name is masked in public."""
        return self.party_kind == PERSON

    @property
    def company_url(self) -> str:
        """一企一档 of the party; "" for a natural person and where no code is known."""
        return "" if self.is_person or not is_company_code(self.party_code) else reverse("companies:company-page", args=[self.party_code])

    @property
    def masked_party(self) -> str:
        """当事人 as it leaves the house in a table: 于某某 for a natural person. Basis: PIPL-6."""
        return mask_name(self.party) if self.is_person else self.party

    @property
    def masked_title(self) -> str:
        """案件名称, in which the party is usually named, the same way."""
        return self.title.replace(self.party, self.masked_party) if self.party else self.title

    @property
    def fined_total(self) -> Decimal:
        """罚没金额（元）."""
        return (self.fine or Decimal(0)) + (self.confiscated or Decimal(0))

    @property
    def officers_text(self) -> str:
        return "、".join(officer["name"] for officer in self.officers)

    @property
    def excluded_days(self) -> int:
        """扣除天数: calendar days that do not count towards the time limit of the decision."""
        return whole_number(str(self.extra.get("excluded_days", 0))) or 0

    @property
    def extended_on(self) -> date | None:
        """延期批准日期."""
        return parse_date(self.extra.get("extended_on") or "")
