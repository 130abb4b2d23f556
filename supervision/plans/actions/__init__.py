"""Official acts of 计划与台账, by what they act on: the plan, a unit's progress, how tasks are shared out."""

from supervision.plans.actions.obligation import DEADLINE, follow_term, open_deadlines
from supervision.plans.actions.plan import advance_plan, create_plan, sending_of
from supervision.plans.actions.progress import confirm_progress, finish_share, remove_evidence, return_progress, save_draft, submit_progress, withdraw_progress
from supervision.plans.actions.sharing import drop_share, settle_term, settle_unit, share_out
from supervision.plans.actions.states import keep_states

__all__ = [
    "DEADLINE",
    "advance_plan",
    "confirm_progress",
    "create_plan",
    "drop_share",
    "finish_share",
    "follow_term",
    "keep_states",
    "open_deadlines",
    "remove_evidence",
    "return_progress",
    "save_draft",
    "sending_of",
    "settle_term",
    "settle_unit",
    "share_out",
    "submit_progress",
    "withdraw_progress",
]
