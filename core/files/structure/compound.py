"""旧版 Office、WPS 文件: the compound container of old office programs; complete, and not a locked new file in disguise."""

from pathlib import Path

from core.errors import DomainError

SECTOR_SHIFTS = (9, 12)
LOCKED = "EncryptedPackage".encode("utf-16-le")
BLOCK = 1024 * 1024


def check(path: Path, extension: str) -> None:
    """Refuses a cut-off container and one that only wraps an encrypted workbook or document."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(512)
        if len(head) < 512 or int.from_bytes(head[30:32], "little") not in SECTOR_SHIFTS:
            raise DomainError("文件已损坏，打不开，请重新另存后再{verb}。")
        sector = 1 << int.from_bytes(head[30:32], "little")
        directory = int.from_bytes(head[48:52], "little")
        if (directory + 2) * sector > size + sector:
            raise DomainError("文件不完整（后半部分缺失），请重新另存后再{verb}。")
    if is_locked(path):
        raise DomainError("文件已加密，请去掉密码后再{verb}。")


def is_locked(path: Path) -> bool:
    """Whether the container is the wrapper that Office puts round a file saved with a password."""
    with path.open("rb") as stream:
        before = b""
        while block := stream.read(BLOCK):
            if LOCKED in before + block:
                return True
            before = block[-len(LOCKED) :]
    return False
