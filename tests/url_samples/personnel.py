"""An officer and a subject of `world.unit`."""

from typing import Any

from core.crypto import blind_index, encrypt, mask_identity
from personnel.models import Officer, Subject
from personnel.models.officer import IDENTITY, TABLE
from tests.url_samples import Sample, World

NUMBER = "41992119900101002X"


def officer(world: World) -> dict[str, Any]:
    made = Officer(name="赵远帆", unit=world.unit, gender="男", identity_tail=mask_identity(NUMBER), identity_index=blind_index(NUMBER, purpose=IDENTITY))
    made.identity = encrypt(NUMBER, table=TABLE, field=IDENTITY, seal=made.seal)
    made.save()
    return {"pk": made.pk}


def subject(world: World) -> dict[str, Any]:
    return {"pk": Subject.objects.create(unit=world.unit, credit_code="114199210000100101", kind="statutory", act_kinds=["行政处罚"]).pk}


SAMPLES: dict[str, Sample] = {"officer": officer, "subject": subject}
