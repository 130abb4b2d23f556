"""People with cards, and whoever keeps the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import Unit, User
from core.crypto import blind_index, encrypt, mask_identity
from personnel.models import Certificate, Officer
from personnel.models.officer import IDENTITY, PHONE, TABLE
from tests.fixtures.workbooks import DATA, run_import


@pytest.fixture
def county(db: None) -> None:
    """82 units, from the list every import starts with."""
    run_import("import_units", DATA / "organisations.xlsx")


@pytest.fixture
def make_officer(db: None) -> Callable[..., Officer]:
    """A person with a card, as an import leaves them."""

    def make(name: str, unit: Unit, identity: str, number: str = "", **facts: Any) -> Officer:
        card = {"issued_on": date(2024, 3, 1), "expires_on": date(2029, 2, 28), "kind": "enforcement", "status": "active"} | facts
        officer = Officer(name=name, unit=unit, gender="男", identity_tail=mask_identity(identity), identity_index=blind_index(identity, purpose=IDENTITY))
        officer.identity = encrypt(identity, table=TABLE, field=IDENTITY, seal=officer.seal)
        officer.phone = encrypt("15468887634", table=TABLE, field=PHONE, seal=officer.seal)
        officer.save()
        if number:
            Certificate.objects.create(officer=officer, number=number, **card)
        return officer

    return make


@pytest.fixture
def certificate_manager(make_person: Callable[..., User], bureau: Unit) -> User:
    """证件管理员."""
    return make_person("柳知秋", "certificate_manager", "certificate_manager", bureau)
