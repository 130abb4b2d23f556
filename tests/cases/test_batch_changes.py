"""草拟批次的修改、抽取前的撤销."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Unit, User
from cases.actions.batch import edit_batch, publish_batch
from cases.actions.catalogue import ask_exclusion
from cases.actions.draw import lock_frame
from cases.actions.dropping import drop_batch
from cases.desk import tasks
from cases.models import BatchUnit, ReviewBatch
from cases.workflow import BatchState, UnitState
from core.audit.models import AuditEntry
from core.errors import DomainError, IllegalTransition, StaleForm
from core.notices.actions import deadline_of
from core.notices.models import Deadline, Message
from tests.fixtures.cast import HouseClient

Log = Callable[[User], HouseClient]
REASON = "县政府统一安排，并入下半年评查"


@pytest.fixture
def second_unit(make_unit: Callable[..., Unit], government: Unit) -> Unit:
    return make_unit("明川县林业局", "X012", parent=government)


def as_it_stands(batch: ReviewBatch, **changed: Any) -> dict[str, Any]:
    """What the form sends when nothing but `changed` was touched."""
    names = ("name", "period_from", "period_to", "catalogue_due_on", "self_report_due_on", "ratio", "minimum", "threshold", "version")
    chosen = {name: [row.pk for row in getattr(batch, name).all()] for name in ("rubrics", "units", "reviewers")}
    return {name: getattr(batch, name) for name in names} | chosen | changed


def edited(batch: ReviewBatch, **changed: Any) -> ReviewBatch:
    values = {name: value for name, value in as_it_stands(batch).items() if name not in {"rubrics", "units", "reviewers"}}
    sets = {name: getattr(batch, name).all() for name in ("rubrics", "units", "reviewers")}
    return edit_batch(**{"batch": batch, **values, **sets, **changed})


def test_a_unit_that_is_gone_is_not_chosen(batch: ReviewBatch, second_unit: Unit, inspector: User, at: datetime) -> None:
    Unit.objects.filter(pk=second_unit.pk).update(is_active=False)

    with pytest.raises(DomainError, match="已停用，不能列为被评查单位。"):
        edited(batch, actor=inspector, at=at, units=[second_unit])


def test_a_draft_is_changed_and_the_change_is_on_record(batch: ReviewBatch, second_unit: Unit, reviewers: list[User], inspector: User, at: datetime) -> None:
    edited(batch, actor=inspector, at=at, name="2026年第二批案卷评查", units=[second_unit], reviewers=reviewers[:2])

    now = ReviewBatch.objects.get()
    assert (now.name, now.version, list(now.units.all()), set(now.reviewers.all())) == ("2026年第二批案卷评查", 1, [second_unit], set(reviewers[:2]))
    entry = AuditEntry.objects.get(act="edit_batch")
    assert entry.changes == {"name": ["2026年第一批案卷评查", "2026年第二批案卷评查"]}


def test_a_draft_changed_elsewhere_is_not_written_over(batch: ReviewBatch, inspector: User, at: datetime, client_for: Log) -> None:
    edited(batch, actor=inspector, at=at, minimum=2)

    with pytest.raises(StaleForm, match="已在别处修改过"):
        edited(batch, actor=inspector, at=at, minimum=3)
    answer = client_for(inspector).post(f"{batch.get_absolute_url()}edit/", as_it_stands(batch, minimum=3))
    assert (answer.status_code, ReviewBatch.objects.get().minimum) == (409, 2)


def test_a_draft_is_changed_on_its_page(batch: ReviewBatch, second_unit: Unit, inspector: User, client_for: Log) -> None:
    client, address = client_for(inspector), f"{batch.get_absolute_url()}edit/"
    assert address in client.get(batch.get_absolute_url()).text
    page = client.get(address)
    assert page.context["form"].initial["units"].get() == batch.units.get()
    assert batch.name in page.text

    answer = client.post(address, as_it_stands(batch, units=[batch.units.get().pk, second_unit.pk], minimum=2))

    assert (answer.status_code, answer.url) == (302, batch.get_absolute_url())
    assert (ReviewBatch.objects.get().minimum, BatchUnit.objects.count()) == (2, 2)


def test_what_is_published_is_not_changed(published: ReviewBatch, inspector: User, unit_member: User, client_for: Log, at: datetime) -> None:
    with pytest.raises(IllegalTransition):
        edited(published, actor=inspector, at=at, minimum=2)
    address = f"{published.get_absolute_url()}edit/"
    assert client_for(inspector).get(address).url == published.get_absolute_url()
    assert address not in client_for(inspector).get(published.get_absolute_url()).text
    assert client_for(unit_member).get(address).status_code == 403


def test_a_name_is_used_once_among_batches_that_stand(batch: ReviewBatch, inspector: User, client_for: Log, at: datetime) -> None:
    client, again = client_for(inspector), as_it_stands(batch)
    answer = client.post("/cases/batches/new/", again)
    assert (answer.status_code, "已有同名的批次" in answer.text) == (422, True)

    drop_batch(batch=batch, actor=inspector, at=at, reason=REASON)

    assert client.post("/cases/batches/new/", again).status_code == 302
    assert [row.state for row in ReviewBatch.objects.order_by("pk")] == [BatchState.DROPPED, BatchState.DRAFT]


def test_dropping_releases_the_units_and_tells_them_why(
    row: BatchUnit, inspector: User, unit_member: User, unit_leader: User, client_for: Log, at: datetime
) -> None:
    ask_exclusion(entry=row.entries.all()[0], actor=unit_member, at=at, reason="已移送")
    page = client_for(inspector).get(row.batch.get_absolute_url()).text
    assert (f"{row.batch.get_absolute_url()}drop/" in page, "自评报告截止" in page) == (True, True)

    client_for(inspector).post(f"{row.batch.get_absolute_url()}drop/", {"reason": REASON})

    row.refresh_from_db()
    assert (row.state, ReviewBatch.objects.get().state) == (UnitState.NO_FILES, BatchState.DROPPED)
    assert [deadline_of(row, kind).cancelled_on is not None for kind in ("review_catalogue", "self_report")] == [True, True]
    told = Message.objects.filter(channel="in_app", title=f"评查批次已撤销：{row.batch}")
    assert {message.recipient for message in told} == {unit_member, unit_leader}
    assert [tasks(user, date(2026, 3, 5)) for user in (inspector, unit_member, unit_leader)] == [[], [], []]
    for user, address in ((inspector, row.batch.get_absolute_url()), (unit_member, row.get_absolute_url())):
        page = client_for(user).get(address).text
        assert (f"撤销理由：{REASON}" in page, "不再评查</span>" in page, "没有应抽案卷" in page, "自评报告截止" in page) == (True, True, False, False)


def test_a_draft_is_dropped_without_a_word_to_the_units(batch: ReviewBatch, inspector: User, unit_member: User, at: datetime) -> None:
    drop_batch(batch=batch, actor=inspector, at=at, reason=REASON)

    assert not Message.objects.filter(recipient=unit_member).exists()
    assert not ReviewBatch.objects.visible_to(unit_member).exists()
    assert not BatchUnit.objects.visible_to(unit_member).exists()


def test_a_locked_frame_stays_on_record_when_its_batch_is_dropped(published: ReviewBatch, confirmed: BatchUnit, inspector: User, at: datetime) -> None:
    record = lock_frame(batch=published, actor=inspector, at=at)

    batch = drop_batch(batch=published, actor=inspector, at=at, reason=REASON)

    record.refresh_from_db()
    assert (record.superseded_at, record.reason, batch.current_draw()) == (at, REASON, None)


def test_a_drawn_batch_is_not_dropped(drawn: ReviewBatch, inspector: User, client_for: Log, at: datetime) -> None:
    with pytest.raises(IllegalTransition, match="已经抽取"):
        drop_batch(batch=drawn, actor=inspector, at=at, reason=REASON)
    assert f"{drawn.get_absolute_url()}drop/" not in client_for(inspector).get(drawn.get_absolute_url()).text


def test_a_dropped_batch_rests(batch: ReviewBatch, inspector: User, unit_member: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        drop_batch(batch=batch, actor=unit_member, at=at, reason=REASON)
    drop_batch(batch=batch, actor=inspector, at=at, reason=REASON)

    for act in (publish_batch, lock_frame):
        with pytest.raises(DomainError):
            act(batch=batch, actor=inspector, at=at)


@pytest.mark.parametrize(("field", "label"), [("catalogue_due_on", "目录确认截止"), ("self_report_due_on", "自评报告截止"), ("scoring_due_on", "评查截止")])
def test_a_draft_that_lay_past_its_days_is_not_published_before_they_are_moved(
    batch: ReviewBatch, inspector: User, at: datetime, field: str, label: str
) -> None:
    ReviewBatch.objects.update(**{field: date(2026, 3, 4)})
    words = f"{label}2026年3月4日（周三）已过，请先修改批次"

    with pytest.raises(DomainError, match=words):
        publish_batch(batch=batch, actor=inspector, at=at)
    assert not Deadline.objects.exists()
    ReviewBatch.objects.update(**{field: date(2026, 3, 5)})
    assert publish_batch(batch=batch, actor=inspector, at=at).state == BatchState.PUBLISHED


def test_the_page_says_which_day_of_the_draft_is_over(batch: ReviewBatch, inspector: User, client_for: Log) -> None:
    ReviewBatch.objects.update(catalogue_due_on=date(2020, 3, 4))

    answer = client_for(inspector).post(f"{batch.get_absolute_url()}publish/")

    assert (answer.status_code, "目录确认截止2020年3月4日（周三）已过，请先修改批次" in answer.text) == (422, True)
