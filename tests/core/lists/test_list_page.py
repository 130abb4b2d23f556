"""列表页: search, tabs, filters, order, columns, pages, exports and empty states of one list over the units."""

import io
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

import django_filters
import openpyxl
import pytest
from django.http import HttpResponse
from django.urls import include, path
from django.utils.html import format_html

from accounts.models import Unit, User
from accounts.models.unit import UnitKind
from core.audit.models import AuditEntry
from core.lists import Bulk, Column, Empty, Link, ListPage, Tab
from core.lists.models import SavedView
from core.lists.view import list_view
from core.search.query import search
from tests.fixtures.cast import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class UnitFilter(django_filters.FilterSet):
    kind = django_filters.MultipleChoiceFilter(label="类型", choices=UnitKind.choices)
    parent = django_filters.ModelChoiceFilter(label="上级", queryset=lambda request: Unit.objects.visible_to(request.user))

    class Meta:
        model = Unit
        fields = ("kind", "parent")


UNITS = ListPage(
    name="tests.core.lists.test_list_page.UNITS",
    title="单位名录",
    noun="个",
    crumbs=("单位",),
    rows=lambda user: Unit.objects.visible_to(user).select_related("parent"),
    columns=(
        Column("name", "单位名称", sort="name", expression="name", fills=True),
        Column("kind", "类型", "get_kind_display", expression="kind", choices=UnitKind.choices, sort="kind"),
        Column("parent", "上级单位", "parent.name", expression="parent__name"),
        Column("code", "编码", expression="code", is_hidden=True, align="num"),
        Column("mark", "标记", lambda unit: format_html("<b>{}</b>", unit.short_name), is_hidden=True),
    ),
    url=lambda unit: f"/units/{unit.pk}/",
    search=lambda rows, words, user: search(rows, ["name"], words, numbers=["code"]),
    find="搜单位名称、编码",
    filters=UnitFilter,
    order=("code",),
    tabs=(Tab("all", "全部"), Tab("towns", "乡镇街道", lambda rows, user, on: rows.filter(kind=UnitKind.TOWN))),
    is_late=lambda unit: unit.code.endswith("9"),
    bulk=(Bulk("批量停用", "core:saved-view-create", "accounts.view_units"),),
    buttons=lambda user: [Link("登记单位", "/units/new/", "plus")],
    empty=Empty("还没有单位", "先导入单位。", lambda user: Link("导入", "/imports/units/")),
    page_size=5,
)


def unit_list(request: object) -> HttpResponse:
    return list_view(request, UNITS)


def closed(request: object) -> HttpResponse:
    return list_view(request, replace(UNITS, permission="core.view_audit"))


def fifty(request: object) -> HttpResponse:
    return list_view(request, replace(UNITS, page_size=50))


urlpatterns = [path("units/", unit_list), path("fifty/", fifty), path("closed/", closed), path("", include("config.urls"))]


@pytest.fixture
def towns(make_unit: Callable[..., Unit], government: Unit) -> list[Unit]:
    return [make_unit(f"明川县第{n:02}镇人民政府", f"T{n:03}", UnitKind.TOWN, government) for n in range(12)]


@pytest.fixture
def inside(client_for: Callable[[User], HouseClient], inspector: User) -> HouseClient:
    return client_for(inspector)


def names(response: HttpResponse) -> list[str]:
    """The names in the first column, in order."""
    text = response.content.decode()
    return [part.split(">")[1].split("<")[0] for part in text.split('<td class="md-fill"><a href=')[1:]]


def test_the_page_shows_the_rows_the_total_and_the_pager(inside: HouseClient, towns: list[Unit]) -> None:
    response = inside.get("/units/?tab=towns")

    assert names(response) == [unit.name for unit in towns[:5]]
    text = response.content.decode()
    assert "第 1–5 个，共 12 个" in text
    assert 'aria-current="page">乡镇街道 <span>12</span>' in text


def test_a_row_of_a_late_matter_has_the_red_edge(inside: HouseClient, towns: list[Unit]) -> None:
    text = inside.get("/units/?tab=towns&page=2").content.decode()

    assert text.count('<tr class="is-late">') == 1


def test_search_finds_two_characters_in_the_middle_and_a_number_from_its_beginning(inside: HouseClient, towns: list[Unit]) -> None:
    assert names(inside.get("/units/?q=07镇")) == ["明川县第07镇人民政府"]
    assert names(inside.get("/units/?q=T011")) == ["明川县第11镇人民政府"]


def test_the_search_box_stands_on_the_page_and_keeps_the_words(inside: HouseClient, towns: list[Unit]) -> None:
    page = inside.get("/units/?q=第07").content.decode()

    assert '<input class="form-control" type="search" name="q" value="第07"' in page
    assert 'placeholder="搜单位名称、编码"' in page


def test_a_filter_shows_as_a_chip_that_takes_itself_away(inside: HouseClient, towns: list[Unit], bureau: Unit) -> None:
    response = inside.get("/units/?kind=bureau&sort=-name")

    text = response.content.decode()
    assert names(response) == ["明川县司法局"]
    assert '<a class="md-chip" href="?sort=-name">类型 <b>司法行政机关</b>' in text


def test_the_filter_box_opens_without_scripts_and_offers_only_visible_units(
    client_for: Callable[[User], HouseClient], unit_member: User, unit: Unit, other_unit: Unit
) -> None:
    text = client_for(unit_member).get("/units/?panel=filters&q=明川").content.decode()

    assert f'<option value="{unit.pk}">' in text
    assert other_unit.name not in text


STRANGE = [
    "?sort=password", "?sort=--name", "?page=abc", "?page=99999999999999999999", "?after=xx", "?after=W10", "?before=eyJhIjoxfQ",
    "?columns=evil", "?kind=none", "?parent=zz", "?tab=none", "?q=%00", f"?q={'长' * 300}",
]  # fmt: skip


@pytest.mark.parametrize("address", STRANGE)
def test_a_strange_address_is_answered_with_the_page(inside: HouseClient, towns: list[Unit], address: str) -> None:
    assert inside.get(f"/units/{address}").status_code == 200


def test_sorting_by_a_column_turns_around_on_the_second_click(inside: HouseClient, towns: list[Unit]) -> None:
    response = inside.get("/units/?tab=towns&sort=-name")

    assert names(response)[0] == "明川县第11镇人民政府"
    assert '<th scope="col" aria-sort="descending"><a href="?tab=towns&amp;sort=name">单位名称' in response.content.decode()


def test_chosen_columns_stand_in_the_order_of_the_address(inside: HouseClient, towns: list[Unit]) -> None:
    text = inside.get("/units/?columns=code,name").content.decode()

    assert text.index(">编码<") < text.index(">单位名称<")
    assert 'scope="col">类型' not in text


def test_walking_by_place_reaches_every_row_once_and_comes_back(inside: HouseClient, towns: list[Unit]) -> None:
    seen, address = [], "/units/?tab=towns&page=2"
    UNITS_ORDER = [unit.name for unit in towns]
    first = inside.get(address)
    seen += names(first)
    token = _asked(inside, "/units/?tab=towns&page=2").order.token(towns[9])
    third = inside.get(f"/units/?tab=towns&after={token}")
    assert names(third) == UNITS_ORDER[10:]
    back = inside.get(f"/units/?tab=towns&before={_asked(inside, '/units/').order.token(towns[10])}")
    assert names(back) == UNITS_ORDER[5:10]


def _asked(client: HouseClient, address: str) -> object:
    return client.get(address).context["asked"]


def test_only_one_s_own_rows_are_listed_counted_and_exported(
    client_for: Callable[[User], HouseClient], unit_member: User, unit: Unit, other_unit: Unit
) -> None:
    client = client_for(unit_member)

    page, file = client.get("/units/"), client.get("/units/?format=csv")

    assert names(page) == [unit.name]
    assert "共 1 个" in page.content.decode()
    assert b"".join(file.streaming_content).decode("utf-8-sig").splitlines()[1:] == [f"{unit.name},政府部门,明川县人民政府"]


def test_the_page_offers_both_forms_of_its_export(inside: HouseClient, towns: list[Unit]) -> None:
    page = inside.get("/units/?tab=towns").content.decode()

    assert [label for form, label in (("xlsx", "导出 Excel"), ("csv", "导出 CSV")) if f"tab=towns&amp;format={form}" in page and label in page] == [
        "导出 Excel",
        "导出 CSV",
    ]


def test_the_export_has_the_columns_and_conditions_of_the_page(inside: HouseClient, towns: list[Unit]) -> None:
    response = inside.get("/units/?tab=towns&sort=-name&columns=code,kind&format=xlsx")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book["单位名录"].iter_rows(values_only=True))
    assert rows[0] == ("编码", "类型")
    assert rows[1] == ("T011", "乡镇街道")
    assert len(rows) == 13
    assert dict(book["说明"].iter_rows(values_only=True))["行数"] == "12"


@pytest.mark.parametrize("number", ["419921199003072391", "41992119900307239X", "419921900307239"])
def test_an_identity_number_searched_for_is_kept_nowhere_in_the_clear(inside: HouseClient, towns: list[Unit], number: str) -> None:
    response = inside.get(f"/units/?q={number}&format=xlsx")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    printed = str([list(sheet.iter_rows(values_only=True)) for sheet in book])
    note = AuditEntry.objects.filter(act="export_list").latest("pk").note
    assert number not in printed
    assert number not in note
    assert "搜索＝419921" in note


def test_a_column_that_only_python_knows_is_exported_without_its_markup(inside: HouseClient, towns: list[Unit]) -> None:
    response = inside.get("/units/?tab=towns&columns=mark&format=xlsx")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book["单位名录"]["A2"].value == "第00镇人民政府"


def test_markup_in_a_value_is_shown_as_text(inside: HouseClient, make_unit: Callable[..., Unit], government: Unit) -> None:
    make_unit('<img src=x onerror="x">', "Z001", UnitKind.TOWN, government)

    assert "&lt;img src=x" in inside.get("/units/?q=<img").content.decode()


def test_no_result_names_the_conditions_and_offers_to_clear_them(inside: HouseClient, towns: list[Unit]) -> None:
    text = inside.get("/units/?q=没有的&kind=town").content.decode()

    assert "已用条件：搜索＝没有的，类型＝乡镇街道。" in text
    assert "清除条件" in text


def test_nothing_yet_says_what_to_do(client_for: Callable[[User], HouseClient], make_person: Callable[..., User], bureau: Unit) -> None:
    text = client_for(make_person("评", "reviewer", "reviewer", bureau)).get("/units/").content.decode()

    assert "还没有单位" in text
    assert 'href="/imports/units/"' in text


def test_a_saved_filter_becomes_a_tab_of_its_owner_only(
    inside: HouseClient, client_for: Callable[[User], HouseClient], leader: User, towns: list[Unit]
) -> None:
    inside.post("/lists/views/", {"page": UNITS.name, "name": "我的镇", "query": "tab=towns&sort=-name&page=3"})

    assert f'<a href="?view={SavedView.objects.get().pk}">我的镇</a>' in inside.get("/units/").content.decode()
    assert SavedView.objects.get().query == "tab=towns&sort=-name"
    assert "我的镇" not in client_for(leader).get("/units/").content.decode()


@pytest.mark.parametrize("number", ["419921199001010021", "４１９９２１１９９００１０１００２１", "41992119900101002X"])
def test_a_filter_with_an_identity_number_is_not_kept(inside: HouseClient, towns: list[Unit], number: str) -> None:
    response = inside.post("/lists/views/", {"page": UNITS.name, "name": "某人", "query": urlencode({"q": f"查 {number}"})}, follow=True)

    assert "条件里有身份证号，不能存为常用筛选。请去掉后再存。" in response.content.decode()
    assert not SavedView.objects.filter(name="某人").exists()


def test_htmx_gets_the_table_alone(inside: HouseClient, towns: list[Unit]) -> None:
    response = inside.get("/units/?tab=towns", headers={"HX-Request": "true", "HX-Target": "table"})

    text = response.content.decode()
    assert text.strip().startswith('<div id="table"')
    assert "<html" not in text
    assert "HX-Request" in response["Vary"]


def test_the_table_alone_brings_its_own_exports(inside: HouseClient, towns: list[Unit]) -> None:
    """导出 stands above the table; after a click on a tab it still gives what is on screen."""
    part = inside.get("/units/?tab=towns&q=第07", headers={"HX-Request": "true", "HX-Target": "table"}).content.decode()
    exports = part.partition('id="list-exports" hx-swap-oob="true">')[2]
    assert 'href="?tab=towns&amp;q=%E7%AC%AC07&amp;format=xlsx"' in exports

    whole = inside.get("/units/?tab=towns").content.decode()
    assert (whole.count('id="list-exports"'), "hx-swap-oob" in whole) == (1, False)


def test_the_list_and_its_export_need_its_permission(client_for: Callable[[User], HouseClient], unit_member: User) -> None:
    client = client_for(unit_member)

    assert client.get("/closed/").status_code == 403
    assert client.get("/closed/?format=xlsx").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_statements_does_not_depend_on_the_rows(
    client_for: Callable[[User], HouseClient],
    inspector: User,
    make_unit: Callable[..., Unit],
    government: Unit,
    django_assert_num_queries: Callable[[int], object],
    count: int,
) -> None:
    for n in range(count):
        make_unit(f"明川县甲{n}乡人民政府", f"Q{n}", UnitKind.TOWN, government)
    client = client_for(inspector)
    client.get("/units/")

    with django_assert_num_queries(LIST_STATEMENTS):
        client.get("/units/?tab=towns&kind=town")


LIST_STATEMENTS = 6


def test_fifty_rows_stay_below_ninety_kilobytes(inside: HouseClient, make_unit: Callable[..., Unit], government: Unit) -> None:
    for n in range(60):
        make_unit(f"明川县很长名字的综合行政执法第{n:02}大队", f"B{n:03}", UnitKind.TEAM, government)

    response = inside.get("/fifty/?kind=team")

    assert len(names(response)) == 50
    assert len(response.content) < 90 * 1024


def test_the_bulk_bar_is_for_holders_of_its_permission(inside: HouseClient, client_for: Callable[[User], HouseClient], unit_member: User, unit: Unit) -> None:
    assert "批量停用" in inside.get("/units/").content.decode()
    assert "批量停用" not in client_for(unit_member).get("/units/").content.decode()
