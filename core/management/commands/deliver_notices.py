"""manage.py deliver_notices [--at ISO]: what the scheduler runs every few minutes."""

from datetime import datetime

from core.management.moment import MomentCommand
from core.notices.delivery import deliver_notices


class Command(MomentCommand):
    help = "发送到时的提醒；可反复执行。"
    words = "发送提醒：{} 条。"

    def run(self, at: datetime) -> int:
        return deliver_notices(at)
