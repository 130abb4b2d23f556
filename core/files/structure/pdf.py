"""PDF: it opens without a password, is complete and has pages. pikepdf reads it as a stream, whatever its size."""

from pathlib import Path

import pikepdf

from core.errors import DomainError

MOST_PAGES = 5000
TAIL = 64 * 1024


def check(path: Path, extension: str) -> int:
    """The number of pages of a sound PDF."""
    try:
        return _pages_of(path, repair=False)
    except pikepdf.PasswordError:
        raise DomainError("文件已加密，请去掉密码后再{verb}。") from None
    except pikepdf.PdfError:
        pass
    _refuse_cut_off(path)
    try:
        return _pages_of(path, repair=True)
    except pikepdf.PasswordError:
        raise DomainError("文件已加密，请去掉密码后再{verb}。") from None
    except pikepdf.PdfError:
        raise DomainError("PDF 已损坏，打不开，请重新导出或扫描后再{verb}。") from None


def _pages_of(path: Path, *, repair: bool) -> int:
    with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream, attempt_recovery=repair, suppress_warnings=True) as pdf:
        count = len(pdf.pages)
        if count == 0:
            raise DomainError("PDF 里一页也没有，请重新导出后再{verb}。")
        if count > MOST_PAGES:
            raise DomainError(f"PDF 有 {count} 页，超过上限 {MOST_PAGES} 页，请分成几个文件再{{verb}}。")
        for page in pdf.pages:
            if page.obj.get("/Type") != "/Page":
                raise pikepdf.PdfError("a page that is none")
        return count


def _refuse_cut_off(path: Path) -> None:
    """A file whose end mark is missing lost its second half on the way."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - TAIL))
        if b"%%EOF" not in stream.read():
            raise DomainError("文件不完整（后半部分缺失），请重新导出或扫描后再{verb}。")
