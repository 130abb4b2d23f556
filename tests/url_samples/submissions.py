"""A request that `world.unit` has to answer, opened by the bureau's staff."""

from __future__ import annotations

from typing import Any

from submissions.models import SubmissionRequest
from tests.factories.submissions import answer_of, opened
from tests.url_samples import World


def open_one(world: World) -> SubmissionRequest:
    return opened(world.people["bureau_staff"], world.at, [world.unit])


def request(world: World) -> dict[str, Any]:
    return {"pk": open_one(world).pk}


def submission(world: World) -> dict[str, Any]:
    return {"pk": answer_of(open_one(world), world.unit).pk}


SAMPLES = {"request": request, "submission": submission}
