"""调卷: deadline, drafted notice, uploads matched by their number, the rest by hand."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from pytest_django.asserts import assertContains

from accounts.models import Unit, UnitChange, User
from cases.access import may_see, may_upload
from cases.actions.recall import assign_scan, set_scan_aside
from cases.actions.recall_notice import draft_recall
from cases.actions.sheet import save_item
from cases.models import BatchUnit, DrawnFile, FileScan, ReviewBatch, ReviewSheet, UnmatchedScan
from cases.workflow import BatchState, FileState, ReviewState, UnitState
from core.errors import DomainError, IllegalTransition
from core.files.models import StoredFile
from core.notices.actions import deadline_of, open_deadline
from core.notices.models import Deadline, Message
from documents import actions
from documents.models import Document
from tests.cases.conftest import TWO_NUMBERS
from tests.factories.accounts import UnitFactory
from tests.factories.calendar import rest_and_recount
from tests.fixtures.cast import HouseClient

Send = Callable[..., None]
Issue = Callable[..., Document]


def test_requesting_drafts_the_notice_and_starts_no_clock(requested: ReviewBatch, row: BatchUnit, unit_member: User) -> None:
    row.refresh_from_db()

    assert (row.state, requested.state) == (UnitState.FILES_REQUESTED, BatchState.SCORING)
    assert row.recall.kind_id == "recall"
    assert sorted(line.split("　")[0] for line in row.recall.content["files"]) == sorted(TWO_NUMBERS)
    assert deadline_of(row, "recall_files") is None
    assert not Message.objects.filter(recipient=unit_member, title="抽中案卷2件，请报送").exists()


def test_a_notice_on_a_row_that_stayed_in_a_merger_goes_to_the_successor(requested: ReviewBatch, row: BatchUnit, inspector: User, at: datetime) -> None:
    successor = UnitFactory()
    UnitChange.objects.create(unit=row.unit, kind="merge", on=at.date(), successor=successor, former_name=row.unit.name, at=at, actor=inspector)
    Unit.objects.filter(pk=row.unit_id).update(is_active=False)
    BatchUnit.objects.filter(pk=row.pk).update(recall=None)

    assert draft_recall(row=row, actor=inspector, at=at).to_unit == successor


def test_the_five_working_days_run_from_the_service_of_the_notice(notified: BatchUnit) -> None:
    clock = deadline_of(notified, "recall_files")

    assert (clock.start_on, clock.due_on, clock.start_event) == (date(2026, 3, 6), date(2026, 3, 13), "收到调卷通知")
    assert notified.recall.services.get().reply_due_on == clock.due_on


def test_a_recount_of_the_days_is_carried_to_the_notice(notified: BatchUnit, inspector: User, at: datetime) -> None:
    rest_and_recount(inspector, at + timedelta(days=1), date(2026, 3, 13))

    notice = Document.objects.get(pk=notified.recall_id)
    assert (deadline_of(notified, "recall_files").due_on, notice.reply_due_on, notice.services.get().reply_due_on) == (date(2026, 3, 16),) * 3


def test_the_notice_may_state_another_term(requested: ReviewBatch, row: BatchUnit, issue: Issue, inspector: User, at: datetime) -> None:
    row.refresh_from_db()
    draft = actions.edit_document(document=row.recall, actor=inspector, at=at, reply_days=8)

    actions.serve(document=issue(draft), actor=inspector, at=at)

    assert deadline_of(row, "recall_files").due_on == date(2026, 3, 17)


def test_a_clock_that_ran_from_the_request_gives_way_to_the_notice(requested: ReviewBatch, row: BatchUnit, issue: Issue, inspector: User, at: datetime) -> None:
    open_deadline(kind="recall_files", target=row, title="报送抽中案卷", unit=row.unit, actor=inspector, at=at, rule_code="recall_files")
    row.refresh_from_db()

    actions.serve(document=issue(row.recall, at + timedelta(days=1)), actor=inspector, at=at + timedelta(days=1))

    assert deadline_of(row, "recall_files").due_on == date(2026, 3, 13)
    assert Deadline.objects.open().filter(kind="recall_files").count() == 1


def test_no_days_begin_for_files_that_are_in_already(received: ReviewBatch, row: BatchUnit, issue: Issue, inspector: User, at: datetime) -> None:
    row.refresh_from_db()

    actions.serve(document=issue(row.recall), actor=inspector, at=at)

    assert deadline_of(row, "recall_files") is None


def test_a_revoked_notice_is_drafted_anew_for_what_is_missing(
    notified: BatchUnit, send: Send, client_for: Callable[[User], HouseClient], inspector: User, leader: User, at: datetime
) -> None:
    send(notified, f"{TWO_NUMBERS[0]}.pdf", TWO_NUMBERS[0])
    actions.revoke(document=notified.recall, actor=leader, at=at, reason="单位名称有误")
    home = notified.get_absolute_url()

    assert not deadline_of(notified, "recall_files").is_open
    assertContains(client_for(inspector).get(home), "重新拟制调卷通知")
    assertContains(client_for(inspector).get("/"), "重新拟制调卷通知")
    answer = client_for(inspector).post(f"{home}recall/")
    notified.refresh_from_db()
    assert answer.url == notified.recall.get_absolute_url()
    assert [line.split("　")[0] for line in notified.recall.content["files"]] == [TWO_NUMBERS[1]]
    with pytest.raises(IllegalTransition, match="可以重新拟制"):
        draft_recall(row=notified, actor=inspector, at=at)


def test_the_unit_finds_the_notice_that_was_served_on_it(
    requested: ReviewBatch, row: BatchUnit, issue: Issue, client_for: Callable[[User], HouseClient], inspector: User, unit_member: User, at: datetime
) -> None:
    row.refresh_from_db()
    home, notice = row.get_absolute_url(), f'<a href="{row.recall.get_absolute_url()}">调卷通知'
    assertContains(client_for(unit_member).get(home), "还没有送达的文书。")
    assertContains(client_for(inspector).get(home), notice)

    actions.serve(document=issue(row.recall), actor=inspector, at=at)

    page = client_for(unit_member).get(home).text
    assert (notice in page, "还没有送达的文书" in page) == (True, False)


def test_the_liaison_is_told_how_many_and_by_when(requested: ReviewBatch, notified: BatchUnit, unit_member: User) -> None:
    message = Message.objects.get(recipient=unit_member, channel="in_app", title="抽中案卷2件，请报送")

    record = requested.draws.get().number
    assert (
        message.body == f"2026年第一批案卷评查抽中贵单位案卷2件（名单见系统），请于2026年3月13日前报送扫描件；原卷留存备查。抽取记录编号{record}，可自行验证。"
    )


def test_files_named_by_their_number_find_their_drawn_file(notified: BatchUnit, row: BatchUnit, send: Send) -> None:
    for number in TWO_NUMBERS:
        send(row, f"{number}.pdf", number)

    row.refresh_from_db()
    assert {scan.drawn.entry.document_no: scan.file.original_name for scan in FileScan.objects.all()} == {number: f"{number}.pdf" for number in TWO_NUMBERS}
    assert (row.state, deadline_of(row, "recall_files").done_on) == (UnitState.FILES_RECEIVED, date(2026, 3, 5))


def test_one_file_is_not_all_files(requested: ReviewBatch, row: BatchUnit, send: Send) -> None:
    send(row, "明市监罚决[2025]32号.pdf")

    row.refresh_from_db()
    assert (row.state, DrawnFile.objects.filter(state=FileState.RECEIVED).count()) == (UnitState.FILES_REQUESTED, 1)


def test_a_file_without_its_act_waits_for_a_person(requested: ReviewBatch, row: BatchUnit, send: Send, unit_member: User, at: datetime) -> None:
    send(row, "扫描件001.pdf")
    waiting = UnmatchedScan.objects.get()
    drawn = row.files.first()

    assign_scan(waiting=waiting, drawn=drawn, actor=unit_member, at=at)

    waiting.refresh_from_db()
    assert (drawn.scans.get().file, waiting.settled_note) == (waiting.file, f"对应到 {drawn}")
    with pytest.raises(IllegalTransition, match="已经处理过"):
        assign_scan(waiting=waiting, drawn=drawn, actor=unit_member, at=at)


def test_only_who_may_send_files_is_asked_to_match_them(
    requested: ReviewBatch, row: BatchUnit, send: Send, unit_member: User, unit_leader: User, at: datetime, client_for: Callable[[User], HouseClient]
) -> None:
    send(row, "扫描件001.pdf")
    waiting = UnmatchedScan.objects.get()

    pages = [client_for(user).get(row.get_absolute_url()).content.decode() for user in (unit_member, unit_leader)]

    assert [("扫描件001.pdf" in page, f"scans/{waiting.pk}/" in page) for page in pages] == [(True, True), (True, False)]
    with pytest.raises(PermissionDenied):
        set_scan_aside(waiting=waiting, actor=unit_leader, at=at, reason="不是抽中案卷")


def test_an_upload_may_be_set_aside_and_is_kept(requested: ReviewBatch, row: BatchUnit, send: Send, unit_member: User, at: datetime) -> None:
    send(row, "明市监罚决〔2025〕99号.pdf")

    set_scan_aside(waiting=UnmatchedScan.objects.get(), actor=unit_member, at=at, reason="不是抽中案卷")

    assert UnmatchedScan.objects.get().settled_note == "不予采用：不是抽中案卷"
    assert StoredFile.objects.filter(original_name="明市监罚决〔2025〕99号.pdf").exists()


def test_one_upload_sent_twice_waits_once(requested: ReviewBatch, row: BatchUnit, send: Send) -> None:
    send(row, "扫描件001.pdf")

    with pytest.raises(DomainError, match="没有重复保存"):
        send(row, "扫描件002.pdf")
    assert UnmatchedScan.objects.count() == 1


def test_a_scan_is_offered_to_files_no_reviewer_has_begun(
    sheets: list[ReviewSheet], row: BatchUnit, send: Send, unit_member: User, at: datetime, client_for: Callable[[User], HouseClient]
) -> None:
    send(row, "扫描件001.pdf")
    begun, other = sheets[0].file, row.files.exclude(pk=sheets[0].file_id).get()

    def page() -> str:
        return client_for(unit_member).get(row.get_absolute_url()).content.decode()

    save_item(sheet=sheets[0], item=begun.rubric.items.get(code="CF-101"), version=0, actor=sheets[0].reviewer, at=at)
    assert (f'<option value="{begun.pk}"' in page(), f'<option value="{other.pk}"' in page(), "更换扫描件" in page()) == (False, True, True)

    DrawnFile.objects.filter(pk=other.pk).update(review_state=ReviewState.SCORING)
    assert "更换扫描件" not in page()


def test_a_better_scan_replaces_the_first_which_stays(received: ReviewBatch, row: BatchUnit, send: Send, at: datetime) -> None:
    send(row, f"{TWO_NUMBERS[0]}.pdf", TWO_NUMBERS[1])

    drawn = DrawnFile.objects.get(entry__document_no=TWO_NUMBERS[0])
    assert [scan.replaced_at for scan in drawn.scans.order_by("pk")] == [at, None]


def test_a_scan_stays_once_a_reviewer_has_begun(sheets: list[ReviewSheet], row: BatchUnit, send: Send, at: datetime) -> None:
    sheet = sheets[0]
    save_item(sheet=sheet, item=sheet.file.rubric.items.get(code="CF-101"), version=0, actor=sheet.reviewer, at=at)

    with pytest.raises(DomainError, match="评查已经开始"):
        send(row, f"{sheet.file.entry.document_no}.pdf")


def test_only_the_unit_or_the_bureau_for_it_may_upload(
    requested: ReviewBatch, row: BatchUnit, unit: Unit, unit_member: User, inspector: User, outsider: User, reviewers: list[User]
) -> None:
    assert may_upload(unit_member, str(row.pk)) == unit
    assert may_upload(inspector, str(row.pk)) == unit
    with pytest.raises(Http404):
        may_upload(outsider, str(row.pk))
    with pytest.raises(PermissionDenied):
        may_upload(reviewers[0], str(row.pk))


def test_nothing_is_uploaded_before_files_are_called_in(drawn: ReviewBatch, row: BatchUnit, unit_member: User) -> None:
    with pytest.raises(DomainError, match="不是调卷阶段"):
        may_upload(unit_member, str(row.pk))


def test_a_scan_is_seen_by_its_unit_the_bureau_and_its_reviewers(
    sheets: list[ReviewSheet], unit_member: User, inspector: User, outsider: User, reviewers: list[User]
) -> None:
    file = sheets[0].file.scans.get().file

    assert [may_see(user, file) for user in (unit_member, inspector, reviewers[0], reviewers[1])] == [True] * 4
    assert [may_see(user, file) for user in (outsider, reviewers[2])] == [False] * 2


def test_a_waiting_upload_is_seen_by_its_unit_and_the_bureau(
    requested: ReviewBatch, row: BatchUnit, send: Send, unit_member: User, inspector: User, outsider: User, reviewers: list[User]
) -> None:
    send(row, "扫描件001.pdf")
    file = UnmatchedScan.objects.get().file

    assert [may_see(user, file) for user in (unit_member, inspector, outsider, reviewers[0])] == [True, True, False, False]
