"""期限文字: the words of every situation."""

from datetime import date

import pytest

from core.notices.chip import Chip
from core.notices.models import Deadline
from core.workdays import WorkCalendar
from core.workdays.estimate import published_days
from tests.core.notices.conftest import clock


@pytest.fixture(scope="module")
def calendar():
    return WorkCalendar(days=published_days(2026), versions={2026: "1"})


@pytest.mark.parametrize(
    ("facts", "on", "chip"),
    [
        ({}, date(2026, 3, 5), Chip("plain", "clock", "剩 5 个工作日 · 3月12日到期", "依据 监督条例第十五条")),
        ({}, date(2026, 3, 9), Chip("soon", "clock", "剩 3 个工作日 · 3月12日到期", "依据 监督条例第十五条")),
        ({}, date(2026, 3, 11), Chip("today", "clock", "明日到期", "依据 监督条例第十五条")),
        ({}, date(2026, 3, 12), Chip("today", "clock", "今日到期", "依据 监督条例第十五条")),
        ({}, date(2026, 3, 18), Chip("late", "alert-triangle", "逾期 4 个工作日 · 应于3月12日", "依据 监督条例第十五条")),
        ({"due_on": date(2026, 3, 6)}, date(2026, 3, 7), Chip("late", "alert-triangle", "逾期不足 1 个工作日 · 应于3月6日", "依据 监督条例第十五条")),
        ({"due_on": date(2026, 3, 8)}, date(2026, 3, 6), Chip("soon", "clock", "剩 2 日 · 3月8日到期", "依据 监督条例第十五条")),
        ({"due_at": clock("2026-03-12 16:05")}, date(2026, 3, 12), Chip("today", "clock", "今日 16:05 到期", "依据 监督条例第十五条")),
        ({"done_on": date(2026, 3, 12)}, date(2026, 3, 20), Chip("done", "check", "按期办结")),
        ({"done_on": date(2026, 3, 16)}, date(2026, 3, 20), Chip("late-done", "alert-triangle", "逾期 2 个工作日办结")),
        ({"cancelled_on": date(2026, 3, 16)}, date(2026, 3, 20), Chip("off", "ban", "已取消")),
        ({"paused_on": date(2026, 3, 1), "pause_reason": "补充材料"}, date(2026, 3, 5), Chip("paused", "player-pause", "已暂停", "补充材料，自3月1日起")),
        (
            {"basis": "", "extension_note": "已延期至4月10日（李某某批准）", "due_on": date(2026, 4, 10)},
            date(2026, 4, 2),
            Chip("plain", "clock", "剩 5 个工作日 · 4月10日到期", "已延期至4月10日（李某某批准）"),
        ),
        (
            {"basis": "", "is_estimated": True, "due_on": date(2027, 1, 8)},
            date(2026, 12, 28),
            Chip("plain", "clock", "剩 9 个工作日 · 1月8日到期", "估算（2027年放假安排未公布）"),
        ),
    ],
)
def test_chip(calendar, facts, on, chip):
    deadline = Deadline(**{"due_on": date(2026, 3, 12), "basis": "监督条例第十五条", **facts})

    assert deadline.chip(on, calendar) == chip
