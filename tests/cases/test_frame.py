"""抽取范围: what was reviewed before and what the standard does not fit is shown, and left out only with a reason."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from cases.actions.batch import create_batch, publish_batch
from cases.actions.catalogue import ask_exclusion, strike_entry
from cases.actions.draw import lock_frame, replace_file
from cases.models import BatchUnit, CatalogueEntry, DrawnFile, ReviewBatch, Rubric
from cases.workflow import EntryState
from core.errors import IllegalTransition
from tests.fixtures.cast import HouseClient

Log = Callable[[User], HouseClient]
EARLIER = "已在“2026年第一批案卷评查”评查"
AGAIN = "已在以前的批次评查的案卷 {} 卷：市场监督管理局 {} 卷。"
MISFIT = "程序与标准不符"


@pytest.fixture
def second(drawn: ReviewBatch, rubric: Rubric, reviewers: list[User], inspector: User, at: datetime) -> ReviewBatch:
    """Another round over the same unit and the same period, after the first one drew both of its files."""
    batch = create_batch(
        actor=inspector,
        at=at,
        name="2026年第二批案卷评查",
        period_from=date(2025, 1, 1),
        period_to=date(2025, 12, 31),
        rubrics=[rubric],
        units=[drawn.rows.get().unit],
        reviewers=reviewers,
        catalogue_due_on=date(2026, 6, 20),
        self_report_due_on=date(2026, 7, 10),
        ratio=Decimal(100),
    )
    return publish_batch(batch=batch, actor=inspector, at=at)


def test_files_of_an_earlier_round_are_marked_until_the_bureau_strikes_them_off(
    drawn: ReviewBatch, second: ReviewBatch, inspector: User, client_for: Log, at: datetime
) -> None:
    row, client = second.rows.get(), client_for(inspector)
    assertContains(client.get(row.get_absolute_url()), EARLIER, 2)
    assertNotContains(client.get(drawn.rows.get().get_absolute_url()), "已在“")
    assertContains(client.get(second.get_absolute_url()), AGAIN.format(2, 2))

    entry = row.entries.first()
    client.post(f"{row.get_absolute_url()}entries/{entry.pk}/strike/", {"reason": "上一批已评查"})

    entry.refresh_from_db()
    assert (entry.state, entry.reason, entry.settled_note) == (EntryState.EXCLUDED, "司法局剔除", "上一批已评查")
    assertContains(client.get(second.get_absolute_url()), AGAIN.format(1, 1))
    lock_frame(batch=second, actor=inspector, at=at)
    assertContains(client.get(second.get_absolute_url()), AGAIN.format(1, 1))


def test_a_file_that_was_replaced_counts_as_not_reviewed(drawn: ReviewBatch, second: ReviewBatch, inspector: User, client_for: Log, at: datetime) -> None:
    replace_file(file=DrawnFile.objects.first(), actor=inspector, at=at, reason="卷宗在法院")

    assertContains(client_for(inspector).get(second.rows.get().get_absolute_url()), EARLIER, 1)


def test_what_the_unit_asks_for_is_settled_and_not_struck_off(row: BatchUnit, unit_member: User, inspector: User, at: datetime) -> None:
    entry = ask_exclusion(entry=row.entries.first(), actor=unit_member, at=at, reason="已移送")

    with pytest.raises(IllegalTransition, match="待处理的剔除申请"):
        strike_entry(entry=entry, actor=inspector, at=at, reason="上一批已评查")


def test_a_file_of_the_simple_procedure_is_marked_under_a_standard_for_the_ordinary_one(
    row: BatchUnit, inspector: User, unit_member: User, client_for: Log
) -> None:
    assertNotContains(client_for(inspector).get(row.get_absolute_url()), MISFIT)
    CatalogueEntry.objects.filter(pk=row.entries.first().pk).update(procedure="简易程序")

    for user in (inspector, unit_member):
        assertContains(client_for(user).get(row.get_absolute_url()), MISFIT, 1)
    assertContains(client_for(inspector).get(row.batch.get_absolute_url()), "程序与评查标准不符的案卷 1 卷：市场监督管理局 1 卷。")


@pytest.mark.parametrize(
    ("name", "procedure", "fits"),
    [
        ("行政处罚普通程序案卷评查标准", "普通程序", True),
        ("行政处罚普通程序案卷评查标准", "简易程序", False),
        ("行政处罚简易程序案卷评查标准", "普通程序", False),
        ("行政处罚普通程序案卷评查标准", "", True),
        ("行政许可案卷评查标准", "简易程序", True),
    ],
)
def test_a_standard_fits_the_procedure_it_names(name: str, procedure: str, fits: bool) -> None:
    assert Rubric(name=name).fits(procedure) is fits
