"""执笔人: everybody who wrote a draft, and who therefore neither checks nor signs it. Basis: SEPARATION."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from accounts.separation import accounts_of, same_person
from core.errors import DomainError
from documents.models import Document, Revision
from documents.models.document import DRAFTED_HERE

if TYPE_CHECKING:
    from accounts.models import User


def load_authors(documents: Iterable[Document]) -> None:
    """Authors of many documents at once; `drafted_by` must be loaded."""
    prefetch_related_objects(list(documents), Prefetch("revisions", Revision.objects.select_related("author").defer("changes")))


def authors_of(document: Document) -> list[User]:
    """The drafter, then whoever changed the draft since, each once; nobody of what was written before the system."""
    load_authors([document])
    drafter = [] if document.drafter is None else [document.drafter]
    return list(dict.fromkeys((*drafter, *(row.author for row in document.revisions.all()))))


def wrote(document: Document, user: User) -> bool:
    return any(same_person(author, user) for author in authors_of(document))


def written_by(user: User) -> Q:
    """The same of rows: documents that `user` wrote, under whichever account."""
    accounts = accounts_of(user)
    return DRAFTED_HERE & Q(drafted_by__in=accounts) | Q(Exists(Revision.objects.filter(document=OuterRef("pk"), author__in=accounts)))


def refuse_author(document: Document, actor: User, verb: str) -> None:
    """Neither 核稿 nor 签发 of one's own words."""
    if document.drafter is not None and same_person(document.drafter, actor):
        raise DomainError(f"拟制人不能{verb}本人拟制的文书。")
    if wrote(document, actor):
        raise DomainError(f"您修改过这件文书，不能再{verb}，请由没有参与拟制的人{verb}。")
