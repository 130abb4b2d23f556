"""联系人: who answers for a unit today, as the contact book has them, and who is missing: every unit has a liaison and a leader in charge, else a lamp is lit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.contacts import NEEDS_BOTH, entries_of, people_of
from accounts.models import Unit

MOST = 8


@dataclass(frozen=True)
class Contact:
    """A person with the posts held at the unit: the desk's number as it is, the person's own masked."""

    name: str
    posts: str
    phone: str


@dataclass(frozen=True)
class Answering:
    """Those to call, and one sentence for each duty that nobody holds."""

    contacts: list[Contact]
    missing: list[str]


def answering_for(unit: Unit, on: date) -> Answering:
    """The first people of the contact book and the lamps of the unit; whoever may see the unit may know whom to call there."""
    entries = entries_of(unit, on)[:MOST]
    contacts = [Contact(entry.person.name, entry.posts, "　".join(filter(None, (entry.office_phone, entry.phone)))) for entry in entries]
    return Answering(contacts, _missing(unit, on))


def _missing(unit: Unit, on: date) -> list[str]:
    """未设亮灯, for the units that must have both."""
    if unit.kind not in NEEDS_BOTH or not unit.is_active:
        return []
    held = people_of([unit], on)[unit.pk]
    return [words for people, words in ((held.liaisons, "未设联络员"), (held.leaders, "未设分管领导")) if not people]
