"""核验与冻结: what was fixed cannot be changed behind the acts, and what does not recompute is named."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import InternalError

from accounts.models import User
from cases.actions.assignment import deal_reviewers
from cases.actions.sheet import save_item
from cases.integrity import check
from cases.models import Draw, DrawnFile, ItemScore, ReviewBatch, ReviewSheet, Rubric, RubricItem, Veto

Score = Callable[..., ReviewSheet]
REFUSED = (InternalError, ProgrammingError)


@pytest.fixture
def settled(sheets: list[ReviewSheet], score: Score) -> DrawnFile:
    """Both sheets handed in, 98.00 each."""
    for sheet in sheets:
        score(sheet, "CF-301")
    return DrawnFile.objects.get(pk=sheets[0].file_id)


def refused(change: Callable[[], object]) -> bool:
    """Whether the database itself refuses `change`."""
    try:
        with transaction.atomic():
            change()
    except REFUSED as refusal:
        return "RaiseException" in type(refusal.__cause__).__name__
    return False


@pytest.mark.parametrize(
    "change",
    [
        lambda draw: draw.update(seed="f" * 32),
        lambda draw: draw.update(result={}),
        lambda draw: draw.update(frame=[]),
        lambda draw: draw.update(frame_hash="0" * 64),
        lambda draw: draw.update(size_rule={}),
        lambda draw: draw._raw_delete(draw.db),
    ],
    ids=["seed", "result", "frame", "hash", "rule", "delete"],
)
def test_a_draw_is_frozen_at_the_database(drawn: ReviewBatch, change: Callable[..., object]) -> None:
    assert refused(lambda: change(Draw.objects.all()))


def test_the_frame_is_frozen_before_there_is_a_seed(published: ReviewBatch, confirmed: object, inspector: User, at: datetime) -> None:
    from_lock = published.draws.model.objects
    from_lock.create(
        batch=published, number="X", frame=[["a", "b"]], frame_hash="0" * 64, size_rule={}, frozen_at=at, frozen_by=inspector,
    )  # fmt: skip

    assert refused(lambda: from_lock.update(frame=[]))


@pytest.mark.parametrize(
    "change",
    [
        lambda: ReviewSheet.objects.update(score=Decimal(100)),
        lambda: ReviewSheet.objects.update(state="scoring"),
        lambda: ItemScore.objects.update(deducted=0),
        lambda: ItemScore.objects.all()._raw_delete("default"),
        lambda: Veto.objects.create(sheet=ReviewSheet.objects.first(), item=RubricItem.objects.first(), statement="后来补的", saved_at="2026-03-05T00:00Z"),
    ],
    ids=["score", "reopen", "line", "delete line", "late veto"],
)
def test_a_sheet_handed_in_is_frozen_at_the_database(settled: DrawnFile, change: Callable[[], object]) -> None:
    assert refused(change)


def test_a_line_is_not_moved_off_a_sheet_handed_in_nor_onto_it(sheets: list[ReviewSheet], score: Score, at: datetime) -> None:
    handed_in, other = score(sheets[0], "CF-301"), sheets[1]
    item = other.file.rubric.items.get(code="CF-401")
    save_item(sheet=other, item=item, version=other.version, actor=other.reviewer, at=at, picks={"0": 1}, reason="缺签名", cites=[{"page": 2, "box": None}])

    assert refused(lambda: ItemScore.objects.filter(sheet=handed_in).update(sheet=other))
    assert refused(lambda: ItemScore.objects.filter(sheet=other).update(sheet=handed_in))


def test_a_rubric_in_use_is_frozen_at_the_database(batch: ReviewBatch) -> None:
    assert refused(lambda: RubricItem.objects.filter(code="CF-101").update(points=1))


def test_an_item_is_not_moved_out_of_a_rubric_in_use(batch: ReviewBatch, rubric: Rubric) -> None:
    unused = Rubric.objects.get(pk=rubric.pk)
    unused.pk, unused.version = None, 99
    unused.save()

    assert refused(lambda: RubricItem.objects.filter(rubric=rubric, code="CF-601").update(rubric=unused))


def behind_the_triggers(statement: str) -> None:
    """A change as the owner of the database could make it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_an_untouched_round_has_nothing_to_name(settled: DrawnFile) -> None:
    assert check() == []


def test_a_changed_result_of_a_draw_is_named(drawn: ReviewBatch) -> None:
    behind_the_triggers("UPDATE cases_draw SET result = '{}'")

    assert check() == [f"抽取记录 {Draw.objects.get().number}：按种子重算的结果不符。"]


def test_a_changed_frame_is_named(drawn: ReviewBatch) -> None:
    behind_the_triggers("UPDATE cases_draw SET frame = '[]'")

    assert check() == [f"抽取记录 {Draw.objects.get().number}：范围与摘要不符。"]


def test_a_file_slipped_into_a_draw_is_named(drawn: ReviewBatch) -> None:
    first, second = DrawnFile.objects.order_by("position")
    DrawnFile.objects.filter(pk=first.pk).update(position=9)

    assert second.position == 2
    assert check() == [f"抽取记录 {Draw.objects.get().number}：抽中案卷与结果不符。"]


def test_a_changed_deal_of_reviewers_is_named(received: ReviewBatch, inspector: User, at: datetime) -> None:
    record = deal_reviewers(batch=received, actor=inspector, at=at)
    behind_the_triggers(f"UPDATE cases_draw SET result = '{{}}' WHERE id = {record.pk}")

    assert check() == [f"抽取记录 {record.number}：按种子重算的结果不符。"]


def test_a_changed_score_is_named(settled: DrawnFile) -> None:
    sheet = settled.sheets.get(seat=1)
    behind_the_triggers(f"UPDATE cases_reviewsheet SET score = 99 WHERE id = {sheet.pk}")

    assert check() == [f"评查表 {sheet.pk}：重算得分 98.00 与记录 99.00 不符。", f"案卷 {settled}：得分等次与两份评查表不符。"]


def test_a_changed_final_is_named(settled: DrawnFile) -> None:
    DrawnFile.objects.filter(pk=settled.pk).update(final_score=Decimal("99.00"))

    assert check() == [f"案卷 {settled}：得分等次与两份评查表不符。"]
