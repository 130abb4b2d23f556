"""佐证材料: the unit adds while it answers, whoever sees the order sees the files, nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from core.errors import DomainError
from core.files.actions import open_file, store
from core.files.models import StoredFile
from rectification import actions
from rectification.actions.unit import missing_parts
from rectification.evidence import evidence_of, may_see, may_upload, on_stored
from rectification.models import Order
from tests.rectification.conftest import one_page_pdf

pytestmark = pytest.mark.django_db


def target(order):
    return f"problem:{order.problems.first().pk}"


def test_liaison_may_add_while_the_order_is_with_the_unit(order, unit_member, at):
    actions.acknowledge(order=order, actor=unit_member, at=at)

    assert may_upload(unit_member, target(order)) == order.unit


def test_order_must_be_signed_for_first(order, unit_member):
    with pytest.raises(DomainError, match="已下达"):
        may_upload(unit_member, target(order))


def test_nothing_is_added_while_the_bureau_judges(reported, unit_member):
    with pytest.raises(DomainError, match="待验收"):
        may_upload(unit_member, target(reported))


def test_stranger_does_not_learn_of_the_problem(order, outsider):
    with pytest.raises(Http404):
        may_upload(outsider, target(order))


def test_bureau_has_no_power_to_add_for_the_unit(order, inspector):
    with pytest.raises(PermissionDenied):
        may_upload(inspector, target(order))


@pytest.mark.parametrize("text", ["", "problem:", "problem:x", "order:1", "problem:999999"])
def test_odd_targets_are_not_found(text, unit_member):
    with pytest.raises(Http404):
        may_upload(unit_member, text)


def test_stored_file_hangs_on_its_problem(answered, unit_member, at):
    file = StoredFile.objects.filter(owner_kind="rectification.problem").first()
    second = answered.problems.last()
    file.sha256 = "0" * 64  # another file than the one that hangs there

    on_stored(file, f"problem:{second.pk}", unit_member, at)

    assert file in evidence_of(answered)[second.pk]


def test_evidence_is_seen_by_unit_and_bureau_only(answered, unit_member, inspector, outsider):
    file = StoredFile.objects.filter(owner_kind="rectification.problem").first()

    assert [may_see(person, file) for person in (unit_member, inspector, outsider)] == [True, True, False]


def evidence(problem):
    return StoredFile.objects.get(owner_kind="rectification.problem", owner_id=str(problem.pk))


def test_same_file_twice_on_one_problem_is_refused(answered, unit_member, at):
    problem = answered.problems.first()
    with open_file(evidence(problem)) as source:
        content = source.read()

    with pytest.raises(DomainError, match="同一文件已在本项"):
        store(
            purpose="evidence", name="又一份.pdf", stream_or_bytes=content, actor=unit_member, at=at, unit=answered.unit,
            attach=lambda file: on_stored(file, f"problem:{problem.pk}", unit_member, at),
        )  # fmt: skip
    assert len(evidence_of(answered)[problem.pk]) == 1


def test_file_that_arrives_after_the_order_ended_is_refused(reported, unit_member, inspector, at):
    problem = reported.problems.first()
    file = evidence(problem)
    actions.accept_order(order=reported, actor=inspector, at=at, verdicts={p.pk: ("pass", "") for p in reported.problems.all()})

    with pytest.raises(DomainError, match="已销号”，不能再加佐证材料"):
        on_stored(file, f"problem:{problem.pk}", unit_member, at)


def test_reopened_order_is_answered_and_proven_anew(reported, unit_member, inspector, client_for, at):
    actions.accept_order(order=reported, actor=inspector, at=at, verdicts={p.pk: ("pass", "") for p in reported.problems.all()})
    order = actions.reopen_order(order=reported, actor=inspector, at=at, reason="反弹")
    problem = order.problems.first()

    assert len(missing_parts(order)) == 4
    with pytest.raises(DomainError, match="还缺 4 项"):
        actions.submit_report(order=order, actor=unit_member, at=at)
    assert [(row.answer, row.verdict) for row in problem.earlier_answers.all()] == [("已补正。", "pass")]
    assert "重新整改前的整改情况" in client_for(unit_member).get(order.get_absolute_url()).content.decode()
    with pytest.raises(DomainError, match="留作记录"):
        actions.remove_evidence(problem=problem, file=evidence(problem), actor=unit_member, at=at)

    later = at + timedelta(days=1)
    store(purpose="evidence", name="回访记录.pdf", stream_or_bytes=one_page_pdf(), actor=unit_member, at=later, unit=order.unit, owner=problem)
    actions.answer_problems(order=order, actor=unit_member, at=later, answers={problem.pk: "已重新整改。"})
    assert missing_parts(Order.objects.get(pk=order.pk)) == ["第 2 项的整改情况", "第 2 项的佐证材料"]


def test_wrong_file_is_removed_while_the_unit_answers_and_is_missed_then(answered, unit_member, client_for, at):
    problem = answered.problems.first()
    url = reverse("rectification:order-remove-evidence", args=[answered.pk, problem.pk, evidence(problem).pk])
    client = client_for(unit_member)
    assert url in client.get(answered.get_absolute_url()).content.decode()

    page = client.post(url, follow=True).content.decode()

    assert "已移除“意见书.pdf”" in page
    assert missing_parts(answered) == ["第 1 项的佐证材料"]
    assert client.post(url).status_code == 404


def test_nothing_is_removed_while_the_bureau_judges_nor_from_what_passed(reported, inspector, unit_member, at):
    first, second = reported.problems.all()
    with pytest.raises(DomainError, match="待验收"):
        actions.remove_evidence(problem=first, file=evidence(first), actor=unit_member, at=at)

    verdicts = {first.pk: ("pass", ""), second.pk: ("return", "缺原件")}
    actions.return_order(order=reported, actor=inspector, at=at, reason="缺原件", verdicts=verdicts)
    first.refresh_from_db()
    with pytest.raises(DomainError, match="第 1 项已经验收通过"):
        actions.remove_evidence(problem=first, file=evidence(first), actor=unit_member, at=at)
    with pytest.raises(PermissionDenied):
        actions.remove_evidence(problem=second, file=evidence(second), actor=inspector, at=at)


def test_report_card_is_asked_again_after_an_upload(answered, unit_member, client_for):
    page = client_for(unit_member).get(answered.get_absolute_url()).content.decode()

    assert 'data-refresh="#report"' in page
    assert f'id="report" hx-get="{answered.get_absolute_url()}" hx-trigger="uploaded"' in page
