"""完整性: numbers without gaps and doubles, issued files present and unchanged, signed documents not forgotten."""

import hashlib

from core.errors import DomainError
from core.files.actions import open_file
from core.files.models import StoredFile
from core.jobs.models import OPEN_STATES
from documents.actions.numbers import gaps
from documents.models import Document, NumberRegister, NumberState
from documents.workflow import ISSUED_STATUSES, Status

PART = 1024 * 1024


def check() -> list[str]:
    """Sentences naming what is broken; empty when all holds."""
    return [*gaps(), *_numbers(), *_stuck(), *_files()]


def _numbers() -> list[str]:
    """Every signed document has exactly the register's number; one brought in under a number of another form has none there."""
    used = dict(NumberRegister.objects.filter(state=NumberState.USED).values_list("document_id", "text"))
    have = dict(Document.objects.exclude(number="").exclude(import_batch__isnull=False, numbers=None).values_list("pk", "number"))
    return [
        f"文书 {pk} 的文号与登记不一致：{have.get(pk, '无')} / {used.get(pk, '无')}" for pk in sorted(used.keys() | have.keys()) if used.get(pk) != have.get(pk)
    ]


def _stuck() -> list[str]:
    """待制发 without a job that will end it."""
    stuck = Document.objects.filter(status=Status.SIGNED).exclude(job__state__in=OPEN_STATES)
    return [f"{document.number} 已取号而没有成文任务" for document in stuck]


def _files() -> list[str]:
    """Issued and sealed files exist with the hash that was noted."""
    documents = Document.objects.filter(status__in=ISSUED_STATUSES).select_related("kind", "pdf", "docx", "sealed_file", "scan").order_by("pk")
    files = (
        (document, file) for document in documents.iterator() for file in (document.pdf, document.docx, document.sealed_file, document.scan) if file is not None
    )
    return [fault for document, file in files if (fault := _fault(document, file))]


def _fault(document: Document, file: StoredFile) -> str:
    digest = hashlib.sha256()
    try:
        with open_file(file) as source:
            for part in iter(lambda: source.read(PART), b""):
                digest.update(part)
    except DomainError as refusal:
        return f"{document.number}：{refusal}"
    return "" if digest.hexdigest() == file.sha256 else f"{document.number}：文件“{file}”与制发时不一致"
