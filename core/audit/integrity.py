"""完整性: the audit chain as one of the invariants."""

from core.audit.verify import verify


def check() -> list[str]:
    """The fault of the chain in one sentence, or nothing."""
    verdict = verify()
    return [] if verdict.holds else [f"审计链：{verdict.fault}"]
