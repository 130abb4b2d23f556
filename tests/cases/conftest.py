"""A review round at every stage; reviewers who belong to no unit under review."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import Unit, User
from cases.actions.assignment import assign_file
from cases.actions.batch import create_batch, publish_batch
from cases.actions.catalogue import confirm_catalogue
from cases.actions.draw import draw_files, lock_frame
from cases.actions.feedback import draft_feedback, feedback_served
from cases.actions.recall import receive_scan, request_files
from cases.actions.report import approve_report, submit_report
from cases.actions.sheet import save_item, save_veto, submit_sheet
from cases.actions.verdict import confirm_row
from cases.models import BatchUnit, DrawnFile, ReviewBatch, ReviewSheet, Rubric
from cases.rubric_files import SHIPPED, load
from core.files.actions import store
from core.files.models import StoredFile
from core.files.storage import file_store, random_name
from documents import actions
from documents.models import Document
from tests.documents.papers import PDF, word
from tests.factories.cases import EnforcementActFactory

PDFS = Path(__file__).parent.parent / "data" / "files"
TWO_NUMBERS = ("明市监罚决〔2025〕32号", "明市监罚决〔2025〕36号")


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Settings) -> None:
    """Files of a test lie in the test's own folder."""
    settings.MEDIA_DIR = tmp_path


@pytest.fixture
def rubric(db: None, at: datetime) -> Rubric:
    return load(SHIPPED[0], at)[0]


@pytest.fixture
def reviewers(make_person: Callable[..., User], make_unit: Callable[..., Unit], government: Unit) -> list[User]:
    """Four reviewers of two units that are not reviewed."""
    homes = [make_unit("明川县水利局", "X010", parent=government), make_unit("明川县教育局", "X011", parent=government)]
    names = ["张守正", "李明鉴", "王秉公", "赵持平"]
    return [make_person(name, f"reviewer{place}", "reviewer", homes[place % 2]) for place, name in enumerate(names)]


@pytest.fixture
def unit_leader(make_person: Callable[..., User], unit: Unit) -> User:
    """分管领导 of the unit."""
    return make_person("方伯衡", "unit_leader", "dept_leader", unit)


@pytest.fixture
def batch(rubric: Rubric, unit: Unit, reviewers: list[User], inspector: User, at: datetime) -> ReviewBatch:
    """A draft over one unit with two closed acts, whose numbers are those of two real files."""
    for number in TWO_NUMBERS:
        EnforcementActFactory(unit=unit, document_no=number)
    return create_batch(
        actor=inspector,
        at=at,
        name="2026年第一批案卷评查",
        period_from=date(2025, 1, 1),
        period_to=date(2025, 12, 31),
        rubrics=[rubric],
        units=[unit],
        reviewers=reviewers,
        catalogue_due_on=date(2026, 3, 20),
        self_report_due_on=date(2026, 4, 10),
        ratio=Decimal(100),
    )


@pytest.fixture
def published(batch: ReviewBatch, inspector: User, at: datetime) -> ReviewBatch:
    return publish_batch(batch=batch, actor=inspector, at=at)


@pytest.fixture
def row(published: ReviewBatch) -> BatchUnit:
    return published.rows.get()


@pytest.fixture
def confirmed(row: BatchUnit, unit_member: User, at: datetime) -> BatchUnit:
    return confirm_catalogue(row=row, actor=unit_member, at=at)


@pytest.fixture
def drawn(published: ReviewBatch, confirmed: BatchUnit, inspector: User, at: datetime) -> ReviewBatch:
    lock_frame(batch=published, actor=inspector, at=at)
    draw_files(batch=published, actor=inspector, at=at)
    published.refresh_from_db()
    return published


@pytest.fixture
def requested(drawn: ReviewBatch, inspector: User, at: datetime) -> ReviewBatch:
    return request_files(batch=drawn, actor=inspector, at=at)


@pytest.fixture
def send(unit_member: User, at: datetime) -> Callable[..., None]:
    """报送: upload one of the real PDFs under a name."""

    def send_one(row: BatchUnit, name: str, source: str = TWO_NUMBERS[0], actor: User = unit_member) -> None:
        store(
            purpose="case_file",
            name=name,
            stream_or_bytes=(PDFS / f"{source}.pdf").read_bytes(),
            actor=actor,
            at=at,
            unit=row.unit,
            attach=lambda file: receive_scan(row=row, file=file, actor=actor, at=at),
        )

    return send_one


@pytest.fixture
def received(requested: ReviewBatch, row: BatchUnit, unit_member: User, tmp_path: Path, at: datetime) -> ReviewBatch:
    """Both scans have arrived; kept without the checks of an upload, which the tests of uploads are about."""
    for number in TWO_NUMBERS:
        receive_scan(row=row, file=kept(number, unit_member, row.unit, tmp_path, at), actor=unit_member, at=at)
    return requested


def kept(number: str, actor: User, unit: Unit, folder: Path, at: datetime) -> StoredFile:
    """One of the real PDFs in the store, with its row."""
    content = (PDFS / f"{number}.pdf").read_bytes()
    copy, name = folder / f"{number}.pdf", random_name("files")
    copy.write_bytes(content)
    file_store().put(copy, name)
    facts = {"mime": "application/pdf", "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "pages": 10}
    return StoredFile.objects.create(purpose="case_file", original_name=copy.name, storage_name=name, unit=unit, uploaded_by=actor, created_at=at, **facts)


@pytest.fixture
def file(received: ReviewBatch) -> DrawnFile:
    """The first drawn file, arrived and not assigned."""
    return DrawnFile.objects.filter(row__batch=received).order_by("pk")[0]


@pytest.fixture
def sheets(file: DrawnFile, reviewers: list[User], inspector: User, at: datetime) -> list[ReviewSheet]:
    """Two sheets on `file`, one for each of the first two reviewers."""
    assign_file(file=file, first=reviewers[0], second=reviewers[1], actor=inspector, at=at)
    return list(file.sheets.order_by("seat"))


@pytest.fixture
def score(at: datetime) -> Callable[..., ReviewSheet]:
    """A reviewer deducts on some items and submits: `score(sheet, "CF-301", "CF-307")` takes the first case of each; `veto="CF-V03"`."""

    def score_one(sheet: ReviewSheet, *codes: str, veto: str = "") -> ReviewSheet:
        items = {item.code: item for item in sheet.file.rubric.items.all()}
        for code in codes:
            sheet = save_item(
                sheet=sheet,
                item=items[code],
                version=sheet.version,
                actor=sheet.reviewer,
                at=at,
                picks={"0": 1},
                reason=f"{code} 的事实",
                cites=[{"page": 2, "box": None}],
            )
        if veto:
            facts = {"statement": "第三页检查笔录载明的两名检查人员当日均不持证。", "cites": [{"page": 3, "box": None}], "is_checked": True}
            sheet = save_veto(sheet=sheet, item=items[veto], version=sheet.version, actor=sheet.reviewer, at=at, **facts)
        return submit_sheet(sheet=sheet, version=sheet.version, actor=sheet.reviewer, at=at, vetoes_checked=True)

    return score_one


@pytest.fixture
def rated(received: ReviewBatch, row: BatchUnit, reviewers: list[User], score: Callable[..., ReviewSheet], inspector: User, at: datetime) -> BatchUnit:
    """Two files scored and confirmed: 98 and 100."""
    for place, file in enumerate(DrawnFile.objects.order_by("position")):
        assign_file(file=file, first=reviewers[0], second=reviewers[1], actor=inspector, at=at)
        for sheet in file.sheets.all():
            score(sheet, *(["CF-301"] if place == 0 else []))
    confirm_row(row=row, actor=inspector, at=at)
    row.refresh_from_db()
    return row


@pytest.fixture
def served(rated: BatchUnit, inspector: User, at: datetime) -> BatchUnit:
    document = draft_feedback(row=rated, actor=inspector, at=at)
    feedback_served(document, document.services.get(), inspector, at)
    rated.refresh_from_db()
    return rated


@pytest.fixture
def issue(make_person: Callable[..., User], bureau: Unit, inspector: User, leader: User, at: datetime) -> Callable[..., Document]:
    """送审到制发: a draft becomes an issued document, ready to be served."""
    second = make_person("许静文", "second_inspector", "bureau_staff", bureau)

    def all_the_way(document: Document, at: datetime = at) -> Document:
        document = actions.submit_for_review(document=document, actor=inspector, at=at)
        if document.kind.needs_review:
            actions.review(document=document, actor=second, at=at)
        signed = actions.sign(document=document, actor=leader, at=at)
        return actions.issue(document=signed, number=signed.number, pdf=PDF, docx=word(), actor=leader, at=at)

    return all_the_way


@pytest.fixture
def notified(requested: ReviewBatch, row: BatchUnit, issue: Callable[..., Document], inspector: User, at: datetime) -> BatchUnit:
    """The notice was served on the day after the files were called in."""
    later = at + timedelta(days=1)
    row.refresh_from_db()
    assert row.recall is not None
    actions.serve(document=issue(row.recall, later), actor=inspector, at=later)
    return row


@pytest.fixture
def serve(issue: Callable[..., Document], inspector: User, at: datetime) -> Callable[[BatchUnit], Document]:
    """拟制到送达: the letter of a rated unit, all the way."""

    def all_the_way(row: BatchUnit) -> Document:
        return actions.serve(document=issue(draft_feedback(row=row, actor=inspector, at=at)), actor=inspector, at=at)

    return all_the_way


@pytest.fixture
def reported(unit_member: User, unit_leader: User, at: datetime) -> Callable[[BatchUnit], BatchUnit]:
    """整改报告: filed by the liaison, approved by the unit's leader."""

    def both(row: BatchUnit) -> BatchUnit:
        return approve_report(row=submit_report(row=row, actor=unit_member, at=at, text="已补正告知书格式。"), actor=unit_leader, at=at)

    return both
