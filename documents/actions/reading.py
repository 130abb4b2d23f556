"""阅后签发: the signer reads the document to its end, and only then signs it. Basis: REG825-26."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core.audit.trail import record
from core.errors import DomainError
from documents.actions.approval import sign
from documents.actions.steps import look_at
from documents.authors import SIGNING, refuse_maker
from documents.models import Document, Reading
from documents.workflow import Act

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def note_reading(*, document: Document, actor: User, at: datetime, version: int) -> Reading:
    """已阅读全文: whoever may sign this version has read it to the end; said twice it stays the first time.

    Raises PermissionDenied, IllegalTransition, StaleForm, DomainError.
    """
    document = look_at(document, Act.SIGN, actor, version)
    refuse_maker(document, actor, SIGNING)
    reading, is_first = Reading.objects.get_or_create(document=document, version=version, reader=actor, defaults={"at": at})
    if is_first:
        record(actor=actor, act="read_document", act_label="已阅读全文", target=document, at=at)
    return reading


def has_read(document: Document, user: User) -> bool:
    """Whether `user` in person has read the document as it now stands."""
    return Reading.objects.filter(document=document, version=document.version, reader=user).exists()


@transaction.atomic
def sign_what_was_read(*, document: Document, actor: User, at: datetime, version: int, text: str = "", number: str = "") -> Document:
    """阅后签发: one of several in a row; nothing that this person has not read is signed.

    Raises PermissionDenied, IllegalTransition, StaleForm, DomainError.
    """
    row = look_at(document, Act.SIGN, actor, version)
    if not has_read(row, actor):
        raise DomainError("您还没有读完这件文书，请阅读全文后再签发。")
    return sign(document=row, actor=actor, at=at, text=text, number=number, version=version)
