"""A request that `world.unit` has to answer, opened by the bureau's staff."""

from __future__ import annotations

from typing import Any

from submissions.actions.series import stop_series
from submissions.models import RequestSeries, SubmissionRequest
from tests.factories.submissions import answer_of, opened, serial
from tests.url_samples import World


def open_one(world: World) -> SubmissionRequest:
    return opened(world.people["bureau_staff"], world.at, [world.unit])


def request(world: World) -> dict[str, Any]:
    return {"pk": open_one(world).pk}


def submission(world: World) -> dict[str, Any]:
    return {"pk": answer_of(open_one(world), world.unit).pk}


def series(world: World) -> dict[str, Any]:
    return {"pk": serial(world.people["bureau_staff"], world.at, [world.unit]).pk}


def stopped_series(world: World) -> dict[str, Any]:
    pk = series(world)["pk"]
    stop_series(series=RequestSeries.objects.get(pk=pk), actor=world.people["bureau_staff"], at=world.at)
    return {"pk": pk}


SAMPLES = {"request": request, "submission": submission, "series": series, "stopped-series": stopped_series}
