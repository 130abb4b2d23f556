"""材料包: who makes one, what it says, that it stays as it was and comes out the same again."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from docx import Document as open_word
from docx.document import Document as WordDocument

from accounts.actions.people import sealed_phone
from accounts.models import Unit, User
from cases.models import BatchUnit
from core.audit.models import AuditEntry
from core.files.actions import open_file
from core.jobs.models import Job, JobState
from core.jobs.run import run_job
from core.notices.actions import deadline_of
from core.notices.models import Channel, Notice, NoticeState
from documents.models import DocumentKind
from rectification.models import Order
from reports.models import UnitPack
from reports.units import integrity
from reports.units.pack_paper import paper_of
from reports.units.pack_rows import collect, digest_of
from reports.units.packs import produce_again, request_pack
from supervision.plans.actions.obligation import open_share_deadline
from supervision.plans.models import PlanItem
from tests.documents.papers import PDF
from tests.factories.files import kept_file
from tests.factories.histories import graded_round, order_of, served_letter, share_of
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
LookIn = Callable[[User], HouseClient]


@pytest.fixture
def pack(unit: Unit, inspector: User, unit_member: User, past: Callable[[int], None], at: datetime) -> UnitPack:
    """Of a unit with a short history, made by the bureau."""
    past(2)
    return made(unit, inspector, at)


def made(unit: Unit, actor: User, at: datetime) -> UnitPack:
    job = request_pack(unit=unit, actor=actor, at=at)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED, job.error
    return UnitPack.objects.get(job=job)


def bytes_of(pack: UnitPack) -> bytes:
    with open_file(pack.file) as source:
        return source.read()


def words_of(word: WordDocument) -> str:
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def urged_about(order: Order, person: User, at: datetime) -> None:
    """催办 on the clock of the order itself."""
    Notice.objects.create(
        deadline=deadline_of(order, "rectification"), version=1, level=f"urge_{at:%Y%m%d}", recipient=person, channel=Channel.IN_APP, not_before=at,
        created_at=at, sent_at=at, state=NoticeState.DELIVERED,
    )  # fmt: skip


# --- who makes it ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("person", "status"), [("inspector", 302), ("leader", 302), ("unit_member", 403), ("outsider", 404)])
def test_the_bureau_makes_packs_and_nobody_else(request, client_for: LookIn, unit: Unit, person: str, status: int) -> None:
    answer = client_for(request.getfixturevalue(person)).post(f"{unit.page_url}pack/")

    assert (answer.status_code, Job.objects.filter(kind="unit_pack").exists()) == (status, status == 302)


def test_the_act_itself_refuses_who_holds_no_power(unit: Unit, unit_member: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        request_pack(unit=unit, actor=unit_member, at=at)


def test_a_second_click_finds_the_first_job_and_a_later_one_makes_a_new_pack(unit: Unit, inspector: User, at: datetime) -> None:
    first, second = (request_pack(unit=unit, actor=inspector, at=at) for _ in range(2))
    run_job(first.pk)

    third = request_pack(unit=unit, actor=inspector, at=at)

    assert (first.pk == second.pk, third.pk == first.pk) == (True, False)


def test_the_file_goes_to_the_bureau_only(client_for: LookIn, pack: UnitPack, inspector: User, leader: User, unit_member: User) -> None:
    url = reverse("core:file-download", args=[pack.file_id])

    assert [client_for(user).get(url).status_code for user in (inspector, leader, unit_member)] == [200, 200, 404]


def test_the_page_lists_the_last_packs_for_the_bureau(client_for: LookIn, pack: UnitPack, unit: Unit, inspector: User, unit_member: User) -> None:
    assert pack.sha256[:12] in client_for(inspector).get(unit.page_url).content.decode()
    assert "材料包" not in client_for(unit_member).get(unit.page_url).content.decode()


# --- what it says ----------------------------------------------------------------------------------------------------
def test_the_word_file_tells_facts_figures_urging_and_letters(pack: UnitPack, unit: Unit, unit_member: User) -> None:
    text = words_of(open_word(io.BytesIO(bytes_of(pack))))

    for words in (
        unit.name, "行政执法监督情况材料", "一、基本情况", "陆思齐（部门联络员）", "未设分管领导。", "未销号 2", "第1个问题", "第2项工作任务", "第1张报表",
        "第2批案卷评查", "缺证据来源", "三、提醒和催办证明", "四、未办结文书", "行政执法监督意见书", "改正。", pack.sha256,
    ):  # fmt: skip
        assert words in text, words


def test_urging_is_proven_for_each_open_matter_with_person_channel_and_time(unit: Unit, inspector: User, unit_member: User, at: datetime) -> None:
    order = order_of(unit, inspector, at)
    urged_about(order, unit_member, at + timedelta(days=1))
    closed = order_of(unit, inspector, at, "已办结的")
    urged_about(closed, unit_member, at + timedelta(days=1))
    deadline_of(closed, "rectification").__class__.objects.filter(target_id=str(closed.pk)).update(done_on=at.date())

    (proof,) = collect(unit, inspector, at)["proofs"]

    assert proof == {
        "matter": f"{order.number} 未经法制审核",
        "due_on": "2026-04-04",
        "lines": [["2026-03-06 14:32", "陆思齐", "站内", "催办", "已送达", "—"]],
    }


def test_the_text_of_a_letter_is_there_until_it_is_answered(unit: Unit, inspector: User, leader: User, at: datetime) -> None:
    letter = served_letter(unit, inspector, leader, at)
    assert [text["number"] for text in collect(unit, inspector, at)["texts"]] == [letter.number]

    letter.services.update(state="responded", replied_at=at)

    assert collect(unit, inspector, at)["texts"] == []


def test_a_letter_that_asks_for_no_answer_is_finished_once_it_is_signed_for(unit: Unit, inspector: User, leader: User, at: datetime) -> None:
    letter = served_letter(unit, inspector, leader, at)
    DocumentKind.objects.filter(pk=letter.kind_id).update(opens_reply=False)
    letter.services.update(state="served", received_at=None)
    found = [len(collect(unit, inspector, at)["texts"])]

    letter.services.update(state="received", received_at=at)

    assert [*found, len(collect(unit, inspector, at)["texts"])] == [1, 0]


def test_a_letter_is_quoted_below_its_own_number_set_apart_from_the_headings(pack: UnitPack) -> None:
    word = open_word(io.BytesIO(bytes_of(pack)))
    paragraphs = [paragraph for paragraph in word.paragraphs if paragraph.text]
    start = next(place for place, paragraph in enumerate(paragraphs) if paragraph.text == "四、未办结文书")
    lead, *quoted = paragraphs[start + 1 : -1]

    assert lead.text.startswith("（一）行政执法监督意见书")
    assert quoted
    assert [paragraph.text for paragraph in quoted if not paragraph.paragraph_format.left_indent and not paragraph.text.startswith("（二）")] == []


def test_names_of_matters_are_whole(unit: Unit, inspector: User, unit_member: User, at: datetime) -> None:
    words = "对2025年以来办结的全部行政处罚案件逐卷开展自查并按月报送自查情况和整改台账，年底前形成总结报告报县司法局"
    share = share_of(unit, inspector, at, 1)
    PlanItem.objects.filter(pk=share.item_id).update(text=words)
    share.item.refresh_from_db()
    open_share_deadline(share=share, actor=inspector, at=at)
    Notice.objects.create(
        deadline=deadline_of(share, "plan_task"), version=1, level="urge_20260306", recipient=unit_member, channel=Channel.IN_APP, not_before=at, created_at=at,
        sent_at=at, state=NoticeState.DELIVERED,
    )  # fmt: skip

    rows = collect(unit, inspector, at)

    listed = {section["title"]: section["rows"][0][0] for section in rows["sections"] if section["rows"]}
    assert (listed["台账任务"], listed["期限"], rows["proofs"][0]["matter"]) == (words, f"台账第 1 项：{words}", f"台账第 1 项：{words}")


def test_a_pack_holds_no_grade_the_unit_was_not_told(unit: Unit, inspector: User, at: datetime) -> None:
    graded_round(unit, inspector, at, 7)
    BatchUnit.objects.update(feedback_at=None)

    rows = collect(unit, inspector, at)

    (round_row,) = next(section for section in rows["sections"] if section["title"] == "案卷评查")["rows"]
    assert (round_row[3:6], rows["findings"]) == (["—", "—", "—"], [])


def test_telephones_are_masked_and_other_units_stay_out(unit: Unit, other_unit: Unit, inspector: User, unit_member: User, at: datetime) -> None:
    unit_member.phone = sealed_phone(unit_member, "15468887634")
    unit_member.save(update_fields=["phone"])
    order_of(other_unit, inspector, at, "别家的整改")

    text = str(collect(unit, inspector, at))

    assert ("154****7634" in text, "15468887634" in text, "别家的整改" in text) == (True, False, False)


# --- that it stays ---------------------------------------------------------------------------------------------------
def test_the_same_pack_comes_out_again_byte_for_byte_whatever_happened_since(pack: UnitPack, unit: Unit, inspector: User, at: datetime) -> None:
    kept = bytes_of(pack)
    order_of(unit, inspector, at, "后来的整改")
    Unit.objects.filter(pk=unit.pk).update(name="明川县更名后的局")

    again = produce_again(UnitPack.objects.get(pk=pack.pk))

    assert again == kept
    assert hashlib.sha256(again).hexdigest() == pack.file.sha256


def test_equal_rows_give_an_equal_digest_and_one_changed_cell_another(unit: Unit, inspector: User, at: datetime) -> None:
    order_of(unit, inspector, at)
    rows = collect(unit, inspector, at)
    changed = {**rows, "unit": "别的局"}

    assert digest_of(rows) == digest_of(collect(unit, inspector, at))
    assert digest_of(changed) != digest_of(rows)
    assert paper_of(changed, "x") != paper_of(rows, "x")


def test_who_made_it_when_and_with_which_digest_is_on_record(pack: UnitPack, inspector: User) -> None:
    entry = AuditEntry.objects.get(act="make_unit_pack")

    assert (pack.made_by, entry.note, pack.rows["made_by"]) == (inspector, pack.sha256, inspector.name)
    assert integrity.check() == []


def test_rows_that_differ_from_their_digest_are_named(unit: Unit, inspector: User, at: datetime) -> None:
    job = request_pack(unit=unit, actor=inspector, at=at)
    file = kept_file("unit_pack", "材料.docx", PDF, inspector, at)
    UnitPack.objects.create(unit=unit, as_of=at, made_by=inspector, job=job, rows={"unit": "x"}, sha256="0" * 64, file=file)

    assert [sentence.endswith("的数据与摘要不符") for sentence in integrity.check()] == [True]


def test_a_second_run_of_the_job_finds_its_pack(pack: UnitPack) -> None:
    Job.objects.filter(pk=pack.job_id).update(state=JobState.QUEUED, lease_until=None, attempts=0)

    run_job(pack.job_id)

    assert UnitPack.objects.count() == 1
