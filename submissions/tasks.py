"""Doorways for Celery."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from accounts.models import User
from core.jobs.beats import run_once
from submissions.actions.periods_opening import Opened, open_due_periods


@shared_task(name="submissions.open_due_periods")
def open_periods() -> None:
    """Every hour: requests of the periods of which the opening day has come."""
    run_once("open_due_periods", partial(open_due_periods, actor=User.objects.system(), at=timezone.now()), _words)


def _words(opened: Opened) -> str:
    return opened.sentence
