"""What a file is by its first bytes: our own signatures, and puremagic for a name in words when none of ours fits."""

from pathlib import Path

import puremagic

HEAD = 4096
STARTS = (
    ("jpeg", b"\xff\xd8\xff"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("gif", b"GIF8"),
    ("tiff", b"II*\x00"),
    ("tiff", b"MM\x00*"),
    ("zip", b"PK\x03\x04"),
    ("zip", b"PK\x05\x06"),
    ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("program", b"\x7fELF"),
    ("archive", b"Rar!\x1a\x07"),
    ("archive", b"7z\xbc\xaf\x27\x1c"),
    ("archive", b"\x1f\x8b"),
)
BINARY_STARTS = (("bmp", b"BM"), ("mp3", b"ID3"), ("program", b"MZ"))  # a text may begin with these letters too
WEB_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<table", b"<meta", b"<svg")
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
WORDS = {
    "pdf": "PDF",
    "jpeg": "JPG 图片",
    "png": "PNG 图片",
    "gif": "GIF 图片",
    "webp": "WebP 图片",
    "bmp": "BMP 图片",
    "tiff": "TIFF 图片",
    "zip": "压缩包或 Office 文件",
    "ole": "旧版 Office 文件",
    "mp3": "录音",
    "mp4": "录像",
    "wav": "录音",
    "web": "网页（HTML）",
    "program": "程序",
    "archive": "压缩包",
    "text": "文本",
}


def sniff(path: Path) -> str:
    """The signature of the file: one of the names used in `core.files.kinds`, or web, program, archive, unknown."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    special = _boxed(head)
    if special:
        return special
    is_binary = b"\0" in head and not head.startswith(WIDE_MARKS)
    starts = STARTS + BINARY_STARTS if is_binary else STARTS
    for name, start in starts:
        if head.startswith(start):
            return name
    if is_web_page(head):
        return "web"
    return _by_puremagic(head) if is_binary else "text"


def in_words(signature: str) -> str:
    """The signature for a refusal."""
    return WORDS.get(signature, "其他格式")


def is_web_page(head: bytes) -> bool:
    """Whether the text begins like HTML, after marks and blanks; UTF-16 is looked through."""
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip().lower()
    if text.startswith((b"<?xml", b"<!--")):
        return any(mark in text for mark in (b"<html", b"<workbook", b"<!doctype html", b"<svg"))
    return text.startswith(WEB_MARKS)


def _boxed(head: bytes) -> str:
    """Containers that say their kind after the first bytes."""
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "unknown")
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 in {0xE2, 0xE4, 0xE6}:
        return "" if head.startswith(WIDE_MARKS) else "mp3"
    return ""


def _by_puremagic(head: bytes) -> str:
    try:
        name: str = puremagic.from_string(head)
    except puremagic.PureError:
        return "unknown"
    return name.lstrip(".") or "unknown"
