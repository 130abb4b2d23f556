"""sync_roles: bring the roles of the database in line with config/roles.py."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.roles import write_roles


class Command(BaseCommand):
    help = "按 config/roles.py 更新角色和权限；可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--known-only", action="store_true", help="跳过尚不存在的权限")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            unknown = write_roles(settings.ROLES)
            if unknown and not options["known_only"]:
                named = "；".join(f"{role}: {', '.join(missing)}" for role, missing in unknown.items())
                raise CommandError(f"角色表中有不存在的权限：{named}")
        self.stderr.write(f"已更新 {len(settings.ROLES)} 个角色。")
