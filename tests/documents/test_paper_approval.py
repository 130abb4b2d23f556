"""补录线下审批: scan, person and day are kept; a typed number is checked free."""

from datetime import date, timedelta

import pytest

from core.errors import DomainError
from documents import actions
from documents.models import NumberCounter


def test_paper_approval_signs_in_the_leaders_name_and_keeps_the_scan(reviewed, scan, inspector, today, at):
    document = actions.record_paper_approval(document=reviewed, actor=inspector, at=at, scan=scan, approver_name="沈立诚", approved_on=today, text="同意。")

    assert (document.status, document.signer_name, document.signed_by, document.dated_on) == ("signed", "沈立诚", None, today)
    paper = document.paper_approvals.get()
    assert (paper.scan, paper.approver_name, paper.approved_on, paper.recorded_by) == (scan, "沈立诚", today, inspector)
    assert document.opinions.last().is_on_paper


def test_drafter_cannot_be_the_approver_on_paper(reviewed, scan, second_inspector, today, at):
    with pytest.raises(DomainError, match="拟制人不能签发"):
        actions.record_paper_approval(document=reviewed, actor=second_inspector, at=at, scan=scan, approver_name="周明远", approved_on=today)


def test_day_of_approval_is_not_in_the_future(reviewed, scan, inspector, today, at):
    with pytest.raises(DomainError, match="不能晚于今天"):
        actions.record_paper_approval(document=reviewed, actor=inspector, at=at, scan=scan, approver_name="沈立诚", approved_on=today + timedelta(days=1))


def test_day_of_approval_is_not_before_the_draft(reviewed, scan, inspector, at):
    with pytest.raises(DomainError, match="不能早于拟制日期"):
        actions.record_paper_approval(document=reviewed, actor=inspector, at=at, scan=scan, approver_name="沈立诚", approved_on=date(1990, 1, 1))


@pytest.mark.parametrize("typed", ["明司函〔2026〕1号", "明司执监意〔2031〕1号", "明教育发〔2026〕1号"])
def test_typed_number_is_of_the_kinds_series_and_the_documents_year(reviewed, scan, inspector, today, at, typed):
    with pytest.raises(DomainError, match="文号应为 明司执监意〔2026〕×号"):
        actions.record_paper_approval(document=reviewed, actor=inspector, at=at, scan=scan, approver_name="沈立诚", approved_on=today, number=typed)


def test_typed_number_moves_the_counter_on(reviewed, scan, inspector, today, at):
    document = actions.record_paper_approval(
        document=reviewed, actor=inspector, at=at, scan=scan, approver_name="沈立诚", approved_on=today, number="明司执监意〔2026〕1号"
    )

    assert document.number == "明司执监意〔2026〕1号"
    assert NumberCounter.objects.get(agency_code="明司执监意", year=2026).last == 1


@pytest.mark.parametrize(("typed", "sentence"), [("明司执监意〔2026〕1号", "已使用"), ("明司执监意〔2026〕5号", "下一号为 2")])
def test_typed_number_must_be_free_and_without_a_gap(signed, scan, inspector, second_inspector, unit, today, at, typed, sentence):
    other = actions.draft(kind="opinion", title="意见书", to_unit=unit, content=signed.content, actor=inspector, at=at)

    with pytest.raises(DomainError, match=sentence):
        actions.record_paper_approval(document=other, actor=inspector, at=at, scan=scan, approver_name="沈立诚", approved_on=today, number=typed)
