"""装入演示县: `seed_demo --password …`; does nothing where the demo county is already there."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from core.notices.delivery import deliver_notices
from core.notices.messages import mark_read
from core.notices.planning import plan_notices
from reports.demo.calendar import Days
from reports.demo.files import import_file
from reports.demo.incoming import seed_incoming
from reports.demo.letters import seed_letters
from reports.demo.numbers import seed_pack, seed_reports
from reports.demo.offices import seed_batch, seed_contacts, seed_groups, seed_merger
from reports.demo.orders import seed_orders
from reports.demo.people import MARKET, WATER, seed_administrator, seed_newcomer, seed_people
from reports.demo.plans import seed_plans
from reports.demo.reviews import seed_reviews
from reports.demo.submissions import seed_submissions

REGISTERS = (("subjects", "subjects.xlsx"), ("holidays", "holidays-2024-2026.xlsx"), ("officers", "officers.xlsx"), ("penalties", "cases-penalty.xlsx"))


class Command(BaseCommand):
    help = "装入演示县（明川县）和一年的样例数据；仅在 MINGDU_DEMO=1 时可用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", default=os.environ.get("DEMO_PASSWORD", ""))

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("未设置 MINGDU_DEMO=1，不装入演示数据。")
        if User.objects.filter(username="jiandu").exists():
            self.stdout.write("演示县已经装入。")
            return
        if len(options["password"]) < 10:
            raise CommandError("请用 --password 给出演示账号的密码（至少 10 位）。")
        with transaction.atomic():
            self._seed(options["password"])
        self.stdout.write("演示县已装入。")

    def _seed(self, password: str) -> None:
        now, days = timezone.now(), Days(timezone.localdate())
        call_command("sync_roles")
        call_command("load_rubrics")
        import_file("units", "organisations.xlsx", seed_administrator(password, now), now)
        users, units = seed_people(password, now), {unit.name: unit for unit in Unit.objects.all()}
        for kind, name in REGISTERS:
            import_file(kind, name, users["jiandu"], days.ago(330))
        seed_plans(users, units, days)
        seed_reviews(users, units, days)
        seed_orders(users, units, days)
        seed_merger(users, units, days)
        seed_letters(users, units, days)
        seed_incoming(users, days)
        seed_reports(users, days)
        seed_groups(users, units, days)
        seed_batch(users, units, days)
        seed_contacts(users, units, days)
        seed_submissions(users, units, days)
        seed_newcomer(users["xitong"], units[WATER], days.ago(1))
        for user in users.values():
            mark_read(recipient=user, at=days.ago(3, 17))
        plan_notices(now)
        deliver_notices(now)
        seed_pack(users, units[MARKET], days)
