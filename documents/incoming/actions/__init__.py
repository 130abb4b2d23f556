"""Official acts on papers received: registering (登记), handing out (分办), handling (办理), instructions (批示), links (关联)."""

from documents.incoming.actions.assigning import assign, mark_read, reassign, send_back, set_deadline
from documents.incoming.actions.handling import close, note_progress, remove_scan, reopen, reply, return_for_rework
from documents.incoming.actions.instructing import instruct, record_instruction
from documents.incoming.actions.linking import link, unlink
from documents.incoming.actions.numbers import set_next_incoming_number
from documents.incoming.actions.registering import edit, register, void

__all__ = [
    "assign",
    "close",
    "edit",
    "instruct",
    "link",
    "mark_read",
    "note_progress",
    "reassign",
    "record_instruction",
    "register",
    "remove_scan",
    "reopen",
    "reply",
    "return_for_rework",
    "send_back",
    "set_deadline",
    "set_next_incoming_number",
    "unlink",
    "void",
]
