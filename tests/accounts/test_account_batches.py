"""账号批次: posts granted by the security administrator in one step, and slips whose codes are shown once."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import actions, codes
from accounts.models import AccountBatch, ActivationCode, ChangeKind, Post, PostProposal, Unit, User
from core.audit.models import AuditEntry
from core.errors import DomainError
from tests.accounts.conftest import log_in
from tests.factories.accounts import PASSWORD, PostFactory, UnitFactory, UserFactory, role_named
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
Login = Callable[[User], HouseClient]
CODE = re.compile(r"(?:[A-Z2-9]{4}-){5}[A-Z2-9]{4}")


@pytest.fixture
def make_batch(system_admin: User, at: datetime) -> Callable[..., AccountBatch]:
    role_named("dept_liaison")
    unit = UnitFactory(name="明川县水利局", short_name="水利局")

    def make(number: int = 2, unit: Unit = unit) -> AccountBatch:
        start = User.objects.count()
        rows = [
            actions.AccountRow(
                None,
                {"username": f"new{start + place}", "name": f"新人{place}", "unit_id": unit.pk, "email": "", "office_phone": ""},
                "15412345117",
                ("dept_liaison",),
                date(2026, 3, 1),
            )
            for place in range(number)
        ]
        batch = actions.write_accounts(rows=rows, title="人员名单.xlsx", source=None, actor=system_admin, at=at)
        assert batch is not None
        return batch

    return make


@pytest.fixture
def batch(make_batch: Callable[..., AccountBatch]) -> AccountBatch:
    return make_batch()


def asked(batch: AccountBatch) -> list[int]:
    return list(batch.proposals.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("role", ["security_admin", "staff", "liaison"])
def test_only_the_system_administrator_writes_accounts(request: pytest.FixtureRequest, role: str, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        actions.write_accounts(rows=[], title="x", source=None, actor=request.getfixturevalue(role), at=at)


@pytest.mark.parametrize("role", ["system_admin", "audit_admin", "staff"])
def test_who_brought_the_list_grants_nothing(request: pytest.FixtureRequest, batch: AccountBatch, role: str, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        actions.grant_proposals(batch=batch, proposals=asked(batch), actor=request.getfixturevalue(role), at=at)
    with pytest.raises(PermissionDenied):
        actions.refuse_proposals(batch=batch, proposals=asked(batch), reason="不符", actor=request.getfixturevalue(role), at=at)


def test_a_whole_batch_is_granted_in_one_step(batch: AccountBatch, security_admin: User, at: datetime) -> None:
    assert actions.grant_proposals(batch=batch, proposals=asked(batch), actor=security_admin, at=at) == (2, [])

    assert [(post.user.name, post.role_id, post.since) for post in Post.objects.filter(user__batch=batch)] == [
        ("新人0", "dept_liaison", date(2026, 3, 1)),
        ("新人1", "dept_liaison", date(2026, 3, 1)),
    ]
    assert set(batch.proposals.values_list("state", "decided_by", "decided_at")) == {("granted", security_admin.pk, at)}
    assert AuditEntry.objects.filter(act="accounts.grant_post", actor=security_admin).count() == 2


def test_what_cannot_be_granted_goes_on_waiting_and_is_named(batch: AccountBatch, security_admin: User, at: datetime) -> None:
    held, disabled = batch.proposals.order_by("pk")
    PostFactory(user=held.user, role="dept_liaison", unit=held.unit)
    User.objects.filter(pk=disabled.user_id).update(is_active=False)

    number, refused = actions.grant_proposals(batch=batch, proposals=asked(batch), actor=security_admin, at=at)

    assert (number, refused) == (0, ["新人0：这个岗位已经有了。", "新人1：账号已停用，不能授予岗位。"])
    assert batch.proposals.waiting().count() == 2


def test_one_that_cannot_be_granted_does_not_hold_up_the_others(batch: AccountBatch, security_admin: User, at: datetime) -> None:
    held, free = batch.proposals.order_by("pk")
    PostFactory(user=held.user, role="dept_liaison", unit=held.unit)

    number, refused = actions.grant_proposals(batch=batch, proposals=asked(batch), actor=security_admin, at=at)

    assert (number, refused) == (1, ["新人0：这个岗位已经有了。"])
    assert list(Post.objects.filter(user=free.user).values_list("is_default", flat=True)) == [True]


def test_a_post_granted_with_others_ends_the_logins_of_the_person(batch: AccountBatch, security_admin: User, at: datetime) -> None:
    person = batch.accounts.order_by("pk")[0]
    before = person.login_serial
    HouseClient().force_login(person)

    actions.grant_proposals(batch=batch, proposals=asked(batch), actor=security_admin, at=at)

    person.refresh_from_db()
    assert person.login_serial == before + 1
    assert not person.logins.exists()


def test_nobody_grants_to_himself_among_others(batch: AccountBatch, security_admin: User, at: datetime) -> None:
    proposal = batch.proposals.order_by("pk")[0]
    User.objects.filter(pk__in=[proposal.user_id, security_admin.pk]).update(person_key="one-person")
    security_admin.refresh_from_db()

    number, refused = actions.grant_proposals(batch=batch, proposals=asked(batch), actor=security_admin, at=at)

    assert (number, refused) == (1, ["新人0：不能给自己授予或终止岗位。"])


def test_a_post_is_granted_once(batch: AccountBatch, security_admin: User, at: datetime) -> None:
    actions.grant_proposals(batch=batch, proposals=asked(batch), actor=security_admin, at=at)

    assert actions.grant_proposals(batch=batch, proposals=asked(batch), actor=security_admin, at=at) == (0, [])


def test_a_refusal_needs_a_reason_and_keeps_it(batch: AccountBatch, security_admin: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="请写明不予授予的理由"):
        actions.refuse_proposals(batch=batch, proposals=asked(batch), reason=" ", actor=security_admin, at=at)

    assert actions.refuse_proposals(batch=batch, proposals=asked(batch)[:1], reason="已调离", actor=security_admin, at=at) == 1
    assert list(batch.proposals.order_by("pk").values_list("state", "reason")) == [("refused", "已调离"), ("waiting", "")]
    assert AuditEntry.objects.get(act="accounts.refuse_post").note == "已调离"


def test_proposals_of_another_batch_are_left_alone(batch: AccountBatch, make_batch: Callable[..., AccountBatch], security_admin: User, at: datetime) -> None:
    other = make_batch()

    assert actions.grant_proposals(batch=batch, proposals=asked(other), actor=security_admin, at=at) == (0, [])


def test_the_database_holds_one_waiting_proposal_and_decisions_whole(batch: AccountBatch) -> None:
    proposal = batch.proposals.first()
    assert proposal is not None

    with pytest.raises(IntegrityError, match="post_proposal_decided_together"):
        PostProposal.objects.filter(pk=proposal.pk).update(state="granted")


def test_the_database_refuses_a_second_waiting_proposal(batch: AccountBatch) -> None:
    proposal = batch.proposals.first()
    assert proposal is not None
    proposal.pk = None

    with pytest.raises(IntegrityError, match="post_proposal_waits_once"):
        proposal.save(force_insert=True)


def test_slips_give_everybody_a_code_that_works_once(batch: AccountBatch, system_admin: User, at: datetime) -> None:
    slips = actions.print_slips(batch=batch, people=User.objects.all(), actor=system_admin, at=at)

    assert [user.name for user, _ in slips] == ["新人0", "新人1"]
    user, code = slips[0]
    assert codes.use(user.username, code, at) == user
    assert codes.use(user.username, code, at) is None
    batch.refresh_from_db()
    assert batch.printed_at == at
    assert AuditEntry.objects.filter(act="accounts.print_slip").count() == 2
    assert AuditEntry.objects.get(act="accounts.print_slips").note == "2 张"


def test_printing_again_voids_the_codes_before(batch: AccountBatch, system_admin: User, at: datetime) -> None:
    (user, first), _ = actions.print_slips(batch=batch, people=User.objects.all(), actor=system_admin, at=at)
    (_, second), _ = actions.print_slips(batch=batch, people=User.objects.all(), actor=system_admin, at=at)

    assert codes.use(user.username, first, at) is None
    assert codes.use(user.username, second, at) == user


def test_who_has_activated_gets_no_slip(batch: AccountBatch, system_admin: User, at: datetime) -> None:
    (user, code), _ = actions.print_slips(batch=batch, people=User.objects.all(), actor=system_admin, at=at)
    actions.activate(username=user.username, code=code, password=PASSWORD, at=at)

    assert [one.name for one, _ in actions.print_slips(batch=batch, people=User.objects.all(), actor=system_admin, at=at)] == ["新人1"]


def test_a_batch_without_anybody_to_activate_prints_nothing(batch: AccountBatch, system_admin: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="没有未激活的账号"):
        actions.print_slips(batch=batch, people=User.objects.none(), actor=system_admin, at=at)


def test_slips_are_printed_by_the_system_administrator_alone(batch: AccountBatch, security_admin: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        actions.print_slips(batch=batch, people=User.objects.all(), actor=security_admin, at=at)


def test_the_page_shows_codes_for_a_while_and_keeps_them_nowhere(client: Client, batch: AccountBatch, system_admin: User) -> None:
    log_in(client, system_admin.username)
    page = client.post(f"/accounts/batches/{batch.pk}/slips/", follow=True).content.decode()

    shown = CODE.findall(page)
    assert len(set(shown)) == 2
    assert "严禁录入、上传国家秘密和工作秘密" in page
    assert "/accounts/activate/" in page
    assert not CODE.search(client.get(f"/accounts/batches/{batch.pk}/").content.decode())
    assert not ActivationCode.objects.filter(code_hash__in=shown).exists()
    assert not any(code in str(entry.note) + str(entry.changes) for entry in AuditEntry.objects.all() for code in shown)


def test_slips_reloaded_are_the_same_slips(client: Client, batch: AccountBatch, system_admin: User) -> None:
    log_in(client, system_admin.username)
    answer = client.post(f"/accounts/batches/{batch.pk}/slips/")

    first, again = (CODE.findall(client.get(answer.headers["Location"]).content.decode()) for _ in range(2))
    assert (len(first), again, ActivationCode.objects.filter(expires_at__gt=timezone.now()).count()) == (2, first, 2)

    client.post(f"/accounts/batches/{batch.pk}/slips/done/")
    assert client.get(answer.headers["Location"]).headers["Location"] == f"/accounts/batches/{batch.pk}/"


def test_slips_are_shown_for_ten_minutes_in_the_login_that_made_them(batch: AccountBatch, system_admin: User, at: datetime) -> None:
    session = SessionBase()
    codes.lay_out_slips(session, batch.pk, actions.print_slips(batch=batch, people=User.objects.all(), actor=system_admin, at=at), at)

    shown = [len(codes.laid_out_slips(session, pk, at + timedelta(minutes=m))[0]) for pk, m in ((batch.pk, 10), (batch.pk, 11), (batch.pk + 1, 0))]
    assert shown == [2, 0, 0]
    assert not CODE.search(str(dict(session.items())))


def test_slips_of_one_unit_leave_the_codes_of_the_others(client: Client, make_batch: Callable[..., AccountBatch], system_admin: User) -> None:
    batch = make_batch()
    other = UnitFactory(name="明川县交通运输局", short_name="交通局")
    User.objects.filter(batch=batch, name="新人1").update(unit=other)
    log_in(client, system_admin.username)

    page = client.post(f"/accounts/batches/{batch.pk}/slips/", {"unit": other.pk}, follow=True).content.decode()

    assert len(CODE.findall(page)) == 1
    assert ActivationCode.objects.get().user.unit == other


def test_the_security_administrator_grants_over_the_page(client: Client, batch: AccountBatch, security_admin: User) -> None:
    log_in(client, security_admin.username)
    page = client.get(f"/accounts/batches/{batch.pk}/").content.decode()

    assert page.count('name="proposal"') == 2
    assert "checked" not in page[page.index('<form method="post"') :]  # each is looked at and ticked
    assert "打印激活通知单" not in page
    assert client.post(f"/accounts/batches/{batch.pk}/grant/").status_code == 422
    assert client.post(f"/accounts/batches/{batch.pk}/refuse/", {"proposal": asked(batch)[:1], "reason": ""}).status_code == 422
    assert client.post(f"/accounts/batches/{batch.pk}/refuse/", {"proposal": asked(batch)[:1], "reason": "已调离"}).status_code == 302
    assert client.post(f"/accounts/batches/{batch.pk}/grant/", {"proposal": asked(batch)[1:]}).status_code == 302
    assert sorted(batch.proposals.values_list("state", flat=True)) == ["granted", "refused"]


def test_waiting_posts_stand_on_the_desk_of_the_security_administrator(client: Client, batch: AccountBatch, security_admin: User) -> None:
    log_in(client, security_admin.username)

    assert "2 个岗位待授予" in client.get("/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_list_and_page_need_the_same_queries_for_any_number(
    client_for: Login, make_batch: Callable[..., AccountBatch], system_admin: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        batch = make_batch(number)
    client = client_for(system_admin)
    client.get("/accounts/batches/")

    with django_assert_num_queries(8):
        client.get("/accounts/batches/")
    with django_assert_num_queries(7):
        client.get(f"/accounts/batches/{batch.pk}/")


def test_a_post_asked_for_at_a_unit_that_is_merged_waits_at_its_successor(batch: AccountBatch, system_admin: User, at: datetime) -> None:
    old, successor = batch.proposals.first().unit, UnitFactory()  # type: ignore[union-attr]

    actions.succeed_unit(unit=old, successor=successor, kind=ChangeKind.MERGE, on=at.date(), basis="明发〔2026〕3号", actor=system_admin, at=at)

    assert set(batch.proposals.values_list("unit", "state")) == {(successor.pk, "waiting")}


def test_a_telephone_kept_since_the_list_was_read_stays(system_admin: User, bureau: Unit) -> None:
    user = UserFactory(unit=bureau)
    stale = User.objects.get(pk=user.pk)
    User.objects.filter(pk=user.pk).update(phone="kept", phone_index="index")

    facts = {"username": user.username, "name": "新名", "unit_id": bureau.pk, "email": "", "office_phone": ""}
    row = actions.AccountRow(stale, facts, "", (), timezone.localdate())
    actions.write_accounts(rows=[row], title="名单", source=None, actor=system_admin, at=timezone.now())

    user.refresh_from_db()
    assert (user.name, user.phone, user.phone_index) == ("新名", "kept", "index")
