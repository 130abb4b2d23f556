"""已掌握的人员证件情况: what a form need not ask a unit, because the register has it. Basis: REG825-8."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count
from django.utils import timezone

from accounts.models import Unit
from personnel.models import Certificate, Officer, Subject


def _counted(units: Sequence[Unit], rows: Iterable[tuple[int, int]]) -> dict[int, str]:
    """None in the register is 0, not unknown."""
    found = dict(rows)
    return {unit.pk: str(found.get(unit.pk, 0)) for unit in units}


def officers(units: Sequence[Unit], period: object | None) -> dict[int, str]:
    return _counted(units, Officer.objects.filter(unit__in=units).order_by().values_list("unit").annotate(n=Count("pk")))


def valid_certificates(units: Sequence[Unit], period: object | None) -> dict[int, str]:
    """有效 today, by the unit of the officer."""
    valid = Certificate.objects.valid_on(timezone.localdate()).filter(officer__unit__in=units)
    return _counted(units, valid.order_by().values_list("officer__unit").annotate(n=Count("pk")))


def subjects(units: Sequence[Unit], period: object | None) -> dict[int, str]:
    return _counted(units, Subject.objects.filter(unit__in=units).order_by().values_list("unit").annotate(n=Count("pk")))
