"""敏感字段加密: authenticated encryption bound to its row, blind indexes for exact search, masks for the screen.

A stored value reads `cipher$key-id$base64(nonce + text + tag)`. Keys come from FIELD_KEYS ("id:base64" of 32 bytes; the
first one writes, all of them read), purpose keys are derived from them, so that one leaked index key opens nothing.
"""

from core.crypto.fields import decrypt, encrypt, needs_rotation
from core.crypto.index import blind_index, keyed_hash
from core.masks import mask_address, mask_identity, mask_name, mask_phone

__all__ = ["blind_index", "decrypt", "encrypt", "keyed_hash", "mask_address", "mask_identity", "mask_name", "mask_phone", "needs_rotation"]
