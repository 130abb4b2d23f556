"""合并、撤销: everything open goes to the successor, everything closed stays, and nobody is forgotten."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions, tree
from accounts.models import ChangeKind, Post, PostProposal, Unit, UnitChange, User
from accounts.names import resolve_unit
from accounts.recipients import holders
from accounts.succession import preview, successions
from cases.models import BatchUnit
from cases.workflow import BatchState, UnitState
from core.audit.models import AuditEntry
from core.errors import DomainError, StaleForm
from core.jobs.models import Job
from core.lists.actions import save_view
from core.lists.models import SavedView, Sharing
from core.notices.models import Deadline, Message
from documents.models import Document, Service
from personnel.models import Officer, Subject
from rectification.actions import acknowledge
from rectification.models import Order
from submissions.models import Submission
from supervision.plans.models import Assignment
from tests.accounts.conftest import log_in
from tests.factories.accounts import PostFactory, UnitFactory, UserFactory
from tests.factories.reviews import review_row
from tests.factories.world import build_world
from tests.url_samples import World
from tests.url_samples import documents as of_documents
from tests.url_samples import personnel as of_personnel
from tests.url_samples import rectification as of_rectification
from tests.url_samples import submissions as of_submissions
from tests.url_samples import supervision as of_supervision

pytestmark = pytest.mark.django_db
ON, BASIS = date(2026, 3, 1), "明发〔2026〕3号"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def system_admin(world: World) -> User:
    return world.people["system_admin"]


@pytest.fixture
def open_things(world: World) -> dict[str, Any]:
    """One of every kind of matter, open with the unit that goes."""
    staff = world.people["bureau_staff"]
    facts = {
        "order": of_rectification.issued_order(world),
        "share": Assignment.objects.get(pk=of_supervision.share(world)["pk"]),
        "officer": Officer.objects.get(pk=of_personnel.officer(world)["pk"]),
        "subject": Subject.objects.get(pk=of_personnel.subject(world)["pk"]),
        "served": of_documents.served_document(world).services.get(),
        "draft": Document.objects.get(pk=of_documents.draft(world)["pk"]),
        "row": review_row(world.unit, staff, world.at, UnitState.SCORED),
        "handover": actions.propose_handover(
            post=world.people["dept_liaison"].posts.get(), taker=world.people["dept_leader"], reason="轮岗", actor=world.people["dept_leader"], at=world.at
        ),
        "group": actions.create_group(name="涉水单位", units=[world.unit, world.other_unit], is_shared=True, actor=staff, at=world.at),
        "below": UnitFactory(name="明川县水利大队", kind="team", parent=world.unit),
    }
    return facts | {
        "job": Job.objects.create(kind="list_export", title="导出", requested_by=world.people["dept_liaison"], unit=world.unit, created_at=world.at)
    }


def merge(world: World, actor: User | None = None, kind: str = ChangeKind.MERGE, into: Unit | None = None) -> UnitChange:
    actor = actor or world.people["system_admin"]
    return actions.succeed_unit(unit=world.unit, successor=into or world.other_unit, kind=kind, on=ON, basis=BASIS, actor=actor, at=world.at)


def test_after_a_merger_nothing_open_refers_to_the_old_unit(world: World, open_things: dict[str, Any]) -> None:
    merge(world)

    left = {one.label: list(one.rows(world.unit)) for one in successions() if one.rows(world.unit).exists()}
    assert left == {"待签收、待回复的文书": [open_things["served"]]}  # a service is a fact, and the successor's to answer


def test_what_is_open_belongs_to_the_successor(world: World, open_things: dict[str, Any]) -> None:
    merge(world)

    for name in ("order", "share", "officer", "subject", "row", "job"):
        row = open_things[name]
        row.refresh_from_db()
        assert (name, row.unit) == (name, world.other_unit)
    draft = Document.objects.get(pk=open_things["draft"].pk)
    assert (draft.to_unit, draft.to_text) == (world.other_unit, world.other_unit.name)
    assert list(Service.objects.filter(document=draft).values_list("unit", flat=True)) == [world.other_unit.pk]
    assert not Deadline.objects.open().filter(unit=world.unit).exists()


def test_the_pages_of_what_went_say_from_whom(world: World, open_things: dict[str, Any], client_for: Callable[[User], Client]) -> None:
    rows = [open_things["order"], open_things["draft"], Submission.objects.get(pk=of_submissions.submission(world)["pk"])]
    browser, names = client_for(world.people["bureau_staff"]), (world.unit.name, world.other_unit.name)
    before = [browser.get(row.get_absolute_url()).content.decode() for row in rows]

    merge(world)
    last = UnitFactory(name="明川县农业农村局")
    actions.succeed_unit(unit=world.other_unit, successor=last, kind="dissolve", on=ON, basis=BASIS, actor=world.people["system_admin"], at=timezone.now())

    line = "承继自<b>{}（2026-03-01合并）、{}（2026-03-01撤销）</b>".format(*names)
    after = [browser.get(row.get_absolute_url()).content.decode() for row in rows]
    assert (["承继自" in page for page in before], [line in page for page in after]) == ([False] * 3, [True] * 3)


def test_what_is_closed_stays(world: World, open_things: dict[str, Any]) -> None:
    staff, order = world.people["bureau_staff"], open_things["order"]
    Officer.objects.update(is_active=False)
    BatchUnit.objects.filter(pk=open_things["row"].pk).update(state=UnitState.VERIFIED)
    from_rectification = {"status": "cancelled", "cancelled_at": world.at, "cancelled_by": staff, "cancel_reason": "重复"}
    Order.objects.filter(pk=order.pk).update(**from_rectification)

    merge(world)

    assert {Officer.objects.get().unit, BatchUnit.objects.get().unit, Order.objects.get().unit} == {world.unit}


def test_the_preview_says_what_the_act_does(world: World, open_things: dict[str, Any]) -> None:
    seen = {one.succession.label: (one.goes, one.stays) for one in preview(world.unit, world.other_unit)}

    change = merge(world)

    assert {label: count for label, count, _ in change.passed} == {label: goes for label, (goes, _) in seen.items() if goes}
    assert {label: count for label, count, _, _ in change.stayed} == {label: stays for label, (_, stays) in seen.items() if stays}


def test_two_rows_of_one_batch_are_both_kept(world: World) -> None:
    row = review_row(world.unit, world.people["bureau_staff"], world.at, UnitState.SCORED)
    own = BatchUnit.objects.create(batch=row.batch, unit=world.other_unit)

    change = merge(world)

    row.refresh_from_db()
    assert (row.unit, own.unit) == (world.unit, world.other_unit)
    assert change.stayed == [["评查批次", 1, "个", "承接单位在同一批次已有一行，两行分别办理，成绩不合并"]]


def test_a_drafted_batch_names_the_successor_once(world: World) -> None:
    row = review_row(world.unit, world.people["bureau_staff"], world.at, batch_state=BatchState.DRAFT)
    BatchUnit.objects.create(batch=row.batch, unit=world.other_unit)

    merge(world)

    assert [one.unit for one in BatchUnit.objects.all()] == [world.other_unit]


def test_two_shares_of_one_task_are_both_kept(world: World, open_things: dict[str, Any]) -> None:
    Assignment.objects.create(item=open_things["share"].item, unit=world.other_unit, unit_text="林业局")

    merge(world)

    assert set(Assignment.objects.values_list("unit", flat=True)) == {world.unit.pk, world.other_unit.pk}


def test_groups_name_the_successor_once_and_hand_overs_asked_for_are_withdrawn(world: World, open_things: dict[str, Any]) -> None:
    merge(world)

    open_things["handover"].refresh_from_db()
    assert (list(open_things["group"].units.all()), open_things["handover"].state) == ([world.other_unit], "withdrawn")


def test_a_successor_with_a_subject_of_its_own_lets_the_old_one_lapse(world: World, open_things: dict[str, Any]) -> None:
    own = Subject.objects.create(unit=world.other_unit, credit_code="1", kind="statutory")

    merge(world)

    assert list(Subject.objects.order_by("pk").values_list("unit", "status")) == [(world.unit.pk, "lapsed"), (own.unit_id, "active")]


def test_people_keep_their_roles_at_the_successor(world: World) -> None:
    liaison = world.people["dept_liaison"]
    serial = liaison.login_serial

    merge(world)

    liaison = User.objects.get(pk=liaison.pk)
    assert (liaison.unit, liaison.post.unit, liaison.post.role_id) == (world.other_unit, world.other_unit, "dept_liaison")
    assert liaison.login_serial > serial
    ended = Post.objects.get(user=liaison, unit=world.unit)
    assert ended.until is not None


def test_a_post_held_at_both_is_held_once(world: World) -> None:
    liaison = world.people["dept_liaison"]
    PostFactory(user=liaison, unit=world.other_unit, role="dept_liaison")

    merge(world)

    assert [post.unit for post in User.objects.get(pk=liaison.pk).held_posts] == [world.other_unit]


def test_the_successor_sees_and_handles_what_stays_with_the_old_name(world: World, open_things: dict[str, Any]) -> None:
    merge(world)

    sibling = User.objects.get(pk=world.people["sibling"].pk)
    assert Service.objects.visible_to(sibling).get(pk=open_things["served"].pk).unit == world.unit
    assert sibling in holders(Unit.objects.get(pk=world.unit.pk), "documents.receive_document")
    order = Order.objects.visible_to(sibling).get(pk=open_things["order"].pk)
    assert acknowledge(order=order, actor=sibling, at=world.at).status == "acknowledged"


def test_the_tree_stays_whole_and_old_names_mean_the_successor(world: World, open_things: dict[str, Any]) -> None:
    merge(world)

    old, below = Unit.objects.get(pk=world.unit.pk), Unit.objects.get(pk=open_things["below"].pk)
    assert (old.is_active, old.parent, below.parent) == (False, world.other_unit, world.other_unit)
    assert tree.broken_paths() == []
    assert resolve_unit("明川县水利局") == resolve_unit("水利局") == world.other_unit


def test_everybody_concerned_is_told(world: World) -> None:
    merge(world)

    for name in ("dept_liaison", "dept_leader", "sibling"):
        assert Message.objects.inbox(world.people[name]).get().title == "明川县水利局并入明川县林业局"


def test_a_dissolved_unit_has_a_successor_too(world: World, open_things: dict[str, Any]) -> None:
    assert merge(world, kind=ChangeKind.DISSOLVE).words() == "明川县水利局撤销，职能划入明川县林业局"


def test_a_unit_with_open_things_is_not_simply_closed(world: World, open_things: dict[str, Any]) -> None:
    Post.objects.filter(unit=world.unit).update(until=date(2026, 2, 1))
    Unit.objects.filter(pk=open_things["below"].pk).update(is_active=False)

    with pytest.raises(DomainError, match="未销号的整改通知 1 件"):
        actions.close_unit(unit=world.unit, actor=world.people["system_admin"], at=world.at, reason="撤销")


def test_closing_leaves_a_line_in_the_history(world: World) -> None:
    Post.objects.filter(unit=world.unit).update(until=date(2026, 2, 1))

    actions.close_unit(unit=world.unit, actor=world.people["system_admin"], at=world.at, reason="明发〔2026〕3号")

    assert UnitChange.objects.get().words() == "明川县水利局撤销"


def test_the_second_administrator_is_told(world: World) -> None:
    merge(world)
    third = UnitFactory(name="明川县农业局")

    with pytest.raises(StaleForm, match="明川县水利局并入明川县林业局"):
        merge(world, into=third)


def test_views_shared_in_the_unit_are_shared_with_the_successor(world: World) -> None:
    owner, other = world.people["dept_liaison"], UserFactory(role="dept_liaison", unit=world.other_unit)
    for person, name in ((owner, "逾期"), (owner, "本月"), (other, "本月")):
        save_view(page="orders", name=name, query="", sharing=Sharing.UNIT, actor=person, at=world.at)

    merge(world)

    kept = SavedView.objects.order_by("pk").values_list("name", "owner", "sharing", "unit")
    assert list(kept) == [
        ("逾期", owner.pk, "unit", world.other_unit.pk),
        ("本月", owner.pk, "personal", None),
        ("本月", other.pk, "unit", world.other_unit.pk),
    ]


def test_a_unit_opened_again_has_a_line_that_says_so(world: World) -> None:
    lone, admin = UnitFactory(name="明川县供销社"), world.people["system_admin"]
    actions.close_unit(unit=lone, actor=admin, at=world.at, reason="机构改革")
    actions.open_unit(unit=lone, actor=admin, at=world.at + timedelta(days=1))

    assert [change.words() for change in lone.changes.order_by("pk")] == ["明川县供销社撤销", "明川县供销社恢复"]


def test_a_merged_unit_is_not_opened_again(world: World) -> None:
    merge(world)

    with pytest.raises(DomainError, match="不能再启用"):
        actions.open_unit(unit=world.unit, actor=world.people["system_admin"], at=world.at)
    with pytest.raises(DomainError, match="不能再修改"):
        actions.edit_unit(unit=world.unit, actor=world.people["system_admin"], at=world.at, short_name="水务局")


def test_a_merged_unit_is_offered_nothing_that_would_be_refused(world: World) -> None:
    merge(world)
    client = Client()
    log_in(client, world.people["system_admin"].username)

    page = client.get(world.unit.get_absolute_url()).content.decode()

    offered = [name for name in ("unit-open", "unit-move", "unit-edit", "unit-rename") if reverse(f"accounts:{name}", args=[world.unit.pk]) in page]
    assert (offered, "原单位只供查阅" in page) == ([], True)


def test_a_chain_of_mergers_carries_everything_on(world: World, open_things: dict[str, Any]) -> None:
    merge(world)
    third = UnitFactory(name="明川县农业局", parent=world.other_unit.parent)

    actions.succeed_unit(unit=world.other_unit, successor=third, kind="merge", on=ON, basis=BASIS, actor=world.people["system_admin"], at=world.at)

    order = Order.objects.get(pk=open_things["order"].pk)
    assert (order.unit, Unit.objects.get(pk=world.unit.pk).parent) == (third, third)
    assert tree.broken_paths() == []


def test_a_unit_does_not_go_into_one_below_itself(world: World, open_things: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="不能是本单位或其下级"):
        merge(world, into=open_things["below"])


def test_the_bureau_goes_nowhere(world: World, system_admin: User) -> None:
    with pytest.raises(DomainError, match="不能并入"):
        actions.succeed_unit(unit=world.bureau, successor=world.other_unit, kind="merge", on=ON, basis=BASIS, actor=system_admin, at=world.at)


def test_nothing_goes_into_the_bureau_where_its_posts_would_look_down(world: World) -> None:
    with pytest.raises(DomainError, match=r"请并入其他部门；.*可以停用"):
        merge(world, into=world.bureau)

    assert Unit.objects.get(pk=world.unit.pk).is_active


def test_nobody_moves_his_own_post(world: World) -> None:
    other = UserFactory(role="system_admin", unit=world.unit)

    with pytest.raises(DomainError, match="另一位系统管理员"):
        merge(world, actor=other)


def test_only_who_keeps_units_merges_them(world: World) -> None:
    with pytest.raises(PermissionDenied):
        merge(world, actor=world.people["bureau_staff"])


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("unit_change_merge_has_successor", {"kind": "merge"}),
        ("unit_change_kind_known", {"kind": "split"}),
        ("unit_change_rename_has_name", {"kind": "rename"}),
        ("unit_change_rename_has_name", {"kind": "dissolve", "new_name": "新局"}),
        ("unit_change_successor_is_other", {"kind": "dissolve", "own": True}),
    ],
)
def test_constraints(world: World, system_admin: User, name: str, facts: dict[str, Any]) -> None:
    successor = world.unit if facts.pop("own", False) else None

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        UnitChange.objects.create(
            unit=world.unit, successor=successor, on=ON, former_name="甲", former_short_name="甲", at=world.at, actor=system_admin, **facts
        )


def test_a_unit_has_one_successor(world: World, system_admin: User) -> None:
    merge(world)

    with pytest.raises(IntegrityError, match="unit_succeeded_once"), transaction.atomic():
        UnitChange.objects.create(
            unit=world.unit, kind="merge", successor=world.bureau, on=ON, former_name="甲", former_short_name="甲", at=world.at, actor=system_admin
        )


def test_a_post_that_begins_later_at_the_successor_begins_with_the_merger(world: World) -> None:
    liaison = world.people["dept_liaison"]
    later = PostFactory(user=liaison, role="dept_liaison", unit=world.other_unit, since=timezone.localdate(world.at) + timedelta(days=5))

    merge(world)

    later.refresh_from_db()
    standing = Post.objects.filter(user=liaison, until=None)
    assert (list(standing), later.since) == ([later], timezone.localdate(world.at))


def asked(world: World, user: User, unit: Unit) -> PostProposal:
    facts = {"username": user.username, "name": user.name, "unit_id": unit.pk, "email": "", "office_phone": ""}
    row = actions.AccountRow(user, facts, "", ("dept_liaison",), ON)
    batch = actions.write_accounts(rows=[row], title="名单", source=None, actor=world.people["system_admin"], at=world.at)
    assert batch is not None
    return batch.proposals.get()


def test_a_post_asked_for_at_both_is_not_granted_twice(world: World) -> None:
    user, other = UserFactory(unit=world.unit), UserFactory(unit=world.unit)
    both, there, alone = asked(world, user, world.unit), asked(world, user, world.other_unit), asked(world, other, world.unit)

    merge(world)

    for proposal in (both, there, alone):
        proposal.refresh_from_db()
    assert [(one.state, one.unit, one.reason) for one in (both, there, alone)] == [
        ("refused", world.unit, "承接单位已在等待授予同一岗位"), ("waiting", world.other_unit, ""), ("waiting", world.other_unit, ""),
    ]  # fmt: skip


def test_no_post_is_granted_at_a_unit_that_is_gone(world: World) -> None:
    proposal = asked(world, UserFactory(unit=world.unit), world.unit)
    Unit.objects.filter(pk=world.unit.pk).update(is_active=False)

    granted, refused = actions.grant_proposals(batch=proposal.batch, proposals=[proposal.pk], actor=world.people["security_admin"], at=world.at)

    assert (granted, refused) == (0, [f"{proposal.user}：{world.unit}已停用，不能授予岗位。"])


def test_an_old_list_of_units_does_not_undo_a_merger(world: World) -> None:
    system_admin, old = world.people["system_admin"], world.unit
    merge(world)

    rows = [
        actions.UnitRow(old.code, "Z0", {"name": old.name, "short_name": old.short_name, "kind": old.kind}),
        actions.UnitRow(world.other_unit.code, "Z0", {"name": world.other_unit.name, "short_name": "林业局", "kind": "department", "aliases": []}),
    ]
    actions.write_units(rows=rows, actor=system_admin, at=world.at)

    gone, successor = Unit.objects.get(pk=old.pk), Unit.objects.get(pk=world.other_unit.pk)
    assert (gone.parent, gone.path.startswith(successor.path), resolve_unit(old.name)) == (successor, True, successor)
    with pytest.raises(DomainError, match="不能再变更上级单位"):
        actions.move_unit(unit=gone, parent=world.bureau, actor=system_admin, at=world.at)


def test_daily_work_goes_on_naming_the_units_while_they_are_merged(world: World, open_things: dict[str, Any]) -> None:
    """An act that holds its own row and then names the unit in another would stop with the merger at each other's locks."""
    with CaptureQueriesContext(connection) as seen:
        merge(world)

    locking = [query["sql"] for query in seen if " FOR " in query["sql"] and "UPDATE" in query["sql"] and 'FROM "accounts_unit"' in query["sql"]]
    assert [sql for sql in locking if "FOR NO KEY UPDATE" not in sql] == []
    assert len(locking) >= 2


def test_a_hand_over_that_was_asked_for_is_withdrawn_on_record_and_its_proposer_told(world: World, open_things: dict[str, Any]) -> None:
    merge(world)

    asked_for = open_things["handover"]
    assert AuditEntry.objects.get(act="accounts.withdraw_handover").target_id == str(asked_for.pk)
    assert Message.objects.inbox(asked_for.proposed_by).filter(title=f"工作交接撤回：{asked_for.role}（{world.unit}）").exists()


def test_a_merger_is_not_dated_before_the_last_change_of_the_name(world: World) -> None:
    facts = {"name": "明川县水务局", "short_name": "水务局", "on": ON + timedelta(days=1), "basis": BASIS}
    actions.rename_unit(unit=world.unit, actor=world.people["system_admin"], at=world.at, **facts)

    with pytest.raises(DomainError, match="不能早于上一次变更的日期"):
        merge(world)
