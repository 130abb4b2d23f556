"""查毒: a ClamAV daemon asked over its INSTREAM command. Without CLAMD_ADDRESS files are shown as 未查毒; with it, none is
handed out before the scanner has called it clean, and a scanner that is away leaves it waiting."""

from __future__ import annotations

import logging
import socket
import struct
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from core import audit
from core.errors import DomainError
from core.files.actions import open_file
from core.files.models import ScanState, StoredFile
from core.jobs.bell import ring

logger = logging.getLogger(__name__)
CHUNK = 256 * 1024
TIMEOUT_SECONDS = 60
FORGOTTEN_AFTER = timedelta(minutes=2)
AT_ONCE = 200


class Verdict(Enum):
    """Answer of the scanner; AWAY means to ask again later, TOO_LARGE that asking again does not help."""

    CLEAN = ScanState.CLEAN
    INFECTED = ScanState.INFECTED
    TOO_LARGE = ScanState.ERROR
    AWAY = ScanState.PENDING


def scan_file(file_id: UUID, at: datetime) -> None:
    """Ask the scanner about one waiting file and keep its answer; the state moves only while it is waiting."""
    file = StoredFile.objects.filter(pk=file_id, scan_state=ScanState.PENDING).first()
    if file is None or not settings.CLAMD_ADDRESS:
        return
    verdict, words = ask_scanner(file)
    if verdict is Verdict.AWAY:
        logger.warning("scanner away, file %s stays pending: %s", file.pk, words)
        return
    with transaction.atomic():
        if StoredFile.objects.filter(pk=file.pk, scan_state=ScanState.PENDING).update(scan_state=verdict.value):
            audit.record(
                actor=get_user_model().objects.system(),
                act="file.scan",
                act_label="查毒",
                target=file,
                at=at,
                result="ok" if verdict is Verdict.CLEAN else "refused",
                note=words,
            )


def ask_scanner(file: StoredFile) -> tuple[Verdict, str]:
    """Stream the file to the daemon; its verdict and its words."""
    try:
        with open_file(file) as stream, _connection() as wire:
            wire.sendall(b"zINSTREAM\0")
            try:
                while block := stream.read(CHUNK):
                    wire.sendall(struct.pack(">I", len(block)) + block)
                wire.sendall(struct.pack(">I", 0))
            except (BrokenPipeError, ConnectionResetError):  # the daemon hangs up on a stream beyond its limit, its answer is waiting
                logger.info("scanner closed the stream of file %s early", file.pk)
            return _read_verdict(wire.recv(4096))
    except (OSError, DomainError) as failure:
        return Verdict.AWAY, str(failure)


def _connection() -> socket.socket:
    """`host:port` or `unix:/path`, with a limit on every wait."""
    address = settings.CLAMD_ADDRESS
    if address.startswith("unix:"):
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(TIMEOUT_SECONDS)
        wire.connect(address.removeprefix("unix:"))
        return wire
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)


def _read_verdict(answer: bytes) -> tuple[Verdict, str]:
    words = answer.rstrip(b"\0\n").decode(errors="replace")
    if words.endswith("FOUND"):
        return Verdict.INFECTED, words
    if words.endswith("OK"):
        return Verdict.CLEAN, words
    return (Verdict.TOO_LARGE if "size limit exceeded" in words else Verdict.AWAY), words


def ring_waiting(at: datetime) -> int:
    """Sweeper: ask again about files that wait longer than a scan takes. Returns how many."""
    waiting = StoredFile.objects.present().filter(scan_state=ScanState.PENDING, created_at__lt=at - FORGOTTEN_AFTER)
    ids = list(waiting.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    for file_id in ids:
        ring("core.scan_file", file_id=str(file_id))
    return len(ids)
