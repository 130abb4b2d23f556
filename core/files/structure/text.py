"""文本、CSV: readable as text in one of the encodings that offices use."""

import codecs
from pathlib import Path

from core.errors import DomainError

BLOCK = 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")


def check(path: Path, extension: str) -> None:
    """Refuses bytes that are no text."""
    with path.open("rb") as stream:
        wide = stream.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    if not any(_decodes(path, encoding) for encoding in (("utf-16",) if wide else ENCODINGS)):
        raise DomainError("这不是文本文件，或编码无法识别，请另存为 UTF-8 后再{verb}。")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                if "\0" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
