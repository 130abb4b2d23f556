"""A paper received, a link of it and a scan of it."""

from typing import Any

from core.files.models import StoredFile
from documents.incoming import actions
from documents.incoming.actions.registering import Paper
from documents.models import Incoming
from tests.url_samples import Sample, World
from tests.url_samples.documents import draft


def _incoming(world: World) -> Incoming:
    paper = Paper(sender="明山市司法局", title="关于报送情况的函", received_on=world.at.date())
    return actions.register(paper=paper, actor=world.people["bureau_staff"], at=world.at)


def incoming(world: World) -> dict[str, Any]:
    return {"pk": _incoming(world).pk}


def incoming_link(world: World) -> dict[str, Any]:
    made = _incoming(world)
    link = actions.link(incoming=made, actor=world.people["bureau_staff"], at=world.at, kind="document", target_id=str(draft(world)["pk"]))
    return {"pk": made.pk, "link_pk": link.pk}


def incoming_scan(world: World) -> dict[str, Any]:
    """Written as a row: what is asked here is who gets in, not how it came about."""
    made = _incoming(world)
    file = StoredFile.objects.create(
        purpose="incoming_scan", original_name="来文.pdf", storage_name=f"matrix-incoming-{made.pk}", mime="application/pdf", size=1, sha256="0" * 64,
        owner_kind="documents.incoming", owner_id=str(made.pk), created_at=world.at, uploaded_by=world.people["bureau_staff"],
    )  # fmt: skip
    return {"pk": made.pk, "file_pk": file.pk}


SAMPLES: dict[str, Sample] = {"incoming": incoming, "incoming_link": incoming_link, "incoming_scan": incoming_scan}
