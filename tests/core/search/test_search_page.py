"""搜索页: every source within sight of who asks, numbers in any spelling, the whole number straight to the thing, few statements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from accounts.models import Unit, User
from cases.models import DrawnFile, EnforcementAct, ReviewBatch
from core.files.actions import store
from core.files.models import StoredFile
from core.search.numbers import number_key, spellings
from core.search.query import Hit
from core.search.sources import CAP, MOST_READ, PER_KIND, Source, look
from documents.incoming.models import Incoming
from documents.models import Document
from personnel.models import Certificate, Officer
from rectification.models import Order
from reports.finding_files import FILES
from submissions.files import MATERIAL
from submissions.models import SubmissionRequest
from supervision.plans.models import Assignment, PlanItem
from tests.factories.cases import EnforcementActFactory
from tests.factories.world import SIBLING, build_world
from tests.fixtures.cast import HouseClient
from tests.supervision.conftest import one_page_pdf
from tests.url_samples import World
from tests.url_samples.case_files import file_received
from tests.url_samples.documents import served_document
from tests.url_samples.incoming import incoming
from tests.url_samples.personnel import officer
from tests.url_samples.rectification import order
from tests.url_samples.submissions import open_one
from tests.url_samples.supervision import share

pytestmark = pytest.mark.django_db
MARK = "乙标记"
INSIDE = {"documents.incoming.finding.INCOMING"}  # what only the bureau has


# --- numbers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "明司执监意〔2026〕3号",
        "明司执监意2026 3号",
        "明司执监意[2026]3号",
        "明司执监意（2026）3号",
        "明司执监意(2026)第3号",
        "明司执监意 ２０２６ ３ 号",
        "明司执监意【2026】03号",
        "明司执监意2026-3",
        "明司执监意2026年第3号",
    ],
)
def test_every_way_of_writing_a_number_means_the_stored_one(typed: str) -> None:
    assert "明司执监意〔2026〕3号" in spellings(typed)
    assert number_key(typed) == "明司执监意〔2026〕3号"


@pytest.mark.parametrize("typed", ["20260305", "13812345678", "2026", "市场监管", "18号", "2026年计划", "案卷 2026 评查"])
def test_what_is_no_number_is_searched_for_as_typed(typed: str) -> None:
    assert spellings(typed) == [typed]
    assert number_key(typed) == ""


@pytest.mark.parametrize("typed", ["明政办督17号", "明政办督 第17号", "明政办督（2026）17号", "明政办督2026-17"])
def test_a_number_of_others_is_found_half_written(world: World, client_for: Callable[[User], HouseClient], typed: str) -> None:
    paper = Incoming.objects.get()
    Incoming.objects.update(sender_number="明政办督〔2026〕17号")
    browser = client_for(world.people["bureau_staff"])

    (group,) = browser.get("/search/", {"q": typed}).context["groups"]

    assert (group.kind, [hit.title for hit in group.hits]) == ("收文", [paper.number])
    Incoming.objects.update(sender_number="明政办督〔2026〕117号")
    assert browser.get("/search/", {"q": typed}).context["groups"] == []


def test_our_own_number_with_a_dash_leads_straight_to_it(world: World, client_for: Callable[[User], HouseClient]) -> None:
    paper = Incoming.objects.get()

    answer = client_for(world.people["bureau_staff"]).get("/search/", {"q": paper.number.replace("〔", "").replace("〕", "-").removesuffix("号")})

    assert (answer.status_code, answer["Location"]) == (302, paper.get_absolute_url())


@pytest.mark.parametrize("typed", ["16992100302", "１６９９２１００３０２", "1699 2100 302"])
def test_a_card_is_found_however_its_number_is_typed(world: World, client_for: Callable[[User], HouseClient], typed: str) -> None:
    dates = {"issued_on": date(2024, 8, 2), "expires_on": date(2029, 8, 1)}
    Certificate.objects.create(officer=Officer.objects.get(name=MARK), kind="enforcement", number="16992100302", **dates)

    answer = client_for(world.people["bureau_staff"]).get("/search/", {"q": typed})

    assert (answer.status_code, answer.get("Location")) == (302, Officer.objects.get(name=MARK).get_absolute_url())


def test_an_identity_number_is_known_in_groups_and_in_full_width(client_for: Callable[[User], HouseClient], inspector: User) -> None:
    for typed in ("419921 19900307 2391", "４１９９２１１９９００３０７２３９１"):
        body = client_for(inspector).get("/search/", {"q": typed}).content.decode()
        assert ("身份证号不在这里搜索" in body, "19900307" in body, typed in body) == (True, False, False)


def test_people_of_the_contact_book_are_found_by_name(world: World, client_for: Callable[[User], HouseClient]) -> None:
    liaison = world.people[SIBLING]
    page = f"/accounts/contacts/{liaison.unit_id}/"

    (group,) = look([import_string("accounts.finding.PEOPLE")], world.people["bureau_staff"], liaison.name)

    assert [(hit.title, hit.url, hit.note) for hit in group.hits] == [(liaison.name, page, f"{liaison.unit.name}　部门联络员")]
    listed = client_for(world.people["bureau_staff"]).get("/accounts/contacts/", {"q": liaison.name}).content.decode()
    assert page in listed
    assert page not in client_for(world.people["dept_liaison"]).get("/accounts/contacts/", {"q": liaison.name}).content.decode()


def test_who_gave_up_the_post_is_no_contact_any_more(world: World) -> None:
    liaison = world.people[SIBLING]
    liaison.posts.update(until=liaison.posts.get().since)

    assert look([import_string("accounts.finding.PEOPLE")], world.people["bureau_staff"], liaison.name) == []


def test_a_part_of_a_number_is_a_part_of_its_spellings() -> None:
    assert "〔2026〕12" in spellings("[2026]12")
    assert "监意〔2026〕3号" in spellings("监意2026 3号")
    assert number_key("[2026]12号") == ""


# --- every source -----------------------------------------------------------------------------------------------------
@pytest.fixture
def world() -> World:
    """One of everything at `other_unit` alone, each under the mark."""
    made = build_world()
    made.other_unit.name = f"{MARK}局"
    made.other_unit.save(update_fields=["name"])
    there = replace(made, unit=made.other_unit)
    EnforcementActFactory(unit=made.other_unit, title=f"{MARK}处罚案", party=f"{MARK}公司", party_code="91419921MA001FBQ6Y")
    Incoming.objects.filter(**incoming(there)).update(title=f"{MARK}来文")
    Officer.objects.filter(**officer(there)).update(name=MARK)
    Order.objects.filter(**order(there)).update(title=f"{MARK}整改")
    assert MARK in served_document(there).to_text
    file = DrawnFile.objects.get(**file_received(there))
    type(file.entry).objects.filter(pk=file.entry_id).update(title=f"{MARK}案")
    ReviewBatch.objects.filter(pk=file.row.batch_id).update(name=f"{MARK}评查", published_at=made.at)
    PlanItem.objects.filter(pk=Assignment.objects.get(**share(there)).item_id).update(text=f"{MARK}任务")
    User.objects.filter(pk=made.people[SIBLING].pk).update(name=f"{MARK}某")
    made.people[SIBLING].refresh_from_db()
    request = open_one(there)
    SubmissionRequest.objects.filter(pk=request.pk).update(title=f"{MARK}报送")
    answer = request.submissions.get(unit=made.other_unit)
    store(purpose=MATERIAL, name=f"{MARK}材料.pdf", stream_or_bytes=one_page_pdf(), actor=made.people[SIBLING], at=made.at, unit=answer.unit, owner=answer)
    return made


def every_source() -> list[Source]:
    return [import_string(name) for name in settings.SEARCH_SOURCES]


@pytest.mark.parametrize("name", settings.SEARCH_SOURCES)
def test_the_bureau_finds_it_its_unit_finds_it_and_no_other_unit_does(world: World, name: str) -> None:
    source = import_string(name)
    found = {who: look([source], world.people[who], MARK) for who in ("bureau_staff", SIBLING, "dept_liaison", "town_liaison", "dept_leader", "justice_office")}

    assert [group.kind for group in found.pop("bureau_staff")] == [source.kind]
    assert [group.kind for group in found.pop(SIBLING)] == ([] if name in INSIDE else [source.kind])
    assert {who for who, groups in found.items() if groups} == set()


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "reviewer"])
def test_who_has_nothing_to_do_with_the_trade_finds_none_of_it(world: World, role: str) -> None:
    assert {group.kind for group in look(every_source(), world.people[role], MARK)} <= {"单位"}


def test_all_kinds_at_once_cost_twelve_statements_at_most(world: World, client_for: Callable[[User], HouseClient]) -> None:
    client = client_for(world.people[SIBLING])
    client.get("/search/?q=没有的")
    with CaptureQueriesContext(connection) as ran:
        page = client.get(f"/search/?q={MARK}")

    assert len(ran) <= 12
    assert len(page.context["groups"]) == len(set(settings.SEARCH_SOURCES) - INSIDE)
    without_rows = [group for group in page.context["groups"] if not group.hits]
    assert len(without_rows) == sum(import_string(name).match is not None for name in set(settings.SEARCH_SOURCES) - INSIDE) - MOST_READ
    assert all(group.count and group.url for group in without_rows)  # where nothing is shown there is a list to go to


@pytest.mark.parametrize(
    ("purpose", "finders"), [("document_approval", {"bureau_staff"}), ("document_sealed", {"bureau_staff", SIBLING}), ("document_issued", set[str]())]
)
def test_a_file_of_a_document_is_found_by_whoever_may_look_at_it(world: World, purpose: str, finders: set[str]) -> None:
    document = served_document(replace(world, unit=world.other_unit))
    store(purpose=purpose, name="盖章扫描件.pdf", stream_or_bytes=one_page_pdf(), actor=world.people["bureau_staff"], at=world.at, owner=document)

    assert {who for who in ("bureau_staff", SIBLING, "dept_liaison", "town_liaison") if look([FILES], world.people[who], "扫描件")} == finders


def test_a_file_that_was_removed_is_found_no_more(world: World) -> None:
    StoredFile.objects.update(removed_at=world.at)

    assert look([FILES], world.people["bureau_staff"], MARK) == []


# --- the page ---------------------------------------------------------------------------------------------------------
UNITS = Source(
    "单位",
    lambda user: Unit.objects.visible_to(user),
    lambda unit, user: Hit("单位", unit.name, f"/x/{unit.pk}/", number=unit.code),
    lambda rows, words: rows.filter(name__contains=words),
    list_name="accounts:unit-list",
    list_query="tab=all",
    power="accounts.view_units",
)
OTHERS = replace(UNITS, kind="其他", list_name="")


def two_kinds(settings: Any) -> None:
    settings.SEARCH_SOURCES = [f"{__name__}.UNITS", f"{__name__}.OTHERS"]


def test_a_kind_says_how_many_there_are_and_where_the_rest_is(
    settings: Any, client_for: Callable[[User], HouseClient], make_unit: Callable[..., Unit], government: Unit, inspector: User, unit_member: User
) -> None:
    two_kinds(settings)
    for number in range(PER_KIND + 1):
        make_unit(f"明川县第{number}中队", f"P{number}", parent=government)

    first, second = client_for(inspector).get("/search/?q=中队").context["groups"]

    assert (first.count, len(first.hits), first.url) == (PER_KIND + 1, PER_KIND, "/accounts/units/?tab=all&q=%E4%B8%AD%E9%98%9F")
    assert second.url == ""
    assert client_for(unit_member).get("/search/?q=中队").context["groups"] == []


def test_above_the_cap_the_count_is_open(make_unit: Callable[..., Unit], government: Unit, inspector: User) -> None:
    rows = [Unit(code=f"R{n:03}", name=f"第{n}中队", short_name="", kind="team", area_code="1", path=f"/{n}/", parent=government) for n in range(CAP + 5)]
    Unit.objects.bulk_create(rows)

    (group,) = look([UNITS], inspector, "中队")

    assert (group.count_words, group.is_cut) == ("100+", True)


def test_several_words_must_all_stand_there(make_unit: Callable[..., Unit], government: Unit, inspector: User) -> None:
    make_unit("明川县城关中队", "P1", parent=government)
    make_unit("明川县城北大队", "P2", parent=government)

    assert [hit.title for group in look([UNITS], inspector, "中队 城关") for hit in group.hits] == ["明川县城关中队"]


def test_the_whole_number_of_one_thing_leads_straight_to_it(client_for: Callable[[User], HouseClient], world: World) -> None:
    inspector, outsider, order = world.people["bureau_staff"], world.people["dept_liaison"], Order.objects.get()
    written = order.number.replace("〔", "[").replace("〕", "] ")

    answer = client_for(inspector).get("/search/", {"q": written})

    assert (answer.status_code, answer["Location"]) == (302, order.get_absolute_url())
    assert client_for(outsider).get("/search/", {"q": written}).status_code == 200
    assert client_for(inspector).get("/search/", {"q": written.removesuffix("号")}).status_code == 200


def test_a_number_that_two_bear_leads_to_neither(client_for: Callable[[User], HouseClient], inspector: User, unit: Unit, other_unit: Unit) -> None:
    for where in (unit, other_unit):
        EnforcementActFactory(unit=where, document_no="明罚决〔2025〕8号")

    assert client_for(inspector).get("/search/?q=明罚决2025 8号").status_code == 200
    EnforcementAct.objects.filter(unit=other_unit).delete()
    assert client_for(inspector).get("/search/?q=明罚决2025 8号")["Location"] == EnforcementAct.objects.get().get_absolute_url()


@pytest.mark.parametrize("address", ["/cases/acts/", "/documents/", "/rectification/orders/?tab=all"])
def test_lists_find_a_number_in_any_spelling(world: World, client_for: Callable[[User], HouseClient], address: str) -> None:
    number = Document.objects.get().number
    EnforcementAct.objects.update(document_no=number)
    Order.objects.update(number=number)
    client = client_for(world.people["bureau_staff"])

    for typed, found in (
        (number.replace("〔", "").replace("〕", " "), "1"),
        (f"({number.split('〔')[1].replace('〕', ')')}", "1"),
        ("明司执监意2026 987号", "0"),
    ):
        assert client.get(f"{address}{'&' if '?' in address else '?'}q={typed}").context["found_total"] == found


def test_identity_numbers_and_single_characters_are_not_searched_for(client_for: Callable[[User], HouseClient], inspector: User) -> None:
    identity = client_for(inspector).get("/search/?q=419921199003072391").content.decode()
    assert "身份证号不在这里搜索" in identity
    assert "419921199003072391" not in identity
    assert "请至少输入两个字" in client_for(inspector).get("/search/?q=局").content.decode()


def test_nothing_found_says_how_to_search(client_for: Callable[[User], HouseClient], inspector: User) -> None:
    assert "两个字以上的任意一段都能搜" in client_for(inspector).get("/search/?q=没有的词").content.decode()
