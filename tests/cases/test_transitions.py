"""Tables of the review: only what they list may happen."""

from collections.abc import Mapping
from itertools import product

import pytest
from django.db.models import TextChoices

from cases.workflow import (
    BATCH_TRANSITIONS,
    FILE_TRANSITIONS,
    REVIEW_TRANSITIONS,
    SHEET_TRANSITIONS,
    UNIT_ORDER,
    UNIT_TRANSITIONS,
    BatchAct,
    BatchState,
    FileAct,
    FileState,
    ReviewAct,
    ReviewState,
    SheetAct,
    SheetState,
    UnitAct,
    UnitState,
)
from config.roles import ROLES
from core.errors import IllegalTransition
from core.workflow import Rule, next_status

TABLES: list[tuple[Mapping[TextChoices, Rule], type[TextChoices], type[TextChoices]]] = [
    (BATCH_TRANSITIONS, BatchAct, BatchState),
    (UNIT_TRANSITIONS, UnitAct, UnitState),
    (FILE_TRANSITIONS, FileAct, FileState),
    (REVIEW_TRANSITIONS, ReviewAct, ReviewState),
    (SHEET_TRANSITIONS, SheetAct, SheetState),
]
CASES = [(table, act, state) for table, acts, states in TABLES for act, state in product(acts, states)]


@pytest.mark.parametrize(("table", "act", "state"), CASES, ids=lambda part: str(part) if isinstance(part, str) else "")
def test_only_listed_transitions_pass(table: Mapping[TextChoices, Rule], act: TextChoices, state: str) -> None:
    if state in table[act].sources:
        assert next_status(table, act, state) == table[act].target
    else:
        with pytest.raises(IllegalTransition):
            next_status(table, act, state)


@pytest.mark.parametrize(("table", "acts", "states"), TABLES, ids=lambda part: getattr(part, "__name__", ""))
def test_every_act_has_a_line_and_every_state_is_reached(table: Mapping[TextChoices, Rule], acts: type[TextChoices], states: type[TextChoices]) -> None:
    followed = {BatchState.SELF_CHECK, BatchState.SELF_REPORT_DUE, *(state for state in BatchState if state in _follow_targets())}
    first = {BatchState.DRAFT, UnitState.CATALOGUE_DUE, FileState.DRAWN, ReviewState.UNASSIGNED, SheetState.ASSIGNED}

    assert set(table) == set(acts)
    assert set(states) <= {rule.target for rule in table.values()} | first | followed


def _follow_targets() -> set[str]:
    return {BatchState.RATED, BatchState.FEEDBACK_ISSUED, BatchState.RECTIFYING, BatchState.REPORT_SUBMITTED, BatchState.VERIFIED}


def test_every_power_of_the_tables_is_held_by_some_role() -> None:
    held = {power for role in ROLES.values() for power in role.permissions}

    assert {rule.permission for table, _, _ in TABLES for rule in table.values()} <= held


def test_the_order_of_unit_states_names_every_state_but_the_empty_one() -> None:
    assert set(UNIT_ORDER) == set(UnitState) - {UnitState.NO_FILES}
