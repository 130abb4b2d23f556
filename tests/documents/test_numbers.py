"""文号: gapless, once, kept for good."""

import threading
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections, transaction

from accounts.models import Unit, UnitKind, User
from core.errors import DomainError, IllegalTransition
from core.models import AuditEntry
from documents import actions
from documents.actions.numbers import gaps, number_text, parse_number
from documents.models import Document, NumberCounter, NumberGap, NumberRegister
from tests.documents.conftest import TEXT
from tests.factories.accounts import UnitFactory, UserFactory

AT = datetime(2026, 3, 5, 6, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("明政执监决〔2026〕3号", ("明政执监决", 2026, 3)),
        ("明政执监决[2026]3号", ("明政执监决", 2026, 3)),
        ("明政执监决（2026） 12 号", ("明政执监决", 2026, 12)),
    ],
)
def test_typed_numbers_are_read_and_written_in_one_form(typed, parts):
    assert parse_number(typed) == parts
    assert number_text(*parts) == f"{parts[0]}〔{parts[1]}〕{parts[2]}号"


@pytest.mark.parametrize("typed", ["", "3号", "明政执监决2026-3", "明政执监决〔2026〕第3号", "明政执监决〔2026〕03号", "〔2026〕3号"])
def test_other_writings_are_refused(typed):
    with pytest.raises(DomainError, match="文号应写成"):
        parse_number(typed)


def test_twenty_signers_at_once_take_twenty_numbers_without_a_gap(committed_db):
    bureau, unit = UnitFactory(name="明川县司法局", kind=UnitKind.BUREAU), UnitFactory(name="明川县水利局")
    staff, reviewer, leader = (
        UserFactory(name=name, role=role, unit=bureau) for name, role in (("甲", "bureau_staff"), ("乙", "bureau_staff"), ("丙", "bureau_leader"))
    )
    documents = [_reviewed(unit, staff, reviewer) for _ in range(20)]
    start, refused = threading.Barrier(20), []

    def sign(document: Document) -> None:
        try:
            start.wait(timeout=60)
            actions.sign(document=document, actor=User.objects.get(pk=leader.pk), at=AT)
        except Exception as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=(document,)) for document in documents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert refused == []
    assert sorted(NumberRegister.objects.values_list("seq", flat=True)) == list(range(1, 21))
    assert Document.objects.values("number").distinct().count() == 20
    assert gaps() == []
    connection.close()


def test_two_leaders_at_once_sign_one_document_once(committed_db):
    bureau, unit = UnitFactory(name="明川县司法局", kind=UnitKind.BUREAU), UnitFactory(name="明川县水利局")
    people = [
        UserFactory(name=name, role=role, unit=bureau)
        for name, role in (("甲", "bureau_staff"), ("乙", "bureau_staff"), ("丙", "bureau_leader"), ("丁", "bureau_leader"))
    ]
    document, start, outcomes = _reviewed(unit, *people[:2]), threading.Barrier(2), []

    def sign(leader: User) -> None:
        try:
            start.wait(timeout=60)
            outcomes.append(actions.sign(document=document, actor=User.objects.get(pk=leader.pk), at=AT).number)
        except IllegalTransition:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=(leader,)) for leader in people[2:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(outcomes) == ["refused", "明司执监意〔2026〕1号"]
    assert NumberRegister.objects.count() == 1
    connection.close()


def _reviewed(unit: Unit, staff: User, reviewer: User) -> Document:
    document = actions.draft(kind="opinion", title="意见书", to_unit=unit, content=TEXT, actor=staff, at=AT)
    actions.submit_for_review(document=document, actor=staff, at=AT)
    return actions.review(document=document, actor=reviewer, at=AT)


def test_refused_signature_takes_no_number(reviewed, inspector, leader, at):
    with pytest.raises(DomainError):
        actions.sign(document=reviewed, actor=leader, at=at, number="明司执监意〔2026〕7号")

    assert actions.sign(document=reviewed, actor=leader, at=at).number == "明司执监意〔2026〕1号"


def test_voided_number_stays_in_the_register_and_the_next_signature_takes_the_next(signed, second_inspector, leader, at):
    document = actions.void_number(document=signed, actor=second_inspector, at=at, reason="主送单位有误。")

    assert (document.status, document.number, document.code) == ("reviewed", "", None)
    assert actions.sign(document=document, actor=leader, at=at).number == "明司执监意〔2026〕2号"
    assert list(NumberRegister.objects.order_by("seq").values_list("text", "state", "void_reason")) == [
        ("明司执监意〔2026〕1号", "voided", "主送单位有误。"),
        ("明司执监意〔2026〕2号", "used", ""),
    ]
    assert gaps() == []


def test_voiding_asks_for_a_reason(signed, second_inspector, at):
    with pytest.raises(DomainError, match="原因"):
        actions.void_number(document=signed, actor=second_inspector, at=at, reason=" ")


def set_next(number, actor, at, reason="纸质登记簿已用至前一号"):
    return actions.set_next_number(agency_code="明司执监意", year=2026, number=number, reason=reason, actor=actor, at=at)


def gap_rows():
    return list(NumberGap.objects.order_by("first").values_list("first", "last", "reason"))


def test_series_goes_on_after_the_paper_register(reviewed, inspector, leader, at):
    set_next(8, inspector, at)

    assert actions.sign(document=reviewed, actor=leader, at=at).number == "明司执监意〔2026〕8号"
    assert (gap_rows(), gaps()) == ([(1, 7, "纸质登记簿已用至前一号")], [])


def test_without_the_record_the_gap_is_named(reviewed, inspector, leader, at):
    set_next(3, inspector, at)
    actions.sign(document=reviewed, actor=leader, at=at)
    NumberGap.objects.all().delete()

    assert gaps() == ["文号 明司执监意〔2026〕不连续：1、2"]


def test_next_number_is_never_at_or_below_a_taken_one(signed, second_inspector, inspector, at):
    actions.void_number(document=signed, actor=second_inspector, at=at, reason="主送单位有误。")

    with pytest.raises(DomainError, match="系统已编至 1 号，下一号不能小于 2。"):
        set_next(1, inspector, at)
    set_next(5, inspector, at)
    assert (gap_rows(), gaps()) == ([(2, 4, "纸质登记簿已用至前一号")], [])


def test_next_number_set_too_high_may_be_taken_back(signed, inspector, at):
    set_next(90, inspector, at)
    set_next(4, inspector, at, "填错")

    assert (gap_rows(), NumberCounter.objects.get().last) == ([(2, 3, "纸质登记簿已用至前一号")], 3)
    set_next(2, inspector, at, "填错")
    assert (gap_rows(), gaps()) == ([], [])


def test_next_number_asks_for_a_reason_and_keeps_it(inspector, at):
    with pytest.raises(DomainError, match="请填写理由"):
        set_next(8, inspector, at, " ")
    set_next(8, inspector, at)

    entry = AuditEntry.objects.get(act="set_next_number")
    assert (entry.note, entry.changes) == ("纸质登记簿已用至前一号", {"next": [1, 8]})


def test_a_code_that_no_kind_of_document_bears_has_no_series(inspector, at):
    with pytest.raises(DomainError, match="没有机关代字为“明司执度”的文书种类"):
        actions.set_next_number(agency_code="明司执度", year=2026, number=8, reason="接纸质登记簿", actor=inspector, at=at)

    assert not NumberCounter.objects.exists()


def test_next_number_needs_the_power(leader, at):
    with pytest.raises(PermissionDenied):
        set_next(8, leader, at)


@pytest.mark.parametrize(("first", "last", "name"), [(0, 2, "number_gap_in_order"), (3, 2, "number_gap_in_order"), (1, 2, "number_gap_once")])
def test_record_of_used_numbers_is_in_order_and_once(inspector, at, first, last, name):
    set_next(8, inspector, at)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        NumberGap.objects.create(agency_code="明司执监意", year=2026, first=first, last=last, reason="x", set_at=at, set_by=inspector)


def test_a_gap_in_the_register_is_named(signed):
    NumberCounter.objects.filter(agency_code="明司执监意").update(last=3)

    assert gaps() == ["文号 明司执监意〔2026〕不连续：2、3"]
