"""拟报送任务: who may write a draft, what it keeps of a colleague's change, and when it is complete."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError, StaleForm
from core.stamps import stamp_of
from submissions.actions.drafting import change_request, copy_request, draft_request, lacking, unit_ids
from submissions.actions.opening import open_request
from submissions.models import Shape, SubmissionRequest
from tests.factories.submissions import FIELDS, drafted


@pytest.fixture
def draft(county, people, at):
    return drafted(people.staff, at, [county.unit])


@pytest.mark.parametrize("role", ["boss", "liaison", "leader"])
def test_only_the_supervising_staff_write_drafts(people, at, role):
    with pytest.raises(PermissionDenied):
        draft_request(actor=getattr(people, role), at=at, title="统计表", basis="依据", due_on=at.date())
    assert not SubmissionRequest.objects.exists()


def test_a_draft_is_seen_by_the_bureau_and_by_no_unit(draft, people):
    assert list(SubmissionRequest.objects.visible_to(people.boss)) == [draft]
    assert not SubmissionRequest.objects.visible_to(people.liaison).exists()


def test_a_change_names_what_was_and_what_is_and_swaps_the_units(draft, county, people, at):
    changed = change_request(request=draft, actor=people.staff, at=at, units=[county.other_unit], title="培训统计")
    assert (changed.title, [row.unit for row in changed.chosen.all()]) == ("培训统计", [county.other_unit])


def test_a_colleagues_change_is_not_written_over(draft, people, at):
    change = partial(change_request, request=draft, actor=people.staff, at=at, stamped=["title"])
    seen = stamp_of(draft, ["title"], unit_ids(draft))
    change(seen=seen, title="同事改的名称")
    with pytest.raises(StaleForm):
        change(seen=seen, title="我改的名称")
    draft.refresh_from_db()
    assert draft.title == "同事改的名称"


def test_what_went_out_is_not_changed_any_more(request_open, people, at):
    with pytest.raises(DomainError, match="报送中"):
        change_request(request=request_open, actor=people.staff, at=at, title="改名")


def test_a_copy_asks_the_same_of_the_units_that_still_work(request_open, county, people, at):
    county.other_unit.is_active = False
    county.other_unit.save(update_fields=["is_active"])

    copy = copy_request(request=request_open, actor=people.staff, at=at, due_on=at.date() + timedelta(days=40))

    assert (copy.status, copy.title, copy.fields, copy.series, copy.period_on) == ("draft", "培训情况统计表", FIELDS, None, None)
    assert [row.unit for row in copy.chosen.all()] == [county.unit]


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        ({}, []),
        ({"shape": Shape.WORKBOOK}, ["司法局表样"]),
        ({"shape": Shape.REPORT}, ["报告组成部分"]),
        ({"shape": Shape.FILES, "fields": []}, []),
    ],
)
def test_a_draft_says_what_it_lacks(county, people, at, facts, gaps):
    assert lacking(drafted(people.staff, at, [county.unit], **facts)) == gaps


def test_a_table_without_columns_and_a_request_without_units_do_not_go_out(people, at):
    bare = drafted(people.staff, at, [], fields=[])
    assert len(lacking(bare)) == 2
    with pytest.raises(DomainError, match="还缺 2 项：报送单位"):
        open_request(request=bare, actor=people.staff, at=at)
