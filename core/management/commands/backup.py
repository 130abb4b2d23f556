"""manage.py backup DIR: database and files with a manifest of hashes, as a new folder inside DIR."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.backup.taking import take
from core.errors import DomainError


class Command(BaseCommand):
    help = "备份数据库和文件到 DIR 下的新目录；密钥不在其中，须另行保管。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            whole = take(options["folder"].absolute(), timezone.now())
        except (DomainError, OSError) as refusal:
            raise CommandError(f"备份没有完成：{refusal}") from refusal
        self.stdout.write(f"备份完成：{whole}")
