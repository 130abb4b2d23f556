"""manage.py first_administrator: where and with which codes the first two administrators of an empty installation begin."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from accounts.founding import open_installation
from core.errors import DomainError


class Command(BaseCommand):
    help = "开通新装的系统：给出系统管理员、安全管理员的激活链接和激活码（24 小时内有效，用一次）。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            opened = open_installation(at=timezone.now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"激活链接：{settings.BASE_URL}{reverse('accounts:activate')}")
        for account in opened:
            self.stdout.write(f"  {account.title}  登录名 {account.username}  激活码 {account.code}")
