"""报送一览: every cell in words, sums of rows and columns, urging from the page, and what it costs."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import UnitGroup
from submissions.actions.ending import close_request
from submissions.actions.handing_in import hand_in
from submissions.actions.review import accept, exempt, return_submission
from submissions.matrix import MatrixQuery, matrix_of
from submissions.models import Submission
from tests.factories.accounts import UnitFactory
from tests.factories.submissions import answer_of, filled, opened, reported

URL = "/submissions/matrix/"


@pytest.fixture
def as_staff(client, people):
    client.force_login(people.staff)
    client.get(URL)  # the first answer of a login writes its session
    return client


def cells(user, on, **asked) -> dict[str, list[str]]:
    """Unit → words of its cells."""
    return {row.unit.short_name: [cell.words for cell in row.cells] for row in matrix_of(user, MatrixQuery(**asked), on).rows}


def ready(county, people, at, **facts) -> Submission:
    """An answer of the unit, filled in, that needs no approval."""
    answer = answer_of(opened(people.staff, at, [county.unit], needs_approval=False, **facts), county.unit)
    return filled(answer, people.liaison, at)


def test_every_state_has_its_words(county, people, at):
    on, late = at.date(), at + timedelta(days=11)
    due = [on + timedelta(days=10 + n) for n in range(8)]
    opened(people.staff, at, [county.unit], due_on=due[0])
    hand_in(submission=ready(county, people, at, due_on=due[1]), actor=people.liaison, at=at)
    accept(submission=reported(ready(county, people, at, due_on=due[2]), people.liaison, people.leader, at), actor=people.staff, at=at)
    returned = reported(ready(county, people, at, due_on=due[3]), people.liaison, people.leader, at)
    return_submission(submission=returned, actor=people.staff, at=at, reason="不符", due_on=due[3])
    nil = answer_of(opened(people.staff, at, [county.unit], due_on=due[4], needs_approval=False), county.unit)
    hand_in(submission=nil, actor=people.liaison, at=at, is_nil=True)
    free = answer_of(opened(people.staff, at, [county.unit], due_on=due[5]), county.unit)
    exempt(submission=free, actor=people.staff, at=at, reason="未办班")
    inside = answer_of(opened(people.staff, at, [county.unit], due_on=due[6]), county.unit)
    hand_in(submission=filled(inside, people.liaison, at), actor=people.liaison, at=at)
    hand_in(submission=ready(county, people, at, due_on=on), actor=people.liaison, at=late)

    words = ["迟报", "未报", "已报", "审核通过", "退回", "零报告", "免报", "单位审核中"]
    assert cells(people.staff, on) == {"水利局": words}
    assert cells(people.staff, late.date())["水利局"][:2] == ["迟报", "逾期"]
    assert cells(people.staff, due[3] + timedelta(days=1))["水利局"][4] == "退回，逾期"


def test_rows_and_columns_are_summed(request_open, county, people, at):
    reported(answer_of(request_open, county.unit), people.liaison, people.leader, at)
    matrix = matrix_of(people.staff, MatrixQuery(), date(2026, 3, 20))
    (column,) = matrix.columns
    assert (column.handed_in, column.owed, column.missing, column.late) == (1, 2, 1, 1)
    assert [(row.unit.short_name, row.late, row.owed, row.missing) for row in matrix.rows] == [("水利局", 0, 1, 0), ("林业局", 1, 1, 1)]


def test_what_a_unit_is_not_asked_stays_blank(request_open, county, people, at):
    opened(people.staff, at, [county.other_unit], due_on=date(2026, 3, 30))
    assert cells(people.staff, at.date()) == {"水利局": ["未报", ""], "林业局": ["未报", "未报"]}


def test_the_newest_requests_are_the_last_columns(county, people, at):
    for n in range(4):
        opened(people.staff, at, [county.unit], title=f"第{n}表", due_on=at.date() + timedelta(days=n))
    assert [column.heading for column in matrix_of(people.staff, MatrixQuery(columns=3), at.date()).columns] == ["第1表", "第2表", "第3表"]


def test_a_head_names_the_request_and_its_period(as_staff, county, people, at):
    for title in ("月度执法数据统计表", "涉企检查月报"):
        opened(people.staff, at, [county.unit], title=title, period_kind="month", period_on=date(2026, 2, 1))
    page = as_staff.get(URL).content.decode()

    for title in ("月度执法数据统计表", "涉企检查月报"):
        assert f">{title}</a><small>2026年2月</small>" in page


def test_periods_of_one_series_are_told_apart_by_their_period(as_staff, county, people, at):
    for month in (1, 2):
        opened(people.staff, at, [county.unit], period_kind="month", period_on=date(2026, month, 1))
    page = as_staff.get(URL).content.decode()

    assert ">2026年1月</a>" in page
    assert ">2026年2月</a>" in page


def test_closed_ones_are_left_out_when_only_open_ones_are_asked_for(request_open, people, at):
    close_request(request=request_open, actor=people.staff, at=at)
    assert cells(people.staff, at.date())["水利局"] == ["未报"]
    assert cells(people.staff, at.date(), open_only=True) == {}


def test_units_are_found_by_kind_group_branch_and_name(request_open, county, people, at):
    group = UnitGroup.objects.create(name="涉林", owner=people.staff, created_at=at, changed_at=at)
    group.units.add(county.other_unit)
    for asked, units in (
        ({"kind": "town"}, []),
        ({"group": group.pk}, ["林业局"]),
        ({"branch": county.unit.path}, ["水利局"]),
        ({"q": "林业"}, ["林业局"]),
        ({"due_from": date(2026, 4, 1)}, []),
    ):
        assert list(cells(people.staff, at.date(), **asked)) == units


def test_a_unit_sees_its_own_row_alone_and_no_button(client, request_open, people):
    client.force_login(people.liaison)
    page = client.get(URL).content.decode()
    assert ("水利局" in page, "林业局" in page, "催办" in page, "应报</th>" in page) == (True, False, False, False)


def test_one_column_or_one_row_is_urged_and_the_page_stays(as_staff, request_open, county):
    response = as_staff.post(f"{URL}urge/?q=水利", {"unit": county.unit.pk})
    assert response.url == f"{URL}?q=%E6%B0%B4%E5%88%A9"
    assert dict(Submission.objects.values_list("unit__short_name", "urged")) == {"水利局": 1, "林业局": 0}
    as_staff.post(f"{URL}urge/", {"request": request_open.pk})
    assert dict(Submission.objects.values_list("unit__short_name", "urged")) == {"水利局": 1, "林业局": 1}


def test_units_urge_nobody(client, request_open, people):
    client.force_login(people.liaison)
    assert client.post(f"{URL}urge/", {"request": request_open.pk}).status_code == 403


def test_the_workbook_holds_every_unit(as_staff, request_open):
    book = load_workbook(io.BytesIO(as_staff.get(URL, {"format": "xlsx"}).getvalue()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("单位", "培训情况统计表", "逾期、迟报", "应报")
    assert [row[0] for row in rows[1:]] == ["明川县水利局", "明川县林业局"]


def test_nonsense_in_the_address_counts_as_not_said(as_staff, request_open):
    page = as_staff.get(URL, {"series": "x", "columns": "999", "due_from": "gestern", "page": "-1", "group": "7777"})
    assert (page.status_code, "水利局" in page.content.decode()) == (200, True)


def test_an_empty_county_is_told_so(as_staff):
    assert "还没有报送任务" in as_staff.get(URL).content.decode()


def test_fifty_units_by_twelve_requests_cost_as_much_as_one(as_staff, county, people, at):
    opened(people.staff, at, [county.unit])
    with CaptureQueriesContext(connection) as one:
        as_staff.get(URL)
    units = UnitFactory.create_batch(60)
    for n in range(11):
        opened(people.staff, at, units, title=f"行政执法培训情况统计表第{n}期")
    with CaptureQueriesContext(connection) as many:
        page = as_staff.get(URL)
    assert len(many) <= len(one) <= 8
    assert page.content.count(b"/submissions/items/") >= 49 * 11
    assert len(page.content) <= 90 * 1024
    assert reverse("submissions:matrix") == URL
