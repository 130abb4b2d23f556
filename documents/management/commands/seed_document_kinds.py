"""`manage.py seed_document_kinds`: puts in the kinds of document that are missing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from documents.kinds import seed
from documents.models import DocumentKind


class Command(BaseCommand):
    help = "补齐缺少的文书种类；已有的不改。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stderr.write(f"文书种类：新增 {seed(DocumentKind, settings.BUREAU_NAME)} 个。")
