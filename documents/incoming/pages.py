"""What the page of one paper received shows. Views call it; templates compute nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.db.models import Prefetch, prefetch_related_objects

from core.files.models import StoredFile
from core.notices.models import Deadline
from documents.forms import VersionForm
from documents.incoming import forms
from documents.incoming.access import PURPOSE, may_change_scans
from documents.incoming.clock import clock_of
from documents.incoming.lists import asked_of, tone_of
from documents.incoming.models import Incoming, IncomingStep, Instruction
from documents.incoming.story import steps_of, story_of
from documents.incoming.targets import kinds, linked, seen_by
from documents.incoming.workflow import OWED, Act

if TYPE_CHECKING:
    from accounts.models import User

HISTORY = (
    Prefetch("steps", IncomingStep.objects.select_related("actor")),
    Prefetch("instructions", Instruction.objects.select_related("recorded_by")),
    "co_handlers",
    "links",
)
FORMS: dict[Act, tuple[str, type[VersionForm]]] = {
    Act.ASSIGN: ("assign_form", forms.AssignForm),
    Act.READ: ("read_form", forms.ReadForm),
    Act.REASSIGN: ("reassign_form", forms.ReassignForm),
    Act.SEND_BACK: ("send_back_form", forms.ReasonForm),
    Act.INSTRUCT: ("instruct_form", forms.InstructForm),
    Act.RECORD_INSTRUCTION: ("paper_instruction_form", forms.PaperInstructionForm),
    Act.SET_DEADLINE: ("day_form", forms.DayForm),
    Act.PROGRESS: ("progress_form", forms.ProgressForm),
    Act.REPLY: ("reply_form", forms.ReplyForm),
    Act.RETURN: ("return_form", forms.ReturnForm),
    Act.CLOSE: ("close_form", forms.CloseForm),
    Act.REOPEN: ("reopen_form", forms.ReopenForm),
    Act.VOID: ("void_form", forms.ReasonForm),
}


FIRST = {"批示": Act.INSTRUCT, "分办": Act.ASSIGN, "办理": Act.CLOSE, "办结": Act.CLOSE}  # the act that stands first, by what is asked of this person


def scans_of(incoming: Incoming) -> list[StoredFile]:
    return list(StoredFile.objects.owned_by(incoming).filter(purpose=PURPOSE).present().order_by("created_at"))


def facts_of(incoming: Incoming) -> list[tuple[str, object]]:
    """基本信息; what is not there is left out where it says nothing."""
    hands = "、".join(person.name for person in incoming.co_handlers.all())
    rows: list[tuple[str, object]] = [
        ("种类", incoming.get_kind_display()),
        ("来文单位", incoming.sender),
        ("来文字号", incoming.sender_number),
        ("来文日期", incoming.paper_on),
        ("收文日期", incoming.received_on),
        ("办理期限", incoming.due_on or ("不设期限" if incoming.is_for_reading else None)),
        ("承办人", incoming.handler or ("不需办理" if incoming.is_for_reading else None)),
        ("传阅" if incoming.is_for_reading else "协办人", hands),
        ("登记人", incoming.registered_by),
    ]
    return rows + ([("回复去向", incoming.answer)] if incoming.answer else [])


def seen_deadline(deadline: Deadline | None, user: User) -> bool:
    """Whether the page of the deadline is open to `user`: of a 限阅 paper only to leaders and its handler."""
    return deadline is not None and Deadline.objects.visible_to(user).filter(pk=deadline.pk).exists()


def page_of(incoming: Incoming, user: User, **bound: Any) -> dict[str, Any]:
    """The context of the page; `bound` holds the form of a refused act under its name."""
    prefetch_related_objects([incoming], *HISTORY)
    acts = incoming.acts_for(user)
    deadline = clock_of(incoming)
    places = seen_by(user, [*incoming.links.all(), *incoming.steps.all()])
    return {
        "incoming": incoming,
        "tone": tone_of(incoming, user),
        "first": {act.name: True for asked, act in FIRST.items() if asked == asked_of(incoming, user) and act in acts},
        "acts": {act.name: True for act in acts},
        "deadline": deadline if deadline and not incoming.is_voided else None,
        "counts": incoming.status in OWED,
        "shows_count": not incoming.is_confidential or seen_deadline(deadline, user),
        "steps": steps_of(incoming),
        "events": story_of(incoming, places),
        "facts": facts_of(incoming),
        "instructions": incoming.instructions.all(),
        "linkable": "、".join(label for _, label in kinds()),
        "links": linked(incoming.links.all(), places),
        "scans": scans_of(incoming),
        "may_change_scans": may_change_scans(incoming, user),
        **_fresh_forms(incoming, acts, bound),
        **bound,
    }


def _fresh_forms(incoming: Incoming, acts: list[Act], bound: dict[str, Any]) -> dict[str, django_forms.Form | None]:
    """A form for every act that is open and was not refused; None for the others, so that the page may ask for all."""
    hands = [person.pk for person in incoming.co_handlers.all()]
    initial = {"version": incoming.version, "due_on": incoming.due_on, "handler": incoming.handler_id, "co_handlers": hands, "answer": incoming.answer}
    return {name: form(initial=initial) if act in acts and name not in bound else None for act, (name, form) in FORMS.items()}
