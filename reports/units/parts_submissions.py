"""报送 of a unit: what it owes, what it handed in late, what came back."""

from __future__ import annotations

from core.lists.desk import Tally
from reports.units.asked import Asked, Cell, Head, Part, day, due
from submissions.lists import SUBMISSIONS
from submissions.models import Submission


def _submissions(asked: Asked) -> list[Tally]:
    url, every = "submissions:submission-list", asked.of_tab(SUBMISSIONS, "all")
    return [
        Tally("未报", asked.of_tab(SUBMISSIONS, "missing"), asked.listed(url, tab="missing")),
        Tally("逾期", asked.of_tab(SUBMISSIONS, "overdue"), asked.listed(url, tab="overdue"), is_alarm=True),
        Tally("退回", asked.of_tab(SUBMISSIONS, "returned"), asked.listed(url, tab="returned")),
        Tally("待审核", asked.of_tab(SUBMISSIONS, "waiting"), asked.listed(url, tab="waiting")),
        Tally("审核通过", asked.of_tab(SUBMISSIONS, "accepted"), asked.listed(url, tab="accepted")),
        Tally("迟报", every.filter(is_late=True), asked.listed(url, tab="all", is_late="true")),
    ]


def _lines(asked: Asked, most: int) -> list[list[Cell]]:
    rows = Submission.objects.visible_to(asked.user).filter(unit=asked.unit).missing().select_related("request").order_by("due_on", "pk")
    return [
        [
            Cell(str(row.request), row.get_absolute_url()),
            due(day(row.due_on), row.is_overdue(asked.on)),
            Cell(f"{row.urged} 次" if row.urged else "—"),
            Cell(row.state_words, tone=row.tone(asked.on)),
        ]
        for row in rows[:most]
    ]


SUBMITTED = Part(
    "submissions", "报送", "submissions.view_requests", "submissions:submission-list",
    (Head("任务名称", fills=True), Head("截止日期"), Head("催办"), Head("状态")), _submissions, _lines,
    "没有未报的任务。", listed="未报和被退回的，先到期的在前", params={"tab": "all"},
)  # fmt: skip
