"""期限的现状: what reminders say of a document that waits."""

from documents.models import Document, Service


def state_of_document(target_id: str) -> str:
    document = Document.objects.filter(pk=target_id).first()
    return document.state_label() if document else ""


def state_of_service(target_id: str) -> str:
    service = Service.objects.filter(pk=target_id).first()
    return service.get_state_display() if service else ""
