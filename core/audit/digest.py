"""The digest of an entry: canonical JSON of what it says, so that anybody can recompute it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes

FIELDS = ("actor_id", "actor_post", "act", "act_label", "target_kind", "target_id", "target_text", "result", "note", "changes", "request_number")
GENESIS = "0" * 64


def canonical(at: datetime, facts: dict[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys, no blanks, the time in UTC to the microsecond."""
    body = {name: facts[name] for name in FIELDS}
    body["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(at: datetime, facts: dict[str, Any], algorithm: str) -> str:
    """64 hex digits under `algorithm` ("sha256" or "sm3")."""
    data = canonical(at, facts)
    if algorithm == "sm3":
        sm3 = hashes.Hash(hashes.SM3())
        sm3.update(data)
        return sm3.finalize().hex()
    return hashlib.sha256(data).hexdigest()


def chained(previous: str, digest: str) -> str:
    """The link after `previous`; the database trigger computes the same."""
    return hashlib.sha256(f"{previous}{digest}".encode()).hexdigest()
