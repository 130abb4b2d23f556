"""评查批次: opened by the bureau, published with a catalogue per unit, closed and told."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from accounts.forerunners import Forerunners
from accounts.in_use import refuse_gone
from accounts.models import Unit, User
from cases.actions.steps import require, take_batch
from cases.limits import CaseLimit
from cases.models import BatchUnit, CatalogueEntry, EnforcementAct, Finding, ReviewBatch, Rubric
from cases.reviewers import refuse_out_of_sight
from cases.workflow import ORGANISE, BatchAct, BatchState
from core import audit
from core.errors import DomainError, StaleForm
from core.look.numbers import day_in_words
from core.notices.actions import open_deadline
from rectification.workflow import OPEN_STATUSES

DAYS = ("catalogue_due_on", "self_report_due_on", "scoring_due_on")


class Plan(TypedDict):
    """What is settled of a batch before it is published."""

    name: str
    period_from: date
    period_to: date
    catalogue_due_on: date
    self_report_due_on: date
    scoring_due_on: NotRequired[date | None]
    ratio: NotRequired[Decimal | None]
    number: NotRequired[int | None]
    minimum: NotRequired[int]
    threshold: NotRequired[Decimal]
    requirements: NotRequired[str]


@transaction.atomic
def create_batch(
    *, actor: User, at: datetime, rubrics: Iterable[Rubric], units: Iterable[Unit], reviewers: Iterable[User], **plan: Unpack[Plan],
) -> ReviewBatch:  # fmt: skip
    """新建批次: a draft that only the bureau sees; the rubric versions chosen here stay with it. Basis: REG-REVIEW."""
    require(actor, ORGANISE)
    batch = ReviewBatch(created_by=actor, created_at=at, **plan)
    _settle(batch, actor, rubrics, units, reviewers)
    audit.record(actor=actor, act="create_batch", act_label="新建批次", target=batch, at=at)
    return batch


@transaction.atomic
def edit_batch(
    *, batch: ReviewBatch, version: int, actor: User, at: datetime, rubrics: Iterable[Rubric], units: Iterable[Unit], reviewers: Iterable[User], **plan: Unpack[Plan],
) -> ReviewBatch:  # fmt: skip
    """修改批次 while it is a draft; StaleForm when somebody else changed it meanwhile."""
    batch = take_batch(batch, BatchAct.EDIT, actor)
    if version != batch.version:
        raise StaleForm("这个批次已在别处修改过，本页内容没有保存，请刷新后核对再改。")
    changes = {name: [getattr(batch, name), value] for name, value in plan.items() if getattr(batch, name) != value}
    for name, (_, value) in changes.items():
        setattr(batch, name, value)
    batch.version += 1
    _settle(batch, actor, rubrics, units, reviewers, changed=[*changes, "version"])
    audit.record(
        actor=actor, act=BatchAct.EDIT, target=batch, at=at, changes=changes, note=f"被评查单位 {batch.rows.count()} 个，评查员 {batch.reviewers.count()} 名"
    )
    return batch


def _settle(
    batch: ReviewBatch, actor: User, rubrics: Iterable[Rubric], units: Iterable[Unit], reviewers: Iterable[User], changed: list[str] | None = None,
) -> None:  # fmt: skip
    """Save a draft with its rubrics, its reviewers and one row for each of its units."""
    chosen, pool, wanted = list(rubrics), list(reviewers), list(units)
    refuse_gone(wanted, "列为被评查单位")
    refuse_out_of_sight(pool, actor)
    _refuse_misfit(batch, chosen)
    batch.save(update_fields=changed)
    batch.rubrics.set(chosen)
    batch.reviewers.set(pool)
    batch.rows.exclude(unit__in=wanted).delete()
    known = set(batch.rows.values_list("unit_id", flat=True))
    BatchUnit.objects.bulk_create([BatchUnit(batch=batch, unit=unit) for unit in wanted if unit.pk not in known])


def _refuse_misfit(batch: ReviewBatch, rubrics: list[Rubric]) -> None:
    if not rubrics or len({rubric.kind for rubric in rubrics}) != len(rubrics):
        raise DomainError("每种行为选一份评查标准，至少选一份。")
    if batch.period_from > batch.period_to:
        raise DomainError("评查期间起不能晚于止。")
    if (batch.ratio is None) == (batch.number is None):
        raise DomainError("抽取比例和每单位抽取数填一项，只填一项。")
    if ReviewBatch.objects.filter(name=batch.name).exclude(pk=batch.pk).exclude(state=BatchState.DROPPED).exists():
        raise DomainError("已有同名的批次，请改批次名称。")


@transaction.atomic
def publish_batch(*, batch: ReviewBatch, actor: User, at: datetime) -> ReviewBatch:
    """印发评查通知: each unit gets the list of its acts closed in the period and two deadlines."""
    batch = take_batch(batch, BatchAct.PUBLISH, actor)
    rows = list(batch.rows.select_related("unit"))
    if not rows:
        raise DomainError("还没有选被评查单位。")
    _refuse_past_days(batch, timezone.localdate(at))
    batch.published_at = at
    batch.save(update_fields=["state", "published_at"])
    limit, forerunners = CaseLimit(), Forerunners()
    CatalogueEntry.objects.bulk_create(entry for row in rows for entry in _catalogue_of(row, batch, limit, forerunners))
    for row in rows:
        _open_deadlines(row, batch, actor, at)
    audit.record(actor=actor, act=BatchAct.PUBLISH, target=batch, at=at, note=f"被评查单位 {len(rows)} 个")
    return batch


def _refuse_past_days(batch: ReviewBatch, today: date) -> None:
    """A draft may lie for weeks: no unit and no reviewer is told a day that is over."""
    for field in ReviewBatch._meta.fields:
        day = getattr(batch, field.name) if field.name in DAYS else None
        if day is not None and day < today:
            raise DomainError(f"{field.verbose_name}{day_in_words(day, 'long')}已过，请先修改批次，改为今天或以后的工作日。")


def _catalogue_of(row: BatchUnit, batch: ReviewBatch, limit: CaseLimit, forerunners: Forerunners) -> list[CatalogueEntry]:
    """The acts of the unit, and of those that went into it: their files are the successor's to show."""
    kinds = [rubric.kind for rubric in batch.rubrics.all()]
    units = [row.unit_id, *forerunners.of(row.unit_id)]
    own = EnforcementAct.objects.filter(unit__in=units, kind__in=kinds).select_related("unit")
    acts = own.closed_between(batch.period_from, batch.period_to).order_by("pk")
    return [
        CatalogueEntry(
            row=row,
            act=act,
            kind=act.kind,
            key=catalogue_key(act.unit, act.kind, act.case_no, act.document_no),
            case_no=act.case_no,
            document_no=act.document_no,
            title=act.title,
            party=act.party,
            procedure=act.procedure,
            filed_on=act.filed_on,
            decided_on=act.decided_on,
            closed_on=act.closed_on,
            is_late=limit.is_past(act.kind, act.filed_on, act.decided_on, excluded_days=act.excluded_days, extended_on=act.extended_on),
        )
        for act in acts
    ]


def catalogue_key(unit: Unit, kind: str, case_no: str, document_no: str) -> str:
    """业务键 in the frame: body, kind, 立案号, else 文号."""
    return f"{unit.code}|{kind}|{case_no or document_no}"


def _open_deadlines(row: BatchUnit, batch: ReviewBatch, actor: User, at: datetime) -> None:
    url = row.get_absolute_url()
    common: dict[str, Any] = {"target": row, "unit": row.unit, "actor": actor, "at": at, "url": url, "start_event": "印发评查通知", "basis": "评查通知载明"}
    open_deadline(kind="review_catalogue", title=f"{batch.name}：确认评查目录", due_on=batch.catalogue_due_on, verb="确认", **common)
    open_deadline(kind="self_report", title=f"{batch.name}：自评报告", due_on=batch.self_report_due_on, verb="报送", **common)


@transaction.atomic
def close_batch(*, batch: ReviewBatch, actor: User, at: datetime) -> ReviewBatch:
    """办结批次: every unit has been verified, and nothing is being put right."""
    batch = take_batch(batch, BatchAct.CLOSE, actor)
    still_open = Finding.objects.filter(file__row__batch=batch, order__status__in=OPEN_STATUSES).count()
    if still_open:
        raise DomainError(f"还有 {still_open} 个问题正在整改，销号后才能办结批次。")
    batch.save(update_fields=["state"])
    audit.record(actor=actor, act=BatchAct.CLOSE, target=batch, at=at)
    return batch


@transaction.atomic
def bulletin_batch(*, batch: ReviewBatch, actor: User, at: datetime, text: str) -> ReviewBatch:
    """登记通报: results, ranking and common problems have been told to the units."""
    batch = take_batch(batch, BatchAct.BULLETIN, actor)
    batch.bulletin, batch.bulletined_at = text, at
    batch.save(update_fields=["state", "bulletin", "bulletined_at"])
    audit.record(actor=actor, act=BatchAct.BULLETIN, target=batch, at=at)
    return batch
