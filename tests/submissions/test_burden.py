"""报送负担: counted by month and by unit, what was asked twice, and what it costs. Basis: REG825-8."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from submissions.actions.handing_in import hand_in
from submissions.actions.review import accept, exempt, return_submission
from submissions.burden import BurdenQuery, by_month, by_unit, total
from submissions.repeats import repeats_in
from submissions.tables.fields import Field, FieldKind, fields_as_json
from tests.factories.accounts import UnitFactory
from tests.factories.submissions import answer_of, opened, reported, serial

URL = "/submissions/burden/"
YEAR = BurdenQuery(2026)


@pytest.fixture
def as_staff(client, people):
    client.force_login(people.staff)
    client.get(URL)  # the first answer of a login writes its session
    return client


def numbers(line) -> tuple[object, ...]:
    return line.label, line.requests, line.asked, line.prefilled, line.nil, line.late, line.returns, line.days


def test_months_and_units_count_what_was_asked_prefilled_returned_and_nil(county, people, at):
    first = opened(people.staff, at, [county.unit, county.other_unit], sources={"name": "period"}, period_kind="month", period_on=date(2026, 2, 1))
    handed = reported(answer_of(first, county.unit), people.liaison, people.leader, at + timedelta(days=2))
    later = at + timedelta(days=2)
    returned = return_submission(submission=handed, actor=people.staff, at=later, reason="不符", due_on=later.date())
    accept(submission=reported(returned, people.liaison, people.leader, later), actor=people.staff, at=later)
    april = at + timedelta(days=30)
    second = opened(people.staff, april, [county.unit], needs_approval=False)
    hand_in(submission=answer_of(second, county.unit), actor=people.liaison, at=april + timedelta(days=20), is_nil=True)

    assert [numbers(line) for line in by_month(people.staff, YEAR)] == [("3月", 2, 8, 2, 0, 0, 1, "2.0"), ("4月", 1, 4, 0, 1, 1, 0, "20.0")]
    _, lines = by_unit(people.staff, YEAR, 1)
    assert [numbers(line) for line in lines] == [("水利局", 2, 8, 1, 1, 1, 1, "11.0"), ("林业局", 1, 4, 1, 0, 0, 0, "—")]
    summed = total(by_month(people.staff, YEAR))
    assert (summed.requests, summed.asked, summed.prefilled, round(summed.rate, 1)) == (3, 12, 2, 16.7)


def test_exempt_units_other_years_and_other_kinds_do_not_count(county, people, at):
    request = opened(people.staff, at, [county.unit, county.other_unit])
    exempt(submission=answer_of(request, county.unit), actor=people.staff, at=at, reason="未办班")
    assert [line.requests for line in by_month(people.staff, YEAR)] == [1]
    for asked in (BurdenQuery(2025), BurdenQuery(2026, month=4), BurdenQuery(2026, kind="town")):
        assert by_month(people.staff, asked) == []
    assert total([]) is None


def fields(*headings: str) -> list[dict[str, object]]:
    return fields_as_json([Field(f"c{n}", heading, FieldKind.TEXT) for n, heading in enumerate(headings)])


def test_a_column_asked_again_in_another_request_is_named(county, people, at):
    first = opened(people.staff, at, [county.unit], title="一表", fields=fields("执法人员数", "车辆数"))
    again = opened(people.staff, at + timedelta(days=100), [county.unit], title="二表", fields=fields("执法 人员数", "经费"))
    assert [(one.heading, one.first, one.again) for one in repeats_in(YEAR.year, people.staff)] == [("执法人员数", first, again)]


def test_periods_of_one_series_known_columns_and_old_requests_are_no_repeats(county, people, at):
    series = serial(people.staff, at, [county.unit], fields=fields("执法人员数"))
    for month in (1, 2):
        opened(people.staff, at, [county.unit], series=series, period_kind="month", period_on=date(2026, month, 1), fields=fields("执法人员数"))
    opened(people.staff, at, [county.unit], fields=fields("执法人员数"), sources={"c0": "period"})
    assert repeats_in(YEAR.year, people.staff) == []
    opened(people.staff, at.replace(year=2027) + timedelta(days=3), [county.unit], fields=fields("执法人员数"))
    assert repeats_in(2027, people.staff) == []


def test_the_page_shows_the_basis_and_leads_to_the_answers(as_staff, county, people):
    now = timezone.now()
    opened(people.staff, now, [county.unit])
    page = as_staff.get(URL).content.decode()
    for words in ("《行政执法监督条例》第八条", f"/submissions/items/?tab=all&amp;unit={county.unit.pk}", "预填率", "合计"):
        assert words in page
    assert as_staff.get(URL, {"year": "x", "month": "13", "page": "z"}).status_code == 200
    assert "没有下发报送任务" in as_staff.get(URL, {"kind": "town"}).content.decode()


def test_the_workbook_has_a_line_for_each_unit_and_month(as_staff, county, people, at):
    opened(people.staff, at, [county.unit, county.other_unit])
    book = load_workbook(io.BytesIO(as_staff.get(URL, {"format": "xlsx", "year": at.year}).getvalue()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[:5] for row in rows[1:]] == [("明川县水利局", "2026-03", 1, 4, 0), ("明川县林业局", "2026-03", 1, 4, 0)]


def test_the_page_costs_the_same_for_one_unit_and_for_sixty(as_staff, county, people, at):
    opened(people.staff, at, [county.unit])
    with CaptureQueriesContext(connection) as one:
        as_staff.get(URL, {"year": 2026})
    for _ in range(3):
        opened(people.staff, at, UnitFactory.create_batch(20))
    with CaptureQueriesContext(connection) as many:
        as_staff.get(URL, {"year": 2026})
    assert len(many) <= len(one) <= 9


@pytest.mark.parametrize("role", ["boss", "liaison"])
def test_only_those_who_ask_see_it(client, people, role):
    client.force_login(getattr(people, role))
    assert client.get(URL).status_code == 403
