"""现行值: what a parameter is on a day, so that an old matter is judged by the number of its day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from core.parameters.declared import Parameter, declared
from core.parameters.models import ParameterValue


@dataclass(frozen=True)
class Line:
    """One parameter on the page: `row` None while the default holds, `coming` the change that waits for its day."""

    parameter: Parameter
    row: ParameterValue | None
    coming: ParameterValue | None

    @property
    def words(self) -> str:
        return self.parameter.words(self.row.value if self.row else self.parameter.default)

    @property
    def limits(self) -> str:
        return f"{self.parameter.words(self.parameter.minimum)}至 {self.parameter.words(self.parameter.maximum)}"

    @property
    def coming_words(self) -> str:
        return f"{self.coming.since:%Y-%m-%d} 起为 {self.parameter.words(self.coming.value)}" if self.coming else ""


def value_of(code: str, on: date | None = None) -> Decimal:
    """The value in force on `on` (today). Raises KeyError for a code that no app declares."""
    parameter = declared()[code]
    row = ParameterValue.objects.filter(code=code, since__lte=on or timezone.localdate()).order_by("-since", "-pk").first()
    return row.value if row else parameter.default


def lines(on: date) -> list[Line]:
    """Every declared parameter with what holds on `on` and what comes next, in one statement."""
    in_force: dict[str, ParameterValue] = {}
    coming: dict[str, ParameterValue] = {}
    for row in ParameterValue.objects.select_related("set_by").order_by("since", "pk"):
        if row.since <= on:
            in_force[row.code] = row
        elif row.code not in coming or coming[row.code].since == row.since:
            coming[row.code] = row
    return [Line(parameter, in_force.get(code), coming.get(code)) for code, parameter in declared().items()]
