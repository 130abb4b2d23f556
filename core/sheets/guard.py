"""看守: is this file a workbook that may be opened at all? Runs inside the reading child, before any parser sees it.

Parsers trust what a workbook says about itself: two cells far apart or a compressed gigabyte stop a process. So sizes,
counts and every worksheet are looked at as a stream first. Basis: measured on hostile files, see tests/core/sheets.
"""

import re
import zipfile
from pathlib import Path

MOST_ENTRIES, MOST_BYTES, MOST_RATIO, RATIO_FROM = 2_000, 400 * 1024 * 1024, 200, 10 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 200_000, 256
BLOCK, OVERLAP = 1024 * 1024, 4096

ROW_FAR = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\sr\s*=\s*["'](?:[2-9]\d{5}|\d{7,})["']""")
CELL_FAR = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\sr\s*=\s*["'](?:(?:[J-Z][A-Z]|I[W-Z]|[A-Z]{3,})\d+|[A-Z]+(?:[2-9]\d{5}|\d{7,}))["']""")
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DTD_WIDE = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-16-le", "utf-16-be"))
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
WEB = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE | re.DOTALL)


class Refused(Exception):
    """The file is not read; the sentence says why and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def form_of(path: Path, name: str) -> str:
    """xlsx or csv by content, or Refused with the one sentence that fits."""
    if not path.stat().st_size:
        raise Refused("empty_file", "文件是空的（0 字节），没有读取。")
    with path.open("rb") as file:
        head = file.read(4096)
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if head.startswith(OLE):
        raise _ole(path)
    if head.startswith(ZIP):
        return "xlsx"
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        plain = head.decode("utf-16", "ignore").encode()
    if WEB.match(plain):
        raise Refused("web_page", f"这是网页文件，不是 Excel（扩展名 {suffix or '无'}，内容为 HTML），请用 WPS 另存为 xlsx。")
    if plain.lstrip().startswith(b"<?xml") or plain.lstrip().startswith(b"<Workbook"):
        raise Refused("xml_sheet", "这是 XML 表格，不是 xlsx，请用 WPS 另存为 xlsx。")
    if plain.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")):
        raise Refused("not_a_workbook", "这不是表格文件，请上传 xlsx 或 csv。")
    if suffix in {"xlsx", "xls", "et"}:
        raise Refused("not_a_workbook", "文件内容不是 Excel 工作簿，可能已损坏，请用 WPS 打开后另存为 xlsx。")
    return "csv"


def _ole(path: Path) -> Refused:
    """Old binary containers: an encrypted xlsx or a workbook of before 2007."""
    content = path.read_bytes()[: 8 * 1024 * 1024]
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        return Refused("encrypted", "文件已加密，请去掉密码后再导。")
    return Refused("old_format", "这是旧版 Excel 文件（xls），请用 WPS 或 Excel 另存为 xlsx 后再导。")


def check_package(path: Path) -> None:
    """Refuse packages that are broken, encrypted, bombs, sparse, or hold what a table does not need."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_entries(package)
            for entry in package.infolist():
                _check_part(package, entry)
    except (zipfile.BadZipFile, EOFError, OSError, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError) as broken:
        raise Refused("broken", "这不是完整的 Excel 表格（可能没有传完，或保存时中断），请重新另存后再导。") from broken


def _check_entries(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or len(names) != len(entries):
        raise Refused("bomb", "文件结构异常（压缩包条目过多或重名），没有读取。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted", "文件已加密，请去掉密码后再导。")
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise Refused("bomb", "文件结构异常（压缩包路径越界），没有读取。")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Refused("bomb", "文件解压后过大，没有读取。请删去多余的工作表和图片后再导。")
    if not any(name.lower() == "xl/workbook.xml" for name in names):
        kind = "这是 ODS 表格，不是 Excel 工作簿" if "content.xml" in names else "这不是完整的 Excel 表格"
        raise Refused("not_a_workbook", f"{kind}，请另存为 xlsx 后再导。")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise Refused("external_links", "工作簿里有指向其他文件的链接，请在“编辑链接”里断开链接，或把数据按数值粘贴到新表后再导。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros", "工作簿带有宏，请另存为不带宏的 xlsx 后再导。")


def _check_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read one part as a stream: its real size, its ratio, no DTD, no cell far out."""
    lower = entry.filename.lower()
    if not lower.endswith((".xml", ".rels", ".vml")):
        return
    is_sheet = lower.startswith("xl/worksheets/") and lower.endswith(".xml")
    size, tail = 0, b""
    with package.open(entry) as part:
        while block := part.read(BLOCK):
            size += len(block)
            if size > MOST_BYTES or (size > RATIO_FROM and size > MOST_RATIO * max(entry.compress_size, 1)):
                raise Refused("bomb", "文件解压后过大，没有读取。请删去多余的工作表和图片后再导。")
            _check_block(tail + block, is_sheet, first=not tail)
            tail = block[-OVERLAP:]


def _check_block(text: bytes, is_sheet: bool, *, first: bool) -> None:
    if DTD.search(text) or (first and any(word in text for word in DTD_WIDE)):
        raise Refused("dtd", "文件里含有不允许的文档类型声明，没有读取。请用 WPS 另存为 xlsx 后再导。")
    if is_sheet and (ROW_FAR.search(text) or CELL_FAR.search(text)):
        raise Refused("sparse", f"表格超出 {MOST_ROWS // 10000} 万行或 {MOST_COLUMNS} 列（可能有内容落在很远的单元格里），请把数据复制到新表后再导。")
