"""查毒: waiting, clean, infected, too large for the scanner, and a scanner that is away."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.audit.models import AuditEntry
from core.files import scan
from core.files.models import ScanState, StoredFile
from core.files.scan import ring_waiting, scan_file
from tests.core.files import corpus

MakeFile = Callable[..., StoredFile]
SIGNATURE = b"local-test-signature"


class Scanner:
    """A daemon that speaks INSTREAM and knows one signature; `most` is its stream limit."""

    def __init__(self, most: int = 1 << 30, silent: bool = False) -> None:
        self.most, self.silent, self.received = most, silent, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        wire, _ = self.server.accept()
        with wire, wire.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(length)
                if len(self.received) > self.most:
                    wire.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            if self.silent:
                threading.Event().wait(3)
                return
            wire.sendall(b"stream: Test.Signature FOUND\0" if SIGNATURE in self.received else b"stream: OK\0")

    def close(self) -> None:
        self.server.close()
        self.thread.join(5)


@pytest.fixture
def start_scanner(settings: Any) -> Iterator[Callable[..., Scanner]]:
    running: list[Scanner] = []

    def start(**options: Any) -> Scanner:
        scanner = Scanner(**options)
        running.append(scanner)
        settings.CLAMD_ADDRESS = scanner.address
        return scanner

    yield start
    for scanner in running:
        scanner.close()


def _state(file: StoredFile) -> str:
    file.refresh_from_db()
    return file.scan_state


def test_without_a_scanner_a_file_says_that_it_was_not_scanned(make_file: MakeFile) -> None:
    file = make_file()

    assert (file.scan_state, file.is_readable, file.is_unscanned) == (ScanState.UNSCANNED, True, True)


def test_a_clean_file_waits_and_is_then_handed_out(start_scanner: Callable[..., Scanner], make_file: MakeFile, at: datetime) -> None:
    scanner = start_scanner()
    content = corpus.pdf(3)
    file = make_file(content=content)
    assert (file.scan_state, file.is_readable) == (ScanState.PENDING, False)

    scan_file(file.pk, at)

    assert (_state(file), file.is_readable, scanner.received) == (ScanState.CLEAN, True, content)


def test_an_infected_file_stays_shut_and_is_on_record(start_scanner: Callable[..., Scanner], make_file: MakeFile, at: datetime) -> None:
    start_scanner()
    file = make_file("说明.txt", b"text with " + SIGNATURE)

    scan_file(file.pk, at)

    assert (_state(file), file.is_readable, file.closed_sentence) == (ScanState.INFECTED, False, "这个文件发现病毒，已隔离，不能下载。")
    assert AuditEntry.objects.filter(act="file.scan", result="refused", note="stream: Test.Signature FOUND").count() == 1


def test_a_file_beyond_the_scanners_limit_is_not_asked_for_again(start_scanner: Callable[..., Scanner], make_file: MakeFile, at: datetime) -> None:
    start_scanner(most=100)
    file = make_file("录像.mp4", corpus.film() + struct.pack(">I4s", 2_000_008, b"free") + bytes(2_000_000))

    scan_file(file.pk, at)

    assert (_state(file), file.is_readable) == (ScanState.ERROR, False)


def test_a_scanner_that_is_away_leaves_the_file_waiting(start_scanner: Callable[..., Scanner], make_file: MakeFile, at: datetime, settings: Any) -> None:
    start_scanner()
    file = make_file()
    settings.CLAMD_ADDRESS = "127.0.0.1:1"

    scan_file(file.pk, at)

    assert _state(file) == ScanState.PENDING


def test_a_scanner_that_is_frozen_leaves_the_file_waiting(
    start_scanner: Callable[..., Scanner], make_file: MakeFile, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "TIMEOUT_SECONDS", 0.2)
    start_scanner(silent=True)
    file = make_file()

    scan_file(file.pk, at)

    assert _state(file) == ScanState.PENDING


def test_a_verdict_is_given_once(start_scanner: Callable[..., Scanner], make_file: MakeFile, at: datetime) -> None:
    start_scanner()
    file = make_file()
    scan_file(file.pk, at)

    scan_file(file.pk, at)

    assert AuditEntry.objects.filter(act="file.scan").count() == 1


def test_files_that_wait_too_long_are_asked_for_again(
    start_scanner: Callable[..., Scanner], make_file: MakeFile, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_scanner()
    rung: list[dict[str, str]] = []
    monkeypatch.setattr(scan, "ring", lambda task, **ids: rung.append({"task": task, **ids}))
    file = make_file()

    early, late = ring_waiting(at + timedelta(minutes=1)), ring_waiting(at + timedelta(minutes=3))

    assert (early, late, rung) == (0, 1, [{"task": "core.scan_file", "file_id": str(file.pk)}])
