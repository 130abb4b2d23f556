"""A penalty of `world.unit` on a company."""

from typing import Any

from tests.factories.cases import EnforcementActFactory
from tests.url_samples import Sample, World

CODE = "91419921MA001FBQ6Y"


def company(world: World) -> dict[str, Any]:
    EnforcementActFactory(unit=world.unit, party_code=CODE, party_kind="法人及非法人组织")
    return {"code": CODE}


SAMPLES: dict[str, Sample] = {"company": company}
