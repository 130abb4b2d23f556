"""经手人: everybody who wrote a draft or took it over, and who therefore neither checks nor signs it; nor does who checked it sign. Basis: SEPARATION."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from accounts.separation import accounts_of, same_person
from core.errors import DomainError
from documents.models import Document, Revision, TakeOver
from documents.models.document import DRAFTED_HERE

if TYPE_CHECKING:
    from accounts.models import User

REVIEWING, SIGNING = "核稿", "签发"


def load_authors(documents: Iterable[Document]) -> None:
    """Authors and takers of many documents at once; `drafted_by` must be loaded."""
    found = list(documents)
    prefetch_related_objects(found, Prefetch("revisions", Revision.objects.select_related("author").defer("changes")))
    handed_over = [document for document in found if document.handled_by_id is not None]
    prefetch_related_objects(handed_over, Prefetch("take_overs", TakeOver.objects.select_related("taker")))


def authors_of(document: Document) -> list[User]:
    """The drafter, then whoever changed the draft since, each once; nobody of what was written before the system."""
    load_authors([document])
    drafter = [] if document.drafter is None else [document.drafter]
    return list(dict.fromkeys((*drafter, *(row.author for row in document.revisions.all()))))


def takers_of(document: Document) -> list[User]:
    """Whoever took the draft over; not who took over only what was signed already."""
    load_authors([document])
    rows = document.take_overs.all() if document.handled_by_id is not None else ()
    return list(dict.fromkeys(row.taker for row in rows if document.signed_at is None or row.at < document.signed_at))


def made(document: Document, user: User) -> bool:
    """Whether `user`, under whichever account, wrote any of it or took the draft over."""
    return any(same_person(maker, user) for maker in (*authors_of(document), *takers_of(document)))


def made_by(user: User) -> Q:
    """The same of rows."""
    accounts = accounts_of(user)
    changed = Revision.objects.filter(document=OuterRef("pk"), author__in=accounts)
    taken = TakeOver.objects.of_drafts().filter(document=OuterRef("pk"), taker__in=accounts)
    return DRAFTED_HERE & Q(drafted_by__in=accounts) | Q(Exists(changed)) | Q(Exists(taken))


def not_for(user: User) -> Q:
    """Documents that `user` may not sign: those he made, and those he has checked."""
    return made_by(user) | Q(reviewed_by__in=accounts_of(user))


def why_not(document: Document, user: User, verb: str) -> str:
    """Why `user` may not 核稿 or 签发 the document, "" where he may."""
    if document.drafter is not None and same_person(document.drafter, user):
        return f"拟制人不能{verb}本人拟制的文书。"
    if any(same_person(author, user) for author in authors_of(document)):
        return f"您修改过这件文书，不能再{verb}，请由没有参与拟制的人{verb}。"
    if made(document, user):
        return f"您接手承办这件文书，不能再{verb}，请由没有参与拟制的人{verb}。"
    if verb == SIGNING and document.reviewed_by is not None and same_person(document.reviewed_by, user):
        return "核稿人不能签发本人核过的文书，请由他人签发。"
    return ""


def refuse_maker(document: Document, actor: User, verb: str) -> None:
    """Neither 核稿 nor 签发 of what one has had in hand."""
    if reason := why_not(document, actor, verb):
        raise DomainError(reason)
