"""自评报告: written and approved inside the unit, before the draw or after it; a lamp when its day is over."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from cases.access import may_see_self_report
from cases.actions.self_report import approve_self_report, record_paper_approval, return_self_report, submit_self_report
from cases.models import BatchUnit, ReviewBatch
from cases.workflow import UnitState
from core.errors import DomainError, IllegalTransition
from core.files.models import StoredFile
from core.notices.actions import deadline_of
from core.notices.models import Message
from tests.cases.conftest import PDFS, TWO_NUMBERS
from tests.fixtures.cast import HouseClient

Log = Callable[[User], HouseClient]


def paper() -> SimpleUploadedFile:
    """A real PDF as a browser sends it."""
    return SimpleUploadedFile("审批单.pdf", (PDFS / f"{TWO_NUMBERS[0]}.pdf").read_bytes(), "application/pdf")


def test_a_self_report_leaves_the_unit_only_when_its_leader_approved(confirmed: BatchUnit, unit_member: User, unit_leader: User, at: datetime) -> None:
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="逐卷自查，总体合格。")
    assert row.state == UnitState.CATALOGUE_CHECKED

    row = approve_self_report(row=row, actor=unit_leader, at=at + timedelta(hours=1))

    assert (row.state, row.approved_by, row.self_report_by) == (UnitState.SELF_REPORTED, unit_leader, unit_member)
    assert deadline_of(row, "self_report").done_on == date(2026, 3, 5)


def test_whoever_submitted_cannot_approve_even_under_another_account(
    confirmed: BatchUnit, unit_member: User, make_person: Callable[..., User], client_for: Log, at: datetime
) -> None:
    same = make_person("陆思齐", "same_person", "dept_leader", confirmed.unit)
    User.objects.filter(pk=same.pk).update(person_key=unit_member.person_key)
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")

    same = User.objects.get(pk=same.pk)
    with pytest.raises(PermissionDenied, match="本人"):
        approve_self_report(row=row, actor=same, at=at)
    assertNotContains(client_for(same).get(row.get_absolute_url()), f"{row.get_absolute_url()}approve/")


def test_an_approval_on_paper_keeps_name_day_and_scan(confirmed: BatchUnit, unit_member: User, at: datetime) -> None:
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")

    row = record_paper_approval(row=row, actor=unit_member, at=at, approver_name=" 方伯衡 ", approved_on=date(2026, 3, 4), scan=paper())

    assert (row.state, row.approved_on_paper_by, row.approved_on_paper_on) == (UnitState.SELF_REPORTED, "方伯衡", date(2026, 3, 4))
    assert (row.approved_on_paper_scan.original_name, row.approved_at, row.approved_by) == ("审批单.pdf", at, unit_member)
    assert may_see_self_report(unit_member, row.approved_on_paper_scan)


@pytest.mark.parametrize(("name", "day", "said"), [("陆思齐", 4, "不能是提交人"), ("方伯衡", 6, "不能晚于今天")])
def test_an_approval_on_paper_by_oneself_or_of_tomorrow_is_refused(
    confirmed: BatchUnit, unit_member: User, at: datetime, name: str, day: int, said: str
) -> None:
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")

    with pytest.raises(DomainError, match=said):
        record_paper_approval(row=row, actor=unit_member, at=at, approver_name=name, approved_on=date(2026, 3, day), scan=paper())
    assert not StoredFile.objects.exists()


def test_an_approval_on_paper_is_recorded_on_the_page_only_with_its_scan(confirmed: BatchUnit, client_for: Log, unit_member: User, at: datetime) -> None:
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")
    address, facts = f"{row.get_absolute_url()}approve-on-paper/", {"approver_name": "方伯衡", "approved_on": "2026-03-05"}

    assert client_for(unit_member).post(address, facts).status_code == 422
    assert client_for(unit_member).post(address, {**facts, "scan": paper()}).url == row.get_absolute_url()


def test_paper_approval_is_recorded_whole(confirmed: BatchUnit) -> None:
    with pytest.raises(IntegrityError, match="batch_unit_paper_approval_together"), transaction.atomic():
        BatchUnit.objects.filter(pk=confirmed.pk).update(approved_on_paper_by="方伯衡")


def test_nothing_is_kept_of_a_report_that_may_not_be_submitted(confirmed: BatchUnit, inspector: User, unit_member: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        submit_self_report(row=confirmed, actor=inspector, at=at, text="自查", upload=paper())
    BatchUnit.objects.update(rated_at=at)
    with pytest.raises(IllegalTransition):
        submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查", upload=paper())

    assert not StoredFile.objects.exists()


def test_the_file_of_a_report_is_kept_with_it(confirmed: BatchUnit, unit_member: User, at: datetime) -> None:
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查", upload=paper())

    assert (row.self_report_file.original_name, row.self_report_file.purpose) == ("审批单.pdf", "self_report")


def test_a_returned_self_report_waits_for_a_new_one(confirmed: BatchUnit, unit_member: User, unit_leader: User, at: datetime) -> None:
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")
    row = return_self_report(row=row, actor=unit_leader, at=at, reason="没有逐卷写")

    with pytest.raises(IllegalTransition, match="还没有提交"):
        approve_self_report(row=row, actor=unit_leader, at=at)


def test_a_returned_self_report_tells_its_unit_why(
    confirmed: BatchUnit, unit_member: User, unit_leader: User, inspector: User, at: datetime, client_for: Log
) -> None:
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")
    row = return_self_report(row=row, actor=unit_leader, at=at, reason="没有逐卷写")
    words = "退回理由：没有逐卷写"

    message = Message.objects.get(recipient=unit_member, title=f"被退回：{row.batch}自评报告")
    assert message.body == f"{unit_leader}退回了《{row.batch}自评报告》。{words}。请于2026年4月10日前补正后重新报送。"
    assert [words in client_for(who).get(row.get_absolute_url()).content.decode() for who in (unit_member, unit_leader, inspector)] == [True, True, False]

    row = submit_self_report(row=row, actor=unit_member, at=at, text="逐卷自查")
    assert words not in client_for(unit_member).get(row.get_absolute_url()).content.decode()


def test_a_return_after_the_last_day_names_no_day_that_is_over(confirmed: BatchUnit, unit_member: User, unit_leader: User, at: datetime) -> None:
    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")
    return_self_report(row=row, actor=unit_leader, at=at + timedelta(days=40), reason="没有逐卷写")

    assert Message.objects.get(recipient=unit_member, channel="in_app", title__startswith="被退回").body.endswith("。报送期限已过，请尽快补正后重新报送。")


def test_a_unit_drawn_before_its_day_may_still_report(drawn: ReviewBatch, row: BatchUnit, unit_member: User, unit_leader: User, at: datetime) -> None:
    assert deadline_of(row, "self_report").is_open

    submit_self_report(row=row, actor=unit_member, at=at, text="自查")
    row = approve_self_report(row=row, actor=unit_leader, at=at)

    assert (row.state, row.approved_at, row.self_report_word(date(2026, 4, 11))) == (UnitState.DRAWN, at, "已报")
    assert deadline_of(row, "self_report").done_on == date(2026, 3, 5)
    with pytest.raises(IllegalTransition, match="报送后不能再改"):
        submit_self_report(row=row, actor=unit_member, at=at, text="再报")


def test_the_lamp_is_red_only_when_the_day_is_over(confirmed: BatchUnit, unit_member: User, unit_leader: User, at: datetime) -> None:
    assert [confirmed.self_report_word(on) for on in (date(2026, 4, 10), date(2026, 4, 11))] == ["—", "未报"]

    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")
    assert [row.self_report_word(on) for on in (date(2026, 4, 10), date(2026, 4, 11))] == ["待审核", "未报"]

    row = approve_self_report(row=row, actor=unit_leader, at=at + timedelta(days=60))
    assert (row.self_report_word(date(2026, 6, 1)), row.is_self_report_missing(date(2026, 6, 1))) == ("迟报", False)


def test_a_report_under_approval_is_not_written_over(confirmed: BatchUnit, unit_member: User, at: datetime) -> None:
    submit_self_report(row=confirmed, actor=unit_member, at=at, text="自查")

    with pytest.raises(IllegalTransition, match="退回后才能再改"):
        submit_self_report(row=confirmed, actor=unit_member, at=at, text="另一份")


def test_the_bureau_reads_a_self_report_only_when_it_was_approved(
    confirmed: BatchUnit, client_for: Log, unit_member: User, unit_leader: User, inspector: User, at: datetime
) -> None:
    def seen_by(user: User) -> bool:
        return "初稿未经审核" in client_for(user).get(row.get_absolute_url()).text and may_see_self_report(user, row.self_report_file)

    row = submit_self_report(row=confirmed, actor=unit_member, at=at, text="初稿未经审核", upload=paper())
    assert [seen_by(user) for user in (unit_member, unit_leader, inspector)] == [True, True, False]
    row = return_self_report(row=row, actor=unit_leader, at=at, reason="没有逐卷写")
    assert [seen_by(user) for user in (unit_member, inspector)] == [True, False]
    assertNotContains(client_for(inspector).get(row.get_absolute_url()), "初稿未经审核")
    assert not may_see_self_report(inspector, row.self_report_file)

    row = approve_self_report(row=submit_self_report(row=row, actor=unit_member, at=at, text="初稿未经审核"), actor=unit_leader, at=at)
    assert seen_by(inspector)


def test_an_approval_of_before_keeps_its_name_and_gets_the_day_of_its_record(confirmed: BatchUnit, client_for: Log, inspector: User, at: datetime) -> None:
    constraint = next(rule for rule in BatchUnit._meta.constraints if rule.name == "batch_unit_paper_approval_together")
    connection.check_constraints()
    with connection.schema_editor() as editor:
        editor.remove_constraint(BatchUnit, constraint)
        BatchUnit.objects.update(approved_on_paper_by="方伯衡", approved_at=at, self_report_text="自查")

        import_module("cases.migrations.0009_paper_approval").keep_the_day(apps, editor)

        connection.check_constraints()
        editor.add_constraint(BatchUnit, constraint)
    assert BatchUnit.objects.get().approved_on_paper_on == date(2026, 3, 5)
    assertContains(client_for(inspector).get(confirmed.get_absolute_url()), "线下审核：方伯衡，2026年3月5日补录（没有扫描件）")
