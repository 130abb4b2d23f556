"""Doorways of the scheduler: what has run out is cleared away."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.models import LoginSession, LoginThrottle

KEPT = timedelta(days=1)


@shared_task(name="accounts.sweep_logins")
def sweep_logins() -> None:
    """Nightly: logins past their end and counters that no longer count; a second run finds nothing."""
    now = timezone.now()
    LoginSession.objects.filter(expire_date__lt=now).delete()
    LoginThrottle.objects.filter(last_at__lt=now - KEPT).delete()
