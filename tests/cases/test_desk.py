"""工作台: each sees the next act of his own, and nothing of the others'."""

from collections.abc import Callable
from datetime import date, datetime

from accounts.models import User
from cases.actions.catalogue import ask_exclusion
from cases.actions.draw import draw_files, lock_frame
from cases.actions.feedback import verify_row
from cases.actions.objection import declare_no_objection
from cases.actions.self_report import return_self_report, submit_self_report
from cases.desk import figures, tasks
from cases.models import BatchUnit, Finding, ReviewBatch, ReviewSheet
from core.lists.desk import figures_of, timed
from documents.models import Document

ON = date(2026, 3, 5)
NAME = "2026年第一批案卷评查"


def seen(user: User) -> list[tuple[str, str]]:
    return [(task.title, task.verb) for task in tasks(user, ON)]


def test_a_draft_waits_for_the_bureau(batch: ReviewBatch, inspector: User, unit_member: User) -> None:
    assert seen(inspector) == [(f"印发：{NAME}", "印发")]
    assert seen(unit_member) == []


def test_a_published_batch_waits_for_the_unit_with_its_deadline(row: BatchUnit, inspector: User, unit_member: User, outsider: User) -> None:
    task = timed(tasks(unit_member, ON))[0]

    assert (task.title, task.verb, task.due_on, task.deadline.kind) == (f"确认目录：{NAME}", "确认", date(2026, 3, 20), "review_catalogue")
    assert (seen(inspector), seen(outsider)) == ([], [])


def test_an_asked_exclusion_waits_for_the_bureau(row: BatchUnit, unit_member: User, inspector: User, at: datetime) -> None:
    ask_exclusion(entry=row.entries.first(), actor=unit_member, at=at, reason="已移送")

    assert seen(inspector) == [(f"处理剔除申请：{NAME}", "处理")]


def test_a_self_report_waits_for_the_liaison_then_for_the_leader(confirmed: BatchUnit, unit_member: User, unit_leader: User, at: datetime) -> None:
    assert seen(unit_member) == [(f"报送自评报告：{NAME}", "填报")]

    submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")

    assert (seen(unit_member), seen(unit_leader)) == ([], [(f"审核自评报告：{NAME}", "审核")])


def test_a_returned_self_report_is_a_returned_matter_of_the_liaison(confirmed: BatchUnit, unit_member: User, unit_leader: User, at: datetime) -> None:
    submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")
    return_self_report(row=confirmed, actor=unit_leader, at=at, reason="没有逐卷写")

    assert [(task.kind, task.title) for task in tasks(unit_member, ON)] == [("退回件", f"补正自评报告：{NAME}")]


def test_the_bureau_is_led_from_lock_to_draw_to_recall(published: ReviewBatch, confirmed: BatchUnit, inspector: User, at: datetime) -> None:
    steps = [seen(inspector)[0][1]]
    lock_frame(batch=published, actor=inspector, at=at)
    steps.append(seen(inspector)[0][1])
    draw_files(batch=published, actor=inspector, at=at)
    steps.append(seen(inspector)[0][1])

    assert steps == ["锁定范围", "抽取", "拟制调卷通知"]


def test_called_files_wait_for_the_liaison_and_arrived_ones_for_the_bureau(notified: BatchUnit, unit_member: User) -> None:
    assert seen(unit_member) == [(f"报送自评报告：{NAME}", "填报"), (f"报送抽中案卷：{NAME}", "报送")]


def test_arrived_files_wait_to_be_assigned(received: ReviewBatch, inspector: User, unit_member: User) -> None:
    assert (seen(inspector), seen(unit_member)) == ([(f"分派：{NAME}", "分派")], [(f"报送自评报告：{NAME}", "填报")])


def test_a_reviewer_sees_his_own_sheets_until_they_are_in(sheets: list[ReviewSheet], score: Callable[..., ReviewSheet], reviewers: list[User]) -> None:
    task = timed(tasks(reviewers[0], ON))[0]
    assert (task.kind, task.verb, task.due_on) == ("待评案卷", "开始评查", date(2026, 3, 19))
    assert seen(reviewers[2]) == []

    score(sheets[0])

    assert seen(reviewers[0]) == []


def test_agreed_scores_wait_for_the_office(sheets: list[ReviewSheet], score: Callable[..., ReviewSheet], inspector: User) -> None:
    for sheet in sheets:
        score(sheet)

    assert (f"确定等次：{NAME}", "确定") in seen(inspector)


def test_a_gap_nobody_could_be_called_for_waits_for_the_office(
    sheets: list[ReviewSheet], score: Callable[..., ReviewSheet], reviewers: list[User], inspector: User
) -> None:
    sheets[0].file.row.batch.reviewers.set(reviewers[:2])
    score(sheets[0])
    score(sheets[1], "CF-102", "CF-207")

    assert (f"分差超限，请第三人：{sheets[0].file}", "补派") in seen(inspector)


def test_a_unit_without_findings_waits_for_the_office_once_its_term_is_over(
    rated: BatchUnit, serve: Callable[[BatchUnit], Document], inspector: User, unit_member: User, at: datetime
) -> None:
    Finding.objects.update(is_dropped=True, drop_reason="不影响合法性")
    serve(rated)
    asked = (f"复核没有问题的单位：{NAME}", "复核")
    assert asked not in seen(inspector)

    row = declare_no_objection(row=rated, actor=unit_member, at=at)
    assert (asked in seen(inspector), asked in seen(unit_member)) == (True, False)

    verify_row(row=row, actor=inspector, at=at)
    assert asked not in seen(inspector)


def test_a_reviewer_sees_how_many_of_the_own_sheets_are_handed_in(sheets: list[ReviewSheet], inspector: User, at: datetime) -> None:
    mine = ReviewSheet.objects.filter(reviewer=sheets[0].reviewer)
    ReviewSheet.objects.filter(pk=sheets[0].pk).update(state="submitted", submitted_at=at, score=90, grade="excellent")

    (figure,) = figures_of(figures(sheets[0].reviewer, ON))

    assert (figure.label, figure.value, figure.note) == ("评查进度", "1", f"已提交，共 {mine.count()} 卷")
    assert figure.url.endswith("?tab=submitted")
    assert figures(inspector, ON) == []
