"""持证核对: who the named officers are in the unit's own register, and whether they were licensed on the days they worked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from accounts.models import User
from cases.rules.draft import Handler, Standing
from core.look.numbers import day_in_words
from personnel.models import Certificate, CertificateKind, Officer
from personnel.models.certificate import IN_FORCE

ENFORCING = (CertificateKind.ENFORCEMENT, CertificateKind.MINISTRY)  # 监督检查证 gives no power to enforce


@dataclass(frozen=True)
class Named:
    """A handler as typed: a name, a card, or both, and the days of his work where they are known."""

    name: str = ""
    card: str = ""
    first: date | None = None
    last: date | None = None


@dataclass
class Roster:
    """名册: the officers of the person's own units that the drafts name; officers of other bodies are never looked up."""

    by_name: dict[str, list[Officer]] = field(default_factory=lambda: defaultdict(list))
    by_card: dict[str, Officer] = field(default_factory=dict)

    @classmethod
    def load(cls, user: User, named: Iterable[Named]) -> Roster:
        """Two queries, whatever the number of drafts."""
        named = list(named)
        cards = Certificate.objects.filter(number__in={one.card for one in named if one.card}).values("officer")
        wanted = Q(name__in={one.name for one in named if one.name}) | Q(pk__in=cards)
        roster = cls()
        for officer in Officer.objects.visible_to(user).filter(wanted).prefetch_related("certificates"):
            roster.by_name[officer.name].append(officer)
            roster.by_card.update({certificate.number: officer for certificate in officer.certificates.all()})
        return roster

    def handler(self, one: Named, on: date) -> Handler:
        """What the register says of one handler; `on` is today."""
        label = one.name or one.card
        officer = self.by_card.get(one.card) if one.card else None
        alike = [] if one.card else self.by_name.get(one.name, [])
        if officer is None and not alike:
            return Handler(one.name, one.card, Standing.NOT_LISTED, f"{_label(one)}不在本单位名册。")
        if len(alike) > 1:
            return Handler(one.name, one.card, Standing.UNCLEAR, f"本单位有 {len(alike)} 名{label}，请填证号。")
        officer = officer or alike[0]
        if one.name and officer.name != one.name:
            return Handler(one.name, one.card, Standing.MISMATCHED, f"证号 {one.card} 在名册上是{officer.name}，与所填{one.name}不一致。")
        standing, sentence = _over_the_days(officer, one, on)
        return Handler(officer.name, one.card, standing, sentence, person=f"名册 {officer.pk}")


def _label(one: Named) -> str:
    return f"{one.name}（证号 {one.card}）" if one.name and one.card else one.name or f"证号 {one.card}"


def _over_the_days(officer: Officer, one: Named, on: date) -> tuple[Standing, str]:
    """Whether some card of the officer was in force on every day from the first to the last."""
    first, last = one.first, one.last or on
    if first is None or last < first:
        return Standing.UNCLEAR, f"{officer.name}的办案日期没有填全，无法核对持证情况。"
    cards = [card for card in officer.certificates.all() if card.kind in ENFORCING]
    bare = _first_bare_day([card for card in cards if card.status in IN_FORCE], first, last)
    if bare is None:
        days = day_in_words(first) if first == last else f"{day_in_words(first)}至{day_in_words(last)}"
        return Standing.LICENSED, f"{officer.name}{days}持有效证件。"
    stopped = next((card for card in cards if card.status not in IN_FORCE and card.issued_on <= bare <= card.expires_on), None)
    if stopped is None:
        return Standing.UNLICENSED, f"{officer.name}{day_in_words(bare)}没有有效证件{_validity(cards)}。"
    if last >= on:
        return Standing.UNLICENSED, f"{officer.name}的证件（{stopped.number}）现为{stopped.get_status_display()}。"
    return Standing.UNCLEAR, f"{officer.name}的证件（{stopped.number}）现为{stopped.get_status_display()}，办案时是否有效无法核对。"


def _first_bare_day(cards: Sequence[Certificate], first: date, last: date) -> date | None:
    """The first day that no card covers, None where all are covered."""
    day = first
    for card in sorted(cards, key=lambda card: card.issued_on):
        if card.issued_on <= day <= card.expires_on:
            day = card.expires_on + timedelta(days=1)
    return day if day <= last else None


def _validity(cards: Sequence[Certificate]) -> str:
    if not cards:
        return "（名册上没有执法证件）"
    newest = max(cards, key=lambda card: card.expires_on)
    return f"（证号 {newest.number} 有效期 {day_in_words(newest.issued_on)}至{day_in_words(newest.expires_on)}）"
