"""全局搜索: units by any of their names, within sight."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.finding import UNITS
from accounts.models import Unit, User
from core.search.sources import look
from tests.fixtures.cast import HouseClient


@pytest.fixture
def emergency(make_unit: Callable[..., Unit], government: Unit) -> Unit:
    found = make_unit("明川县应急管理局", "4199210909", parent=government)
    found.short_name, found.aliases = "应急局", ["安监办"]
    found.save(update_fields=["short_name", "aliases"])
    return found


@pytest.mark.parametrize("typed", ["明川县应急管理局", "应急局", "县应急局", "应急管理", "安监办"])
def test_a_unit_is_found_by_each_of_its_names(inspector: User, emergency: Unit, typed: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    inspector.has_perm("accounts.view_units")

    with django_assert_num_queries(1):
        (group,) = look([UNITS], inspector, typed)
    (hit,) = group.hits

    assert (hit.kind, hit.title, hit.url) == ("单位", "明川县应急管理局", emergency.page_url)


def test_the_search_page_leads_to_the_unit_for_those_who_see_it(
    client_for: Callable[[User], HouseClient], inspector: User, unit_member: User, emergency: Unit
) -> None:
    page, own = (client_for(person).get("/search/?q=应急局").content.decode() for person in (inspector, unit_member))

    assert emergency.page_url in page
    assert client_for(inspector).get(emergency.page_url).status_code == 200
    assert emergency.page_url not in own


def test_who_keeps_the_tree_is_led_to_its_page(make_person: Callable[..., User], bureau: Unit, emergency: Unit) -> None:
    keeper = make_person("向天成", "keeper", "system_admin", bureau)

    assert [hit.url for group in look([UNITS], keeper, "应急局") for hit in group.hits] == [emergency.get_absolute_url()]


def test_a_closed_unit_says_so(inspector: User, emergency: Unit) -> None:
    Unit.objects.filter(pk=emergency.pk).update(is_active=False)

    assert [hit.state for group in look([UNITS], inspector, "应急局") for hit in group.hits] == ["停用"]
