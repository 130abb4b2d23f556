"""评查样例: one round finished up to rectification, one being scored with real scans, one in which units confirm their lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from accounts.models import Unit, User
from cases.actions.assignment import deal_reviewers
from cases.actions.batch import create_batch, publish_batch
from cases.actions.catalogue import confirm_catalogue
from cases.actions.draw import draw_files, lock_frame
from cases.actions.feedback import draft_feedback
from cases.actions.recall import receive_scan, request_files
from cases.actions.self_report import approve_self_report, submit_self_report
from cases.actions.sheet import save_item, save_summary, save_veto, submit_sheet
from cases.actions.verdict import confirm_row
from cases.models import BatchUnit, CatalogueEntry, DrawnFile, ReviewBatch, ReviewSheet, Rubric
from core.files.actions import store
from core.files.models import StoredFile
from documents.actions import receive
from documents.models import Document
from rectification.actions import approve_extension, request_extension
from rectification.models import Order
from reports.demo import people as who
from reports.demo.calendar import Days
from reports.demo.faults import EXCERPT, FAULTS, FILING, Fault, in_words
from reports.demo.files import DATA
from reports.demo.letters import issue_and_serve
from reports.demo.orders import Sample, walk

FIRST = ("明应急罚决〔2025〕14号", "明应急罚决〔2025〕18号", "明卫罚决〔2025〕13号", "明卫罚决〔2026〕3号", "明农罚决〔2025〕2号")
SECOND = ("明市监罚决〔2025〕32号", "明市监罚决〔2025〕36号", "明城管罚决〔2025〕19号", "明城管罚决〔2025〕48号", "明环罚决〔2025〕11号")
FIRST_UNITS, SECOND_UNITS = (who.EMERGENCY, who.HEALTH, who.FARM), (who.MARKET, who.CITY, who.ECOLOGY)
LIAISON = {who.EMERGENCY: 3, who.CITY: 5, who.ECOLOGY: 6, who.MARKET: 0, who.HEALTH: 4, who.FARM: 7}
REQUIREMENTS = "以行政处罚法和本局评查标准为准，一卷一表，交叉阅卷，联合署名。"
TRIAL = "试评：只评查各单位已有扫描件的案卷，其余案卷列入以后批次。"


def _name(stem: str, unit: str) -> str:
    """lianluo, lianluo3 … of a unit."""
    return f"{stem}{LIAISON[unit] or ''}"


def seed_reviews(users: dict[str, User], units: dict[str, Unit], days: Days) -> None:
    """All three rounds."""
    first = _open("第一批行政处罚案卷评查", FIRST_UNITS, users, units, days, 150, FIRST)
    _prepare(first, users, days, 145)
    _score_all(first, users, days, 110)
    _feed_back(first, users, days, 55)
    _settle_orders(first, users, days)
    second = _open("第二批行政处罚案卷评查", SECOND_UNITS, users, units, days, 45, SECOND)
    _prepare(second, users, days, 40)
    _score_some(second, users, days)
    _open("第三批行政处罚案卷评查", (who.TRAFFIC, who.WATER, who.MARKET), users, units, days, 4)


def _open(
    name: str, names: Sequence[str], users: dict[str, User], units: dict[str, Unit], days: Days, ago: int, numbers: Sequence[str] = (),
) -> ReviewBatch:  # fmt: skip
    """A published round; its lists hold the files `numbers` only, where they are given."""
    at = days.ago(ago)
    year = days.today.year
    batch = create_batch(
        actor=users["jiandu"], at=at, name=f"{year}年{name}", period_from=date(2025, 1, 1), period_to=date(2026, 6, 30), rubrics=[Rubric.objects.get(kind="penalty")],
        units=[units[one] for one in names], reviewers=[users["pingcha1"], users["pingcha2"], users["pingcha3"]], ratio=Decimal(100), minimum=1,
        catalogue_due_on=days.on(8 - ago), self_report_due_on=days.on(15 - ago), scoring_due_on=days.on(45 - ago) if ago < 60 else days.on(30 - ago),
        requirements=f"{REQUIREMENTS}{TRIAL}" if numbers else REQUIREMENTS,
    )  # fmt: skip
    batch = publish_batch(batch=batch, actor=users["jiandu"], at=at)
    if numbers:
        CatalogueEntry.objects.filter(row__batch=batch).exclude(document_no__in=numbers).delete()
    return batch


def _prepare(batch: ReviewBatch, users: dict[str, User], days: Days, ago: int) -> None:
    """Catalogue, self-report, draw, call-in and the scans."""
    for row in batch.rows.select_related("unit"):
        liaison, leader = users[_name("lianluo", row.unit.name)], users[_name("fenguan", row.unit.name)]
        confirm_catalogue(row=row, actor=liaison, at=days.ago(ago))
        submit_self_report(row=row, actor=liaison, at=days.ago(ago - 3), text="目录内案卷已逐卷自查，文书装订成卷，扫描件与原卷一致。")
        approve_self_report(row=row, actor=leader, at=days.ago(ago - 4))
    staff = users["jiandu"]
    lock_frame(batch=batch, actor=staff, at=days.ago(ago - 6))
    draw_files(batch=batch, actor=staff, at=days.ago(ago - 6, 11))
    request_files(batch=batch, actor=staff, at=days.ago(ago - 7))
    for notice in Document.objects.filter(pk__in=batch.rows.values("recall")).select_related("kind"):
        served = issue_and_serve(notice, users, days, ago - 8).services.select_related("unit").get()
        receive(service=served, actor=users[_name("lianluo", served.unit.name)], at=days.ago(ago - 9))
    for file in DrawnFile.objects.filter(row__batch=batch).select_related("entry", "row__unit"):
        liaison = users[_name("lianluo", file.row.unit.name)]
        _upload(DATA / "files" / f"{file.entry.document_no}.pdf", file, liaison, days, ago - 10)
    deal_reviewers(batch=ReviewBatch.objects.get(pk=batch.pk), actor=staff, at=days.ago(ago - 12))


def _upload(path: Path, file: DrawnFile, liaison: User, days: Days, ago: int) -> None:
    at = days.ago(ago)
    store(
        purpose="case_file", name=path.name, stream_or_bytes=path.read_bytes(), actor=liaison, at=at, unit=file.row.unit,
        attach=lambda stored: _receive(stored, file, liaison, at),
    )  # fmt: skip


def _receive(stored: StoredFile, file: DrawnFile, liaison: User, at: datetime) -> None:
    receive_scan(row=BatchUnit.objects.get(pk=file.row_id), file=stored, actor=liaison, at=at)


def _score(sheet: ReviewSheet, days: Days, ago: int) -> ReviewSheet:
    """Note what the file really lacks, each with its pages, and hand in."""
    at = days.ago(ago, 9 + sheet.seat)
    faults = FAULTS.get(sheet.file.entry.document_no, ())
    _leave_out_filing(sheet, at)
    for fault in faults:
        _note(sheet, fault, at)
    problems, advice = in_words(faults)
    sheet.refresh_from_db()
    save_summary(sheet=sheet, version=sheet.version, actor=sheet.reviewer, at=at, problems=problems, merits="文书格式统一，事实记录清楚。", advice=advice)
    sheet.refresh_from_db()
    return submit_sheet(sheet=sheet, version=sheet.version, actor=sheet.reviewer, at=at, vetoes_checked=True)


def _leave_out_filing(sheet: ReviewSheet, at: datetime) -> None:
    for item in sheet.file.rubric.items.filter(code__in=FILING):
        sheet.refresh_from_db()
        save_item(sheet=sheet, item=item, version=sheet.version, actor=sheet.reviewer, at=at, is_na=True, reason=EXCERPT)


def _note(sheet: ReviewSheet, fault: Fault, at: datetime) -> None:
    item = sheet.file.rubric.items.get(code=fault.item)
    cites = [{"page": page, "box": None} for page in fault.pages]
    sheet.refresh_from_db()
    if item.is_veto:
        save_veto(sheet=sheet, item=item, version=sheet.version, actor=sheet.reviewer, at=at, statement=fault.text, cites=cites, is_checked=True)
        return
    place = next(place for place, case in enumerate(item.cases) if case["reason"] == fault.case)
    save_item(sheet=sheet, item=item, version=sheet.version, actor=sheet.reviewer, at=at, picks={str(place): 1}, reason=fault.text, cites=cites)


def _score_all(batch: ReviewBatch, users: dict[str, User], days: Days, ago: int) -> None:
    for file in DrawnFile.objects.filter(row__batch=batch).standing():
        for sheet in file.sheets.select_related("reviewer", "file__rubric", "file__entry").order_by("seat"):
            _score(sheet, days, ago)
    for row in batch.rows.all():
        confirm_row(row=row, actor=users["jiandu2"], at=days.ago(ago - 5))


def _feed_back(batch: ReviewBatch, users: dict[str, User], days: Days, ago: int) -> None:
    """One letter a unit, issued and served; serving issues the orders."""
    for place, row in enumerate(batch.rows.select_related("unit")):
        row.refresh_from_db()
        document = draft_feedback(row=row, actor=users["jiandu"], at=days.ago(ago - place))
        issue_and_serve(document, users, days, ago - place - 1)


def _settle_orders(batch: ReviewBatch, users: dict[str, User], days: Days) -> None:
    """Most orders of the round are closed; the last two are still open, extended into the coming week."""
    orders = Order.objects.filter(source_kind="review", source_label=batch.name).select_related("unit").order_by("pk")
    for place, order in enumerate(orders):
        sample = Sample(order.unit.name, _name("lianluo", order.unit.name), _name("fenguan", order.unit.name), order.title, order.basis, 53, -25, "closed")
        if place < len(orders) - 2:
            walk(order, sample, users, days)
            continue
        new_due_on = days.workday_from(min(days.on(2 + 3 * (place % 2)), order.due_on + timedelta(days=30)))
        reason = "涉及已经生效的决定，补正手续需要当事人到场办理。"
        extension = request_extension(order=order, actor=users[sample.liaison], at=days.ago(35), new_due_on=new_due_on, reason=reason)
        approve_extension(extension=extension, actor=users["juzhang"], at=days.ago(34))


def _score_some(batch: ReviewBatch, users: dict[str, User], days: Days) -> None:
    """Two files wholly, one by one reviewer, one begun; the rest wait, and every reviewer keeps something to do."""
    sheets: dict[int, list[ReviewSheet]] = defaultdict(list)
    for sheet in ReviewSheet.objects.filter(file__row__batch=batch).select_related("reviewer", "file__rubric", "file__entry").order_by("file", "seat"):
        sheets[sheet.file_id].append(sheet)
    left = Counter(sheet.reviewer_id for pair in sheets.values() for sheet in pair)
    for ago, wanted, seats in ((6, 2, 2), (3, 1, 1)):
        for pair in _to_score(sheets, left, wanted, seats):
            for sheet in pair:
                _score(sheet, days, ago)
    if (begun := next((pair[0] for pair in sheets.values()), None)) is not None:
        _leave_out_filing(begun, days.ago(1))


def _to_score(sheets: dict[int, list[ReviewSheet]], left: Counter[int], wanted: int, seats: int) -> list[list[ReviewSheet]]:
    """Take `wanted` files out of `sheets`, the first `seats` of each, whose reviewers have more than that one left."""
    taken: list[list[ReviewSheet]] = []
    for file in list(sheets):
        pair = sheets[file][:seats]
        if len(taken) < wanted and all(left[sheet.reviewer_id] > 1 for sheet in pair):
            left.subtract(sheet.reviewer_id for sheet in pair)
            taken.append(pair)
            del sheets[file]
    return taken
