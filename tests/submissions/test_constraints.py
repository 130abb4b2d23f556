"""约束: what the database refuses whatever the program says."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from submissions.models import HandIn, RequestUnit, Submission, SubmissionRequest
from tests.factories.submissions import drafted, reported


def refused(name: str, act) -> bool:
    with transaction.atomic(), pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()
    return True


def test_an_answer_keeps_its_fields_together(answer, people, at):
    row = Submission.objects.filter(pk=answer.pk)
    assert refused("submission_status_known", lambda: row.update(status="lost"))
    assert refused("submission_reported_fields_together", lambda: row.update(status="reported"))
    assert refused("submission_reason_given", lambda: row.update(status="returned"))
    assert refused("submission_reason_given", lambda: row.update(status="exempt"))
    assert refused("submission_approver_is_not_filer", lambda: row.update(filed_by=people.liaison, approved_by=people.liaison))
    assert refused("submission_accepted_fields_together", lambda: row.update(status="accepted", reported_at=at, filed_by=people.liaison))


def test_one_answer_a_unit_and_one_number_a_version(answer, people, at):
    assert refused("submission_once_a_unit", lambda: Submission.objects.create(request=answer.request, unit=answer.unit, due_on=at.date()))
    reported(answer, people.liaison, people.leader, at)
    assert refused("hand_in_number_unique", lambda: HandIn.objects.create(submission=answer, number=1, at=at, actor=people.liaison))


def test_a_request_keeps_its_fields_together(county, people, at):
    draft = drafted(people.staff, at, [county.unit])
    row = SubmissionRequest.objects.filter(pk=draft.pk)
    assert refused("request_status_known", lambda: row.update(status="lost"))
    assert refused("request_period_with_day", lambda: row.update(period_kind="month"))
    assert refused("request_opened_fields_together", lambda: row.update(opened_at=at))
    assert refused("request_open_is_opened", lambda: row.update(status="open"))
    assert refused("request_unit_once", lambda: RequestUnit.objects.create(request=draft, unit=county.unit))
