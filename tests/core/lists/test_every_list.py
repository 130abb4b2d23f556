"""Every list of the product: found by its name, sorted by each of its columns, searched and exported in both forms."""

import io
import sys
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from core.lists import ListPage
from core.lists.asked import Asked
from core.lists.export import blocks, is_in_database
from core.lists.models import SavedView
from core.lists.view import list_view, page_context
from tests.fixtures.cast import HouseClient


def every_list() -> list[ListPage]:
    """Lists named in the modules that the site map loads."""
    import_string(f"{settings.ROOT_URLCONF}.urlpatterns")
    found = {
        id(value): value
        for name, module in list(sys.modules.items())
        if not name.startswith("tests")
        for value in vars(module).values()
        if isinstance(value, ListPage)
    }
    return sorted(found.values(), key=lambda page: page.name)


@pytest.fixture(params=every_list(), ids=lambda page: page.name)
def page(request: pytest.FixtureRequest) -> ListPage:
    return request.param


def asked_for(page: ListPage, user: User, query: str = "") -> Asked:
    return Asked(page, user, QueryDict(query), timezone.localdate())


def test_a_list_is_found_by_its_name(page: ListPage) -> None:
    assert import_string(page.name) is page
    assert len(page.name) <= 60


def test_keys_of_columns_and_tabs_are_unique(page: ListPage) -> None:
    assert len(page.by_key) == len(page.columns)
    assert len({tab.key for tab in page.tabs}) == len(page.tabs)


@pytest.mark.django_db
def test_every_order_tab_and_search_is_a_statement_the_database_takes(page: ListPage, inspector: User) -> None:
    addresses = [
        "",
        "panel=filters",
        "q=明川县",
        "q=一",
        *(f"tab={tab.key}" for tab in page.tabs),
        *(f"sort={sign}{key}" for key in page.sorts for sign in ("", "-")),
    ]
    for query in addresses:
        asked = asked_for(page, inspector, query)
        page_context(asked)
        list(asked.found.order_by(*asked.order.terms(backwards=True))[:1])


def any_list(request: HttpRequest, name: str) -> HttpResponseBase:
    return list_view(request, replace(import_string(name), permission=""))


urlpatterns = [path("any/<str:name>/", any_list), path("", include("config.urls"))]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_every_list_keeps_views_and_columns_under_its_name(page: ListPage, inspector: User, client_for: Callable[[User], HouseClient]) -> None:
    client, url, first, last = client_for(inspector), f"/any/{page.name}/", page.columns[0], page.columns[-1]
    client.post("/lists/columns/", {"page": page.name, "columns": [last.key]})
    client.post("/lists/views/", {"page": page.name, "name": "常看的", "query": f"columns={first.key}", "sharing": "all"})
    view = SavedView.objects.named().get()

    plain, opened = client.get(url), client.get(f"{url}?view={view.pk}")

    assert "存为常用筛选" in plain.content.decode()
    assert f'href="?view={view.pk}"' in plain.content.decode()
    assert [head.heading for head in plain.context["heads"]] == [last.heading]
    assert [head.heading for head in opened.context["heads"]] == [first.heading]
    assert not opened.context["is_less"]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_every_column_can_be_exported(page: ListPage, inspector: User, form: str) -> None:
    asked = asked_for(page, inspector, "&".join(f"columns={column.key}" for column in page.columns))

    content = b"".join(blocks(asked, form, timezone.now(), at_once=True))

    heads = [column.heading for column in page.columns]
    if form == "csv":
        assert content.decode("utf-8-sig").splitlines()[0] == ",".join(heads)
    else:
        assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0][1]] == heads


@pytest.mark.django_db
def test_what_the_database_can_build_it_builds(page: ListPage, inspector: User) -> None:
    columns = [column.key for column in page.columns if column.expression is not None and column.export is None]
    asked = asked_for(page, inspector, "&".join(f"columns={key}" for key in columns))

    if columns:
        assert is_in_database(asked, "xlsx")
        b"".join(blocks(asked, "xlsx", timezone.now(), at_once=True))
