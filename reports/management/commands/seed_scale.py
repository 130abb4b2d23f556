"""装入体量数据: `seed_scale --profile county|city --seed N`."""

import time
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from accounts.models import Unit
from cases.models import EnforcementAct
from core.sheets.copy import insert_rows
from personnel.models import Certificate, Officer
from reports.scale import rows

PROFILES = {"county": {"officers": 3_000, "acts": 100_000, "years": 2}, "city": {"officers": 30_000, "acts": 1_000_000, "years": 5}}
CHUNK = 20_000


class Command(BaseCommand):
    help = "装入体量数据（虚构的人员和执法行为），用于测量；同一个 --seed 得到同样的数据。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profile", choices=sorted(PROFILES), default="county")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        unit_ids = list(Unit.objects.active().enforcing().order_by("code").values_list("pk", flat=True))
        if not unit_ids:
            raise CommandError("先导入单位（import_units），再装入体量数据。")
        if EnforcementAct.objects.filter(case_no__startswith="量立").exists():
            raise CommandError("体量数据已经装入。")
        profile, random, begun = PROFILES[options["profile"]], Random(options["seed"]), time.monotonic()  # noqa: S311 - invented data, the same for the same seed
        self._people(random, profile["officers"], unit_ids)
        self._acts(random, profile["acts"], unit_ids, profile["years"])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"已装入 {profile['officers']} 名人员、{profile['acts']} 件执法行为，用时 {time.monotonic() - begun:.1f} 秒。")

    def _people(self, random: Random, count: int, unit_ids: list[int]) -> None:
        last = Officer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        insert_rows(Officer, rows.OFFICER_FIELDS, list(rows.officers(random, count, unit_ids, 1_000)))
        fresh = list(Officer.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True))
        insert_rows(Certificate, rows.CARD_FIELDS, list(rows.cards(random, fresh, timezone.localdate())))

    def _acts(self, random: Random, count: int, unit_ids: list[int], years: int) -> None:
        chunk: list[tuple[Any, ...]] = []
        for row in rows.acts(random, count, unit_ids, timezone.localdate(), years):
            chunk.append(row)
            if len(chunk) == CHUNK:
                insert_rows(EnforcementAct, rows.ACT_FIELDS, chunk)
                chunk = []
        if chunk:
            insert_rows(EnforcementAct, rows.ACT_FIELDS, chunk)
