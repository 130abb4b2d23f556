"""后台导出: more than 2,000 rows become a job, run with the rights its requester has then."""

import io
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from freezegun import freeze_time

from accounts.models import Unit, User
from accounts.models.unit import UnitKind
from core.audit.models import AuditEntry
from core.files.actions import open_file
from core.jobs.models import Job
from core.lists.jobs import export
from tests.core.lists import test_list_page
from tests.fixtures.cast import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.lists.test_list_page")]


@pytest.fixture
def many(government: Unit) -> None:
    Unit.objects.bulk_create(
        Unit(code=f"M{n:04}", name=f"=单位{n:04}", short_name=f"单位{n:04}", kind=UnitKind.TEAM, area_code="1", path=f"/M{n:04}/") for n in range(2050)
    )


def quiet(**told: object) -> None:
    """A beat nobody listens to."""


@pytest.mark.parametrize(("columns", "form"), [("name,kind", "xlsx"), ("mark,name", "xlsx"), ("name,mark", "csv")])
def test_the_job_writes_every_row_with_the_conditions_of_the_page(
    client_for: Callable[[User], HouseClient], inspector: User, many: None, columns: str, form: str
) -> None:
    response = client_for(inspector).get(f"/units/?kind=team&columns={columns}&format={form}")
    job = Job.objects.latest("pk")
    assert response["Location"] == job.get_absolute_url()

    outcome = export(job, quiet)  # type: ignore[arg-type]

    assert outcome.result is not None
    assert outcome.summary == "共 2050 行"
    with open_file(outcome.result) as stored:
        content = stored.read()
    if form == "csv":
        assert len(content.decode("utf-8-sig").splitlines()) == 2051
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book["单位名录"].max_row == 2051
        facts = dict(book["说明"].iter_rows(values_only=True))
        assert (facts["行数"], facts["条件"]) == ("2050", "类型＝综合行政执法队")
    assert AuditEntry.objects.filter(act="export_list", note="单位名录：2050 行，条件：类型＝综合行政执法队").count() == 1


def test_a_second_click_within_the_minute_finds_the_first_job(client_for: Callable[[User], HouseClient], inspector: User, many: None) -> None:
    client = client_for(inspector)
    with freeze_time("2026-03-05 06:32:10"):
        first, second = client.get("/units/?format=xlsx"), client.get("/units/?format=xlsx")

    assert first["Location"] == second["Location"]


def test_a_requester_who_lost_the_right_gets_no_file(
    client_for: Callable[[User], HouseClient], inspector: User, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_for(inspector).get("/units/?format=xlsx")
    job = Job.objects.latest("pk")
    monkeypatch.setattr(test_list_page, "UNITS", replace(test_list_page.UNITS, permission="core.view_audit"))

    with pytest.raises(PermissionDenied):
        export(job, quiet)  # type: ignore[arg-type]
