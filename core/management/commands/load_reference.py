"""manage.py load_reference: everything the product brings along as data, after every `migrate`. Running it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "迁移之后运行：角色、工作日历、期限规则、文书种类、评查标准；可重复执行，不动本地修改。"

    def handle(self, *args: Any, **options: Any) -> None:
        for name, words in settings.REFERENCE_COMMANDS:
            call_command(name, *words, stdout=self.stderr)
