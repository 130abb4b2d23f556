"""关联对象: what a paper may be linked to. Each kind is a line of INCOMING_TARGETS; its app says what is found and what a person sees of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from core.whole_number import whole_number
from documents.models import Document

if TYPE_CHECKING:
    from accounts.models import User
    from documents.incoming.models import IncomingLink, IncomingStep

MOST = 20


@dataclass(frozen=True)
class Place:
    """One thing in sight: its key, what it is called, where it stands, and what tells it from others."""

    pk: str
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Linked:
    """A link as one person sees it; `place` is None where the thing is out of his sight."""

    pk: int
    kind: str
    place: Place | None


def kinds() -> list[tuple[str, str]]:
    """The kinds there are, for a choice."""
    return [(code, row.label) for code, row in settings.INCOMING_TARGETS.items()]


def label_of(kind: str) -> str:
    row = settings.INCOMING_TARGETS.get(kind)
    return row.label if row is not None else kind


def find(user: User, kind: str, text: str) -> list[Place]:
    """Candidates of `kind` that `user` sees, at most MOST."""
    row = settings.INCOMING_TARGETS.get(kind)
    if row is None or not text.strip():
        return []
    found: list[Place] = import_string(row.find)(user, text.strip(), MOST)
    return found


def places_of(user: User, kind: str, keys: Sequence[str]) -> dict[str, Place]:
    """Of the things named by `keys` those that `user` sees, in one statement."""
    row = settings.INCOMING_TARGETS.get(kind)
    whole = [key for key in keys if whole_number(key) is not None] if row is not None and row.has_whole_keys else list(keys)
    found: list[Place] = import_string(row.places)(user, whole) if row is not None and whole else []
    return {place.pk: place for place in found}


def place_of(user: User, kind: str, key: str) -> Place | None:
    return places_of(user, kind, [key]).get(key)


def seen_by(user: User, rows: Iterable[IncomingLink | IncomingStep]) -> dict[tuple[str, str], Place]:
    """What links and steps name, as far as `user` sees it: one statement for each kind."""
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.kind:
            keys[row.kind].add(row.target_id)
    return {(kind, key): place for kind, wanted in keys.items() for key, place in places_of(user, kind, sorted(wanted)).items()}


def linked(links: Iterable[IncomingLink], places: Mapping[tuple[str, str], Place]) -> list[Linked]:
    """The links of a paper with the `places` that a person sees."""
    return [Linked(row.pk, label_of(row.kind), places.get((row.kind, row.target_id))) for row in links]


def listed(rows: Iterable[Any], label: Callable[[Any], str], note: Callable[[Any], str] = lambda row: "") -> list[Place]:
    """Rows of a model as places."""
    return [Place(str(row.pk), label(row), row.get_absolute_url(), note(row)) for row in rows]


def find_documents(user: User, text: str, limit: int) -> list[Place]:
    found = Document.objects.visible_to(user).select_related("kind").filter(Q(number__contains=text) | Q(title__contains=text))
    return _documents(found.order_by("-pk")[:limit])


def documents_in_sight(user: User, keys: Sequence[str]) -> list[Place]:
    return _documents(Document.objects.visible_to(user).select_related("kind").filter(pk__in=keys))


def _documents(rows: Iterable[Document]) -> list[Place]:
    return listed(rows, lambda row: f"{row.number} {row.title}".strip(), lambda row: f"{row.to_text}　{row.state_label()}")
