"""manage.py load_rules: bring the shipped deadline rules in; local changes stay."""

from typing import Any

from django.core.management.base import BaseCommand

from core.workdays.rules import load_rules


class Command(BaseCommand):
    help = "载入期限规则的出厂值；本地修改过的不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        created, updated = load_rules()
        self.stderr.write(f"期限规则：新增 {created} 条，更新 {updated} 条。")
