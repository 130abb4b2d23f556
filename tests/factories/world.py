"""A county with everybody in it: one person of every role, and the liaison of a department that has nothing to do with the matter."""

from datetime import UTC, datetime

from django.conf import settings

from accounts.models.post import SYSTEM_ROLE
from tests.factories.accounts import UnitFactory, UserFactory
from tests.url_samples import World

SIBLING = "sibling"
ROLES = [code for code in settings.ROLES if code != SYSTEM_ROLE]
AT_BUREAU = ("all", "none")


def build_world() -> World:
    """Posts that see everything or nothing are held at the bureau, the others at `unit`."""
    government = UnitFactory(code="Z0", name="明川县人民政府", short_name="县政府", kind="government")
    bureau = UnitFactory(code="Z1", name="明川县司法局", short_name="司法局", kind="bureau", parent=government)
    unit, other = (
        UnitFactory(code=f"Z{number}", name=f"明川县{name}局", short_name=f"{name}局", parent=government) for number, name in ((2, "水利"), (3, "林业"))
    )
    people = {code: UserFactory(username=f"m-{code}", role=code, unit=bureau if settings.ROLES[code].scope in AT_BUREAU else unit) for code in ROLES}
    people[SIBLING] = UserFactory(username="m-sibling", role="dept_liaison", unit=other)
    return World(bureau, unit, other, people, datetime(2026, 3, 5, 6, 0, tzinfo=UTC))
