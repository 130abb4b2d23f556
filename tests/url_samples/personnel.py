"""An officer and a subject of `world.unit`."""

from typing import Any

from core.crypto import blind_index, encrypt, mask_identity
from personnel.models import Officer, Subject
from personnel.models.officer import IDENTITY, TABLE
from tests.url_samples import Sample, World

NUMBER = "41992119900101002X"


def officer(world: World) -> dict[str, Any]:
    known = Officer.objects.with_identity(NUMBER).first()
    if known is not None:
        return {"pk": known.pk}
    made = Officer(name="赵远帆", unit=world.unit, gender="男", identity_tail=mask_identity(NUMBER), identity_index=blind_index(NUMBER, purpose=IDENTITY))
    made.identity = encrypt(NUMBER, table=TABLE, field=IDENTITY, seal=made.seal)
    made.save()
    return {"pk": made.pk}


def subject(world: World) -> dict[str, Any]:
    facts = {"credit_code": "114199210000100101", "kind": "statutory", "act_kinds": ["行政处罚"]}
    return {"pk": Subject.objects.get_or_create(unit=world.unit, defaults=facts)[0].pk}


SAMPLES: dict[str, Sample] = {"officer": officer, "subject": subject}
