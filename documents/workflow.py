"""文书流程: states of a document, of its service and of an objection, and the tables that lead through them."""

from django.db import models

from core.workflow import Rule


class Status(models.TextChoices):
    """文书状态."""

    DRAFTED = "drafted", "草拟中"
    REVIEWED = "reviewed", "已核稿"
    SIGNED = "signed", "已签发"
    ISSUED = "issued", "已制发"
    SEALED = "sealed", "已用印"
    SERVED = "served", "已送达"
    RESPONDED = "responded", "已回复"
    ARCHIVED = "archived", "已归档"
    REVOKED = "revoked", "已撤销"
    DROPPED = "dropped", "已撤稿"


UNSIGNED_STATUSES = (Status.DRAFTED, Status.REVIEWED, Status.DROPPED)
ISSUED_STATUSES = (Status.ISSUED, Status.SEALED, Status.SERVED, Status.RESPONDED, Status.ARCHIVED, Status.REVOKED)
VALID_STATUSES = (Status.ISSUED, Status.SEALED, Status.SERVED, Status.RESPONDED, Status.ARCHIVED)


class Act(models.TextChoices):
    """文书上的办理行为."""

    EDIT = "edit_document", "修改"
    DROP = "drop_document", "撤稿"
    SUBMIT = "submit_document", "送审"
    RETURN = "return_document", "退回修改"
    REVIEW = "review_document", "核稿"
    SIGN = "sign_document", "签发"
    APPROVE_ON_PAPER = "record_paper_approval", "补录线下审批"
    ISSUE = "issue_document", "制发"
    RENDER_AGAIN = "render_document_again", "重新成文"
    VOID = "void_document_number", "作废文号"
    SEAL = "seal_document", "上传盖章件"
    SERVE = "serve_document", "登记送达"
    REPLY = "reply_document", "登记回复"
    REVOKE = "revoke_document", "撤销文书"
    ARCHIVE = "archive_document", "归档"


_D, _S = "documents.draft_document", "documents.sign_document"
TRANSITIONS: dict[Act, Rule] = {
    Act.EDIT: Rule({Status.DRAFTED}, Status.DRAFTED, _D),
    Act.DROP: Rule({Status.DRAFTED}, Status.DROPPED, _D),
    Act.SUBMIT: Rule({Status.DRAFTED}, Status.DRAFTED, _D),
    Act.REVIEW: Rule({Status.DRAFTED}, Status.REVIEWED, "documents.review_document"),
    Act.RETURN: Rule({Status.DRAFTED, Status.REVIEWED}, Status.DRAFTED, "documents.return_document"),
    Act.SIGN: Rule({Status.REVIEWED}, Status.SIGNED, _S),
    Act.APPROVE_ON_PAPER: Rule({Status.DRAFTED, Status.REVIEWED}, Status.SIGNED, "documents.record_paper_approval"),
    Act.ISSUE: Rule({Status.SIGNED}, Status.ISSUED, "documents.issue_document"),
    Act.RENDER_AGAIN: Rule({Status.SIGNED}, Status.SIGNED, "documents.issue_document"),
    Act.VOID: Rule({Status.SIGNED}, Status.REVIEWED, "documents.issue_document"),
    Act.SEAL: Rule({Status.ISSUED, Status.SEALED}, Status.SEALED, "documents.issue_document"),
    Act.SERVE: Rule({Status.ISSUED, Status.SEALED}, Status.SERVED, "documents.serve_document"),
    Act.REPLY: Rule({Status.SERVED}, Status.RESPONDED, "documents.receive_document"),
    Act.REVOKE: Rule({Status.ISSUED, Status.SEALED, Status.SERVED, Status.RESPONDED}, Status.REVOKED, _S),
    Act.ARCHIVE: Rule({Status.SERVED, Status.RESPONDED}, Status.ARCHIVED, "documents.issue_document"),
}


class ServiceState(models.TextChoices):
    """送达状态, one per unit."""

    PENDING = "pending", "待送达"
    SERVED = "served", "已送达"
    RECEIVED = "received", "已签收"
    RESPONDED = "responded", "已回复"


class ServiceAct(models.TextChoices):
    """送达上的办理行为."""

    SERVE = "serve_document", "登记送达"
    RECEIVE = "receive_document", "签收"
    REPLY = "reply_document", "登记回复"


SERVICE_TRANSITIONS: dict[ServiceAct, Rule] = {
    ServiceAct.SERVE: Rule({ServiceState.PENDING}, ServiceState.SERVED, "documents.serve_document"),
    ServiceAct.RECEIVE: Rule({ServiceState.SERVED}, ServiceState.RECEIVED, "documents.receive_document"),
    ServiceAct.REPLY: Rule({ServiceState.SERVED, ServiceState.RECEIVED}, ServiceState.RESPONDED, "documents.receive_document"),
}


class ObjectionState(models.TextChoices):
    """异议状态."""

    FILED = "filed", "已提出"
    CHECKING = "checking", "复查中"
    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    WITHDRAWN = "withdrawn", "撤销原文书"


OPEN_OBJECTIONS = (ObjectionState.FILED, ObjectionState.CHECKING)


class ObjectionAct(models.TextChoices):
    """异议上的办理行为."""

    CHECK = "check_objection", "复查"
    UPHOLD = "uphold_objection", "维持"
    CHANGE = "change_by_objection", "变更"
    WITHDRAW = "withdraw_by_objection", "撤销原文书"


TAKES_BACK = (ObjectionAct.CHANGE, ObjectionAct.WITHDRAW)  # decisions that leave the document not as it was signed
_O = "documents.decide_objection"
OBJECTION_TRANSITIONS: dict[ObjectionAct, Rule] = {
    ObjectionAct.CHECK: Rule({ObjectionState.FILED}, ObjectionState.CHECKING, _O),
    ObjectionAct.UPHOLD: Rule({ObjectionState.CHECKING}, ObjectionState.UPHELD, _O),
    ObjectionAct.CHANGE: Rule({ObjectionState.CHECKING}, ObjectionState.CHANGED, _O),
    ObjectionAct.WITHDRAW: Rule({ObjectionState.CHECKING}, ObjectionState.WITHDRAWN, _O),
}
