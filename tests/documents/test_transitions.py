"""The tables of 文书, 送达 and 异议 let pass what they list and nothing else."""

from itertools import product

import pytest

from core.errors import IllegalTransition
from core.workflow import next_status
from documents.workflow import (
    OBJECTION_TRANSITIONS,
    SERVICE_TRANSITIONS,
    TRANSITIONS,
    Act,
    ObjectionAct,
    ObjectionState,
    ServiceAct,
    ServiceState,
    Status,
)

TABLES = ((TRANSITIONS, Act, Status), (SERVICE_TRANSITIONS, ServiceAct, ServiceState), (OBJECTION_TRANSITIONS, ObjectionAct, ObjectionState))


@pytest.mark.parametrize(("table", "act", "status"), [(table, act, status) for table, acts, states in TABLES for act, status in product(acts, states)])
def test_only_listed_transitions_pass(table, act, status):
    if status in table[act].sources:
        assert next_status(table, act, status) == table[act].target
    else:
        with pytest.raises(IllegalTransition):
            next_status(table, act, status)


def test_nothing_leaves_the_end_states():
    leaving = {source for rule in TRANSITIONS.values() for source in rule.sources}

    assert {Status.ARCHIVED, Status.REVOKED, Status.DROPPED}.isdisjoint(leaving)
