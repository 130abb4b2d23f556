"""A penalty of `world.unit`."""

from typing import Any

from tests.factories.cases import EnforcementActFactory
from tests.url_samples import Sample, World


def act(world: World) -> dict[str, Any]:
    return {"pk": EnforcementActFactory(unit=world.unit).pk}


SAMPLES: dict[str, Sample] = {"act": act}
