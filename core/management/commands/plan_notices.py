"""manage.py plan_notices [--at ISO]: what the scheduler runs every few minutes."""

from datetime import datetime

from core.management.moment import MomentCommand
from core.notices.planning import plan_notices


class Command(MomentCommand):
    help = "安排到时的提醒；可反复执行。"
    words = "安排提醒：处理期限 {} 个。"

    def run(self, at: datetime) -> int:
        return plan_notices(at)
