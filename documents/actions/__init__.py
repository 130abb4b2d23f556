"""Official acts of 文书, by noun: drafting (拟制), approval (签发), issuing (制发), serving (送达), objections (异议), numbers (文号)."""

from documents.actions.approval import record_paper_approval, sign
from documents.actions.bringing_in import attach_scan
from documents.actions.drafting import draft, drop_draft, edit_document, return_to_drafter, review, submit_for_review
from documents.actions.issuing import archive, fail_render, issue, render_again, revoke, upload_sealed, void_number
from documents.actions.numbers import set_next_number
from documents.actions.objections import check_objection, decide_objection, is_barred, object_to, objection_acts
from documents.actions.reading import has_read, note_reading, sign_what_was_read
from documents.actions.serving import attach_receipt, receive, record_reply, serve
from documents.actions.steps import acts_for

__all__ = [
    "acts_for",
    "archive",
    "attach_receipt",
    "attach_scan",
    "check_objection",
    "decide_objection",
    "draft",
    "drop_draft",
    "edit_document",
    "fail_render",
    "has_read",
    "is_barred",
    "issue",
    "note_reading",
    "object_to",
    "objection_acts",
    "receive",
    "record_paper_approval",
    "record_reply",
    "render_again",
    "return_to_drafter",
    "review",
    "revoke",
    "serve",
    "set_next_number",
    "sign",
    "sign_what_was_read",
    "submit_for_review",
    "upload_sealed",
    "void_number",
]
