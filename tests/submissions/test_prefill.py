"""预填: what is known is not asked again. Basis: REG825-8."""

from __future__ import annotations

from datetime import date

from submissions.models import SubmissionRequest
from submissions.periods import Period, PeriodKind
from submissions.prefill import first_answer, known_values, source_choices
from tests.factories.submissions import FIELDS, ROW, drafted


def table(**facts) -> SubmissionRequest:
    return SubmissionRequest(shape="table", fields=FIELDS, **facts)


def test_last_answers_rows_come_back_with_the_columns_of_today(county):
    last = {"rows": [{**ROW, "gone": "旧列"}], "note": "上期说明"}
    answer, prefilled = first_answer(table(), county.unit, last, {})
    assert (answer, prefilled) == ({"rows": [ROW]}, 4)


def test_what_is_known_anew_wins_over_last_time(county):
    answer, prefilled = first_answer(table(), county.unit, {"rows": [ROW]}, {"people": {county.unit.pk: "50"}})
    assert (answer["rows"][0]["people"], prefilled) == ("50", 4)


def test_a_unit_without_an_earlier_answer_gets_a_row_of_what_is_known(county):
    known = {"name": {county.unit.pk: "2026年2月"}}
    assert first_answer(table(), county.unit, None, known) == ({"rows": [{"name": "2026年2月"}]}, 1)
    assert first_answer(table(), county.other_unit, None, known) == ({"rows": []}, 0)


def test_rows_that_the_blank_holds_already_go_out_to_every_unit(county):
    request = table(blank_layout={"starting_rows": [{"name": "行政处罚"}, {"name": "行政许可"}]})

    assert first_answer(request, county.unit, None, {}) == ({"rows": [{"name": "行政处罚"}, {"name": "行政许可"}]}, 1)
    assert first_answer(request, county.unit, {"rows": [ROW]}, {})[0] == {"rows": [ROW]}


def test_the_parts_of_a_report_come_back(county):
    report = SubmissionRequest(shape="report", parts=[{"key": "done", "heading": "主要做法"}])
    assert first_answer(report, county.unit, {"parts": {"done": "办班两期", "next": ""}}, {}) == ({"parts": {"done": "办班两期", "next": ""}}, 1)


def test_a_source_that_is_no_more_is_passed_over(county, people, at):
    draft = drafted(people.staff, at, [county.unit], sources={"name": "period", "people": "vanished"})
    assert known_values(draft, [county.unit], Period(PeriodKind.MONTH, date(2026, 2, 1))) == {"name": {county.unit.pk: "2026年2月"}}
    assert known_values(draft, [county.unit], None) == {"name": {}}
    assert ("period", "所属期间") in source_choices()
