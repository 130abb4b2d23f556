"""进展佐证 and what a report leaves behind when it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from core.audit.models import AuditEntry
from core.errors import DomainError
from supervision.plans import actions
from supervision.plans.evidence import files_of, on_stored
from supervision.plans.models import Assignment
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
Log = Callable[[User], HouseClient]
Prove = Callable[[Assignment], None]


def url_of(share: Assignment) -> str:
    return reverse("supervision:assignment-remove-evidence", args=[share.pk, files_of(share).get().pk])


def test_a_wrong_file_is_removed_from_the_page_while_the_share_is_with_the_unit(running: Assignment, prove: Prove, unit_member: User, client_for: Log) -> None:
    prove(running)

    answer = client_for(unit_member).post(url_of(running), follow=True)

    assert "已移除“总结.pdf”" in answer.content.decode()
    assert not files_of(running).exists()
    assert AuditEntry.objects.filter(act="remove-evidence", target_id=str(running.pk)).exists()


def test_evidence_stays_while_the_bureau_has_the_report(submitted: Assignment, unit_member: User, at: datetime, client_for: Log) -> None:
    with pytest.raises(DomainError, match="不能再移除"):
        actions.remove_evidence(share=submitted, file=files_of(submitted).get(), actor=unit_member, at=at)
    assert "移除</button>" not in client_for(unit_member).get(submitted.get_absolute_url()).content.decode()


def test_what_proved_a_report_the_bureau_confirmed_stays(submitted: Assignment, unit_member: User, inspector: User, at: datetime) -> None:
    share = actions.confirm_progress(share=submitted, actor=inspector, at=at)

    with pytest.raises(DomainError, match="经司法局审核"):
        actions.remove_evidence(share=share, file=files_of(share).get(), actor=unit_member, at=at)


def test_a_returned_report_may_change_its_evidence(submitted: Assignment, unit_member: User, inspector: User, at: datetime) -> None:
    share = actions.return_progress(share=submitted, actor=inspector, at=at, reason="材料传错了")

    actions.remove_evidence(share=share, file=files_of(share).get(), actor=unit_member, at=at)

    assert not files_of(share).exists()


def test_nobody_else_removes_evidence(running: Assignment, prove: Prove, inspector: User, outsider: User, client_for: Log) -> None:
    prove(running)

    assert [client_for(person).post(url_of(running)).status_code for person in (inspector, outsider)] == [403, 404]


def test_one_file_proves_a_share_once(running: Assignment, prove: Prove, unit_member: User, at: datetime) -> None:
    prove(running)
    twin = files_of(running).get()
    twin.pk, twin.owner_id, twin.storage_name = uuid4(), "", "files/twin"
    twin.save(force_insert=True)

    with pytest.raises(DomainError, match="没有重复保存"):
        on_stored(twin, f"share:{running.pk}", unit_member, at)


def test_a_withdrawn_report_leaves_what_stood_before_it(running: Assignment, unit_member: User, inspector: User, at: datetime) -> None:
    def told(share: Assignment) -> list[tuple[str, datetime | None]]:
        state = share.states.order_by("at", "pk").last()
        assert state is not None
        return [(share.latest, share.latest_at), (state.latest, state.latest_at)]

    later = at + timedelta(days=1)
    share = actions.submit_progress(share=running, actor=unit_member, at=at, text="已评查 10 卷。")
    share = actions.confirm_progress(share=share, actor=inspector, at=at)
    share = actions.submit_progress(share=share, actor=unit_member, at=later, text="已评查 99 卷。")
    share = actions.withdraw_progress(share=share, actor=unit_member, at=later)

    assert told(share) == [("已评查 10 卷。", at)] * 2
    assert share.draft == "已评查 99 卷。"


def test_a_first_report_withdrawn_leaves_none(submitted: Assignment, unit_member: User, at: datetime) -> None:
    share = actions.withdraw_progress(share=submitted, actor=unit_member, at=at)

    assert (share.latest, share.latest_at) == ("", None)
