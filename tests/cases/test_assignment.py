"""分派与回避: two reviewers, never of the file's own unit, drawn so that anyone can recompute."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Post, Unit, User
from cases.actions.assignment import assign_file, deal_reviewers, fill_seat, recuse
from cases.actions.sheet import submit_sheet
from cases.integrity import check
from cases.models import DrawKind, DrawnFile, ReviewBatch, ReviewSheet
from cases.reviewers import eligible, pool_of, refuse_out_of_sight, reviewers_in_sight
from cases.workflow import ReviewState, SheetState
from core.errors import DomainError, IllegalTransition
from core.notices.actions import deadline_of
from core.notices.models import Message
from tests.factories.accounts import UserFactory
from tests.fixtures.cast import HouseClient

MakePerson = Callable[..., User]


def test_assigning_opens_two_sheets_with_deadlines(sheets: list[ReviewSheet], reviewers: list[User]) -> None:
    assert [(sheet.seat, sheet.reviewer, sheet.state) for sheet in sheets] == [(1, reviewers[0], "assigned"), (2, reviewers[1], "assigned")]
    assert [deadline_of(sheet, "score_file").due_on for sheet in sheets] == [date(2026, 3, 19)] * 2
    assert DrawnFile.objects.get(pk=sheets[0].file_id).review_state == ReviewState.ASSIGNED


def test_a_reviewer_of_the_files_unit_is_refused(
    file: DrawnFile, make_person: MakePerson, unit: Unit, reviewers: list[User], inspector: User, at: datetime
) -> None:
    own = make_person("王本局", "own_reviewer", "reviewer", unit)

    with pytest.raises(DomainError, match="王本局是被评查单位的人员，不能评这份案卷"):
        assign_file(file=file, first=own, second=reviewers[0], actor=inspector, at=at)


def test_a_second_account_of_a_person_of_the_unit_is_refused(
    file: DrawnFile, unit_member: User, make_person: MakePerson, other_unit: Unit, reviewers: list[User], inspector: User, at: datetime
) -> None:
    second = make_person("陆思齐", "second_account", "reviewer", other_unit)
    User.objects.filter(pk=second.pk).update(person_key=unit_member.person_key)

    with pytest.raises(DomainError, match="不能评这份案卷"):
        assign_file(file=file, first=User.objects.get(pk=second.pk), second=reviewers[0], actor=inspector, at=at)


def test_a_reviewer_of_a_team_under_the_unit_is_refused(
    file: DrawnFile, make_unit: Callable[..., Unit], unit: Unit, make_person: MakePerson, reviewers: list[User], inspector: User, at: datetime
) -> None:
    team = make_unit("明川县市场监管综合行政执法大队", "X002T", parent=unit)
    member = make_person("赵执法", "team_reviewer", "reviewer", team)

    with pytest.raises(DomainError, match="不能评这份案卷"):
        assign_file(file=file, first=reviewers[0], second=member, actor=inspector, at=at)


def test_the_two_seats_are_two_persons(file: DrawnFile, reviewers: list[User], inspector: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="不能是同一个人"):
        assign_file(file=file, first=reviewers[0], second=reviewers[0], actor=inspector, at=at)


def test_somebody_without_the_post_of_reviewer_is_refused(file: DrawnFile, outsider: User, reviewers: list[User], inspector: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="没有评查员岗位"):
        assign_file(file=file, first=outsider, second=reviewers[0], actor=inspector, at=at)


def test_only_the_bureau_assigns(file: DrawnFile, reviewers: list[User], unit_member: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        assign_file(file=file, first=reviewers[0], second=reviewers[1], actor=unit_member, at=at)


def test_dealing_gives_every_arrived_file_two_reviewers_and_a_record(received: ReviewBatch, inspector: User, reviewers: list[User], at: datetime) -> None:
    record = deal_reviewers(batch=received, actor=inspector, at=at)

    assert (record.kind, len(record.result)) == (DrawKind.REVIEWERS, 2)
    assert {file.sheets.count() for file in DrawnFile.objects.all()} == {2}
    assert check() == []
    told = Message.objects.filter(channel="in_app", recipient__in=reviewers).values_list("title", flat=True)
    assert sum(int(title.removeprefix("分给您").removesuffix("份案卷")) for title in told) == 4


def test_dealing_with_too_few_reviewers_is_refused(received: ReviewBatch, inspector: User, reviewers: list[User], at: datetime) -> None:
    received.reviewers.set(reviewers[:1])

    with pytest.raises(DomainError, match="不足两人"):
        deal_reviewers(batch=received, actor=inspector, at=at)


def test_dealing_twice_finds_nothing_to_deal(received: ReviewBatch, inspector: User, at: datetime) -> None:
    deal_reviewers(batch=received, actor=inspector, at=at)

    with pytest.raises(IllegalTransition, match="没有待分派"):
        deal_reviewers(batch=received, actor=inspector, at=at)


def test_a_recused_reviewer_leaves_the_file_and_does_not_come_back(sheets: list[ReviewSheet], reviewers: list[User], inspector: User, at: datetime) -> None:
    sheet = recuse(sheet=sheets[0], actor=reviewers[0], at=at, reason="当事人是近亲属")

    assert (sheet.state, deadline_of(sheet, "score_file").cancelled_on) == (SheetState.RECUSED, date(2026, 3, 5))
    assert not DrawnFile.objects.visible_to(reviewers[0]).exists()
    assert reviewers[0] not in eligible(sheet.file, pool_of(sheet.file.row.batch))
    with pytest.raises(DomainError, match="已申请回避"):
        fill_seat(file=sheet.file, seat=1, reviewer=reviewers[0], actor=inspector, at=at)


def test_a_free_seat_is_filled_by_somebody_else(sheets: list[ReviewSheet], reviewers: list[User], inspector: User, at: datetime) -> None:
    recuse(sheet=sheets[0], actor=reviewers[0], at=at, reason="当事人是近亲属")

    sheet = fill_seat(file=sheets[0].file, seat=1, reviewer=reviewers[2], actor=inspector, at=at)

    assert (sheet.seat, sheet.reviewer) == (1, reviewers[2])
    with pytest.raises(IllegalTransition, match="已有评查员"):
        fill_seat(file=sheets[0].file, seat=2, reviewer=reviewers[3], actor=inspector, at=at)


def test_nobody_recuses_from_a_sheet_already_handed_in(sheets: list[ReviewSheet], reviewers: list[User], at: datetime) -> None:
    submit_sheet(sheet=sheets[0], version=0, actor=reviewers[0], at=at, vetoes_checked=True)

    with pytest.raises(IllegalTransition):
        recuse(sheet=sheets[0], actor=reviewers[0], at=at, reason="想起来了")


def test_only_reviewers_in_sight_may_be_chosen(reviewers: list[User], inspector: User, unit_member: User) -> None:
    User.objects.filter(pk=reviewers[3].pk).update(unit=None)  # invited, of no unit

    assert list(reviewers_in_sight(inspector)) == reviewers
    assert list(reviewers_in_sight(unit_member)) == [reviewers[3]]
    with pytest.raises(DomainError, match="张守正没有评查员岗位，或者不在可选范围内"):
        refuse_out_of_sight(reviewers[:1], unit_member)


def test_a_deal_made_after_midnight_bears_the_day_of_the_place(received: ReviewBatch, inspector: User) -> None:
    after_midnight = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)

    assert deal_reviewers(batch=received, actor=inspector, at=after_midnight).number.startswith("FP20260306-")


def test_a_file_costs_no_more_with_many_reviewers(file: DrawnFile, reviewers: list[User], client_for: Callable[[User], HouseClient], inspector: User) -> None:
    client, address = client_for(inspector), file.get_absolute_url()
    client.get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    with_four = asked()
    file.row.batch.reviewers.add(*UserFactory.create_batch(20, role="reviewer", unit=reviewers[0].unit))

    assert "评查人一" in client.get(address).text
    assert asked() == with_four


def test_posts_and_second_accounts_count_for_everybody_at_once(file: DrawnFile, reviewers: list[User], make_person: MakePerson) -> None:
    make_person("张守正", "own_second", "dept_liaison", file.row.unit)
    User.objects.filter(username__in=["own_second", reviewers[0].username]).update(person_key="one")
    Post.objects.filter(user=reviewers[1]).update(unit=file.row.unit)
    pool = pool_of(file.row.batch)

    with CaptureQueriesContext(connection) as found:
        free = eligible(file, pool)

    assert (free, len(found)) == (reviewers[2:], 3)


def test_who_is_without_the_post_from_today_on_reviews_no_more(file: DrawnFile, reviewers: list[User], inspector: User, at: datetime) -> None:
    Post.objects.filter(user=reviewers[0]).update(until=timezone.localdate())
    Post.objects.filter(user=reviewers[1]).update(until=timezone.localdate() + timedelta(days=1))

    assert reviewers[0] not in pool_of(file.row.batch)
    assert reviewers[1] in pool_of(file.row.batch)
    with pytest.raises(DomainError):
        assign_file(file=file, first=reviewers[0], second=reviewers[1], actor=inspector, at=at)
