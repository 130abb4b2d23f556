"""Word, Excel, slides and OFD: archives that passed the ZIP guard and hold the parts their kind must have."""

from pathlib import Path

from core.errors import DomainError
from core.files.structure import zipped

MAIN_PARTS = {
    "docx": ("[Content_Types].xml", "word/document.xml"),
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": ("[Content_Types].xml", "ppt/presentation.xml"),
    "ofd": ("OFD.xml",),
}
LABELS = {"docx": "Word 文档", "xlsx": "Excel 表格", "pptx": "演示文稿", "ofd": "OFD 文件"}
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def check(path: Path, extension: str) -> None:
    """Refuses another kind of archive, macros and document type declarations (which a reader might follow)."""
    label = LABELS[extension]
    try:
        names = {info.filename for info in zipped.open_archive(path)}
    except zipped.BrokenArchive:
        raise DomainError(f"这不是完整的 {label}（可能没有传完，或保存时中断），请重新另存后再{{verb}}。") from None
    for other, wanted in MAIN_PARTS.items():
        if other != extension and all(part in names for part in wanted):
            raise DomainError(f"扩展名是 {extension}，内容却是 {LABELS[other]}，请改正扩展名或换文件再{{verb}}。")
    if any(part not in names for part in MAIN_PARTS[extension]):
        raise DomainError(f"这不是完整的 {label}，请重新另存后再{{verb}}。")
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
        raise DomainError(f"{label}里有宏，请另存为不带宏的文件再{{verb}}。")
    if any(mark in block for block in zipped.blocks(path, (".xml", ".rels")) for mark in DECLARATIONS):
        raise DomainError(f"{label}里有不允许的外部声明，没有保存，请用办公软件另存后再{{verb}}。")
