"""ZIP guard: what an archive really holds, by unpacking it as a stream, never by what its directory claims.

Entries, names, links, duplicates, encryption, real size and ratio are checked before anybody else opens the file.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from core.errors import DomainError

MEGABYTE = 1024 * 1024
MOST_ENTRIES = 5000
MOST_DIRECTORY = 4 * MEGABYTE
MOST_UNPACKED = 400 * MEGABYTE
MOST_RATIO, RATIO_FROM = 200, 10 * MEGABYTE
LONGEST_NAME = 255
DEEPEST = 12
BLOCK = 256 * 1024
LOCAL_HEADER = struct.Struct("<4s22xHH")
ENCRYPTED, UTF8 = 0x1, 0x800
NESTED = (".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz")
BROKEN = "压缩包已损坏，打不开，请重新打包后再{verb}。"
TOO_BIG = f"压缩包展开后过大（上限 {MOST_UNPACKED // MEGABYTE} MB、压缩比上限 {MOST_RATIO} 倍），没有保存。"


class BrokenArchive(DomainError):
    """损坏: what it is meant to be (a workbook, a document) is said by who opened it."""

    def __init__(self) -> None:
        super().__init__(BROKEN)


def check(path: Path, extension: str) -> None:
    """压缩包: refuses what must not be unpacked, archives inside archives included."""
    for info in open_archive(path):
        if info.filename.lower().endswith(NESTED):
            raise DomainError("压缩包里还有压缩包，请全部解开后重新打包再{verb}。")


def open_archive(path: Path) -> list[zipfile.ZipInfo]:
    """The entries of an archive that passed the guard."""
    try:
        with path.open("rb") as stream:
            _refuse_directory(stream)
            entries = zipfile.ZipFile(stream).infolist()
            _refuse_entries(entries)
            _refuse_real_size(stream, entries)
            return entries
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, UnicodeDecodeError):
        raise BrokenArchive from None


def read_part(path: Path, name: str, most: int) -> bytes:
    """One small entry of an archive that passed the guard; DomainError when it is absent or longer than `most`."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as part:
            content = part.read(most + 1)
    except (KeyError, zipfile.BadZipFile):
        raise DomainError(BROKEN) from None
    if len(content) > most:
        raise DomainError(TOO_BIG)
    return content


def blocks(path: Path, endings: tuple[str, ...]) -> Iterator[bytes]:
    """The first block of every entry with one of `endings`, unpacked."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.filename.lower().endswith(endings):
                with archive.open(info) as part:
                    yield part.read(BLOCK)


def _refuse_directory(stream: BinaryIO) -> None:
    """A directory of millions of entries is refused before Python builds a list of it."""
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile
    count, length = struct.unpack_from("<HI", tail, at + 10)
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
        stream.seek(struct.unpack_from("<Q", tail, at - 12)[0])
        count, length = struct.unpack_from("<QQ", stream.read(56), 32)
    if count > MOST_ENTRIES or length > MOST_DIRECTORY:
        raise DomainError(f"压缩包里文件过多（上限 {MOST_ENTRIES} 个），没有保存。")
    stream.seek(0)


def _refuse_entries(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in entries:
        name = info.filename
        if not is_safe_name(name):
            raise DomainError("压缩包里有不安全的文件路径，没有保存。")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise DomainError("压缩包里有链接，没有保存。")
        if info.flag_bits & ENCRYPTED:
            raise DomainError("文件已加密，请去掉密码后再{verb}。")
        if name.casefold() in seen:
            raise DomainError("压缩包里有重名的文件，没有保存。")
        seen.add(name.casefold())
    if sum(info.file_size for info in entries) > MOST_UNPACKED:
        raise DomainError(TOO_BIG)


def is_safe_name(name: str) -> bool:
    """Whether an entry stays below the folder it is unpacked in, on every system."""
    pieces = name.replace("\\", "/").rstrip("/").split("/")
    return (
        0 < len(name) <= LONGEST_NAME
        and not name.startswith(("/", "\\"))
        and ":" not in pieces[0]
        and len(pieces) <= DEEPEST
        and not any(piece in {"", ".", ".."} for piece in pieces)
        and not any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in name)
    )


def _refuse_real_size(stream: BinaryIO, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack every entry to nowhere and count; no two may share bytes, and none may hold more than it says."""
    total, end = 0, 0
    for info in sorted(entries, key=lambda one: one.header_offset):
        if info.header_offset < end:
            raise zipfile.BadZipFile("entries overlap")
        start = _data_start(stream, info)
        end = start + info.compress_size
        real = _unpacked(stream, info, start, MOST_UNPACKED - total)
        if real != info.file_size:
            raise zipfile.BadZipFile("an entry is not as long as it says")
        if real > RATIO_FROM and real > MOST_RATIO * max(info.compress_size, 1):
            raise DomainError(TOO_BIG)
        total += real


def _data_start(stream: BinaryIO, info: zipfile.ZipInfo) -> int:
    stream.seek(info.header_offset)
    signature, name, extra = LOCAL_HEADER.unpack(stream.read(LOCAL_HEADER.size))
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile
    return info.header_offset + LOCAL_HEADER.size + int(name) + int(extra)


def _unpacked(stream: BinaryIO, info: zipfile.ZipInfo, start: int, most: int) -> int:
    """Real length of one entry; refuses as soon as it passes `most`."""
    if info.compress_type == zipfile.ZIP_STORED:
        return info.compress_size
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    inflate, real, left = zlib.decompressobj(-15), 0, info.compress_size
    stream.seek(start)
    while not inflate.eof:
        packed = inflate.unconsumed_tail or stream.read(min(BLOCK, left))
        if not inflate.unconsumed_tail:
            left -= len(packed)
        out = inflate.decompress(packed, BLOCK * 4)
        if not packed and not out and not inflate.eof:
            raise EOFError
        real += len(out)
        if real > most:
            raise DomainError(TOO_BIG)
    return real
