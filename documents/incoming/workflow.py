"""收文流程: states of a paper received, and the table that leads through them."""

from django.db import models

from core.workflow import Rule

VIEW, REGISTER, ASSIGN = "documents.view_incoming", "documents.register_incoming", "documents.assign_incoming"
HANDLE, INSTRUCT = "documents.handle_incoming", "documents.instruct"


class Status(models.TextChoices):
    """收文状态."""

    REGISTERED = "registered", "已登记"
    ASSIGNED = "assigned", "已分办"
    HANDLING = "handling", "承办中"
    REPLIED = "replied", "已回复"
    CLOSED = "closed", "已办结"
    VOIDED = "voided", "已作废"


HANDLED = (Status.ASSIGNED, Status.HANDLING)  # with its handler
OWED = (Status.REGISTERED, *HANDLED)  # neither answered nor ended: its day still counts
OPEN = (*OWED, Status.REPLIED)
LIVE = (*OPEN, Status.CLOSED)


class Act(models.TextChoices):
    """收文上的办理行为."""

    REGISTER = "register_incoming", "登记收文"
    EDIT = "edit_incoming", "修改登记"
    ASSIGN = "assign_incoming", "分办"
    READ = "read_incoming", "阅知办结"
    REASSIGN = "reassign_incoming", "改派"
    SEND_BACK = "send_back_incoming", "退回分办"
    INSTRUCT = "instruct_incoming", "批示"
    RECORD_INSTRUCTION = "record_instruction", "补录批示"
    SET_DEADLINE = "set_incoming_deadline", "调整期限"
    PROGRESS = "note_incoming_progress", "登记进展"
    REPLY = "reply_incoming", "登记回复"
    RETURN = "return_incoming", "退回重办"
    CLOSE = "close_incoming", "办结"
    REOPEN = "reopen_incoming", "重新办理"
    VOID = "void_incoming", "作废"
    LINK = "link_incoming", "关联"


STAYS = ""  # target of an act that leaves the state as it is
TRANSITIONS: dict[Act, Rule] = {
    Act.EDIT: Rule(set(OPEN), STAYS, REGISTER),
    Act.ASSIGN: Rule({Status.REGISTERED}, Status.ASSIGNED, ASSIGN),
    Act.READ: Rule({Status.REGISTERED}, Status.CLOSED, REGISTER),
    Act.REASSIGN: Rule(set(HANDLED), Status.ASSIGNED, ASSIGN),
    Act.SEND_BACK: Rule(set(HANDLED), Status.REGISTERED, HANDLE),
    Act.INSTRUCT: Rule(set(LIVE), STAYS, INSTRUCT),
    Act.RECORD_INSTRUCTION: Rule(set(LIVE), STAYS, REGISTER),
    Act.SET_DEADLINE: Rule(set(OWED), STAYS, REGISTER),
    Act.PROGRESS: Rule(set(HANDLED), Status.HANDLING, HANDLE),
    Act.REPLY: Rule(set(HANDLED), Status.REPLIED, HANDLE),
    Act.RETURN: Rule({Status.REPLIED}, Status.HANDLING, REGISTER),
    Act.CLOSE: Rule({*HANDLED, Status.REPLIED}, Status.CLOSED, HANDLE),
    Act.REOPEN: Rule({Status.CLOSED}, Status.ASSIGNED, ASSIGN),
    Act.VOID: Rule({Status.REGISTERED, *HANDLED, Status.CLOSED}, Status.VOIDED, REGISTER),
    Act.LINK: Rule(set(LIVE), STAYS, HANDLE),
}
OF_THE_HANDLER = (Act.PROGRESS, Act.REPLY, Act.CLOSE)  # by who handles it, or by who keeps the register in his place
