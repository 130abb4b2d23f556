"""定期开报: for every running series the requests of the periods of which the opening day has come.

Safe with two schedulers: the series' row is locked, and one request a series and period is all the database takes. A scheduler that
was down opens every period it missed, each due as many days from today as the series gives; the reminders of one day go out as one digest.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from accounts.recipients import bureau_holders
from core.errors import DomainError
from core.notices.messages import tell
from core.workdays.calendar import WorkCalendar, calendar_around
from submissions.actions.drafting import draft_request
from submissions.actions.opening import open_request
from submissions.models import RequestSeries, SubmissionRequest
from submissions.models.ask import ASK_FIELDS
from submissions.openings import due_of
from submissions.periods import Period
from submissions.workflow import MANAGE, RequestStatus

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 24  # periods of one series in one run


@dataclass
class Opened:
    """开报结果: requests that went out, and series that could not."""

    requests: list[SubmissionRequest] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    is_rest_day: bool = False

    @property
    def sentence(self) -> str:
        """已开报 2 项；未开报 1 项：…"""
        if self.is_rest_day:
            return "今天是休息日，到期的周期任务顺延到下一个工作日开报"
        words = [f"已开报 {len(self.requests)} 项"] if self.requests else ["没有到期的周期任务"]
        return "；".join([*words, *([f"未开报 {len(self.refused)} 项：{'；'.join(self.refused)}"] if self.refused else [])])


def open_due_periods(*, actor: User, at: datetime) -> Opened:
    """定期开报 of all series; nothing goes out on a rest day. A series that is refused does not stop the others and is tried again."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    today, opened = timezone.localdate(at), Opened()
    calendar = calendar_around(today)
    if not calendar.is_workday(today):
        return Opened(is_rest_day=True)
    for pk in RequestSeries.objects.due(today).order_by("pk").values_list("pk", flat=True):
        try:
            opened.requests += _open_series(pk, actor, at, calendar)
        except DomainError as refusal:
            opened.refused.append(_tell_refused(pk, refusal, at))
        except Exception:  # one bad series must not stop the rest; it is tried again every day
            logger.exception("series %s failed to open", pk)
            opened.refused.append(_tell_refused(pk, DomainError("系统出错，已记录，请联系系统管理员。"), at))
    return opened


@transaction.atomic
def _open_series(pk: int, actor: User, at: datetime, calendar: WorkCalendar) -> list[SubmissionRequest]:
    """Every period of one series that is due; none when another scheduler has it in hand."""
    today = timezone.localdate(at)
    series = RequestSeries.objects.due(today).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if series is None:
        return []
    units, made = list(series.units.all()), []
    for _ in range(MOST_AT_ONCE):
        if series.next_open_on > today:
            break
        made += _open_period(series, series.next_period, units, actor, at, calendar)
        later = series.next_period.next()
        series.next_period_on, series.next_open_on = later.first, series.opens_on(later)
    series.save(update_fields=["next_period_on", "next_open_on"])
    _tell_opened(series, made, [unit for unit in units if not unit.is_active], at)
    return made


def _open_period(series: RequestSeries, period: Period, units: list[Unit], actor: User, at: datetime, calendar: WorkCalendar) -> list[SubmissionRequest]:
    """The request of one period, unless it is there already."""
    if series.requests.filter(period_on=period.first).exclude(status=RequestStatus.CANCELLED).exists():
        return []
    facts = {name: getattr(series, name) for name in ASK_FIELDS}
    facts |= {"series": series, "period_kind": series.period_kind, "period_on": period.first}
    due = due_of(series, timezone.localdate(at), calendar)
    draft = draft_request(actor=actor, at=at, units=[unit for unit in units if unit.is_active], due_on=due.due_on, **facts)
    return [open_request(request=draft, actor=actor, at=at)]


def _tell_opened(series: RequestSeries, made: list[SubmissionRequest], gone: list[Unit], at: datetime) -> None:
    """Whoever keeps the series reads what went out, what was made up, and which units are no more."""
    if not made:
        return
    body = f"已开报{'、'.join(str(request.period) for request in made)}，截止{made[-1].due_on:%Y-%m-%d}。"
    body += f"其中 {len(made) - 1} 期为补开，期限从今天起算。" if len(made) > 1 else ""
    body += f"{'、'.join(map(str, gone))}已停用，没有下发，请在周期任务中调整报送单位。" if gone else ""
    key = f"series-opened:{series.pk}:{made[-1].period_on}"
    tell(recipients=keepers(series), title=f"已开报：{series.title}", body=body, url=made[-1].get_absolute_url(), at=at, target=made[-1], key=key)


def _tell_refused(pk: int, refusal: DomainError, at: datetime) -> str:
    """Said once a period, tried again every day."""
    series = RequestSeries.objects.get(pk=pk)
    logger.warning("series %s did not open: %s", pk, refusal)
    key = f"series-refused:{pk}:{series.next_period_on}"
    title, url = f"未能开报：{series.title}（{series.next_period}）", series.get_absolute_url()
    tell(recipients=keepers(series), title=title, body=str(refusal), url=url, at=at, target=series, key=key)
    return f"{series.title}：{refusal}"


def keepers(series: RequestSeries) -> list[User]:
    """Who set it up while he is at work, else everybody who may change it."""
    everybody = bureau_holders(MANAGE)
    return [user for user in everybody if user.pk == series.created_by_id] or everybody
