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


def test_the_units_own_words_go_before_the_register_which_fills_what_is_empty(county):
    known = {"people": {county.unit.pk: "50"}, "held_on": {county.unit.pk: "2026-03-05"}}
    last = {"rows": [{**ROW, "people": "5", "held_on": ""}]}

    answer, prefilled = first_answer(table(sources={"people": "officers"}), county.unit, last, known)

    assert (answer["rows"], prefilled) == ([{**ROW, "people": "5", "held_on": "2026-03-05"}], 4)


def test_a_figure_of_the_unit_is_not_repeated_in_the_rows_of_a_list(county):
    request = table(sources={"people": "certificates"})
    last = {"rows": [{"name": "甲班", "people": "5"}, {"name": "乙班", "people": ""}]}

    assert first_answer(request, county.unit, last, {"people": {county.unit.pk: "87"}})[0] == last


def test_the_period_of_last_time_is_not_carried_over(county):
    request = table(sources={"name": "period", "people": "penalties"})
    known = {"name": {county.unit.pk: "2026年3月"}, "people": {county.unit.pk: "9"}}

    def rows(*last):
        return first_answer(request, county.unit, {"rows": last}, known)[0]["rows"]

    assert rows({"name": "2026年2月", "people": "5"}) == [{"name": "2026年3月", "people": "9"}]
    assert rows({"name": "2026年2月", "people": "5"}, {"name": "2026年2月"}) == [{"name": "2026年3月", "people": "5"}, {"name": "2026年3月"}]


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
