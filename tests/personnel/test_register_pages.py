"""名录、名册、台账 and one officer: who sees whom, and what of a person is never shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Unit, User
from core.audit.models import AuditEntry
from core.errors import DomainError
from personnel import actions, desk
from personnel.models import Certificate, CertificateStatus, Officer, Subject

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
IDENTITY, OTHER = "41992119900101002X", "419921199001010038"
LISTS = ("subject-list", "officer-list", "certificate-list")


@pytest.fixture
def officer(make_officer: Callable[..., Officer], unit: Unit) -> Officer:
    return make_officer("赵远帆", unit, IDENTITY, "16992100001")


@pytest.fixture
def subject(unit: Unit) -> Subject:
    return Subject.objects.create(unit=unit, credit_code="114199210000100101", kind="statutory", act_kinds=["行政处罚"])


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


# --- who sees whom -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", LISTS)
def test_a_register_is_for_its_readers(
    officer: Officer,
    subject: Subject,
    client_for: ClientFor,
    inspector: User,
    unit_member: User,
    make_person: Callable[..., User],
    unit: Unit,
    client: Client,
    name: str,
) -> None:
    address = reverse(f"personnel:{name}")
    reviewer = make_person("评查员", "reviewer1", "reviewer", unit)

    assert [client_for(person).get(address).status_code for person in (inspector, unit_member, reviewer)] == [200, 200, 403]
    assert client.get(address).status_code == 302


def test_an_officer_is_seen_by_the_bureau_and_the_own_unit(officer: Officer, client_for: ClientFor, inspector: User, unit_member: User, outsider: User) -> None:
    address = officer.get_absolute_url()

    assert [client_for(person).get(address).status_code for person in (inspector, unit_member, outsider)] == [200, 200, 404]
    for name in ("officer-list", "certificate-list"):
        assert "赵远帆" in body(client_for(unit_member), reverse(f"personnel:{name}"))
        assert "赵远帆" not in body(client_for(outsider), reverse(f"personnel:{name}"))


def test_the_list_of_subjects_is_open_to_every_unit(subject: Subject, client_for: ClientFor, outsider: User) -> None:
    assert "市场监督管理局" in body(client_for(outsider), reverse("personnel:subject-list"))
    assert client_for(outsider).get(subject.get_absolute_url()).status_code == 200


# --- what is never shown -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["page", "list", "xlsx"])
def test_identity_and_telephone_are_masked_everywhere(officer: Officer, client_for: ClientFor, certificate_manager: User, address: str) -> None:
    columns = "columns=name&columns=identity&columns=card"
    list_url = reverse("personnel:officer-list")
    client = client_for(certificate_manager)
    if address == "xlsx":
        answer = client.get(f"{list_url}?{columns}&format=xlsx")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        sheet = load_workbook(io.BytesIO(content)).active
        shown = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    else:
        shown = body(client, officer.get_absolute_url() if address == "page" else f"{list_url}?{columns}")

    assert IDENTITY not in shown
    assert "15468887634" not in shown
    assert officer.identity not in shown
    assert "419921********002X" in shown


def test_the_row_holds_no_plain_number(officer: Officer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM personnel_officer t")
        stored = cursor.fetchone()[0]

    assert IDENTITY not in stored
    assert "15468887634" not in stored
    assert (officer.plain_identity(), officer.plain_phone()) == (IDENTITY, "15468887634")


def test_a_value_moved_to_another_row_does_not_decrypt(officer: Officer, make_officer: Callable[..., Officer], unit: Unit) -> None:
    other = make_officer("钱一鸣", unit, OTHER)
    other.identity = officer.identity

    with pytest.raises(Exception, match=r".*"):
        other.plain_identity()


# --- 查看完整信息 ----------------------------------------------------------------------------------------------------
def test_the_whole_number_is_shown_once_with_a_reason_and_on_record(officer: Officer, client_for: ClientFor, certificate_manager: User) -> None:
    client, address = client_for(certificate_manager), reverse("personnel:officer-reveal", args=[officer.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "看"}).status_code == 422

    answer = client.post(address, {"reason": "核对证件换发申请"})

    assert IDENTITY in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    entry = AuditEntry.objects.get(act=actions.REVEAL)
    assert (entry.actor, entry.note) == (certificate_manager, "核对证件换发申请")
    assert IDENTITY not in str(entry.changes)
    assert IDENTITY not in body(client, officer.get_absolute_url())


@pytest.mark.parametrize(("who", "status"), [("inspector", 403), ("unit_member", 403), ("outsider", 404)])
def test_nobody_else_sees_the_whole_number(officer: Officer, client_for: ClientFor, request: pytest.FixtureRequest, who: str, status: int) -> None:
    answer = client_for(request.getfixturevalue(who)).post(reverse("personnel:officer-reveal", args=[officer.pk]), {"reason": "核对证件换发申请"})

    assert answer.status_code == status
    assert not AuditEntry.objects.filter(act=actions.REVEAL).exists()


def test_the_act_itself_asks_for_the_power(officer: Officer, inspector: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        actions.reveal_identity(officer=officer, actor=inspector, at=at, reason="核对证件换发申请")


def test_thirty_an_hour_are_enough(officer: Officer, certificate_manager: User, at: datetime) -> None:
    for minute in range(actions.MOST_PER_HOUR):
        actions.reveal_identity(officer=officer, actor=certificate_manager, at=at + timedelta(minutes=minute), reason="核对证件换发申请")

    with pytest.raises(DomainError, match="一小时内"):
        actions.reveal_identity(officer=officer, actor=certificate_manager, at=at + timedelta(minutes=31), reason="核对证件换发申请")
    assert actions.reveal_identity(officer=officer, actor=certificate_manager, at=at + timedelta(hours=2), reason="核对证件换发申请")[0] == IDENTITY


# --- searching -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("q", "found"), [(IDENTITY, False), ("赵远", True), ("16992100", True), ("市场监督", True), (OTHER, False)])
def test_an_officer_is_found_by_name_unit_or_card_and_never_by_a_number_in_an_address(
    officer: Officer, client_for: ClientFor, certificate_manager: User, q: str, found: bool
) -> None:
    assert ("赵远帆" in body(client_for(certificate_manager), f"{reverse('personnel:officer-list')}?q={q}")) is found


def test_cards_out_of_sight_do_not_push_the_own_ones_aside(
    officer: Officer, make_officer: Callable[..., Officer], client_for: ClientFor, unit_member: User, outsider: User
) -> None:
    stranger, dates = make_officer("外单位", outsider.unit, OTHER), {"issued_on": date(2024, 3, 1), "expires_on": date(2029, 3, 1)}
    Certificate.objects.bulk_create(Certificate(officer=stranger, kind="enforcement", number=f"16992100{place:04}", **dates) for place in range(200))

    assert "赵远帆" in body(client_for(unit_member), f"{reverse('personnel:officer-list')}?q=16992100")


def test_an_identity_number_is_searched_for_by_post(officer: Officer, client_for: ClientFor, unit_member: User, outsider: User) -> None:
    address = reverse("personnel:officer-find")
    assert address in body(client_for(unit_member), reverse("personnel:officer-list"))

    assert client_for(unit_member).post(address, {"number": IDENTITY.lower()}).url == officer.get_absolute_url()

    for user, number, said in (
        (unit_member, OTHER, "名册里没有这个身份证号的人员。"), (outsider, IDENTITY, "名册里没有这个身份证号的人员。"), (unit_member, IDENTITY[:17], "身份证号应为 18 位。"),
    ):  # fmt: skip
        answer = client_for(user).post(address, {"number": number})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)


# --- certificates on a day -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "day", "valid"),
    [
        ("active", date(2024, 3, 1), True),
        ("active", date(2024, 2, 29), False),
        ("active", date(2029, 2, 28), True),
        ("active", date(2029, 3, 1), False),
        ("expired", date(2025, 6, 1), True),
        ("expired", date(2029, 3, 1), False),
        ("suspended", date(2025, 6, 1), False),
        ("recalled", date(2025, 6, 1), False),
        ("cancelled", date(2025, 6, 1), False),
    ],
)
def test_a_card_is_valid_within_its_dates_unless_taken_away(officer: Officer, status: str, day: date, valid: bool) -> None:
    Certificate.objects.update(status=status)

    assert Certificate.objects.get().is_valid_on(day) is valid
    assert Certificate.objects.valid_on(day).exists() is valid


def test_the_page_answers_whether_he_was_licensed_on_a_day(officer: Officer, client_for: ClientFor, inspector: User) -> None:
    address = officer.get_absolute_url()

    assert ">持证<" in body(client_for(inspector), f"{address}?on=2025-06-01")
    assert "不持证" in body(client_for(inspector), f"{address}?on=2023-06-01")
    assert ">持证<" not in body(client_for(inspector), f"{address}?on=soon")


def test_a_card_past_its_last_day_is_expired_without_anybody_writing_it(
    make_officer: Callable[..., Officer], unit: Unit, client_for: ClientFor, inspector: User
) -> None:
    today = timezone.localdate()
    make_officer("赵远帆", unit, IDENTITY, "A1", expires_on=today - timedelta(days=1))
    make_officer("钱一鸣", unit, OTHER, "A2", expires_on=today)
    client, address = client_for(inspector), reverse("personnel:certificate-list")

    assert Certificate.objects.get(number="A1").status_on(today) == CertificateStatus.EXPIRED
    expired, active, ending = (body(client, f"{address}?{query}") for query in ("status=expired", "status=active", "tab=ending"))
    assert ("赵远帆" in expired, "钱一鸣" in expired) == (True, False)
    assert ("赵远帆" in active, "钱一鸣" in active) == (False, True)
    assert ("赵远帆" in ending, "钱一鸣" in ending) == (False, True)
    without = body(client, f"{reverse('personnel:officer-list')}?tab=without")
    assert ("赵远帆" in without, "钱一鸣" in without) == (True, False)


def test_the_certificate_manager_is_told_what_ends_soon(make_officer: Callable[..., Officer], unit: Unit, certificate_manager: User, unit_member: User) -> None:
    make_officer("赵远帆", unit, IDENTITY, "A1", expires_on=date(2026, 4, 30))

    task = desk.tasks(certificate_manager, date(2026, 3, 5))[0]
    assert (task.title, task.due_on) == ("1 名人员证件 60 日内到期", date(2026, 4, 30))
    assert desk.tasks(unit_member, date(2026, 3, 5)) == []


def test_many_units_with_ending_certificates_are_one_line_with_its_first_day(
    make_officer: Callable[..., Officer], make_unit: Callable[..., Unit], certificate_manager: User
) -> None:
    for place in range(9):
        make_officer(
            f"人员{place}", make_unit(f"明川县第{place}局", f"X{place:03d}"), f"41992919900307{place:04d}", f"A{place}", expires_on=date(2026, 4, 10 + place)
        )

    (task,) = desk.tasks(certificate_manager, date(2026, 3, 5))

    assert (task.title, task.due_on) == ("9 名人员证件 60 日内到期，涉及 9 个单位", date(2026, 4, 10))
    assert task.url.endswith("?tab=ending")


# --- what it costs -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", LISTS)
def test_a_register_asks_the_same_for_one_row_and_for_three(
    officer: Officer, subject: Subject, make_officer: Callable[..., Officer], other_unit: Unit, bureau: Unit, client_for: ClientFor, inspector: User, name: str
) -> None:
    client, address = client_for(inspector), reverse(f"personnel:{name}")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for place, unit in enumerate((other_unit, bureau)):
        make_officer(f"孙{place}", unit, f"4199211990010100{place}0", f"B{place}")
        Subject.objects.create(unit=unit, credit_code="114199210000100101", kind="statutory", act_kinds=["行政处罚"])
    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(three) == len(one) <= 12
