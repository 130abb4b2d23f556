"""体量: 500 units × 12 months of a 40-column request – opening, the matrix and urging ask as many statements as for ten. Run with -m volume -s for the figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import tree
from accounts.models import Post, Unit, User
from submissions.actions.opening import open_request
from submissions.actions.urging import urge_missing
from submissions.models import HandIn
from submissions.tables.fields import Field, FieldKind, fields_as_json
from tests.factories.accounts import role_named
from tests.factories.submissions import drafted

pytestmark = pytest.mark.volume
UNITS, MONTHS, COLUMNS = 500, 12, 40
FIELDS = fields_as_json([Field(f"c{n}", f"第{n}栏", FieldKind.INTEGER, least="0") for n in range(COLUMNS)])
ROW = {f"c{n}": str(n * 7) for n in range(COLUMNS)}


@dataclass
class Measured:
    """What one act cost."""

    seconds: float
    statements: int


def measured(act: Callable[[], object]) -> Measured:
    with CaptureQueriesContext(connection) as asked:
        begun = time.perf_counter()
        act()
        seconds = time.perf_counter() - begun
    return Measured(seconds, len(asked))


def crowd(count: int, above: Unit) -> list[Unit]:
    """Units with one liaison each."""
    mark = f"V{count}-"
    rows = [
        Unit(code=f"{mark}{n}", name=f"明川县{mark}{n}局", short_name=f"{mark}{n}局", kind="department", area_code="419921", parent=above) for n in range(count)
    ]
    made = Unit.objects.bulk_create(rows)
    for unit in made:
        tree.place(unit)
    people = User.objects.bulk_create(
        [User(username=f"volume{unit.pk}", name=f"联络{unit.pk}", unit=unit, person_key=f"v{unit.pk}", password="!") for unit in made]
    )
    role, since = role_named("dept_liaison"), date(2020, 1, 1)
    Post.objects.bulk_create([Post(user=user, role=role, unit=user.unit, since=since, is_default=True) for user in people])
    return made


def a_year(staff: User, units: list[Unit], at: datetime) -> None:
    """Twelve closed months, every unit with one version of forty columns."""
    for month in range(1, MONTHS + 1):
        facts = {"fields": FIELDS, "period_kind": "month", "period_on": date(2025, month, 1), "title": "行政执法情况月报"}
        request = open_request(request=drafted(staff, at, units, **facts), actor=staff, at=at)
        rows = request.submissions.all()
        rows.update(status="accepted", answer={"rows": [ROW]}, filed_by=staff, reported_at=at, first_reported_at=at, reviewed_by=staff, reviewed_at=at)
        HandIn.objects.bulk_create(
            [HandIn(submission=row, number=1, at=at, actor=staff, answer={"rows": [ROW]}, accepted_at=at) for row in rows.only("pk")], batch_size=500
        )


def test_opening_matrix_and_urging_ask_no_more_for_five_hundred_units_than_for_ten(client, county, people, at):
    client.force_login(people.staff)
    client.get("/submissions/matrix/")
    before = three(client, people.staff, crowd(10, county.bureau.parent), at)
    units = crowd(UNITS, county.bureau.parent)
    a_year(people.staff, units, at)
    after = three(client, people.staff, units, at)

    for name in before:
        print(
            f"\n{name}: {before[name].seconds:.2f} s, {before[name].statements} statements → {after[name].seconds:.2f} s, {after[name].statements} statements"
        )
    assert after["matrix"].statements == before["matrix"].statements <= 8
    assert after["opening"].statements <= before["opening"].statements + 4  # a batch of rows more here and there
    assert after["urging"].statements <= before["urging"].statements + 8
    assert after["opening"].seconds < 15
    assert after["urging"].seconds < 15
    assert after["matrix"].seconds < 3


def three(client, staff: User, units: list[Unit], at: datetime) -> dict[str, Measured]:
    """下发, 催办 and 一览 of one request to these units."""
    draft = drafted(staff, at, units, fields=FIELDS, title="体量表", due_on=date(2026, 6, 30))
    opening = measured(lambda: open_request(request=draft, actor=staff, at=at))
    urging = measured(lambda: urge_missing(request=draft, actor=staff, at=at))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what the server does by itself a while after a load
    client.get("/submissions/matrix/")  # a login that rested a minute writes its session
    matrix = measured(lambda: client.get("/submissions/matrix/", {"due_from": "2025-01-01"}))
    return {"opening": opening, "urging": urging, "matrix": matrix}
