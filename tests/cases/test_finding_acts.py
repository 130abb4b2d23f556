"""全局搜索: acts by any part of their numbers, from an index."""

from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Unit, User
from cases.act_lists import ACTS
from cases.finding_acts import ACTS as SOURCE
from cases.models import EnforcementAct
from core.search.sources import look
from tests.factories.cases import EnforcementActFactory
from tests.fixtures.cast import HouseClient


@pytest.fixture
def acts(unit: Unit) -> list[EnforcementAct]:
    numbers = ("明市监罚决〔2025〕18号", "明市监罚决〔2025〕29号")
    return [EnforcementActFactory.create(unit=unit, case_no=f"明市监立〔2025〕{n}7号", document_no=number) for n, number in enumerate(numbers, 6)]


@pytest.mark.parametrize("typed", ["罚决〔2025〕18", "18号", "18", "立〔2025〕67", "67号", "明市监罚决〔2025〕18号"])
def test_an_act_is_found_by_any_part_of_its_numbers(inspector: User, acts: list[EnforcementAct], typed: str) -> None:
    assert [hit.url for group in look([SOURCE], inspector, typed) for hit in group.hits] == [acts[0].get_absolute_url()]


def test_the_list_of_acts_searches_as_the_search_page_does(client_for: Callable[[User], HouseClient], inspector: User, acts: list[EnforcementAct]) -> None:
    page = client_for(inspector).get("/cases/acts/?q=18号").content.decode()

    assert ("〔2025〕18号" in page, "〔2025〕29号" in page) == (True, False)
    assert ACTS.search(EnforcementAct.objects.all(), "9号", inspector).get() == acts[1]


def test_a_part_of_a_number_is_found_from_the_index(inspector: User, acts: list[EnforcementAct]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")

    plan = EnforcementAct.objects.order_by().filter(document_no__zh="18号").explain()

    assert "act_document_zh" in plan
