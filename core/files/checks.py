"""上传检查: extension ∧ signature ∧ structure, by the row of the purpose. Every refusal is one sentence that says what to do."""

import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import DomainError
from core.files.children import ChildFailed, ask_child
from core.files.kinds import TYPES, Family, FileType, extension_of, file_type
from core.files.rules import MEGABYTE, purpose_row
from core.files.sniff import in_words, sniff

CHILD_MEGABYTES, CHILD_SECONDS = 1200, 60
LONGEST_NAME = 200
OLD_TO_NEW = {"xls": "xlsx", "et": "xlsx", "doc": "docx", "wps": "docx"}
MEASURED = (Family.SHEET, Family.WORD, Family.SLIDES, Family.ARCHIVE)  # an export of a million rows is larger than we take from others
EMPTY = "文件是空的（0 字节），没有保存。"


@dataclass(frozen=True)
class FileFacts:
    """What the checks found out: the type we serve it as, and how many pages can be shown (None for what has none)."""

    mime: str
    pages: int | None


def clean_name(name: str) -> str:
    """The original name as data: last piece of any path, no control or direction marks, not too long, extension kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip(" .")
    if len(shown) > LONGEST_NAME:
        extension = extension_of(shown)[:20]
        shown = f"{shown[: LONGEST_NAME - len(extension) - 1]}.{extension}"
    return shown or "未命名"


def refuse_name_and_size(purpose: str, name: str, size: int) -> FileType:
    """What can be refused before a byte has arrived: extension and size. The row of the type otherwise."""
    row = purpose_row(purpose)
    extension = extension_of(name)
    if extension not in row.extensions or extension not in TYPES:
        raise DomainError(_other_extension(extension, row.extensions, row.verb))
    if size <= 0:
        raise DomainError(EMPTY)
    if size > row.megabytes * MEGABYTE:
        raise DomainError(f"文件有 {_in_megabytes(size)} MB，超过上限 {row.megabytes} MB，请压缩或分成几个文件再{row.verb}。")
    return file_type(name)


def _in_megabytes(size: int) -> str:
    """Rounded up, so that one byte over the limit does not read as the limit."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _other_extension(extension: str, wanted: tuple[str, ...], verb: str) -> str:
    accepted = f"这里只收 {'、'.join(wanted)} 文件"
    if OLD_TO_NEW.get(extension) in wanted:
        return f"{accepted}，{extension} 请用 WPS 另存为 {OLD_TO_NEW[extension]} 再{verb}。"
    return f"{accepted}，不收 {extension} 文件。" if extension else f"{accepted}，这个文件没有扩展名。"


def check_upload(purpose: str, name: str, path: Path) -> str:
    """The type the file will be served as; DomainError with one sentence when it is refused."""
    return inspect(purpose, name, path).mime


def inspect(purpose: str, name: str, path: Path) -> FileFacts:
    """All checks of a received file, the structure in a limited child process."""
    size, extension, verb = path.stat().st_size, extension_of(name), purpose_row(purpose).verb
    if size:
        _refuse_web_page(extension, path, verb)
    kind = refuse_name_and_size(purpose, name, size)
    signature = sniff(path)
    if signature not in kind.signatures:
        _refuse_signature(kind, signature, path, verb)
    if purpose_row(purpose).is_ours and kind.family in MEASURED:
        return FileFacts(kind.mime, None)
    return FileFacts(kind.mime, _structure(kind, path, verb))


def _refuse_web_page(extension: str, path: Path, verb: str) -> None:
    """The exports of old systems: a web page that calls itself a workbook or a PDF."""
    if extension in {"txt", "csv", "json"} or sniff(path) != "web":
        return
    if extension in {"xls", "xlsx", "et"}:
        raise DomainError(f"这是网页文件，不是 Excel（扩展名 {extension}，内容为 HTML），请用 WPS 另存为 xlsx。")
    label = file_type(f"x.{extension}").label
    raise DomainError(f"这是网页文件，不是{label if label[0] > 'z' else ' ' + label}（扩展名 {extension}，内容为 HTML），请打印成 PDF 或重新导出后再{verb}。")


def _refuse_signature(kind: FileType, signature: str, path: Path, verb: str) -> None:
    if signature == "ole" and kind.signatures == ("zip",):
        _structure(replace(kind, family=Family.OLD_OFFICE), path, verb)  # a new file saved with a password is wrapped like an old one
        raise DomainError(f"扩展名是 {kind.extension}，内容却是旧版 Office 文件，请用 WPS 另存为 {kind.extension} 再{verb}。")
    raise DomainError(f"扩展名是 {kind.extension}，内容却是{in_words(signature)}，请改正扩展名或换文件再{verb}。")


def _ask(family: str, kind: FileType, path: Path) -> dict[str, object]:
    question = {"family": family, "extension": kind.extension, "path": str(path)}
    return ask_child("core.files.check_child", question, megabytes=CHILD_MEGABYTES, seconds=CHILD_SECONDS)


def _structure(kind: FileType, path: Path, verb: str) -> int | None:
    """Pages of a sound file; a child that hits its limits counts as a refusal of the file, never as a pass."""
    try:
        found = _ask(kind.family, kind, path)
    except ChildFailed:
        raise DomainError(f"文件打不开（内容异常或过于复杂），没有保存，请重新导出后再{verb}。") from None
    if "refused" in found:
        raise DomainError(str(found["refused"]).replace("{verb}", verb))
    pages = found["pages"]
    return pages if isinstance(pages, int) else None
