"""文书核验: what the public may learn of a document from its code; no content, and a bounded number of questions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache

from documents.models import Document
from documents.workflow import VALID_STATUSES, Status

PER_MINUTE = 30
LARGEST = 50 * 1024 * 1024
DIGEST = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True)
class Finding:
    """结论: `verdict` valid, revoked; and the hashes of the versions that count."""

    document: Document
    is_valid: bool
    digests: dict[str, str]


def is_too_often(source: str, minute: int) -> bool:
    """Whether this source has asked more than its share this minute; counted in the cache only."""
    key = f"verify:{source}:{minute}"
    asked = (cache.get(key) or 0) + 1
    cache.set(key, asked, 90)
    return bool(asked > PER_MINUTE)


def find(code: str) -> Finding | None:
    """The issued document with this code; drafts and documents whose number was voided have none."""
    tidy = re.sub(r"[\s-]", "", code).upper()
    document = (
        Document.objects.select_related("kind", "to_unit", "pdf", "docx", "sealed_file").filter(code=tidy, status__in=(*VALID_STATUSES, Status.REVOKED)).first()
    )
    if document is None:
        return None
    files = {"盖章件": document.sealed_file, "PDF": document.pdf, "Word": document.docx}
    files = {} if document.came_by_import else files
    return Finding(document, document.status in VALID_STATUSES, {label: file.sha256 for label, file in files.items() if file is not None})


def digest_of(parts: Iterable[bytes]) -> str:
    """SHA-256 of an uploaded file, which is not kept."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def match(finding: Finding, digest: str) -> str:
    """Label of the version that has this hash, "" when none has."""
    tidy = digest.strip().lower()
    return next((label for label, known in finding.digests.items() if known == tidy), "")


def is_digest(text: str) -> bool:
    return bool(DIGEST.match(text.strip().lower()))
