"""manage.py restore_drill DIR: restore the newest backup in DIR elsewhere, prove it, remove what was restored."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backup.drill import drill, newest
from core.errors import DomainError


class Command(BaseCommand):
    help = "把 DIR 中最新的备份恢复到临时数据库和目录，核验行数、审计链和文件校验值；不影响正在运行的系统。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--workplace", metavar="DIR", type=Path, help="文件恢复到哪个文件夹，演练后清除；默认在备份旁边，须有与文件等大的空间")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup = newest(options["folder"].absolute())
            proofs = drill(backup, options["workplace"] or backup.parent)
        except (DomainError, OSError) as refusal:
            raise CommandError(f"恢复演练未通过：{refusal}") from refusal
        self.stdout.write("\n".join([*proofs, "恢复演练通过。"]))
