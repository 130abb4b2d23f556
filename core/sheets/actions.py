"""导入的几步: upload, check, assign columns, commit, give up. Nothing reaches a trade table before the commit."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from core import audit
from core.errors import DomainError, IllegalTransition
from core.files.actions import open_file, store
from core.files.models import StoredFile
from core.jobs.models import Job
from core.jobs.queue import submit
from core.sheets.engine import Examined, Told, UnmatchedColumns, judge, read, sheet_of
from core.sheets.kinds import kinds_of
from core.sheets.ledger import write_all, write_preview
from core.sheets.models import BatchState, ImportBatch
from core.sheets.reading import UnreadableFile
from core.sheets.sheet import Context, Sheet

if TYPE_CHECKING:
    from accounts.models import User

NOT_STARTED = (BatchState.READING, BatchState.UNMATCHED, BatchState.CHECKED)


def _refuse_stranger(sheet: Sheet, actor: User) -> None:
    if not sheet.is_open_to(actor):
        raise PermissionDenied


def upload(*, kind: str, name: str, stream: bytes | BinaryIO, options: Mapping[str, Any], actor: User, at: datetime) -> ImportBatch:
    """上传: keep the file and open the batch in one transaction."""
    _refuse_stranger(sheet_of(kind), actor)
    made: list[ImportBatch] = []

    def attach(file: StoredFile) -> None:
        made.append(ImportBatch.objects.create(kind=kind, file=file, options=dict(options), created_by=actor, created_at=at))

    store(purpose="import", name=name, stream_or_bytes=stream, actor=actor, at=at, unit=actor.unit, attach=attach)
    return made[0]


@contextmanager
def local_copy(file: StoredFile) -> Iterator[Path]:
    """The stored file as a private file on this machine, wherever the store is."""
    with tempfile.NamedTemporaryFile(suffix=".upload") as target, open_file(file) as source:
        shutil.copyfileobj(source, target)
        target.flush()
        yield Path(target.name)


def context_of(batch: ImportBatch, actor: User, at: datetime) -> Context:
    """The occasion of a batch: its unit only if the actor may see it today."""
    unit = None
    if batch.options.get("unit"):
        unit = apps.get_model(settings.UNIT_MODEL)._default_manager.visible_to(actor).filter(pk=batch.options["unit"]).first()
        if unit is None:
            raise PermissionDenied
    return Context(actor=actor, at=at, on=timezone.localdate(at), unit=unit, options=dict(batch.options))


def _read(batch: ImportBatch, sheet: Sheet, told: Told | None) -> Examined:
    with local_copy(batch.file) as path:
        return read(sheet, path, batch.file.original_name, batch.mapping or None, told)


def check_batch(*, batch: ImportBatch, actor: User, at: datetime, told: Told | None = None) -> ImportBatch:
    """检查: read the file, judge every row, keep what the preview shows. Runs again without harm."""
    sheet = sheet_of(batch.kind)
    _refuse_stranger(sheet, actor)
    if batch.state not in NOT_STARTED:
        raise IllegalTransition(f"这次导入{batch.get_state_display()}，不再检查。")
    context = context_of(batch, actor, at)
    try:
        examined = judge(_read(batch, sheet, told), context)
    except UnmatchedColumns as unmatched:
        return _end_check(batch, BatchState.UNMATCHED, at, refusal=str(unmatched), reading=_unmatched(sheet, unmatched))
    except UnreadableFile as refused:
        return _end_check(batch, BatchState.REFUSED, at, refusal=str(refused))
    counts = {**examined.counts(), "kinds": kinds_of(sheet, examined.rows)}
    told_of = {"goes_into": sheet.goes_into(context) if sheet.goes_into else "", "foretold": sheet.foretold(examined.good, context)}
    reading = {**examined.reading(), **told_of}
    return _end_check(batch, BatchState.CHECKED, at, reading=reading, counts=counts, examined=examined)


@transaction.atomic
def _end_check(
    batch: ImportBatch,
    state: BatchState,
    at: datetime,
    *,
    refusal: str = "",
    reading: dict[str, Any] | None = None,
    counts: dict[str, Any] | None = None,
    examined: Examined | None = None,
) -> ImportBatch:
    batch.state, batch.refusal, batch.reading, batch.counts, batch.checked_at = state, refusal[:300], reading or {}, counts or {}, at
    batch.save(update_fields=["state", "refusal", "reading", "counts", "checked_at"])
    if examined is not None:
        write_preview(batch, examined)
    return batch


def _unmatched(sheet: Sheet, unmatched: UnmatchedColumns) -> dict[str, Any]:
    """What the form for assigning columns needs: the headings seen, the columns known and those missing."""
    header = unmatched.header
    headings = header.headings or _first_line(unmatched)
    return {
        "worksheet": unmatched.worksheet.name,
        "headings": [[place, text] for place, text in sorted(headings.items())],
        "places": header.places,
        "missing": [column.key for column in header.missing],
    }


def _first_line(unmatched: UnmatchedColumns) -> dict[int, str]:
    """Where no header was found at all: the first row that holds something."""
    cells = next((cells for _, cells in unmatched.worksheet.head if any(cell not in (None, "") for cell in cells)), [])
    return {place: str(cell)[:40] for place, cell in enumerate(cells) if cell not in (None, "")}


@transaction.atomic
def assign_columns(*, batch: ImportBatch, mapping: Mapping[str, int | None], actor: User, at: datetime) -> ImportBatch:
    """指定列: the person says which column is which; the file is read again with that."""
    batch = _locked(batch, actor)
    if batch.state not in (BatchState.UNMATCHED, BatchState.CHECKED):
        raise IllegalTransition(f"这次导入{batch.get_state_display()}，不能再指定列。")
    batch.mapping, batch.state = dict(mapping), BatchState.READING
    batch.save(update_fields=["mapping", "state"])
    audit.record(actor=actor, act="assign_import_columns", act_label="指定导入列", target=batch, at=at)
    return batch


def _locked(batch: ImportBatch, actor: User) -> ImportBatch:
    return ImportBatch.objects.visible_to(actor).select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)


@transaction.atomic
def confirm(*, batch: ImportBatch, actor: User, at: datetime) -> ImportBatch:
    """导入正确的 n 行: from here on the good rows are being written."""
    sheet = sheet_of(batch.kind)
    _refuse_stranger(sheet, actor)
    batch = _locked(batch, actor)
    if batch.state != BatchState.CHECKED:
        raise IllegalTransition(f"这次导入{batch.get_state_display()}，不能再导入。")
    if batch.counts.get("rows", 0) == batch.counts.get("rejected", 0):
        raise DomainError("没有可以导入的行，请改好后再导。")
    batch.state = BatchState.COMMITTING
    batch.save(update_fields=["state"])
    return batch


def commit_batch(*, batch: ImportBatch, actor: User, at: datetime, told: Told | None = None) -> ImportBatch:
    """写入: read and judge anew, write the good rows as one set, keep the ledger. All of it or nothing."""
    sheet = sheet_of(batch.kind)
    _refuse_stranger(sheet, actor)
    return _commit(batch, sheet, _read(batch, sheet, told), actor, at)


@transaction.atomic
def commit_now(*, batch: ImportBatch, actor: User, at: datetime) -> ImportBatch:
    """导入 of a small file: confirmed and written in one transaction, so that a failure leaves it 待确认."""
    return commit_batch(batch=confirm(batch=batch, actor=actor, at=at), actor=actor, at=at)


@transaction.atomic
def commit_later(*, batch: ImportBatch, actor: User, at: datetime) -> Job:
    """导入 of a large file: confirmed together with the job that writes it."""
    batch = confirm(batch=batch, actor=actor, at=at)
    key = f"import_commit:{batch.pk}"
    return _with_job(batch, submit(kind="import_commit", title=f"导入{_told(batch)}", actor=actor, at=at, params={"batch": batch.pk}, key=key))


@transaction.atomic
def check_later(*, batch: ImportBatch, actor: User, at: datetime) -> Job:
    """检查 of a large file; every reading is a job of its own, also one with columns that were tried before."""
    return _with_job(batch, submit(kind="import_check", title=f"检查{_told(batch)}", actor=actor, at=at, params={"batch": batch.pk}))


def _told(batch: ImportBatch) -> str:
    return f"{sheet_of(batch.kind).title}：{batch.file}"


def _with_job(batch: ImportBatch, job: Job) -> Job:
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    return job


def put_back(job: Job) -> None:
    """The job that was to write failed or was cancelled: nothing was written, the batch is 待确认 again."""
    ImportBatch.objects.filter(pk=job.params["batch"], state=BatchState.COMMITTING).update(state=BatchState.CHECKED)


@transaction.atomic
def _commit(batch: ImportBatch, sheet: Sheet, examined: Examined, actor: User, at: datetime) -> ImportBatch:
    take_turns(sheet)
    batch = _locked(batch, actor)
    if batch.state == BatchState.COMMITTED:
        return batch
    if batch.state != BatchState.COMMITTING:
        raise IllegalTransition(f"这次导入{batch.get_state_display()}，不能写入。")
    context = context_of(batch, actor, at)
    context.batch = batch
    commit_read(batch, sheet, examined, context)
    return batch


def commit_read(batch: ImportBatch, sheet: Sheet, examined: Examined, context: Context) -> Examined:
    """Judge on the data as they are now and write, inside the caller's transaction that holds the kind's turn."""
    judge(examined, context)
    sheet.commit(examined.good, context)
    write_all(batch, examined)
    batch.counts = {**examined.counts(), "kinds": kinds_of(sheet, examined.rows)}
    batch.state, batch.committed_at, batch.reading = BatchState.COMMITTED, context.at, examined.reading()
    batch.save(update_fields=["counts", "state", "committed_at", "reading"])
    note = _in_words(sheet, batch)
    audit.record(actor=context.actor, act="import", act_label="导入", target=batch, at=context.at, note=note)
    return examined


def take_turns(sheet: Sheet) -> None:
    """Two imports of one kind wait for each other until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{sheet.kind}"])


def _in_words(sheet: Sheet, batch: ImportBatch) -> str:
    counts = batch.counts
    return (
        f"{sheet.title}：{batch.file.original_name}，SHA-256 {batch.file.sha256}，读到 {counts['rows']} 行，新增 {counts['created']}，"
        f"更新 {counts['updated']}，无变化 {counts['unchanged']}，未导入 {counts['rejected']}"
    )


@transaction.atomic
def give_up(*, batch: ImportBatch, actor: User, at: datetime) -> ImportBatch:
    """全部改好再导: this file is not imported."""
    batch = _locked(batch, actor)
    if batch.state not in (*NOT_STARTED, BatchState.REFUSED):
        raise IllegalTransition(f"这次导入{batch.get_state_display()}，不能取消。")
    batch.state = BatchState.CANCELLED
    batch.save(update_fields=["state"])
    audit.record(actor=actor, act="cancel_import", act_label="取消导入", target=batch, at=at)
    return batch
