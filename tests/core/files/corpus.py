"""Files as people send them, sound and unsound, made in memory."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image


def pdf(pages: int = 1, password: str = "", reader: str | None = None) -> bytes:
    """A PDF of blank A4 pages, locked when there is a password; `reader` "" = only printing and copying are restricted."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        document.save(out, encryption=pikepdf.Encryption(owner=password, user=password if reader is None else reader) if password else False)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 200), **options: object) -> bytes:
    """A coloured picture."""
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def plain_png(width: int, height: int) -> bytes:
    """A picture of one colour: small on disk, large in memory."""
    out = io.BytesIO()
    Image.new("1", (width, height)).convert("RGB").save(out, "PNG")
    return out.getvalue()


def png_of_pixels(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels and holds none of them."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + b"\0\0\0\0IEND\xaeB`\x82"


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(**extra: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **extra})


def document(**extra: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", **extra})


def compound(locked: bool = False) -> bytes:
    """An old office container of one directory sector; locked = the wrapper round a file with a password."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + (9).to_bytes(2, "little") + bytes(16) + (0).to_bytes(4, "little")
    return head.ljust(512, b"\0") + ("EncryptedPackage" if locked else "WordDocument").encode("utf-16-le").ljust(1024, b"\0")


def film(broken_off: bool = False) -> bytes:
    boxes = struct.pack(">I4s8s", 16, b"ftyp", b"isom\0\0\0\0") + struct.pack(">I4s", 24, b"moov") + bytes(16)
    return boxes + struct.pack(">I4s", 1000, b"mdat") + bytes(100 if broken_off else 992)


def with_symlink() -> bytes:
    link = zipfile.ZipInfo("passwd")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def with_duplicates() -> bytes:
    return zipped({"a.txt": b"1", "b.txt": b"2"}).replace(b"b.txt", b"A.txt")


def locked_zip() -> bytes:
    """An archive whose only entry is flagged as encrypted."""
    content = bytearray(zipped({"a.txt": b"secret"}, zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def bomb(megabytes: int, claimed: int | None = None) -> bytes:
    """One entry of zeros; `claimed` is the length its directory lies about."""
    squeeze, size, packed = zlib.compressobj(9, zlib.DEFLATED, -15), megabytes * 1024 * 1024, b""
    block, crc = bytes(1024 * 1024), 0
    for _ in range(megabytes):
        packed += squeeze.compress(block)
        crc = zlib.crc32(block, crc)
    packed += squeeze.flush()
    return _one_entry("word/media/image1.bin", packed, crc, size if claimed is None else claimed)


def _one_entry(name: str, packed: bytes, crc: int, size: int) -> bytes:
    raw = name.encode()
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, crc, len(packed), size, len(raw), 0)
    local = b"PK\x03\x04" + common + raw + packed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + raw
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def overlapping() -> bytes:
    """Two names for the same bytes."""
    content = zipped({"a.txt": b"1" * 500})
    at, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    central = content[at:end]
    both = central + central.replace(b"a.txt", b"b.txt")
    return content[:at] + both + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 2, 2, len(both), at, 0)
