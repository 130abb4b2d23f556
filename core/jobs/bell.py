"""The only place that enqueues. The work itself is a row; a bell that is not heard is made good by a sweeper."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring(task: str, **ids: int | str) -> None:
    """Send `task` with `ids` after commit; a broker that is away is logged and never shows to the user."""
    transaction.on_commit(partial(_send, task, ids), robust=True)


def _send(task: str, ids: dict[str, int | str]) -> None:
    try:
        current_app.send_task(task, kwargs=ids, retry=False, ignore_result=True)
    except (OperationalError, ConnectionError, TimeoutError):
        logger.warning("broker away: %s not rung, the sweeper will find it", task)
