"""What may be set at all, gathered from the apps that `settings.PARAMETERS` names."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Parameter:
    """One number with its limits; `places` decimals, `unit` as printed after it ("分"), `effect` says what a change touches."""

    code: str
    name: str
    group: str
    default: Decimal
    minimum: Decimal
    maximum: Decimal
    unit: str
    basis: str
    effect: str
    places: int = 0

    def words(self, value: Decimal) -> str:
        """ "5 分", "7.5 分": without the zeros that a column of the database adds."""
        return f"{value:.{self.places}f}".rstrip("0").rstrip(".") + f" {self.unit}" if self.places else f"{value:.0f} {self.unit}"


@cache
def declared() -> dict[str, Parameter]:
    """Every parameter by its code, in the order of the settings."""
    return {row.code: row for name in settings.PARAMETERS for row in import_string(name)}
