"""Doorways for Celery."""

from celery import shared_task

from cases.actions.recall import outline_scans


@shared_task(name="cases.outline_scans")
def outline_scans_task() -> None:
    """Rung when a scan arrives; takes all that are still without an outline, so that a bell not heard is made good by the next."""
    outline_scans()
