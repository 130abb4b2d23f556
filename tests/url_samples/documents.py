"""A draft, a document served on `world.unit`, and an objection to it."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from core.files.models import StoredFile
from documents import actions
from documents.models import Document, Objection
from documents.workflow import ServiceState, Status
from tests.url_samples import Sample, World

TEXT = {"origin": "由来。", "facts": "事实。", "basis": "依据。", "opinions": ["改正。"]}


def _drafter(world: World) -> User:
    return world.people["bureau_staff"]


def _draft(world: World) -> Document:
    return actions.draft(kind="opinion", title="意见书", to_unit=world.unit, content=TEXT, actor=_drafter(world), at=world.at)


def served_document(world: World) -> Document:
    """Written as rows: what is asked here is who gets in, not how it came about."""
    staff, leader, at = _drafter(world), world.people["bureau_leader"], world.at
    document = _draft(world)
    names = {
        "purpose": "document_issued",
        "mime": "application/pdf",
        "size": 1,
        "sha256": "0" * 64,
        "owner_kind": "documents.document",
        "owner_id": str(document.pk),
    }
    file = StoredFile.objects.create(original_name="意见书.pdf", storage_name=f"matrix-{document.pk}", created_at=at, uploaded_by=staff, **names)
    Document.objects.filter(pk=document.pk).update(
        status=Status.SERVED, number=f"明司执监意〔2026〕{document.pk}号", code=f"MATRIX{document.pk:010}", signed_by=leader, signer_name="领导", signed_at=at,
        dated_on=at.date(), issued_at=at, pdf=file, docx=file, served_at=at, served_on=at.date(),
    )  # fmt: skip
    due = at.date() + timedelta(days=3650)
    document.services.update(
        state=ServiceState.SERVED, method="electronic", served_at=at, served_on=at.date(), served_by=staff, file=file, objection_due_on=due
    )
    document.refresh_from_db()
    return document


def draft(world: World) -> dict[str, Any]:
    return {"pk": _draft(world).pk}


def served(world: World) -> dict[str, Any]:
    return {"pk": served_document(world).pk}


def service(world: World) -> dict[str, Any]:
    document = served_document(world)
    return {"pk": document.pk, "service_pk": document.services.get().pk}


def objection(world: World) -> dict[str, Any]:
    document = served_document(world)
    found = Objection.objects.create(service=document.services.get(), reason="事实不清。", filed_at=world.at, filed_by=world.people["dept_liaison"])
    return {"pk": document.pk, "objection_pk": found.pk}


def document_code(world: World) -> dict[str, Any]:
    return {"code": served_document(world).code}


def document_kind(world: World) -> dict[str, Any]:
    return {"code": "opinion"}


SAMPLES: dict[str, Sample] = {
    "document_draft": draft,
    "document_served": served,
    "document_service": service,
    "document_objection": objection,
    "document_code": document_code,
    "document_kind": document_kind,
}
