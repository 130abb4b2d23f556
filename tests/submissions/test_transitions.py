"""流程表: every act from every state, as the two tables say and not otherwise."""

from __future__ import annotations

from itertools import product

import pytest

from core.errors import IllegalTransition
from core.workflow import next_status
from submissions.workflow import (
    DONE,
    FILLABLE,
    OWED,
    REQUEST_TRANSITIONS,
    SUBMISSION_TRANSITIONS,
    WITH_UNIT,
    RequestAct,
    RequestStatus,
    SubmissionAct,
    SubmissionStatus,
)

REQUESTS = {
    ("open", "draft"): "open",
    ("close", "open"): "closed",
    ("reopen", "closed"): "open",
    ("cancel", "draft"): "cancelled",
    ("cancel", "open"): "cancelled",
}
ANSWERS = {
    ("submit", "due"): "unit_review",
    ("submit", "returned"): "unit_review",
    ("report", "due"): "reported",
    ("report", "returned"): "reported",
    ("approve", "unit_review"): "reported",
    ("send-back", "unit_review"): "due",
    ("withdraw", "unit_review"): "due",
    ("withdraw", "reported"): "due",
    ("accept", "reported"): "accepted",
    ("return", "reported"): "returned",
    ("correct", "accepted"): "returned",
    ("exempt", "due"): "exempt",
    ("exempt", "returned"): "exempt",
    ("demand", "exempt"): "due",
    ("demand", "before"): "due",
    ("cancel", "due"): "cancelled",
    ("cancel", "returned"): "cancelled",
    ("cancel", "unit_review"): "cancelled",
}


@pytest.mark.parametrize(("act", "status"), list(product(RequestAct, RequestStatus)))
def test_requests_move_only_so(act, status):
    _moves(REQUEST_TRANSITIONS, REQUESTS, act, status)


@pytest.mark.parametrize(("act", "status"), list(product(SubmissionAct, SubmissionStatus)))
def test_answers_move_only_so(act, status):
    _moves(SUBMISSION_TRANSITIONS, ANSWERS, act, status)


def _moves(table, expected, act, status):
    if (target := expected.get((act.value, status.value))) is None:
        with pytest.raises(IllegalTransition):
            next_status(table, act, status)
    else:
        assert next_status(table, act, status) == target


def test_every_act_has_a_rule_and_the_groups_of_states_fit_together():
    assert set(REQUEST_TRANSITIONS) == set(RequestAct)
    assert set(SUBMISSION_TRANSITIONS) == set(SubmissionAct)
    assert set(OWED) == set(WITH_UNIT) | set(DONE)
    assert set(FILLABLE) < set(WITH_UNIT)
    assert set(SubmissionStatus) - set(OWED) == {SubmissionStatus.EXEMPT, SubmissionStatus.CANCELLED}
