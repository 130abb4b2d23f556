"""What the page of one document shows: preview, panel of acts, units, checks. Views call it; templates compute nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from accounts.separation import same_person
from accounts.succession import taken_over_from
from core.jobs.models import OPEN_STATES, JobState
from core.notices.actions import deadlines_for, deadlines_of
from documents.actions import acts_for, is_barred, objection_acts
from documents.actions.issuing import still_owed
from documents.actions.numbers import next_number
from documents.actions.steps import permission_for
from documents.authors import REVIEWING, SIGNING, authors_of, takers_of, why_not
from documents.checks import checks_of
from documents.contexts import context_for
from documents.forms import (
    DecisionForm,
    ObjectionForm,
    OpinionForm,
    PaperForm,
    ReasonForm,
    ReceiptForm,
    ReplyForm,
    ScanForm,
    SealForm,
    ServeForm,
    SignForm,
    TextForm,
)
from documents.handlers import fixed_parts, is_for_one_unit, may_be_dropped, objection_place
from documents.incoming.models import DOCUMENT
from documents.lists import tone_of
from documents.models import Document, Incoming, Objection, Opinion, Revision, Service
from documents.notices import REPLY, SERVE, SIGN
from documents.render import house, qr_address
from documents.sections import ATTACHMENTS, SCHEMAS
from documents.story import steps_of, story_of
from documents.workflow import Act, ObjectionState, ServiceState, Status

if TYPE_CHECKING:
    from accounts.models import User

RECEIVE, SERVE_POWER, DECIDE = "documents.receive_document", "documents.serve_document", "documents.decide_objection"
TAKEN_WITHIN = timedelta(minutes=1)
HISTORY = (
    Prefetch("opinions", Opinion.objects.select_related("author")),
    Prefetch("services", Service.objects.select_related("unit")),
    Prefetch("revisions", Revision.objects.select_related("author")),
)


@dataclass(frozen=True)
class ServiceRow:
    """One unit's service with what `user` may do to it."""

    service: Service
    deadline: object
    may_receive: bool
    may_reply: bool
    may_object: bool
    may_attach_receipt: bool
    objections: list[Objection]


def open_acts(document: Document, user: User) -> dict[str, bool]:
    """Names of the acts that the page offers: those of the table that also make sense now and are not barred by separation."""
    makes_sense = {
        Act.EDIT: document.is_editable,
        Act.DROP: document.is_editable and may_be_dropped(document),
        Act.SUBMIT: document.is_editable,
        Act.REVIEW: document.is_waiting_for_review and not why_not(document, user, REVIEWING),
        Act.RETURN: document.submitted_at is not None,
        Act.SIGN: not why_not(document, user, SIGNING),
        Act.ISSUE: False,
        Act.ARCHIVE: document.served_at is not None and not still_owed(document, timezone.localdate()),
        Act.RENDER_AGAIN: document.job is None or document.job.state not in OPEN_STATES,
        Act.REPLY: False,
    }
    return {act.name: True for act in acts_for(document, user) if makes_sense.get(act, True)}


def is_job_idle(document: Document) -> bool:
    """成文任务 nobody has taken within a minute: the workers are down, and the page says so."""
    job = document.job if document.is_being_rendered else None
    return job is not None and job.state == JobState.QUEUED and timezone.now() - job.created_at > TAKEN_WITHIN


def preview_of(document: Document) -> dict[str, Any]:
    """The paper beside the page: images of the issued (or sealed) file, else the same HTML that the PDF is made from."""
    shown = document.sealed_file or document.pdf or document.scan
    if shown is not None and shown.pages:
        return {"file": shown, "numbers": range(1, shown.pages + 1), "paper": None, "qr": ""}
    if document.came_by_import:
        return {"file": None, "numbers": range(0), "paper": None, "qr": ""}
    context = context_for(document, house(), year=timezone.localdate().year)
    return {"file": None, "numbers": range(0), "paper": context, "qr": qr_address(context["verify_url"])}


def text_of(document: Document, keys: Collection[str] | None = None) -> list[tuple[str, list[str]]]:
    """The parts of the text (or those in `keys`) by label, for readers without the preview."""
    found = []
    for part in SCHEMAS[document.kind.parts].parts:
        value = document.content.get(part.key)
        if value and (keys is None or part.key in keys):
            found.append((part.label, value if isinstance(value, list) else value.splitlines()))
    tables = (document.content.get(ATTACHMENTS) or []) if keys is None else []
    return [*found, ("附件", [table["title"] for table in tables])] if tables else found


def service_rows(document: Document, user: User) -> list[ServiceRow]:
    """The services in sight; the bureau sees all, a unit its own."""
    services = list(
        Service.objects.visible_to(user)
        .filter(document=document)
        .select_related("unit", "receipt", "reply_file", "file", "document__kind")
        .prefetch_related("objections")
    )
    deadlines, today = deadlines_of(services, REPLY), timezone.localdate()
    receives, serves = user.has_perm(RECEIVE), user.has_perm(SERVE_POWER)
    live = document.status != Status.REVOKED
    return [
        ServiceRow(
            service,
            deadlines.get(service.pk),
            may_receive=live and receives and service.state == ServiceState.SERVED,
            may_reply=live and (receives or serves) and service.state in (ServiceState.SERVED, ServiceState.RECEIVED),
            may_object=live and receives and service.objection_due_on is not None and today <= service.objection_due_on and not service.objections.all(),
            may_attach_receipt=serves and service.served_at is not None and service.receipt_id is None,
            objections=list(service.objections.all()),
        )
        for service in services
    ]


def asked_of_text(document: Document, user: User) -> dict[str, Any]:
    """What TextForm has to know of this draft: not asked is what its source has settled."""
    return {"kind": document.kind, "user": user, "fixed": fixed_parts(document), "is_for_one_unit": is_for_one_unit(document)}


def next_number_of(document: Document) -> str:
    """The number that signing would take, "" where none is counted."""
    return next_number(document.kind.agency_code, timezone.localdate().year) if document.kind.is_counted and not document.number else ""


def forms_of(document: Document, acts: dict[str, bool], user: User) -> dict[str, Any]:
    """An empty form for every act that is open."""
    version, counted = {"version": document.version}, document.kind.is_counted
    return {
        "text_form": TextForm(**asked_of_text(document, user), initial=TextForm.initial_of(document)) if "EDIT" in acts else None,
        "opinion_form": OpinionForm(initial=version | ({"text": "同意。"} if "REVIEW" in acts else {})),
        "sign_form": SignForm(initial={**version, "text": "同意签发。"}, is_counted=counted),
        "reason_form": ReasonForm(initial=version),
        "paper_form": PaperForm(initial={**version, "approved_on": timezone.localdate()}, is_counted=counted),
        "seal_form": SealForm(initial=version),
        "scan_form": ScanForm() if document.came_by_import and document.scan is None and user.has_perm("documents.import_register") else None,
        "serve_form": ServeForm(document=document, initial={**version, "served_on": timezone.localdate()}) if "SERVE" in acts else None,
        "receipt_form": ReceiptForm(),
        "reply_form": ReplyForm(),
        "objection_form": ObjectionForm(),
        "objects_at": objection_place(document),
        "decision_form": DecisionForm(acts=objection_acts(document, user)),
    }


def page_of(document: Document, user: User, **bound: Any) -> dict[str, Any]:
    """Context of the document's page; `bound` are forms to show again as typed."""
    inside = user.unit_ids() is None
    if inside:
        prefetch_related_objects([document], *HISTORY)
    acts = open_acts(document, user)
    checks = checks_of(document, user)
    return {
        "document": document,
        "tone": tone_of(document, user),
        "deadline": deadlines_for(document).filter(kind__in=(SIGN, SERVE)).open().select_related("unit").first(),
        "steps": steps_of(document),
        "events": story_of(document) if inside else [],
        "opinions": list(document.opinions.all())[::-1] if inside else [],
        "revisions": list(document.revisions.all()) if inside else [],
        "papers": list(document.paper_approvals.select_related("scan")) if inside else [],
        "checks": checks,
        "faults": [check for check in checks if not check.is_met],
        "acts": acts,
        "is_job_idle": is_job_idle(document),
        "rows": service_rows(document, user),
        "taken_over": taken_over_from(document),
        "linked_incoming": Incoming.objects.linked_to(DOCUMENT, document.pk).visible_to(user) if document.is_linked else [],  # type: ignore[attr-defined]
        "preview": preview_of(document),
        "text": text_of(document),
        "is_inside": inside,
        "is_own": document.drafter is not None and same_person(document.handler, user),
        "bar": why_not(document, user, REVIEWING if document.is_waiting_for_review else SIGNING),
        "may_sign": user.has_perm(permission_for(document, Act.SIGN)),
        "makers": list(dict.fromkeys((*authors_of(document), *takers_of(document)))) if inside else [],
        "written": text_of(document, fixed_parts(document)) if "EDIT" in acts else [],
        "decides": bool(objection_acts(document, user)),
        "is_barred": user.has_perm(DECIDE) and is_barred(document, user),
        "filed": ObjectionState.FILED,
        "checking": ObjectionState.CHECKING,
        "next_number": next_number_of(document),
        **forms_of(document, acts, user),
        **bound,
    }
