"""`manage.py load_rubrics`: writes the rubrics that the product brings along; running it again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.rubric_files import SHIPPED, load


class Command(BaseCommand):
    help = "载入评查标准"

    def handle(self, *args: Any, **options: Any) -> None:
        for file in SHIPPED:
            rubric, is_new = load(file, timezone.now())
            self.stdout.write(f"{rubric}：{'已载入' if is_new else '没有变化'}")
