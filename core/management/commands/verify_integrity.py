"""核验全部不变量: the chain, files, numbers, states, draws – what `security.md` calls the invariants."""

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "运行全部完整性检查；发现问题时以退出码 1 结束。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = {name: import_string(name)() for name in settings.INTEGRITY_CHECKS}
        broken = {name: found for name, found in faults.items() if found}
        if options["json"]:
            self.stdout.write(json.dumps({"checks": len(faults), "faults": broken}, ensure_ascii=False))
        else:
            for found in broken.values():
                self.stdout.write("\n".join(found))
            self.stdout.write(f"已核验 {len(faults)} 项，{'发现问题' if broken else '全部完好'}。")
        if broken:
            sys.exit(1)
