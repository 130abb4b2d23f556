"""已知的期间: the period a request is about, in words."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Unit
from submissions.periods import Period


def periods(units: Sequence[Unit], period: Period | None) -> dict[int, str]:
    return {unit.pk: str(period) for unit in units} if period else {}
