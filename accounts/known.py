"""已掌握的单位情况: what a form need not ask a unit, because it stands here. Basis: REG825-8."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Unit
from accounts.recipients import holders_of

LIAISON, LEADER = "submissions.fill_submission", "submissions.approve_submission"


def names(units: Sequence[Unit], period: object | None) -> dict[int, str]:
    return {unit.pk: unit.name for unit in units}


def credit_codes(units: Sequence[Unit], period: object | None) -> dict[int, str]:
    return {unit.pk: unit.credit_code for unit in units}


def liaisons(units: Sequence[Unit], period: object | None) -> dict[int, str]:
    return _first_names(units, LIAISON)


def leaders(units: Sequence[Unit], period: object | None) -> dict[int, str]:
    return _first_names(units, LEADER)


def _first_names(units: Sequence[Unit], permission: str) -> dict[int, str]:
    return {unit_id: people[0].name for unit_id, people in holders_of(units, permission).items() if people}
