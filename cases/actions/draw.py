"""抽取: lock and hash the frame, take the seed, draw, replace; one draw stands per batch."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.actions.steps import follow_files, require, stage_before_draw, take_batch, take_file
from cases.drawing import SizeRule, canonical_frame, draw, frame_hash, new_seed, order_strata
from cases.models import CatalogueEntry, Draw, DrawnFile, ReviewBatch
from cases.workflow import IN_FRAME, ORGANISE, UNIT_TRANSITIONS, BatchAct, BatchState, EntryState, FileAct, FileState, UnitAct, UnitState
from core import audit
from core.errors import DomainError, IllegalTransition
from core.notices.actions import cancel_deadline
from core.workflow import next_status


@transaction.atomic
def lock_frame(*, batch: ReviewBatch, actor: User, at: datetime) -> Draw:
    """锁定抽取范围: everything listed or reported, one stratum per unit and kind; no unit's row moves, one that did not report is drawn all the same."""
    batch = take_batch(batch, BatchAct.LOCK_FRAME, actor)
    entries = CatalogueEntry.objects.filter(row__batch=batch).select_related("row__unit")
    asked = sum(entry.state == EntryState.EXCLUSION_ASKED for entry in entries)
    if asked:
        raise DomainError(f"还有 {asked} 条剔除申请没有处理，处理后才能锁定。")
    frame = canonical_frame((stratum_of(entry), entry.key) for entry in entries if entry.state in IN_FRAME)
    if not frame:
        raise DomainError("抽取范围是空的：评查期间内没有已结案的案卷。")
    batch.save(update_fields=["state"])
    record = Draw.objects.create(
        batch=batch,
        number=f"CQ{timezone.localdate(at):%Y%m%d}-{batch.pk:04d}-{batch.draws.count() + 1}",
        frame=frame,
        frame_hash=frame_hash(frame),
        size_rule=batch.size_rule.as_record(),
        frozen_at=at,
        frozen_by=actor,
    )
    audit.record(actor=actor, act=BatchAct.LOCK_FRAME, target=batch, at=at, note=f"{record.number}，{len(frame)} 卷，范围摘要 {record.frame_hash}")
    return record


def stratum_of(entry: CatalogueEntry) -> str:
    """层: unit and kind."""
    return f"{entry.row.unit.code}|{entry.kind}"


@transaction.atomic
def unlock_frame(*, batch: ReviewBatch, actor: User, at: datetime, reason: str) -> ReviewBatch:
    """撤销锁定, before the draw only: the record stays, marked superseded, the catalogues are open again, and the next lock makes a new one."""
    require(actor, ORGANISE)
    batch = ReviewBatch.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=batch.pk)
    record = batch.current_draw()
    if batch.state != BatchState.SAMPLING or record is None or record.seed:
        raise IllegalTransition("抽取结果不能重来；个别案卷找不到的，办理替换。")
    set_record_aside(record, at, reason)
    batch.state = stage_before_draw(batch)
    batch.save(update_fields=["state"])
    audit.record(actor=actor, act="unlock_frame", act_label="撤销锁定", target=batch, at=at, note=reason)
    return batch


def set_record_aside(record: Draw, at: datetime, reason: str) -> None:
    """作废锁定: the record is kept, and no longer stands."""
    record.superseded_at, record.reason = at, reason
    record.save(update_fields=["superseded_at", "reason"])


@transaction.atomic
def draw_files(*, batch: ReviewBatch, actor: User, at: datetime) -> Draw:
    """开始抽取: the seed is taken now, once, after the frame was hashed. Basis: REVIEW-DRAW."""
    batch = take_batch(batch, BatchAct.DRAW, actor)
    record = batch.current_draw()
    if record is None or record.seed:
        raise IllegalTransition("抽取已经完成，结果不能重来。")
    record.seed, record.drawn_at, record.drawn_by = new_seed(), at, actor
    record.result = draw(record.frame, record.seed, SizeRule.from_record(record.size_rule))
    record.save(update_fields=["seed", "drawn_at", "drawn_by", "result"])
    _open_files(batch, record)
    _move_rows(batch, actor, at)
    audit.record(actor=actor, act=BatchAct.DRAW, target=batch, at=at, note=f"{record.number}，抽取 {record.drawn_count} 卷")
    return record


def _open_files(batch: ReviewBatch, record: Draw) -> None:
    rubrics = {rubric.kind: rubric for rubric in batch.rubrics.all()}
    entries = {entry.key: entry for entry in CatalogueEntry.objects.filter(row__batch=batch)}
    DrawnFile.objects.bulk_create(
        DrawnFile(draw=record, row_id=entries[key].row_id, entry=entries[key], rubric=rubrics[entries[key].kind], position=position)
        for keys in record.result.values()
        for position, key in enumerate(keys, start=1)
    )


def _move_rows(batch: ReviewBatch, actor: User, at: datetime) -> None:
    """Each unit to 已抽取, or out of the round; what the draw has overtaken is asked no more."""
    with_files = set(DrawnFile.objects.filter(row__batch=batch).values_list("row_id", flat=True))
    for row in batch.rows.select_for_update(of=("self",)):
        row.state = next_status(UNIT_TRANSITIONS, UnitAct.DRAW if row.pk in with_files else UnitAct.SKIP, row.state)
        row.save(update_fields=["state"])
        cancel_deadline(kind="review_catalogue", target=row, actor=actor, at=at)
        if row.state == UnitState.NO_FILES:
            cancel_deadline(kind="self_report", target=row, actor=actor, at=at)


@transaction.atomic
def replace_file(*, file: DrawnFile, actor: User, at: datetime, reason: str) -> DrawnFile | None:
    """替换案卷: the next in the drawn order of the same stratum takes its place; None when the stratum has no more.

    A unit left without any file is out of the round; one whose other files are all in, or all graded, goes on at once.
    """
    file = take_file(file, FileAct.REPLACE, actor)
    is_called = file.row.state == UnitState.FILES_REQUESTED
    file.replace_reason = reason
    file.save(update_fields=["state", "replace_reason"])
    entry = _next_entry(file)
    substitute = None
    if entry is not None:
        place = DrawnFile.objects.filter(draw=file.draw, row=file.row).count() + 1
        state = FileState.REQUESTED if is_called else FileState.DRAWN
        substitute = DrawnFile.objects.create(draw=file.draw, row=file.row, entry=entry, rubric=file.rubric, position=place, state=state, replaces=file)
    note = f"{file} → {substitute or '本层没有可替换的案卷'}：{reason}"
    audit.record(actor=actor, act=FileAct.REPLACE, target=file, at=at, note=note)
    if substitute is None:
        follow_files(file.row, actor=actor, at=at)
    return substitute


def _next_entry(file: DrawnFile) -> CatalogueEntry | None:
    stratum = stratum_of(CatalogueEntry.objects.select_related("row__unit").get(pk=file.entry_id))
    ordered = order_strata(file.draw.frame, file.draw.seed)[stratum]
    taken = set(DrawnFile.objects.filter(draw=file.draw).values_list("entry__key", flat=True))
    key = next((key for key in ordered if key not in taken), None)
    return None if key is None else CatalogueEntry.objects.get(row__batch=file.draw.batch_id, key=key)
