"""监督月报: the figures, their rows, the versions, the lock, and what is left after a worker is killed half way."""

import html
import io
import re
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pypdfium2
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.template.loader import render_to_string

from core.errors import DomainError
from core.files.actions import open_file
from core.jobs.models import Job, JobState
from core.jobs.run import run_job
from core.notices.models import Message
from rectification.actions import ProblemText, cancel_order, issue_order
from rectification.actions.states import keep_state
from rectification.models import Order
from reports.forms import BuildForm
from reports.management.commands import build_report
from reports.models import FrozenRow, Report, ReportStatus
from reports.monthly import actions, desk, integrity, tables
from reports.monthly.build import canonical_csv, digest_of, files_key, finish, freeze, request_report
from reports.monthly.figures import DEFINITIONS
from reports.monthly.paper import context_of
from reports.monthly.periods import Month
from reports.monthly.schedule import build_due_reports
from reports.monthly.sections import SECTIONS
from reports.monthly.tables import BY_UNIT
from supervision.plans.actions.states import keep_state as keep_share
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.workflow import PlanStatus

pytestmark = pytest.mark.django_db
MARCH = Month(2026, 3)
APRIL_1 = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def orders(inspector, unit, other_unit):
    """Three orders due in March: one passed in time, one passed late, one overdue; the last at another unit."""
    made = []
    for place, owner in ((1, unit), (2, unit), (3, other_unit)):
        at = datetime(2026, 2, 1 + place, 2, tzinfo=UTC)
        made.append(
            issue_order(
                unit=owner,
                title=f"问题{place}",
                problems=[ProblemText("x")],
                source_kind="manual",
                source_label="评查",
                actor=inspector,
                at=at,
                due_on=datetime(2026, 3, 10, tzinfo=UTC).date(),
            )
        )
    passed = {"status": "closed", "accepted_by": inspector, "closed_at": datetime(2026, 3, 20, tzinfo=UTC)}
    stand(made[0], reported_at=datetime(2026, 3, 9, tzinfo=UTC), **passed)
    stand(made[1], reported_at=datetime(2026, 3, 15, tzinfo=UTC), **passed)
    return made


def stand(order, **facts):
    """The order comes to stand so, when it is closed."""
    Order.objects.filter(pk=order.pk).update(**facts)
    order.refresh_from_db()
    keep_state(order, order.closed_at)


@pytest.fixture
def late_task(inspector, unit):
    """A unit's share of a running plan, late since the beginning of March."""
    at = datetime(2026, 2, 1, tzinfo=UTC)
    plan = Plan.objects.create(name="2026年度计划", first_year=2026, last_year=2026, status=PlanStatus.IN_PROGRESS, created_by=inspector, created_at=at)
    item = PlanItem.objects.create(plan=plan, number=1, text="案卷评查", units_text="市监局", term_text="3月1日", term_kind="date", due_on=date(2026, 3, 1))
    share = Assignment.objects.create(item=item, unit=unit, unit_text="市监局", due_on=item.due_on)
    keep_share(share=share, at=at)
    return share


@pytest.fixture
def report(orders, inspector):
    job = request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    run_job(job.pk)
    return Report.objects.get(job=job)


def figure(report, code, unit=None):
    row = report.figures.get(code=code, unit=unit)
    return row.value


def test_order_cancelled_by_the_end_of_the_month_counts_nowhere(orders, inspector):
    cancel_order(order=orders[2], actor=inspector, at=datetime(2026, 3, 25, 2, tzinfo=UTC), reason="文书已撤销")
    job = request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    run_job(job.pk)
    report = Report.objects.get(job=job)

    assert [figure(report, code) for code in ("orders_due", "orders_overdue")] == [2, 0]


def test_rates_count_what_passed_among_what_was_due(report, unit, other_unit):
    county = {code: figure(report, code) for code in ("orders_due", "orders_passed", "orders_rate", "orders_timely", "orders_overdue")}

    assert county == {"orders_due": 3, "orders_passed": 2, "orders_rate": Decimal("66.67"), "orders_timely": Decimal("33.33"), "orders_overdue": 1}
    assert (figure(report, "orders_rate", unit), figure(report, "orders_rate", other_unit)) == (100, 0)


def test_order_closed_before_the_month_it_falls_due_in_counts_as_due_and_passed(orders, inspector):
    early = datetime(2026, 2, 20, tzinfo=UTC)
    stand(orders[2], status="closed", accepted_by=inspector, reported_at=early, closed_at=early)
    job = request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    run_job(job.pk)

    report = Report.objects.get(job=job)

    assert [figure(report, code) for code in ("orders_due", "orders_passed", "orders_timely")] == [3, 3, Decimal("66.67")]
    assert report.rows.filter(section="orders", flags__contains=["closed"]).count() == 2


def test_number_without_a_whole_is_none_and_never_zero_per_cent(report):
    assert figure(report, "reviews_rate") is None
    assert figure(report, "reviews_count") == 0


def test_every_number_is_the_count_of_its_rows(report):
    overdue = FrozenRow.objects.filter(report=report, section="orders", flags__contains=["overdue"])

    assert [row.cells[0] for row in overdue] == ["明司整〔2026〕3号"]
    assert overdue.count() == figure(report, "orders_overdue")


def test_report_of_a_past_month_says_the_same_when_built_later(report, orders, inspector):
    stand(orders[2], status="closed", accepted_by=inspector, closed_at=datetime(2026, 4, 5, tzinfo=UTC), reported_at=datetime(2026, 4, 3, tzinfo=UTC))
    job = request_report(month=MARCH, unit=None, actor=inspector, at=datetime(2026, 5, 1, tzinfo=UTC))

    run_job(job.pk)

    later = Report.objects.get(job=job)
    assert (later.revision, canonical_csv(later), later.sha256) == (2, canonical_csv(report), report.sha256)


def test_workbook_opens_with_six_sheets_and_the_numbers_of_the_page(report):
    with open_file(report.workbook) as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))

    assert book.sheetnames == ["汇总", "分部门", "评查结果", "整改台账", "逾期清单", "计划进展"]
    rows = {row[0]: row[1] for row in book["汇总"].iter_rows(min_row=4, values_only=True)}
    assert (rows["整改率"], rows["逾期"], rows["评查合格率"]) == (66.67, 1, "—")
    assert [row[:2] for row in book["逾期清单"].iter_rows(min_row=4, max_row=4, values_only=True)] == [("整改", "明司整〔2026〕3号")]


def words_of(file):
    """Every cell of a workbook that is text, and the pages of a PDF, as one string."""
    with open_file(file) as source:
        data = source.read()
    if file.original_name.endswith(".pdf"):
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def locked(report, verifier, locker):
    """核对 and 锁定, and the job that the lock asks for."""
    actions.verify_report(report=report, actor=verifier, at=APRIL_1)
    actions.lock_report(report=report, actor=locker, at=APRIL_1)
    run_job(Job.objects.get(key=files_key(report)).pk)
    report.refresh_from_db()
    return report


def test_files_of_a_version_not_locked_say_so(report):
    assert "未锁定" in words_of(report.workbook)
    assert "未锁定" in words_of(report.pdf)


def test_files_handed_out_after_the_lock_say_who_locked_them_and_when_and_nothing_else_changes(report, inspector, leader):
    before, data = report.workbook, (report.sha256, canonical_csv(report))
    printed = words_of(before).replace(report.lock_text, "")

    locked(report, inspector, leader)

    assert report.lock_text == f"已锁定（锁定人 {leader}，2026-04-01 09:00）"
    for file in (report.workbook, report.pdf):
        assert "未锁定" not in words_of(file)
        assert str(leader) in words_of(file)
    assert words_of(report.workbook).replace(report.lock_text, "") == printed
    assert (report.sha256, canonical_csv(report)) == data


def test_version_just_locked_offers_no_file_that_says_it_is_not(report, inspector, leader, client_for):
    actions.verify_report(report=report, actor=inspector, at=APRIL_1)
    actions.lock_report(report=report, actor=leader, at=APRIL_1)

    page = client_for(leader).get(f"/reports/monthly/{report.pk}/").content.decode()

    assert "正在生成" in page
    assert "下载 Excel" not in page
    assert integrity.check() == []
    Job.objects.update(state=JobState.FAILED, finished_at=APRIL_1)
    assert integrity.check() == [f"{report}（第 1 版）已锁定，没有锁定件"]


def test_each_count_of_the_summary_has_as_many_rows_in_its_list(late_task, report):
    lists = {one.title: [dict(zip([head for head, _ in one.heads], cells, strict=True)) for cells in one.rows] for one in tables.lists(report)}
    late = Counter(row["类别"] for row in lists["逾期清单"])

    assert (late["整改"], late["台账任务"]) == (figure(report, "orders_overdue"), figure(report, "plans_overdue")) == (1, 1)
    assert len(lists["评查结果"]) == figure(report, "reviews_count")
    assert len(lists["整改台账"]) == report.rows.filter(section="orders").count()
    assert len(lists["计划进展"]) == report.rows.filter(section="plans").count()
    task = next(row for row in lists["逾期清单"] if row["类别"] == "台账任务")
    assert (task["单位"], task["期限"], task["逾期天数（日）"]) == (late_task.unit_words, "2026-03-01", 30)


def test_pdf_is_kept_beside_the_workbook(report):
    with open_file(report.pdf) as file:
        assert file.read(5) == b"%PDF-"


def test_job_killed_after_freezing_goes_on_with_the_same_version(orders, inspector):
    job = request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    frozen = freeze(job=job, month=MARCH, unit=None, actor=inspector, at=APRIL_1)

    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED
    assert [(r.pk, r.revision, r.status) for r in Report.objects.all()] == [(frozen.pk, 1, ReportStatus.COMPUTED)]


def test_version_that_is_not_whole_is_shown_to_nobody(orders, inspector, client_for):
    job = request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    frozen = freeze(job=job, month=MARCH, unit=None, actor=inspector, at=APRIL_1)

    assert client_for(inspector).get(f"/reports/monthly/{frozen.pk}/").status_code == 404


def test_scheduler_queues_last_month_once(orders, db):
    first, second = build_due_reports(APRIL_1), build_due_reports(APRIL_1 + timedelta(minutes=20))

    assert first.pk == second.pk
    assert Job.objects.filter(kind="monthly_report").count() == 1


def test_second_click_follows_the_first_job_until_its_version_stands(checked, inspector, client_for):
    client = client_for(inspector)

    first, again = (client.post("/reports/monthly/build/", {"period": "2026-03"}) for _ in range(2))

    assert first.url == again.url
    assert Job.objects.filter(kind="monthly_report").count() == 2
    newest = Job.objects.filter(kind="monthly_report").latest("pk")
    frozen = freeze(job=newest, month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    assert client.post("/reports/monthly/build/", {"period": "2026-03"}).url == first.url
    finish(report=frozen, workbook=None, pdf=None, pdf_note="", actor=inspector, at=APRIL_1)
    assert client.post("/reports/monthly/build/", {"period": "2026-03"}).url != first.url


def test_scheduler_leaves_a_month_that_has_a_report(report):
    assert build_due_reports(APRIL_1) is None


def test_trial_of_an_unfinished_month_is_neither_checked_nor_locked(report, inspector, leader, client_for):
    Report.objects.filter(pk=report.pk).update(cut_off_at=datetime(2026, 3, 31, 2, tzinfo=UTC))
    page = client_for(inspector).get(report.get_absolute_url()).content.decode()

    assert ("试算，未锁定" in page, "核对人和锁定人不能是同一人" in page) == (True, False)
    with pytest.raises(DomainError, match="试算件，不能核对"):
        actions.verify_report(report=report, actor=inspector, at=APRIL_1)
    Report.objects.filter(pk=report.pk).update(status="verified", verified_by=inspector, verified_at=APRIL_1)
    with pytest.raises(DomainError, match="试算件，不能锁定"):
        actions.lock_report(report=report, actor=leader, at=APRIL_1)


def test_scheduler_is_not_satisfied_with_a_version_of_an_unfinished_month(report):
    Report.objects.filter(pk=report.pk).update(cut_off_at=datetime(2026, 3, 30, 2, tzinfo=UTC))

    job = build_due_reports(APRIL_1)

    assert job.params == {"period": "2026-03", "unit": None, "reason": "此前的版本在月份结束前生成，现按全月数据生成。"}


def test_scheduler_looks_on_every_day_of_the_month():
    rung = settings.CELERY_BEAT_SCHEDULE["monthly-report"]["schedule"]

    assert (rung.day_of_month, rung.month_of_year, rung.day_of_week, rung.hour) == (set(range(1, 32)), set(range(1, 13)), set(range(7)), set(range(24)))


def test_command_waits_for_the_worker_that_was_quicker(orders, tmp_path, monkeypatch):
    def worker(seconds):
        """Another process ends the job while the command waits."""
        job = Job.objects.get(kind="monthly_report")
        Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, attempts=0, lease_until=None)
        run_job(job.pk)

    def taken(job_id):
        Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(state=JobState.RUNNING, attempts=1, lease_until=datetime(2099, 1, 1, tzinfo=UTC))

    monkeypatch.setattr(build_report, "run_job", taken)
    monkeypatch.setattr(build_report, "time", SimpleNamespace(monotonic=time.monotonic, sleep=worker))

    call_command("build_report", "monthly", "2026-03", "--out", str(tmp_path))

    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".pdf", ".xlsx"]


def test_liaison_may_not_build(unit_member):
    with pytest.raises(PermissionDenied):
        request_report(month=MARCH, unit=None, actor=unit_member, at=APRIL_1)


def test_month_that_has_not_begun_is_refused(inspector):
    with pytest.raises(DomainError, match="还没有开始"):
        request_report(month=Month(2026, 5), unit=None, actor=inspector, at=APRIL_1)


def test_locked_month_is_corrected_only_with_a_reason(report, inspector, leader):
    actions.verify_report(report=report, actor=inspector, at=APRIL_1)
    actions.lock_report(report=report, actor=leader, at=APRIL_1)

    with pytest.raises(DomainError, match="更正说明"):
        request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)


def test_correction_not_locked_yet_does_not_lift_the_lock(report, inspector, leader):
    actions.verify_report(report=report, actor=inspector, at=APRIL_1)
    actions.lock_report(report=report, actor=leader, at=APRIL_1)
    run_job(request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1, reason="漏记一件").pk)

    with pytest.raises(DomainError, match="更正说明"):
        request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)


def test_a_built_report_waits_on_the_desk_to_be_checked(report, inspector, leader):
    assert [(task.kind, task.verb, task.note) for task in desk.tasks(inspector, date(2026, 4, 1))] == [("月报", "核对", f"第 1 版　生成人{inspector}")]


def test_only_the_newest_version_of_a_whole_month_waits_to_be_checked(report, inspector):
    run_job(request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1).pk)
    newest = Report.objects.get(revision=2)

    assert [task.url for task in desk.tasks(inspector, date(2026, 4, 1))] == [newest.get_absolute_url()]
    Report.objects.filter(pk=newest.pk).update(cut_off_at=datetime(2026, 3, 31, 15, 59, tzinfo=UTC))
    assert desk.tasks(inspector, date(2026, 4, 1)) == []


def test_the_leader_is_told_of_a_checked_report_and_finds_it_on_the_desk(report, inspector, leader):
    assert desk.tasks(leader, date(2026, 4, 1)) == []

    actions.verify_report(report=report, actor=inspector, at=APRIL_1)

    assert [message.title for message in Message.objects.inbox(leader)] == [f"待锁定：{report}"]
    assert [(task.kind, task.verb, task.is_own_word) for task in desk.tasks(leader, date(2026, 4, 1))] == [("待审批", "锁定", True)]
    assert desk.tasks(inspector, date(2026, 4, 1)) == []

    actions.lock_report(report=report, actor=leader, at=APRIL_1 + timedelta(hours=1))
    assert not Message.objects.inbox(leader).about(report).unread().exists()


def test_changed_rows_cannot_be_locked(report, inspector, leader):
    actions.verify_report(report=report, actor=inspector, at=APRIL_1)
    FrozenRow.objects.filter(report=report).update(flags=[])

    with pytest.raises(DomainError, match="摘要不符"):
        actions.lock_report(report=report, actor=leader, at=APRIL_1)


def test_database_keeps_locker_apart_from_verifier(report, inspector):
    with pytest.raises(IntegrityError, match="report_locker_is_not_verifier"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(status="locked", verified_by=inspector, locked_by=inspector, locked_at=APRIL_1)


@pytest.fixture
def checked(orders, inspector):
    """A version without files, 已核对."""
    job = request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    frozen = freeze(job=job, month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    made = finish(report=frozen, workbook=None, pdf=None, pdf_note="", actor=inspector, at=APRIL_1)
    return actions.verify_report(report=made, actor=inspector, at=APRIL_1)


def test_database_keeps_a_locked_version_as_it_is(checked, leader):
    actions.lock_report(report=checked, actor=leader, at=APRIL_1)

    for statement in (
        "UPDATE reports_report SET sha256 = 'x'",
        "UPDATE reports_report SET status = 'computed', locked_at = NULL",
        "DELETE FROM reports_report",
        "UPDATE reports_frozenrow SET cells = '[]'",
        "DELETE FROM reports_frozenrow",
        "UPDATE reports_figure SET value = 99",
        "DELETE FROM reports_figure",
        "INSERT INTO reports_figure (report_id, code, numerator) SELECT id, 'more', 1 FROM reports_report",
    ):
        with pytest.raises(ProgrammingError, match="is locked and frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_database_lets_a_version_change_until_it_is_locked_and_its_files_afterwards(checked, leader):
    checked.rows.earliest("pk").delete()
    checked.figures.update(value=1)
    checked.figures.earliest("pk").delete()
    Report.objects.filter(pk=checked.pk).update(sha256=digest_of(checked))

    actions.lock_report(report=checked, actor=leader, at=APRIL_1)

    assert Report.objects.filter(pk=checked.pk).update(workbook=None, pdf=None, pdf_note="没有排出", job=None) == 1


def test_page_shows_numbers_that_open_their_rows(report, inspector, client_for):
    client = client_for(inspector)

    page = client.get(f"/reports/monthly/{report.pk}/").content.decode()
    rows = client.get(f"/reports/monthly/{report.pk}/rows/?figure=orders_overdue").content.decode()

    assert "66.67%（2/3）" in page
    assert "明司整〔2026〕3号" in rows
    assert "明司整〔2026〕1号" not in rows


NUMBER = re.compile(r'<a href="(/reports/monthly/\d+/rows/[^"]+)">([^<]+)</a>')


def test_every_number_of_the_page_leads_to_as_many_rows(report, inspector, client_for):
    client = client_for(inspector)
    found = NUMBER.findall(client.get(f"/reports/monthly/{report.pk}/").content.decode())

    assert len(found) == len(SECTIONS) + len(DEFINITIONS) + 2 * len(BY_UNIT)
    for address, words in found:
        counted, divided = re.fullmatch(r"(?:—|[\d.]+%（(\d+)/(\d+)）|\d+)", words).groups()
        rows = client.get(html.unescape(address)).context["page"].paginator.count
        assert rows == int(counted or words.replace("—", "0"))
        if divided:
            assert client.get(f"{html.unescape(address)}&of=1").context["page"].paginator.count == int(divided)


def test_month_is_chosen_from_a_list_with_the_last_finished_one_proposed(inspector, client_for):
    form = BuildForm(date(2026, 3, 5))

    assert [label for _, label in form.fields["period"].choices][:3] == ["2026年3月", "2026年2月", "2026年1月"]
    assert form.initial["period"] == "2026-02"
    assert BuildForm(date(2026, 3, 5), {"period": "2026-01"}).is_valid()
    assert client_for(inspector).post("/reports/monthly/build/", {"period": "2026-13"}).status_code == 422


def test_page_hands_out_the_files_of_every_version(report, inspector, client_for):
    run_job(request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1).pk)
    later = Report.objects.get(revision=2)

    page = client_for(inspector).get(f"/reports/monthly/{later.pk}/").content.decode()

    for file in (report.workbook, report.pdf, later.workbook, later.pdf):
        assert f"/files/{file.pk}/" in page


def test_list_links_only_jobs_one_may_follow(orders, inspector, bureau, make_person, client_for):
    job = request_report(month=MARCH, unit=None, actor=inspector, at=APRIL_1)
    colleague = make_person("何书远", "colleague", "bureau_staff", bureau)

    assert job.get_absolute_url() in client_for(inspector).get("/reports/monthly/").content.decode()
    assert job.get_absolute_url() not in client_for(colleague).get("/reports/monthly/").content.decode()


def test_rows_of_a_unit_out_of_sight_do_not_exist(report, inspector, client_for):
    address = f"/reports/monthly/{report.pk}/rows/"

    for asked in ("?figure=orders_due&unit=999999", "?figure=orders_due&unit=x", "?figure=nothing", ""):
        assert client_for(inspector).get(address + asked).status_code == 404


def test_rate_carries_its_sign_once(report, inspector, client_for):
    page = client_for(inspector).get(f"/reports/monthly/{report.pk}/").content.decode()
    paper = render_to_string("reports/monthly_paper.html", context_of(report))

    for printed in (page, paper):
        assert "66.67%（2/3）" in printed
        assert re.search(r"（2/3）(?:</a>)?\s*%|>%<|（%）", printed) is None


def test_unit_does_not_see_the_county_report(report, unit_member, client_for):
    assert client_for(unit_member).get(f"/reports/monthly/{report.pk}/").status_code == 404
