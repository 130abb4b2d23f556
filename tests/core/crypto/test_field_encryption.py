"""敏感字段加密: what is stored cannot be read, moved or altered; exact search works on the blind index."""

import base64
import uuid

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from core.crypto import blind_index, decrypt, encrypt, mask_identity, mask_phone, needs_rotation
from core.crypto.fields import TamperedValue

SEAL = uuid.UUID("11111111-2222-3333-4444-555555555555")
NEW_KEY = "k2:" + base64.b64encode(b"n" * 32).decode()


@pytest.mark.parametrize("cipher", ["aes-gcm", "sm4-gcm"])
@given(plain=st.text(min_size=1))
def test_every_text_comes_back(cipher, plain):
    with override_settings(FIELD_CIPHER=cipher):
        stored = encrypt(plain, table="t", field="f", seal=SEAL)

        assert decrypt(stored, table="t", field="f", seal=SEAL) == plain


def test_stored_value_does_not_show_the_plain_text():
    stored = encrypt("419921198206102391", table="t", field="f", seal=SEAL)

    assert "419921" not in stored
    assert stored != encrypt("419921198206102391", table="t", field="f", seal=SEAL)


@pytest.mark.parametrize("place", [{"table": "u"}, {"field": "g"}, {"seal": uuid.uuid4()}])
def test_value_moved_to_another_place_is_refused(place):
    stored = encrypt("15472513896", table="t", field="f", seal=SEAL)

    with pytest.raises(TamperedValue):
        decrypt(stored, **{"table": "t", "field": "f", "seal": SEAL, **place})


def test_new_key_writes_and_old_values_stay_readable(settings):
    stored = encrypt("old", table="t", field="f", seal=SEAL)
    index = blind_index("old", purpose="p")

    settings.FIELD_KEYS = [NEW_KEY, *settings.FIELD_KEYS]

    assert decrypt(stored, table="t", field="f", seal=SEAL) == "old"
    assert needs_rotation(stored)
    assert not needs_rotation(encrypt("new", table="t", field="f", seal=SEAL))
    assert blind_index("old", purpose="p") == index


def test_blind_index_folds_width_blanks_and_case_and_differs_by_purpose():
    assert blind_index("４１99 21x", purpose="identity") == blind_index("419921X", purpose="identity")
    assert blind_index("419921X", purpose="identity") != blind_index("419921X", purpose="phone")
    assert blind_index("", purpose="identity") == ""


def test_masks_show_only_both_ends():
    assert mask_identity("419921198206102391") == "419921********2391"
    assert mask_phone("15477775117") == "154****5117"
    assert mask_identity("short") == "*****"
