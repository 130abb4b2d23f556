"""manage.py load_phrases: bring the shipped sentences of kinds that are still empty."""

from typing import Any

from django.core.management.base import BaseCommand

from core.phrases.shipped import load_phrases


class Command(BaseCommand):
    help = "载入常用语的出厂值；已有常用语的类别不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stderr.write(f"常用语：新增 {load_phrases()} 条。")
