"""Celery carries; PostgreSQL knows. Every task is a doorbell for a row that a sweeper would find as well."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("mingdu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
