"""Encryption of single values (AES-256-GCM or SM4-GCM), bound to table, field and the random seal of the row."""

import base64
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from core.crypto.keys import derived, field_keys

KEY_LENGTHS = {"aes-gcm": 32, "sm4-gcm": 16}
NONCE, TAG = 12, 16


class TamperedValue(Exception):
    """The stored value does not belong to this place, or was altered."""


def _cipher(name: str, key: bytes, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    algorithm = algorithms.AES(key) if name == "aes-gcm" else algorithms.SM4(key)
    return Cipher(algorithm, modes.GCM(nonce, tag))


def _place(table: str, field: str, seal: UUID) -> bytes:
    return f"{table}.{field}.{seal}".encode()


def encrypt(plain: str, *, table: str, field: str, seal: UUID) -> str:
    """Encrypted form of `plain`, readable only at this table, field and seal; "" stays ""."""
    if not plain:
        return ""
    name = settings.FIELD_CIPHER
    key_id, raw = next(iter(field_keys().items()))
    nonce = os.urandom(NONCE)
    encryptor = _cipher(name, derived(raw, name, KEY_LENGTHS[name]), nonce).encryptor()
    encryptor.authenticate_additional_data(_place(table, field, seal))
    sealed = nonce + encryptor.update(plain.encode()) + encryptor.finalize() + encryptor.tag
    return f"{name}${key_id}${base64.b64encode(sealed).decode()}"


def decrypt(value: str, *, table: str, field: str, seal: UUID) -> str:
    """The plain text; TamperedValue when the value was moved from another place or altered."""
    if not value:
        return ""
    name, key_id, encoded = value.split("$", 2)
    sealed = base64.b64decode(encoded)
    nonce, text, tag = sealed[:NONCE], sealed[NONCE:-TAG], sealed[-TAG:]
    decryptor = _cipher(name, derived(field_keys()[key_id], name, KEY_LENGTHS[name]), nonce, tag).decryptor()
    decryptor.authenticate_additional_data(_place(table, field, seal))
    try:
        return (decryptor.update(text) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise TamperedValue(f"{table}.{field}") from error


def needs_rotation(value: str) -> bool:
    """Whether `value` was written by a key or cipher that no longer writes."""
    if not value:
        return False
    name, key_id, _ = value.split("$", 2)
    return (name, key_id) != (settings.FIELD_CIPHER, next(iter(field_keys())))
