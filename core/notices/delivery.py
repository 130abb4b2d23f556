"""发送提醒: one run of the deliverer. Two at the same moment are harmless."""

from datetime import datetime

from django.utils import timezone

from core.notices.audience import Audience
from core.notices.digests import gather_digests
from core.notices.inapp import deliver_in_app
from core.notices.outbox import send_messages
from core.notices.planning import YEARS_AHEAD, YEARS_BACK
from core.notices.windows import is_open
from core.workdays.calendar import load_calendar


def deliver_notices(at: datetime) -> int:
    """Inbox first; then, in the send window, the digests and single mails. Returns how many were delivered or sent."""
    year = timezone.localdate(at).year
    calendar = load_calendar(year - YEARS_BACK, year + YEARS_AHEAD)
    audience = Audience()
    window_open = is_open(at, calendar)
    delivered = deliver_in_app(at, calendar, audience)
    if window_open:
        gather_digests(at)
    return delivered + send_messages(at, audience, window_open=window_open)
