"""Handing files out: type from our table, a name every browser understands, ranges, and headers that keep the content inert."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from django.core.cache import cache
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from core.errors import DomainError
from core.files.actions import open_file
from core.files.storage import BLOCK, file_store

if TYPE_CHECKING:
    from core.files.models import StoredFile

INERT = "sandbox; default-src 'none'"
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
PROVED_SECONDS = 3600


def serve_file(file: StoredFile, *, range_header: str, if_range: str = "", inline: bool = False) -> HttpResponseBase:
    """The bytes of a file that may be handed out; DomainError while it waits for the virus check, or when it is missing or altered."""
    if not file.is_readable:
        raise DomainError(file.closed_sentence)
    prove(file)
    etag = f'"{file.sha256}"'
    wanted = range_header.strip() if if_range in {"", etag} else ""
    is_partial = RANGE.fullmatch(wanted) is not None
    span = _span(wanted, file.size) if is_partial else (0, file.size - 1)
    if span is None:
        outside = HttpResponse(status=416, content_type="text/plain")
        outside["Content-Range"] = f"bytes */{file.size}"
        return outside
    first, last = span
    response = StreamingHttpResponse(_piece(file, first, last), content_type=file.type.mime, status=206 if is_partial else 200)
    if is_partial:
        response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return seal(response, disposition("inline" if inline else "attachment", file.original_name))


def seal(response: HttpResponseBase, named: str = "inline") -> HttpResponseBase:
    """Headers of everything that came from outside: never guessed, never executed, never framed, never kept."""
    response["Content-Disposition"] = named
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = INERT
    response["Cache-Control"] = "private, no-store"
    return response


def disposition(kind: str, name: str) -> str:
    """RFC 6266: an ASCII stand-in for old programs and the true name as UTF-8."""
    plain = "".join(char if char.isascii() and char.isprintable() and char not in '"\\%;/' else "_" for char in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def prove(file: StoredFile) -> None:
    """Refuse bytes that are not those of the row. Proved once an hour, and again as soon as the stored file was touched."""
    with open_file(file) as stream:
        key = f"file-proved-{file.storage_name.rpartition('/')[2]}-{file_store().state(file.storage_name)}"
        if cache.get(key) == file.sha256:
            return
        found = hash_of(stream)
    if found != file.sha256:
        raise DomainError(f"文件“{file}”与登记时不一致，不能下载，已记录，请联系系统管理员。")
    cache.set(key, found, PROVED_SECONDS)


def hash_of(stream: BinaryIO) -> str:
    """SHA-256 of what is left of a stream."""
    digest = hashlib.sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None for one that lies outside."""
    first, last = wanted.removeprefix("bytes=").split("-")
    if not first:
        length = int(last or 0)
        return (max(0, size - length), size - 1) if length else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


def _piece(file: StoredFile, first: int, last: int) -> Iterator[bytes]:
    """Opened only when the server begins to send, so that an answer nobody reads leaves nothing open."""
    with open_file(file) as stream:
        stream.seek(first)
        left = last - first + 1
        while left > 0 and (block := stream.read(min(BLOCK, left))):
            left -= len(block)
            yield block
