"""通讯录: who sees whom, what is masked, who is missing, and a number shown in full once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.contacts import people_of
from accounts.models import Unit, UnitContact, User
from core.audit.models import AuditEntry
from core.errors import DomainError, StaleForm
from core.stamps import stamp_of
from tests.factories.accounts import PostFactory, UnitFactory, UserFactory
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
Login = Callable[[User], HouseClient]
NUMBER, MASKED = "15412345117", "154****5117"
FACTS = {"head_name": "韩松年", "head_duty": "局长", "legal_office": "政策法规股", "desk_phone": "0719-8812345", "address": "明川大道1号"}


@pytest.fixture
def reachable(liaison: User, at: datetime) -> User:
    """The liaison with numbers and an address."""
    actions.keep_own_numbers(actor=liaison, phone=NUMBER, office_phone="0719-8800001", at=at)
    User.objects.filter(pk=liaison.pk).update(email="wanghaitang@demo.invalid")
    return User.objects.get(pk=liaison.pk)


@pytest.fixture
def desk(bureau: Unit, staff: User, at: datetime) -> UnitContact:
    """The bureau's own facts."""
    return actions.write_contact(unit=bureau, actor=staff, at=at, **{**FACTS, "desk_phone": "0719-8899999"})


def page_of(client: HouseClient, unit: Unit) -> str:
    return client.get(f"/accounts/contacts/{unit.pk}/").content.decode()


def test_the_bureau_sees_all_units_with_numbers_masked(client_for: Login, staff: User, reachable: User) -> None:
    page = client_for(staff).get("/accounts/contacts/").content.decode()

    assert reachable.unit.name in page
    assert f"{reachable.name}　0719-8800001　{MASKED}" in page
    assert NUMBER not in page


def test_who_also_stands_in_for_a_colleague_is_named_once(reachable: User, staff: User, at: datetime) -> None:
    colleague = UserFactory(role="dept_liaison", unit=reachable.unit)
    on = timezone.localdate()
    lent = {"first_on": on, "last_on": on, "reason": "年休假", "actor": colleague, "at": timezone.now()}
    actions.name_deputy(post=colleague.posts.get(), deputy=reachable, **lent)

    assert people_of([reachable.unit], on)[reachable.unit.pk].liaisons == [reachable, colleague]


def test_a_unit_sees_itself_and_the_desk_of_the_bureau_without_its_people(client_for: Login, reachable: User, staff: User, desk: UnitContact) -> None:
    other = UserFactory(role="dept_liaison")
    client = client_for(reachable)

    page = client.get("/accounts/contacts/").content.decode()

    assert reachable.unit.name in page
    assert "0719-8899999" in page
    assert other.unit.name not in page
    assert staff.name not in page + page_of(client, desk.unit)
    assert client.get(f"/accounts/contacts/{other.unit.pk}/").status_code == 404


@pytest.mark.parametrize("role", ["reviewer", "audit_admin", "government_approver", "system_admin"])
def test_everybody_reaches_the_desk_of_the_bureau(client_for: Login, desk: UnitContact, role: str) -> None:
    client = client_for(UserFactory(role=role))

    assert "0719-8899999" in client.get("/accounts/contacts/").content.decode()
    assert 'href="/accounts/contacts/"' in client.get("/accounts/me/").content.decode()


def test_a_unit_without_liaison_or_leader_has_a_lamp_and_a_tab(client_for: Login, staff: User, liaison: User) -> None:
    bare = UnitFactory(name="明川县无人局", short_name="无人局")
    partner = UnitFactory(name="明川县人民法院", short_name="县法院", kind="partner")
    client = client_for(staff)

    whole = client.get("/accounts/contacts/").content.decode()
    no_liaison = client.get("/accounts/contacts/?tab=no_liaison").content.decode()
    no_leader = client.get("/accounts/contacts/?tab=no_leader").content.decode()

    assert whole.count("未设</span>") == 3  # both of one unit, the leader of the other
    assert (bare.name in no_liaison, liaison.unit.name in no_liaison, partner.name in no_liaison) == (True, False, False)
    assert (bare.name in no_leader, liaison.unit.name in no_leader) == (True, True)


def test_a_disabled_liaison_is_none(client_for: Login, staff: User, liaison: User) -> None:
    User.objects.filter(pk=liaison.pk).update(is_active=False)

    assert liaison.unit.name in client_for(staff).get("/accounts/contacts/?tab=no_liaison").content.decode()


def test_a_leader_stands_beside_the_liaison_and_after_him(client_for: Login, staff: User, liaison: User) -> None:
    PostFactory(user=UserFactory(name="梁启航", unit=liaison.unit), role="dept_leader", unit=liaison.unit)

    page = page_of(client_for(staff), liaison.unit)

    assert page.index("部门联络员") < page.index("梁启航")
    assert "2 人" in page


def test_a_number_is_shown_once_with_a_reason_on_the_record(client_for: Login, staff: User, reachable: User) -> None:
    client, unit = client_for(staff), reachable.unit
    address = f"/accounts/contacts/{unit.pk}/reveal/"

    assert client.post(address, {"person_pk": reachable.pk, "reason": ""}).status_code == 422
    assert client.post(address, {"person_pk": staff.pk, "reason": "电话催办整改"}).status_code == 422
    page = client.post(address, {"person_pk": reachable.pk, "reason": "电话催办整改"}).content.decode()

    assert NUMBER in page
    assert "wanghaitang@demo.invalid" in page
    assert NUMBER not in page_of(client, unit)
    entry = AuditEntry.objects.get(act="accounts.reveal_contact")
    assert (entry.actor, entry.target_id, entry.note) == (staff, str(reachable.pk), "电话催办整改")


@pytest.mark.parametrize("role", ["dept_liaison", "system_admin", "certificate_manager"])
def test_a_number_is_shown_to_nobody_without_the_power(role: str, reachable: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        actions.reveal_contact(person=reachable, unit=reachable.unit, actor=UserFactory(role=role), at=at, reason="电话催办整改")


def test_revealing_asks_for_a_reason_and_has_an_end(staff: User, reachable: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="请写明查看事由"):
        actions.reveal_contact(person=reachable, unit=reachable.unit, actor=staff, at=at, reason="x")
    for _ in range(60):
        actions.reveal_contact(person=reachable, unit=reachable.unit, actor=staff, at=at, reason="电话催办整改")
    with pytest.raises(DomainError, match="一小时内已查看 60 人"):
        actions.reveal_contact(person=reachable, unit=reachable.unit, actor=staff, at=at, reason="电话催办整改")


def test_only_people_of_the_unit_are_revealed_there(staff: User, reachable: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        actions.reveal_contact(person=reachable, unit=UnitFactory(), actor=staff, at=at, reason="电话催办整改")


def test_a_unit_keeps_its_own_facts_and_no_others(liaison: User, at: datetime) -> None:
    contact = actions.write_contact(unit=liaison.unit, actor=liaison, at=at, **FACTS)

    assert {name: getattr(contact, name) for name in FACTS} == FACTS
    assert AuditEntry.objects.get(act="accounts.write_contact").changes["值班电话"] == ["", "0719-8812345"]
    with pytest.raises(PermissionDenied):
        actions.write_contact(unit=UnitFactory(), actor=liaison, at=at, **FACTS)
    with pytest.raises(PermissionDenied):
        actions.write_contact(unit=liaison.unit, actor=UserFactory(role="dept_leader", unit=liaison.unit), at=at, **FACTS)


def test_the_second_of_two_is_told_and_keeps_what_he_typed(client_for: Login, staff: User, liaison: User, at: datetime) -> None:
    seen = stamp_of(UnitContact(unit=liaison.unit), actions.CONTACT_FIELDS)
    actions.write_contact(unit=liaison.unit, actor=staff, at=at, seen=seen, **FACTS)

    with pytest.raises(StaleForm):
        actions.write_contact(unit=liaison.unit, actor=liaison, at=at, seen=seen, **FACTS)
    answer = client_for(liaison).post(f"/accounts/contacts/{liaison.unit.pk}/edit/", {"head_name": "梁启航", "seen": seen})
    assert answer.status_code == 409
    assert "梁启航" in answer.content.decode()


def test_people_keep_their_own_numbers(client_for: Login, liaison: User) -> None:
    client = client_for(liaison)

    assert client.post("/accounts/me/numbers/", {"phone": "12", "office_phone": "0719-8800001"}).status_code == 422
    assert client.post("/accounts/me/numbers/", {"phone": NUMBER, "office_phone": "总机转三"}).status_code == 422
    assert client.post("/accounts/me/numbers/", {"phone": NUMBER, "office_phone": "0719-8800001"}).status_code == 302
    assert client.post("/accounts/me/numbers/", {"phone": "", "office_phone": "0719-8800002"}).status_code == 302

    user = User.objects.get(pk=liaison.pk)
    assert (user.plain_phone(), user.office_phone) == (NUMBER, "0719-8800002")
    assert MASKED in client.get("/accounts/me/").content.decode()
    assert not any(NUMBER in str(entry.changes) for entry in AuditEntry.objects.all())


def test_the_export_is_masked(client_for: Login, staff: User, reachable: User) -> None:
    answer = client_for(staff).get("/accounts/contacts/?format=csv")
    words = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")

    assert MASKED in words
    assert NUMBER not in words
    assert "未设" in words


@pytest.mark.parametrize("more", [0, 2])
def test_list_and_page_need_the_same_queries_for_any_number(
    client_for: Login, staff: User, liaison: User, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    for _ in range(more):
        UserFactory(role="dept_liaison")
        PostFactory(user=UserFactory(unit=liaison.unit), role="dept_leader", unit=liaison.unit)
    client = client_for(staff)
    client.get("/accounts/contacts/")

    with django_assert_num_queries(8):
        client.get("/accounts/contacts/")
    with django_assert_num_queries(6):
        client.get(f"/accounts/contacts/{liaison.unit.pk}/")
