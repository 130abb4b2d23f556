"""A request that `world.unit` has to answer, opened by the bureau's staff."""

from __future__ import annotations

from typing import Any

from submissions.actions.answering import take_workbook
from submissions.actions.series import stop_series
from submissions.models import RequestSeries, SubmissionRequest
from submissions.tables.fields import fields_from_json
from submissions.tables.fill import plain_template
from tests.factories.submissions import ROW, answer_of, opened, serial
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


def workbook(world: World) -> dict[str, Any]:
    """With a workbook that the unit has brought back."""
    answer = answer_of(open_one(world), world.unit)
    data = plain_template(str(answer.request), fields_from_json(answer.request.fields), [ROW])
    liaison = world.people["dept_liaison"]
    file = take_workbook(submission=answer, actor=liaison, at=world.at, seen=None, name="统计表.xlsx", data=data, rows=[ROW])
    return {"pk": answer.pk, "file_pk": file.pk}


SAMPLES = {
    "request": request,
    "submission": submission,
    "submission-workbook": workbook,
    "series": series,
    "stopped-series": stopped_series,
}
