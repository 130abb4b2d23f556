"""Receiving bytes: streamed to a private scratch file, hashed on the way, stopped at the limit and when the disk is full."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from core.errors import DomainError
from core.files.storage import BLOCK, StoreFull, refuse_without_space, scratch_file

Content = bytes | BinaryIO | Iterable[bytes]
MOST_PLAIN = 600 * 1024 * 1024


@dataclass(frozen=True)
class Received:
    """What arrived: where it lies for now, its length and hash."""

    path: Path
    size: int
    sha256: str


def blocks_of(content: Content) -> Iterator[bytes]:
    """`content` in blocks, whatever it is."""
    if isinstance(content, bytes):
        yield content
    elif hasattr(content, "chunks"):
        yield from content.chunks(BLOCK)
    elif hasattr(content, "read"):
        while block := content.read(BLOCK):
            yield block
    else:
        yield from content


@contextmanager
def received(content: Content, *, most: int, too_long: str) -> Iterator[Received]:
    """`content` on disk, synced, with its hash; DomainError(`too_long`) beyond `most` bytes. Gone afterwards unless taken over."""
    refuse_without_space(0)
    with scratch_file() as path:
        yield _write(path, content, most, too_long)


def _write(path: Path, content: Content, most: int, too_long: str) -> Received:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as target:
            for block in blocks_of(content):
                size += len(block)
                if size > most:
                    raise DomainError(too_long)
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
    except OSError as failure:
        if failure.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreFull from failure
        raise
    return Received(path, size, digest.hexdigest())


class CappedUploadHandler(FileUploadHandler):
    """First of FILE_UPLOAD_HANDLERS: a plain form that says it is larger than any purpose takes is cut off unread."""

    def handle_raw_input(self, input_data: object, META: dict[str, str], content_length: int, boundary: str, encoding: str | None = None) -> None:
        if content_length > MOST_PLAIN:
            raise RequestDataTooBig("a form larger than any purpose takes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
