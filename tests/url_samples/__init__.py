"""Sample objects for the URL matrix: what stands behind the `sample` column of tests/url_matrix.csv.

Each app has a module here with `SAMPLES`: name → function of the World that makes an object belonging to `world.unit`
(unless its name says otherwise) and returns the keyword arguments of its address.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from accounts.models import Unit, User

Sample = Callable[["World"], dict[str, Any]]


@dataclass(frozen=True)
class World:
    """The county of the matrix: everybody of `people` (role → person) at the bureau or at `unit`; `sibling` at `other_unit`."""

    bureau: Unit
    unit: Unit
    other_unit: Unit
    people: dict[str, User]
    at: datetime


def samples() -> dict[str, Sample]:
    """All samples of all modules by name."""
    found: dict[str, Sample] = {}
    for module in pkgutil.iter_modules(__path__):
        found |= import_module(f"{__name__}.{module.name}").SAMPLES
    return found
