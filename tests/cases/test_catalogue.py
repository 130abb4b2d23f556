"""印发、目录."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import succeed_unit
from accounts.models import ChangeKind, Unit, User
from cases.actions.batch import publish_batch
from cases.actions.catalogue import ask_exclusion, confirm_catalogue, report_missing, settle_exclusion
from cases.models import BatchUnit, ReviewBatch
from cases.workflow import BatchState, EntryState, UnitState
from core.errors import DomainError, IllegalTransition
from core.notices.actions import deadline_of
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.cases import EnforcementActFactory


def test_publishing_lists_the_acts_closed_in_the_period_and_opens_two_deadlines(batch: ReviewBatch, inspector: User, at: datetime) -> None:
    row = batch.rows.get()
    EnforcementActFactory(unit=row.unit, closed_on=date(2024, 12, 31))
    EnforcementActFactory(unit=row.unit, closed_on=None)
    EnforcementActFactory(unit=row.unit, kind="permit")
    late = EnforcementActFactory(unit=row.unit, filed_on=date(2025, 1, 1), decided_on=date(2025, 4, 2))

    publish_batch(batch=batch, actor=inspector, at=at)

    entries = {entry.document_no: entry.is_late for entry in row.entries.all()}
    assert entries == {"明市监罚决〔2025〕32号": False, "明市监罚决〔2025〕36号": False, late.document_no: True}
    assert [deadline_of(row, kind).due_on for kind in ("review_catalogue", "self_report")] == [date(2026, 3, 20), date(2026, 4, 10)]


def test_the_successor_answers_for_the_acts_of_the_units_that_went_into_it(batch: ReviewBatch, inspector: User, bureau: Unit, at: datetime) -> None:
    row = batch.rows.get()
    first, second = UnitFactory(), UnitFactory()
    acts = [EnforcementActFactory(unit=first, case_no="立1号"), EnforcementActFactory(unit=second, case_no="立1号")]
    administrator = UserFactory(role="system_admin", unit=bureau)
    for gone, successor in ((first, second), (second, row.unit)):
        succeed_unit(unit=gone, successor=successor, kind=ChangeKind.MERGE, on=at.date(), basis="明编发〔2026〕4号", actor=administrator, at=at)

    publish_batch(batch=batch, actor=inspector, at=at)

    assert row.entries.filter(act__in=acts).count() == 2


def test_a_decision_within_its_excluded_days_or_extension_is_not_late(batch: ReviewBatch, inspector: User, at: datetime) -> None:
    row, dates = batch.rows.get(), {"filed_on": date(2025, 1, 1), "decided_on": date(2025, 4, 12)}
    excluded = EnforcementActFactory(unit=row.unit, extra={"excluded_days": 11}, **dates)
    extended = EnforcementActFactory(unit=row.unit, extra={"extended_on": "2025-03-20"}, **dates)
    late = EnforcementActFactory(unit=row.unit, extra={"excluded_days": 10}, **dates)

    publish_batch(batch=batch, actor=inspector, at=at)

    found = dict(row.entries.filter(act__in=[excluded, extended, late]).values_list("act", "is_late"))
    assert found == {excluded.pk: False, extended.pk: False, late.pk: True}


def test_a_draft_is_out_of_sight_of_the_unit(batch: ReviewBatch, unit_member: User, inspector: User) -> None:
    assert not ReviewBatch.objects.visible_to(unit_member).exists()
    assert not BatchUnit.objects.visible_to(unit_member).exists()
    assert ReviewBatch.objects.visible_to(inspector).get() == batch


def test_a_published_batch_is_seen_by_its_units_only(published: ReviewBatch, unit_member: User, outsider: User, reviewers: list[User]) -> None:
    assert ReviewBatch.objects.visible_to(unit_member).get() == published
    assert not ReviewBatch.objects.visible_to(outsider).exists()
    assert not ReviewBatch.objects.visible_to(reviewers[0]).exists()


def test_confirming_moves_row_and_batch_and_closes_the_deadline(row: BatchUnit, unit_member: User, at: datetime) -> None:
    row = confirm_catalogue(row=row, actor=unit_member, at=at)

    assert (row.state, row.confirmed_by, row.batch.rows.count()) == (UnitState.CATALOGUE_CHECKED, unit_member, 1)
    assert deadline_of(row, "review_catalogue").done_on == date(2026, 3, 5)
    assert ReviewBatch.objects.get().state == BatchState.SELF_REPORT_DUE


def test_confirming_is_the_units_own_act(row: BatchUnit, inspector: User, outsider: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        confirm_catalogue(row=row, actor=inspector, at=at)
    with pytest.raises(BatchUnit.DoesNotExist):
        confirm_catalogue(row=row, actor=outsider, at=at)


def test_an_exclusion_is_asked_with_a_reason_and_settled_by_the_bureau(row: BatchUnit, unit_member: User, inspector: User, at: datetime) -> None:
    first, second = row.entries.all()

    ask_exclusion(entry=first, actor=unit_member, at=at, reason="已移送公安")
    ask_exclusion(entry=second, actor=unit_member, at=at, reason="卷宗在上级")
    settle_exclusion(entry=first, actor=inspector, at=at, is_accepted=True, note="同意")
    settle_exclusion(entry=second, actor=inspector, at=at, is_accepted=False, note="可以调回")

    assert [(entry.state, entry.reason, entry.settled_note) for entry in row.entries.all()] == [
        (EntryState.EXCLUDED, "已移送公安", "同意"),
        (EntryState.LISTED, "卷宗在上级", "可以调回"),
    ]


def test_the_catalogue_is_closed_once_confirmed(confirmed: BatchUnit, unit_member: User, at: datetime) -> None:
    with pytest.raises(IllegalTransition):
        ask_exclusion(entry=confirmed.entries.first(), actor=unit_member, at=at, reason="太迟")


def test_a_missing_file_is_reported_with_a_reason_once(row: BatchUnit, unit_member: User, at: datetime) -> None:
    facts = {"document_no": "明市监罚决〔2025〕77号", "case_no": "明市监立〔2025〕77号", "title": "漏报的案件", "reason": "导入时漏报"}

    entry = report_missing(row=row, actor=unit_member, at=at, **facts)

    assert (entry.state, entry.key, entry.act) == (EntryState.REPORTED, "X002|penalty|明市监立〔2025〕77号", None)
    with pytest.raises(DomainError, match="已在目录里"):
        report_missing(row=row, actor=unit_member, at=at, **facts)


def test_an_exclusion_is_settled_once(row: BatchUnit, unit_member: User, inspector: User, at: datetime) -> None:
    as_first_seen = row.entries.all()[0]
    ask_exclusion(entry=as_first_seen, actor=unit_member, at=at, reason="已移送公安")
    with pytest.raises(IllegalTransition, match="已申请剔除"):
        ask_exclusion(entry=as_first_seen, actor=unit_member, at=at, reason="再申请")
    as_seen_by_another = row.entries.get(pk=as_first_seen.pk)
    settle_exclusion(entry=row.entries.get(pk=as_first_seen.pk), actor=inspector, at=at, is_accepted=True, note="同意")

    with pytest.raises(IllegalTransition, match="没有待处理"):
        settle_exclusion(entry=as_seen_by_another, actor=inspector, at=at, is_accepted=False, note="不同意")
    assert row.entries.get(pk=as_first_seen.pk).state == EntryState.EXCLUDED
