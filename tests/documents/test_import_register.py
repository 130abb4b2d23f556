"""启用前的文书登记簿: numbers as given, no text and no signer made up, the counters go on behind it, the public is told it was on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Unit, User
from core.errors import DomainError
from core.models import AuditEntry
from core.sheets.actions import check_batch, commit_now, upload
from core.sheets.models import ImportBatch
from documents import actions, integrity
from documents.actions import is_barred
from documents.authors import authors_of, made_by
from documents.lists import DOCUMENTS
from documents.models import Document, NumberCounter, NumberGap, NumberRegister
from tests.documents.papers import PDF
from tests.fixtures.cast import HouseClient
from tests.fixtures.workbooks import as_xlsx, figures, run_import

pytestmark = pytest.mark.django_db
HEADS = ("文号", "标题", "种类", "主送单位", "成文日期", "签发人", "送达日期", "状态")
THIRD = ("明司执监意〔2026〕3号", "关于罚没管理的意见书", "意见书", "明川县市场监督管理局", date(2026, 1, 10), "沈立诚", date(2026, 1, 12), "已归档")
SEVENTH = ("明司执监意〔2026〕7号", "关于案卷的意见书", "意见书", "市场监督管理局", date(2026, 2, 10), None, None, "已回复")
Bring = Callable[..., ImportBatch]


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


@pytest.fixture
def bring(inspector: User, unit: Unit, tmp_path: Path, at: datetime) -> Bring:
    """The register uploaded, checked and taken by 监督岗."""

    def take(*rows: tuple[Any, ...]) -> ImportBatch:
        content = as_xlsx([list(HEADS), *map(list, rows)], tmp_path / "登记簿.xlsx").read_bytes()
        batch = upload(kind="documents", name="登记簿.xlsx", stream=io.BytesIO(content), options={}, actor=inspector, at=at)
        batch = check_batch(batch=batch, actor=inspector, at=at)
        return commit_now(batch=batch, actor=inspector, at=at) if batch.counts["rejected"] < batch.counts["rows"] else batch

    return take


def reasons(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(error["column"], error["code"]) for row in batch.rows.all() for error in row.errors]


def test_a_register_comes_in_as_it_stood(bring: Bring, unit: Unit) -> None:
    batch = bring(THIRD, SEVENTH)

    rows = Document.objects.order_by("number").values_list(
        "number", "to_unit", "dated_on", "signer_name", "served_on", "status", "signed_at", "pdf", "import_batch"
    )
    assert list(rows) == [
        ("明司执监意〔2026〕3号", unit.pk, date(2026, 1, 10), "沈立诚", date(2026, 1, 12), "archived", None, None, batch.pk),
        ("明司执监意〔2026〕7号", unit.pk, date(2026, 2, 10), "", None, "responded", None, None, batch.pk),
    ]
    assert list(NumberRegister.objects.order_by("seq").values_list("text", "is_typed", "state")) == [(THIRD[0], True, "used"), (SEVENTH[0], True, "used")]
    assert integrity.check() == []


def test_the_counter_goes_on_behind_the_register(bring: Bring, reviewed: Document, leader: User, at: datetime) -> None:
    bring(THIRD, SEVENTH)

    assert actions.sign(document=reviewed, actor=leader, at=at).number == "明司执监意〔2026〕8号"
    assert list(NumberGap.objects.values_list("first", "last", "reason")) == [(1, 7, "随文书登记簿导入")]
    assert [fault for fault in integrity.check() if "不连续" in fault] == []


def test_the_same_file_again_changes_nothing(bring: Bring) -> None:
    bring(THIRD, SEVENTH)

    assert bring(THIRD, SEVENTH).counts["unchanged"] == 2
    assert (Document.objects.count(), NumberRegister.objects.count()) == (2, 2)


def test_what_is_on_record_is_not_changed_by_another_file(bring: Bring) -> None:
    bring(THIRD)

    assert reasons(bring((THIRD[0], "改了名称", *THIRD[2:]))) == [("文号", "already_here")]
    assert Document.objects.get().title == THIRD[1]


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (2, "不存在的文种", "unknown_kind"),
        (4, date(2199, 1, 4), "in_future"),
        (6, date(2026, 1, 9), "dates_reversed"),
        (7, "草拟中", "choice"),
        (7, "已制发", "choice"),
    ],
)
def test_rows_that_contradict_themselves_are_refused(bring: Bring, place: int, value: Any, code: str) -> None:
    row = list(THIRD)
    row[place] = value
    if code == "in_future":
        row[6] = None

    assert ([found for _, found in reasons(bring(tuple(row)))], Document.objects.count()) == ([code], 0)


def test_a_unit_that_is_not_known_stays_in_words(bring: Bring) -> None:
    batch = bring((*THIRD[:3], "明川县原粮食局", *THIRD[4:]))

    document = Document.objects.get()
    assert ([warning["code"] for warning in batch.rows.get().warnings], document.to_unit, document.to_text) == (["unknown_unit"], None, "明川县原粮食局")


def test_a_number_of_the_system_is_not_taken_again(bring: Bring, signed: Document) -> None:
    assert reasons(bring((signed.number, *THIRD[1:]))) == [("文号", "number_in_use")]


def test_a_voided_number_is_not_taken_again(bring: Bring, signed: Document, second_inspector: User, at: datetime) -> None:
    number = signed.number
    actions.void_number(document=signed, actor=second_inspector, at=at, reason="主送单位有误。")

    assert reasons(bring((number, *THIRD[1:]))) == [("文号", "number_in_use")]


def test_numbers_of_another_form_are_kept_as_given_and_move_no_counter(bring: Bring) -> None:
    bring(("明司函字第12号", *THIRD[1:]))

    assert (Document.objects.get().number, NumberRegister.objects.count(), NumberCounter.objects.count()) == ("明司函字第12号", 0, 0)
    assert integrity.check() == []


def test_nothing_is_done_in_the_system_with_what_was_issued_on_paper(bring: Bring, inspector: User, second_leader: User, at: datetime) -> None:
    bring(SEVENTH)
    document = Document.objects.get()

    assert actions.acts_for(document, second_leader) == []
    with pytest.raises(DomainError, match="启用前的文书，只作登记"):
        actions.revoke(document=document, actor=second_leader, at=at, reason="x")


def test_only_what_came_by_import_stands_without_a_file(bring: Bring) -> None:
    bring(THIRD)
    with pytest.raises(IntegrityError, match="document_issued_has_file"), transaction.atomic():
        Document.objects.update(import_batch=None)


def test_only_what_came_by_import_stands_without_a_signature(bring: Bring, at: datetime) -> None:
    bring(THIRD)
    document = Document.objects.get()
    document.pk, document.number, document.code, document.import_batch = None, "明司执监意〔2026〕2号", "OTHER", None
    document.issued_at, document.pdf = at, ImportBatch.objects.get().file
    with pytest.raises(IntegrityError, match="document_signed_fields_together"), transaction.atomic():
        document.save(force_insert=True)


def test_the_command_takes_the_same_file(unit: Unit, bureau: Unit, tmp_path: Path) -> None:
    report = run_import("import_documents", as_xlsx([list(HEADS), list(THIRD), list(SEVENTH)], tmp_path / "登记簿.xlsx"))

    assert (figures(report), integrity.check()) == ([2, 2, 0, 0, 0], [])


# --- pages ---------------------------------------------------------------------------------------------------------
def test_the_page_says_what_is_known_and_offers_no_act(bring: Bring, client_for: Callable[[User], HouseClient], inspector: User) -> None:
    bring(THIRD)
    document = Document.objects.get()
    browser = client_for(inspector)

    body = browser.get(document.get_absolute_url()).content.decode()

    assert ("启用前数据" in body, "启用前线下制发，导入登记" in body, "没有电子文件" in body, "补传扫描件" in body, "发文稿纸" in body) == (
        True,
        True,
        True,
        True,
        False,
    )
    prints = ("document-print", "document-word", "document-approval-sheet")
    assert [browser.get(reverse(f"documents:{name}", args=[document.pk])).status_code for name in prints] == [404, 404, 404]


def test_nobody_is_made_up_who_wrote_what_was_issued_on_paper(
    bring: Bring, client_for: Callable[[User], HouseClient], inspector: User, drafted: Document
) -> None:
    bring(THIRD)
    document = Document.objects.exclude(pk=drafted.pk).get()

    assert (authors_of(document), is_barred(document, inspector)) == ([], False)
    assert list(Document.objects.filter(made_by(inspector))) == [drafted]
    columns = [column for column in DOCUMENTS.columns if column.key == "drafter"]
    assert [columns[0].cell(document), columns[0].cell(drafted)] == ["", inspector]
    assert dict(Document.objects.values_list("pk", columns[0].expression)) == {document.pk: None, drafted.pk: inspector.name}


def test_the_public_page_says_that_it_was_issued_on_paper(bring: Bring, client: HouseClient) -> None:
    bring(THIRD, (*SEVENTH[:7], "撤销"))
    archived, revoked = Document.objects.order_by("number")

    pages = [client.get(f"/v/{document.code}/").content.decode() for document in (archived, revoked)]

    assert ["启用前线下制发，已登记在册" in page for page in pages] == [True, False]
    assert ("已经撤销" in pages[1], "核对您手里的文件" in pages[0]) == (True, False)


def test_a_scan_is_attached_once(bring: Bring, client_for: Callable[[User], HouseClient], inspector: User) -> None:
    bring(THIRD)
    document = Document.objects.get()
    browser, address = client_for(inspector), reverse("documents:document-attach-scan", args=[document.pk])

    answers = [browser.post(address, {"file": SimpleUploadedFile("意见书.pdf", PDF)}).status_code for _ in range(2)]

    document.refresh_from_db()
    assert (answers, document.status, document.scan is not None) == ([302, 422], "archived", True)
    assert AuditEntry.objects.filter(act="attach_scan").count() == 1
    assert integrity.check() == []


def test_a_scan_is_attached_only_to_what_came_before_the_system(client_for: Callable[[User], HouseClient], signed: Document, inspector: User) -> None:
    answer = client_for(inspector).post(reverse("documents:document-attach-scan", args=[signed.pk]), {"file": SimpleUploadedFile("意见书.pdf", PDF)})

    signed.refresh_from_db()
    assert (answer.status_code, signed.scan) == (422, None)


def test_the_list_offers_the_import_and_finds_what_came_by_it(
    bring: Bring, signed: Document, client_for: Callable[[User], HouseClient], inspector: User
) -> None:
    bring(THIRD)

    body = client_for(inspector).get("/documents/?before=true").content.decode()

    assert ("导入登记簿" in body, THIRD[1] in body, signed.number in body) == (True, True, False)


def test_the_register_of_numbers_tells_what_was_used_before(bring: Bring, client_for: Callable[[User], HouseClient], inspector: User) -> None:
    bring(SEVENTH)

    body = client_for(inspector).get(reverse("documents:number-list")).content.decode()

    assert "<dt>明司执监意〔2026〕1—7 号</dt><dd>随文书登记簿导入（" in body
    assert re.search(r"<td[^>]*>启用前</td>", body)


def test_a_unit_sees_nothing_of_the_register(bring: Bring, unit_member: User) -> None:
    bring(THIRD)

    assert not Document.objects.visible_to(unit_member).exists()


def test_attaching_needs_the_power(bring: Bring, leader: User, at: datetime) -> None:
    bring(THIRD)
    with pytest.raises(PermissionDenied):
        actions.attach_scan(document=Document.objects.get(), actor=leader, at=at, file=None)
