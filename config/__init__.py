"""The product put together: settings, addresses, the Celery app and the table of roles."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
