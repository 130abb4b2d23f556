"""Keyed hashes: exact search over encrypted fields, and codes of which only the hash is kept."""

import hmac
import unicodedata

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from core.crypto.keys import derived, field_keys


def keyed_hash(text: str, *, purpose: str) -> str:
    """64 hex digits of HMAC over `text` under the key of `purpose` (SHA-256 or SM3, by FIELD_DIGEST).

    The oldest key (last in FIELD_KEYS) is used, so that adding a writing key leaves the hashes valid.
    """
    raw = list(field_keys().values())[-1]
    digest = hashes.SM3() if settings.FIELD_DIGEST == "sm3" else hashes.SHA256()
    mac = HMAC(derived(raw, f"index:{purpose}"), digest)
    mac.update(text.encode())
    return mac.finalize().hex()


def blind_index(plain: str, *, purpose: str) -> str:
    """Index of a value that is searched exactly: blanks removed, full-width folded, upper case; "" for ""."""
    folded = "".join(unicodedata.normalize("NFKC", plain).split()).upper()
    return keyed_hash(folded, purpose=purpose) if folded else ""


def same_hash(one: str, other: str) -> bool:
    """Constant-time comparison."""
    return hmac.compare_digest(one, other)
