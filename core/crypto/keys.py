"""Keys for fields: read from the settings, derived by purpose, never logged."""

import base64
import binascii

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def field_keys() -> dict[str, bytes]:
    """Key id → 32 bytes, the writing key first; ImproperlyConfigured when there is none or one is malformed."""
    keys = {}
    for pair in settings.FIELD_KEYS:
        key_id, _, encoded = pair.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ImproperlyConfigured(f"field key {key_id!r} is not base64") from error
        if len(raw) != 32:
            raise ImproperlyConfigured(f"field key {key_id!r} must be 32 bytes")
        keys[key_id] = raw
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is not set")
    return keys


def derived(raw: bytes, purpose: str, length: int = 32) -> bytes:
    """A key for one purpose (HKDF-SHA256)."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode()).derive(raw)
