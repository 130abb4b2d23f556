"""Official acts of 整改, by noun: order (下达), unit (填报), acceptance (验收), cancelling (撤销), extension (延期), urging (催办)."""

from rectification.actions.acceptance import accept_order, reopen_order, return_order
from rectification.actions.cancelling import cancel_order
from rectification.actions.extension import approve_extension, refuse_extension, request_extension
from rectification.actions.order import Problem as ProblemText
from rectification.actions.order import issue_order
from rectification.actions.unit import (
    acknowledge,
    answer_problems,
    approve_report,
    note_progress,
    remove_evidence,
    send_back,
    submit_plan,
    submit_report,
    withdraw,
)
from rectification.actions.urging import note_phone_urging, urge

__all__ = [
    "ProblemText",
    "accept_order",
    "acknowledge",
    "answer_problems",
    "approve_extension",
    "approve_report",
    "cancel_order",
    "issue_order",
    "note_phone_urging",
    "note_progress",
    "refuse_extension",
    "remove_evidence",
    "reopen_order",
    "request_extension",
    "return_order",
    "send_back",
    "submit_plan",
    "submit_report",
    "urge",
    "withdraw",
]
