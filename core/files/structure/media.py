"""录音录像: the boxes or chunks that make the file up fit into it, so a recording that broke off is found at once."""

import struct
from pathlib import Path
from typing import BinaryIO

from core.errors import DomainError

CUT_OFF = "录音录像文件不完整（后半部分缺失），请重新导出后再{verb}。"
MOST_BOXES = 100_000


def check(path: Path, extension: str) -> None:
    """Refuses a recording whose parts reach beyond its end or whose index is missing."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        if extension in {"mp4", "m4a", "mov"}:
            _check_boxes(stream, size)
        elif extension == "wav":
            declared = int.from_bytes(stream.read(8)[4:8], "little")
            if declared + 8 > size:
                raise DomainError(CUT_OFF)


def _check_boxes(stream: BinaryIO, size: int) -> None:
    at, kinds = 0, set()
    for _ in range(MOST_BOXES):
        if at + 8 > size:
            break
        stream.seek(at)
        length, kind = struct.unpack(">I4s", stream.read(8))
        if length == 1:
            length = int.from_bytes(stream.read(8), "big")
        if length == 0:
            length = size - at
        if length < 8 or at + length > size:
            raise DomainError(CUT_OFF)
        kinds.add(kind)
        at += length
    if not kinds & {b"moov", b"moof"}:
        raise DomainError(CUT_OFF)
