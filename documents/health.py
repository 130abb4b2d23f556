"""运行情况 of documents: the libraries of the PDF renderer, and which font each role of the standard resolved to."""

from ctypes.util import find_library
from datetime import datetime

from core.health.probes import Finding
from documents.fonts import Resolved, resolved

LIBRARIES = ("pango-1.0", "pangoft2-1.0")
FAST_LIBRARY = "harfbuzz-subset"  # without it the same PDF takes ten times as long


def findings(at: datetime) -> list[Finding]:
    return [_libraries(), *(_font(row) for row in resolved())]


def _libraries() -> Finding:
    missing = [name for name in LIBRARIES if find_library(name) is None]
    if missing:
        return Finding(
            "PDF 组件", False, "未安装：apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；网页打印和 docx 不受影响", is_needed=False
        )
    if find_library(FAST_LIBRARY) is None:
        return Finding("PDF 组件", False, "可用但很慢：apt-get install libharfbuzz-subset0", is_needed=False)
    return Finding("PDF 组件", True, "正常", is_needed=False)


def _font(row: Resolved) -> Finding:
    words = f"{row.family}（代用）" if row.is_substitute else row.family
    return Finding(f"字体 {row.role}", bool(row.family), words if row.family else "没有可用的字体", is_needed=False)
