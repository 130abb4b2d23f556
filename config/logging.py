"""One JSON line for each log record, with the request number; control characters encoded by JSON itself."""

import json
import logging
from datetime import UTC, datetime

from core.http import request_number


class RequestNumberFilter(logging.Filter):
    """Puts the number of the present request on the record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_number = request_number()
        return True


class JsonFormatter(logging.Formatter):
    """Time, level, logger, request number, message; the stack trace in one field."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_number", ""),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
