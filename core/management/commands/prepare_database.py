"""manage.py prepare_database: tables, rights and reference data of this version, in one process; before every start of a new version."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection


class Command(BaseCommand):
    help = "以表的所有者身份运行：迁移、给运行账号授权、载入基础数据；可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default="mingdu_app", help="运行时使用的数据库角色；没有这个角色时不授权")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stderr)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [options["role"]])
            has_role = cursor.fetchone() is not None
        if has_role:
            call_command("grant_app", role=options["role"], stderr=self.stderr)
        else:
            self.stderr.write(f"数据库里没有角色 {options['role']}，运行账号即表的所有者。")
        call_command("load_reference", stderr=self.stderr)
