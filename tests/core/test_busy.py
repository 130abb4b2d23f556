"""两人同时办理: who loses against the other in the database is told so, and nothing of his is written."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from accounts.models import Unit
from core.errors.views import server_error
from tests.factories.accounts import UnitFactory

together = Barrier(2)


@login_not_required
@transaction.atomic
def both(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """An act that writes to one unit and, when the other act has one as well, to the other."""
    Unit.objects.filter(pk=first).update(credit_code="1")
    together.wait(10)
    Unit.objects.filter(pk=second).update(credit_code="2")
    return HttpResponse("办好了")


@login_not_required
@transaction.atomic
def impatient(request: HttpRequest, first: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 200")
    Unit.objects.select_for_update().get(pk=first)
    return HttpResponse("办好了")


@login_not_required
def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


handler500 = server_error
urlpatterns = [
    path("both/<int:first>/<int:second>/", both),
    path("impatient/<int:first>/", impatient),
    path("away/", away),
    path("", include("config.urls")),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.usefixtures("committed_db")]


def asked(address: str) -> tuple[int, str]:
    try:
        answer = Client(raise_request_exception=False).get(address)
        return answer.status_code, answer.content.decode()
    finally:
        connection.close()


def in_words(answers: list[tuple[int, str]]) -> bool:
    return all("同一事项正由他人办理，请稍后再办。" in page and "没有写入任何内容" in page for status, page in answers if status == 409)


def test_of_two_acts_that_wait_for_each_other_one_is_done_and_one_is_told() -> None:
    one, other = UnitFactory(), UnitFactory()

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(asked, [f"/both/{one.pk}/{other.pk}/", f"/both/{other.pk}/{one.pk}/"]))

    assert sorted(status for status, _ in answers) == [200, 409]
    assert in_words(answers)
    assert sorted(Unit.objects.filter(pk__in=(one.pk, other.pk)).values_list("credit_code", flat=True)) == ["1", "2"]


def test_who_waited_too_long_is_told(caplog: pytest.LogCaptureFixture) -> None:
    unit = UnitFactory()

    with ThreadPoolExecutor(1) as hands, transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        answer = hands.submit(asked, f"/impatient/{unit.pk}/").result()

    assert (answer[0], in_words([answer])) == (409, True)
    assert "busy 55P03" in caplog.text


def test_a_database_that_is_away_is_no_colleague() -> None:
    assert asked("/away/")[0] == 503
