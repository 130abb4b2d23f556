"""A newer calendar: days of 2026 that become days of rest, and the recount that follows."""

from datetime import date, datetime

from accounts.models import User
from core.notices.recompute import recompute_deadlines
from core.workdays.models import CalendarYear
from core.workdays.years import days_of, load_notice


def rest_and_recount(actor: User, at: datetime, *rests: date) -> int:
    """放假通知 with `rests`, then 重算期限; returns how many deadlines moved."""
    days = {**days_of(2026), **dict.fromkeys(rests, ("rest", "放假"))}
    load_notice(year=2026, days=days, notice="国办发明电〔2026〕1号", actor=actor, at=at)
    return recompute_deadlines(year=2026, actor=actor, at=at, version=CalendarYear.objects.get(year=2026).version)
