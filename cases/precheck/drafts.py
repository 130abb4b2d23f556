"""待查案件: from what was typed, or from the cells of a row, to the value that the rules judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from accounts.models import User
from cases.precheck.roster import Named, Roster
from cases.rules.catalogue import Judged, judge, of_verdict
from cases.rules.draft import DraftCase
from cases.rules.measures import Measures
from cases.rules.rule import Section, Verdict
from core.sheets import parse
from core.sheets.cells import value_of

FACTS = tuple(field.name for field in fields(DraftCase) if field.name != "handlers")
SEATS = ("1", "2")


@dataclass(frozen=True)
class Checked:
    """预查结果 of one case, gone with the answer."""

    case: DraftCase
    judged: list[Judged]

    @property
    def problems(self) -> list[Judged]:
        return of_verdict(self.judged, Verdict.PROBLEM)

    @property
    def unknowns(self) -> list[Judged]:
        return of_verdict(self.judged, Verdict.UNKNOWN)

    @property
    def by_section(self) -> list[tuple[str, list[Judged]]]:
        """Answers under the heads of the form, empty ones left out."""
        found = [(section.label, [one for one in self.judged if one.rule.section == section]) for section in Section]
        return [(label, ones) for label, ones in found if ones]

    @property
    def counts(self) -> list[tuple[str, int]]:
        return [(verdict.label, len(of_verdict(self.judged, verdict))) for verdict in Verdict]


def check_drafts(drafts: Sequence[Mapping[str, Any]], user: User, on: date) -> list[Checked]:
    """Every draft judged as of `on`; the register and the limits are read once for all."""
    named = [_named(values) for values in drafts]
    roster = Roster.load(user, (one for people in named for one in people))
    measures = Measures.load(on)
    cases = [_case(values, people, roster, on) for values, people in zip(drafts, named, strict=True)]
    return [Checked(case, judge(case, measures)) for case in cases]


def _named(values: Mapping[str, Any]) -> list[Named]:
    """The people of a draft with their days: their own, else from filing to decision; names and cards read as the imports read them."""
    made = []
    for seat in SEATS:
        name, card = value_of(parse.name(values.get(f"officer{seat}") or "")), value_of(parse.number_text(values.get(f"card{seat}") or ""))
        if name or card:
            first = values.get(f"from{seat}") or values.get("filed_on") or values.get("decided_on")
            made.append(Named(name, card, first, values.get(f"to{seat}") or values.get("decided_on")))
    return made


def _case(values: Mapping[str, Any], people: Sequence[Named], roster: Roster, on: date) -> DraftCase:
    filled = {name: values[name] for name in FACTS if values.get(name) not in (None, "")}
    for name in ("kinds", "instalments"):
        if name in filled:
            filled[name] = tuple(filled[name])
    return DraftCase(**filled, handlers=tuple(roster.handler(one, on) for one in people))
