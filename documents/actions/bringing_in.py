"""启用前数据: documents of a register kept on paper come in by their number; nothing of their text, nobody who signed in the system."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.audit.trail import record
from core.day_bounds import beginning_of
from core.errors import DomainError
from core.files.models import StoredFile
from documents.actions.approval import CODE_LENGTH, CODE_SIGNS
from documents.actions.numbers import go_on_from, locked_counter, number_text, parse_number
from documents.models import Document, NumberCounter, NumberRegister
from documents.workflow import Status

if TYPE_CHECKING:
    from accounts.models import User
    from core.sheets import Row
    from core.sheets.models import ImportBatch

POWER = "documents.import_register"
SOURCE_LABEL = "启用前登记簿"
STATES = (Status.SERVED, Status.RESPONDED, Status.ARCHIVED, Status.REVOKED)
Series = tuple[str, int, int]


def series_of(number: str) -> Series | None:
    """机关代字, year and sequence where the number is of our form as it stands; None keeps it out of the counted series."""
    try:
        found = parse_number(number)
    except DomainError:
        return None
    return found if number_text(*found) == number else None


def bring_in(rows: Sequence[Row], *, batch: ImportBatch | None, actor: User, at: datetime) -> list[Document]:
    """导入登记簿: documents with their places in the register of numbers; the counters of the series go on behind them.

    Called inside the import's transaction, which has asked the power and writes the audit entry.
    """
    documents = Document.objects.bulk_create([_document(row, batch, actor) for row in rows], batch_size=500)
    placed = [(document, series) for document in documents if (series := series_of(document.number))]
    NumberRegister.objects.bulk_create(
        [
            NumberRegister(agency_code=code, year=year, seq=seq, text=document.number, is_typed=True, document=document, taken_at=at, taken_by=actor)
            for document, (code, year, seq) in placed
        ],
        batch_size=500,
    )
    _continue_counters([series for _, series in placed], {document.kind.agency_code for document in documents if document.kind.is_counted}, actor, at)
    return documents


def _document(row: Row, batch: ImportBatch | None, actor: User) -> Document:
    return Document(
        kind=row["kind_found"], title=row["title"], to_unit=row["unit_found"], to_text=row["to_text"], number=row["number"], dated_on=row["dated_on"],
        signer_name=row["signer_name"], served_on=row["served_on"], status=row["state"], source_label=SOURCE_LABEL, import_batch=batch,
        drafted_by=actor, drafted_at=beginning_of(row["dated_on"]), code="".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)),
    )  # fmt: skip


def _continue_counters(placed: Sequence[Series], counted: set[str], actor: User, at: datetime) -> None:
    """明司执监意〔2025〕7号 came in: the system goes on with 8; numbers between that the register does not hold are 启用前已用."""
    known = set(NumberCounter.objects.values_list("agency_code", "year"))
    for (code, year), seqs in sorted(by_counter(placed, counted, known).items()):
        counter = locked_counter(code, year)
        if max(seqs) > counter.last:
            go_on_from(counter, max(seqs) + 1, "随文书登记簿导入", actor, at)


def by_counter(placed: Iterable[Series], counted: Container[str], known: Container[tuple[str, int]]) -> dict[tuple[str, int], set[int]]:
    """Sequences by 机关代字 and year, of the series that the system counts or has counted."""
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for code, year, seq in placed:
        if code in counted or (code, year) in known:
            found[code, year].add(seq)
    return found


@transaction.atomic
def attach_scan(*, document: Document, actor: User, at: datetime, file: StoredFile) -> Document:
    """补传扫描件: once, of a document from before the system; its state and number stay."""
    if not actor.has_perm(POWER):
        raise PermissionDenied
    document = Document.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=document.pk)
    if not document.came_by_import:
        raise DomainError("只有启用前的文书补传扫描件；系统制发的文书请上传盖章件。")
    if document.scan_id is not None:
        raise DomainError("这件文书已有扫描件，没有更换。")
    document.scan = file
    document.save(update_fields=["scan"])
    record(actor=actor, act="attach_scan", act_label="补传扫描件", target=document, at=at, note=f"SHA-256 {file.sha256}")
    return document
