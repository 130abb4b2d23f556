"""常用筛选 and 列设置: kept by one person, shared in a circle, opened with what the reader may use, and no more."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Unit, User
from core.audit.models import AuditEntry
from core.errors import DomainError, StaleForm
from core.lists.actions import FIELDS, MOST_VIEWS, change_view, drop_view, keep_columns, open_with, save_view
from core.lists.models import SavedView, Sharing
from core.lists.shelf import shelf_of
from core.stamps import stamp_of
from tests.core.lists.test_list_page import UNITS, names
from tests.fixtures.cast import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.lists.test_list_page")]
Kept = Callable[..., SavedView]
LESS = "这个常用筛选里有您不能用的条件或者列，已经略去。"


@pytest.fixture
def keep() -> Kept:
    def kept(actor: User, name: str = "乡镇", query: str = "tab=towns", sharing: str = Sharing.PERSONAL, **rest: object) -> SavedView:
        return save_view(page=UNITS.name, name=name, query=query, sharing=sharing, actor=actor, at=timezone.now(), **rest)

    return kept


@pytest.fixture
def colleague(make_person: Callable[..., User], unit: Unit) -> User:
    """另一名联络员 of the supervised unit."""
    return make_person("陆思远", "colleague", "dept_liaison", unit)


def lying_ready(user: User) -> list[str]:
    return [view.name for view in shelf_of(UNITS.name, user).views]


# --- whom a view is for -----------------------------------------------------------------------------------------------
def test_a_view_is_for_its_owner_his_unit_or_everybody(keep: Kept, unit_member: User, colleague: User, outsider: User, inspector: User) -> None:
    keep(unit_member, "我的")
    keep(unit_member, "本单位的", sharing=Sharing.UNIT)
    keep(inspector, "各单位的", sharing=Sharing.ALL)

    assert lying_ready(unit_member) == ["我的", "本单位的", "各单位的"]
    assert lying_ready(colleague) == ["本单位的", "各单位的"]
    assert lying_ready(outsider) == ["各单位的"]


def test_only_holders_of_the_power_share_with_everybody(keep: Kept, unit_member: User) -> None:
    with pytest.raises(PermissionDenied):
        keep(unit_member, sharing=Sharing.ALL)
    with pytest.raises(PermissionDenied):
        change_view(view=keep(unit_member), name="乡镇", sharing=Sharing.ALL, actor=unit_member, at=timezone.now())


def test_names_are_unique_in_their_circle(keep: Kept, unit_member: User, colleague: User, outsider: User) -> None:
    shared = keep(unit_member, sharing=Sharing.UNIT)
    keep(outsider, sharing=Sharing.UNIT)

    with pytest.raises(DomainError, match="已有同名的共用筛选"):
        keep(colleague, sharing=Sharing.UNIT)
    with pytest.raises(IntegrityError, match="saved_view_unit_name_unique"), transaction.atomic():
        SavedView.objects.create(page=UNITS.name, name=shared.name, owner=colleague, sharing=Sharing.UNIT, unit=shared.unit, created_at=timezone.now())


def test_a_shared_view_does_not_end_because_its_name_is_used_again(keep: Kept, unit_member: User, client_for: Callable[[User], HouseClient]) -> None:
    view, client = keep(unit_member, sharing=Sharing.UNIT), client_for(unit_member)
    page = "http://testserver/units/?q=明川&panel=save"

    answer = client.post("/lists/views/", {"page": UNITS.name, "name": "乡镇", "query": "sort=name"}, headers={"Referer": page})

    view.refresh_from_db()
    assert (view.sharing, view.query) == ("unit", "tab=towns")
    assert answer["Location"].endswith("&panel=save")
    assert "共用范围请选“本单位共用”；只给自己用的，请换个名称。" in client.get("/units/").content.decode()
    assert keep(unit_member, query="sort=name", sharing=Sharing.UNIT).pk == view.pk


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("saved_view_unit_when_shared_in_it", {"name": "甲", "sharing": "unit"}),
        ("saved_view_habit_is_personal", {"name": "", "sharing": "all"}),
    ],
)
def test_the_database_refuses_a_circle_without_a_unit_and_a_shared_habit(constraint: str, facts: dict[str, str], inspector: User) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SavedView.objects.create(page=UNITS.name, owner=inspector, created_at=timezone.now(), **facts)


def test_the_database_keeps_names_shared_with_everybody_apart(keep: Kept, inspector: User, leader: User) -> None:
    keep(inspector, sharing=Sharing.ALL)

    with pytest.raises(IntegrityError, match="saved_view_all_name_unique"), transaction.atomic():
        SavedView.objects.create(page=UNITS.name, name="乡镇", owner=leader, sharing=Sharing.ALL, created_at=timezone.now())


def test_a_list_holds_twelve_of_a_person_and_twelve_of_a_circle(keep: Kept, unit_member: User, colleague: User) -> None:
    for number in range(MOST_VIEWS):
        keep(unit_member, f"第{number}个", sharing=Sharing.UNIT)

    for person in (unit_member, colleague):
        with pytest.raises(DomainError, match="最多存 12 个"):
            keep(person, "又一个", sharing=Sharing.UNIT)
    keep(unit_member, "第3个", "sort=name", sharing=Sharing.UNIT)
    assert keep(colleague, "自己的").sharing == Sharing.PERSONAL


# --- who changes and drops it ----------------------------------------------------------------------------------------
def test_owner_and_holder_of_the_power_change_and_drop_what_is_shared(keep: Kept, unit_member: User, colleague: User, inspector: User) -> None:
    own, of_all, at = keep(unit_member, sharing=Sharing.UNIT), keep(inspector, "全部", sharing=Sharing.ALL), timezone.now()

    assert change_view(view=own, name="镇街", sharing=Sharing.PERSONAL, actor=unit_member, at=at).name == "镇街"
    with pytest.raises(PermissionDenied):
        drop_view(view=of_all, actor=colleague, at=at)
    drop_view(view=of_all, actor=inspector, at=at)
    assert lying_ready(colleague) == []
    assert AuditEntry.objects.filter(act="drop_view").count() == 1


def test_a_view_out_of_sight_is_not_found_and_one_of_others_is_refused(
    keep: Kept, unit_member: User, colleague: User, outsider: User, client_for: Callable[[User], HouseClient]
) -> None:
    view = keep(unit_member, sharing=Sharing.UNIT)

    for act in ("", "delete/"):
        assert client_for(outsider).post(f"/lists/views/{view.pk}/{act}").status_code == 404
        assert client_for(colleague).post(f"/lists/views/{view.pk}/{act}").status_code == 403
    assert client_for(outsider).post(f"/lists/views/{view.pk}/open/").status_code == 404


def test_second_of_two_who_rename_is_told(keep: Kept, inspector: User, leader: User, client_for: Callable[[User], HouseClient]) -> None:
    view = keep(inspector, sharing=Sharing.ALL)
    seen = stamp_of(view, FIELDS)
    change_view(view=view, name="镇街", sharing=Sharing.ALL, actor=inspector, at=timezone.now(), seen=seen)

    with pytest.raises(StaleForm):
        change_view(view=view, name="街镇", sharing=Sharing.ALL, actor=inspector, at=timezone.now(), seen=seen)
    answer = client_for(inspector).post(f"/lists/views/{view.pk}/", {"name": "街镇", "sharing": "all", "seen": seen})
    assert (answer.status_code, "街镇" in answer.content.decode(), "核对后再存" in answer.content.decode()) == (409, True, True)


def test_rename_comes_back_to_the_list_with_the_view(keep: Kept, inspector: User, client_for: Callable[[User], HouseClient]) -> None:
    view = keep(inspector)
    client = client_for(inspector)
    page = client.get(f"/lists/views/{view.pk}/", headers={"Referer": "http://testserver/units/?panel=views"})
    assert 'value="/units/"' in page.content.decode().replace("http://testserver", "")

    answer = client.post(f"/lists/views/{view.pk}/", {"name": "镇街", "sharing": "unit", "back": "/units/", "seen": stamp_of(view, FIELDS)})

    assert answer["Location"] == f"/units/?view={view.pk}"
    view.refresh_from_db()
    assert (view.name, view.sharing, view.unit) == ("镇街", "unit", inspector.unit)


def test_a_foreign_address_is_no_way_back(keep: Kept, inspector: User, client_for: Callable[[User], HouseClient]) -> None:
    view = keep(inspector)

    answer = client_for(inspector).post(f"/lists/views/{view.pk}/", {"name": "镇街", "sharing": "personal", "back": "https://elsewhere.example/x"})

    assert answer["Location"] == f"/?view={view.pk}"


# --- what a shared view shows -----------------------------------------------------------------------------------------
def test_shared_view_shows_its_reader_only_what_he_may_see(
    keep: Kept, inspector: User, unit_member: User, other_unit: Unit, unit: Unit, client_for: Callable[[User], HouseClient]
) -> None:
    view = keep(inspector, "交通局下属", f"parent={other_unit.pk}&kind=department&columns=code,name", sharing=Sharing.ALL)

    text = client_for(unit_member).get(f"/units/?view={view.pk}").content.decode()

    assert LESS in text
    assert unit.name in text
    assert f"parent={other_unit.pk}" not in text
    assert other_unit.name not in text
    assert LESS not in client_for(inspector).get(f"/units/?view={view.pk}").content.decode()


@pytest.mark.parametrize("query", ["columns=name,salary", "columns=salary", "tab=secret", "sort=-salary", "secret=1", "kind=nobody"])
def test_parts_that_the_list_does_not_have_are_left_out_with_a_note(keep: Kept, inspector: User, client_for: Callable[[User], HouseClient], query: str) -> None:
    view = keep(inspector, query=f"{query}&q=明川")

    answer = client_for(inspector).get(f"/units/?view={view.pk}")

    assert (answer.status_code, LESS in answer.content.decode()) == (200, True)
    assert answer.context["asked"].words == "明川"
    assert [head.heading for head in answer.context["heads"]] == (["单位名称"] if "name," in query else ["单位名称", "类型", "上级单位"])


def test_view_out_of_sight_opens_the_plain_list(keep: Kept, unit_member: User, inspector: User, client_for: Callable[[User], HouseClient]) -> None:
    view = keep(unit_member, query="kind=department")

    assert client_for(inspector).get(f"/units/?view={view.pk}").context["asked"].chips == []


# --- how a list opens -------------------------------------------------------------------------------------------------
def test_list_opens_with_the_view_chosen_for_it_and_no_other_address_does(
    keep: Kept, inspector: User, leader: User, client_for: Callable[[User], HouseClient], bureau: Unit, unit: Unit
) -> None:
    view = keep(inspector, "司法局", "kind=bureau", sharing=Sharing.ALL, opens=True)
    client = client_for(inspector)

    assert names(client.get("/units/")) == [bureau.name]
    assert names(client.get("/units/?q=市场")) == [unit.name]
    assert len(names(client.get("/units/?tab=all"))) == 3
    assert 'href="?view="' in client.get("/units/").content.decode()
    assert len(names(client.get("/units/?view="))) == 3
    assert len(names(client_for(leader).get("/units/"))) == 3
    client.post(f"/lists/views/{view.pk}/open/", {"off": "1"})
    assert len(names(client.get("/units/"))) == 3


def test_list_opens_plainly_once_its_view_is_shared_no_more_or_gone(keep: Kept, inspector: User, leader: User) -> None:
    view = keep(inspector, sharing=Sharing.ALL)
    open_with(view=view, page=UNITS.name, actor=leader, at=timezone.now())
    assert shelf_of(UNITS.name, leader).opens == view

    view = change_view(view=view, name="乡镇", sharing=Sharing.PERSONAL, actor=inspector, at=timezone.now())
    assert shelf_of(UNITS.name, leader).opens is None
    drop_view(view=view, actor=inspector, at=timezone.now())
    assert shelf_of(UNITS.name, leader).opens is None


def test_columns_are_kept_for_one_person_until_the_usual_ones_are_asked_for(
    inspector: User, leader: User, client_for: Callable[[User], HouseClient], bureau: Unit
) -> None:
    client, there = client_for(inspector), {"Referer": "http://testserver/units/"}
    answer = client.post("/lists/columns/", {"page": UNITS.name, "query": "tab=all", "columns": ["code", "name"]}, headers=there)

    assert answer["Location"] == "http://testserver/units/?tab=all"
    assert [head.heading for head in client.get("/units/").context["heads"]] == ["编码", "单位名称"]
    assert [head.heading for head in client.get("/units/?columns=kind").context["heads"]] == ["类型"]
    assert [head.heading for head in client_for(leader).get("/units/").context["heads"]] == ["单位名称", "类型", "上级单位"]
    client.post("/lists/columns/", {"page": UNITS.name, "query": "", "default": "1", "columns": ["code"]}, headers=there)
    assert [head.heading for head in client.get("/units/").context["heads"]] == ["单位名称", "类型", "上级单位"]


def test_export_has_the_columns_on_screen_also_where_they_are_kept(inspector: User, client_for: Callable[[User], HouseClient], bureau: Unit) -> None:
    keep_columns(page=UNITS.name, columns=["code", "name"], actor=inspector, at=timezone.now())
    client = client_for(inspector)

    link = next(link for link in client.get("/units/").context["export_links"] if "csv" in link.url)

    assert b"".join(client.get(f"/units/{link.url}").streaming_content).decode("utf-8-sig").splitlines()[0] == "编码,单位名称"


def test_columns_that_are_gone_give_the_usual_ones(inspector: User, client_for: Callable[[User], HouseClient], bureau: Unit) -> None:
    keep_columns(page=UNITS.name, columns=["salary"], actor=inspector, at=timezone.now())

    assert len(client_for(inspector).get("/units/").context["heads"]) == 3


def test_view_is_kept_with_the_columns_on_screen(inspector: User, client_for: Callable[[User], HouseClient], bureau: Unit) -> None:
    keep_columns(page=UNITS.name, columns=["code"], actor=inspector, at=timezone.now())

    assert client_for(inspector).get("/units/?q=明川&panel=save").context["asked"].saved_query == "q=%E6%98%8E%E5%B7%9D&columns=code"


def test_panels_offer_what_the_person_may_do(keep: Kept, inspector: User, unit_member: User, client_for: Callable[[User], HouseClient]) -> None:
    view = keep(inspector, sharing=Sharing.ALL)
    save, manage = client_for(unit_member).get("/units/?panel=save").content.decode(), client_for(unit_member).get("/units/?panel=views").content.decode()

    assert "本单位共用" in save
    assert "各单位共用" not in save
    assert f"/lists/views/{view.pk}/open/" in manage
    assert f"/lists/views/{view.pk}/delete/" not in manage
    assert f"/lists/views/{view.pk}/delete/" in client_for(inspector).get("/units/?panel=views").content.decode()


def test_views_cost_no_statement_of_their_own(keep: Kept, inspector: User, client_for: Callable[[User], HouseClient], django_assert_num_queries) -> None:
    client = client_for(inspector)
    client.get("/units/")
    for number in range(5):
        keep(inspector, f"第{number}个", sharing=Sharing.ALL, opens=number == 3)

    with django_assert_num_queries(6):
        client.get("/units/?tab=towns&kind=town")
    with django_assert_num_queries(6):
        client.get("/units/")
