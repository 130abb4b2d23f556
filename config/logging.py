"""One JSON line for each log record, with the request number; control characters encoded by JSON itself."""

import json
import logging
import re
from datetime import UTC, datetime

from core.http import request_number

IDENTITY = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{3}[\dXx])(?!\d)")
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def masked(text: str) -> str:
    """Identity and phone numbers never stand in a log, whatever an exception quotes."""
    return PHONE.sub(r"\1****\2", IDENTITY.sub(r"\1**********\2", text))


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
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
