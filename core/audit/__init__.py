"""审计: append-only, hash-chained record of official acts, written in the transaction of the act.

`record` lives in `core.audit.trail`; it is offered here lazily because models load this package first.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.audit.models import AuditEntry


def record(**facts: Any) -> "AuditEntry":
    """See `core.audit.trail.record`."""
    from core.audit.trail import record as write  # noqa: PLC0415 - models are not loaded when this package is

    return write(**facts)
