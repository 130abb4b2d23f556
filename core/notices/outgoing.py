"""The only place that calls another machine over HTTP: named hosts only, HTTPS only, no redirects, a short wait."""

import http.client
import json
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)
SECONDS = 10


def post_json(url: str, payload: dict[str, object]) -> int:
    """POST `payload`; the status of the answer, 0 when there was none. A host outside OUTGOING_HOSTS is a mistake of the settings."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname is None or parts.hostname not in settings.OUTGOING_HOSTS:
        raise ImproperlyConfigured(f"outgoing host {parts.hostname} is not in OUTGOING_HOSTS")
    connection = http.client.HTTPSConnection(parts.hostname, parts.port or 443, timeout=SECONDS)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request("POST", path, json.dumps(payload, ensure_ascii=False).encode(), {"Content-Type": "application/json"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as trouble:
        logger.warning("outgoing call to %s failed: %s", parts.hostname, type(trouble).__name__)
        return 0
    finally:
        connection.close()
